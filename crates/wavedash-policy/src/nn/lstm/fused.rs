//! The recurrence on slices, forwards and backwards: what tensors do in dozens of passes a step, each with a buffer of its
//! own, in a few.
//!
//! Rows are windows; a row of sums holds the input, forget, cell and output gate side by side, `hidden` floats each.
//! With `s` the logistic function: `c = s(f) c' + s(i) tanh(g)`, `h = s(o) tanh(c)`.

use crate::nn::fused::lanes::{exp, vectorised};
use crate::nn::fused::product::{add, rows as matrix, rows_mut as matrix_mut, set};

/// Lengths of all axes.
#[derive(Clone, Copy, Debug)]
pub(super) struct Sizes {
    pub(super) frames: usize,
    pub(super) batch: usize,
    pub(super) steps: usize,
    pub(super) hidden: usize,
}

/// What the way back needs: per step and row.
#[derive(Clone, Debug)]
pub(super) struct Tape {
    pub(super) sizes: Sizes,
    /// Frame numbers `[batch, steps]`.
    pub(super) windows: Vec<u32>,
    /// Gates after their functions `[steps, batch, 4 hidden]`.
    gates: Vec<f32>,
    /// Cells `[steps, batch, hidden]`.
    cells: Vec<f32>,
    /// `tanh` of the cells, the same shape.
    bounded: Vec<f32>,
    /// Hidden states, the same shape.
    states: Vec<f32>,
}

/// Gradients of the inputs.
pub(super) struct Back {
    /// `[frames, 4 hidden]`.
    pub(super) frames: Vec<f32>,
    /// `[hidden, 4 hidden]`.
    pub(super) recurrent: Vec<f32>,
}

/// The tape of windows over projected `frames` `[frames, 4 hidden]` with the weights `recurrent`
/// `[hidden, 4 hidden]`.
///
/// # Panics
/// If the lengths do not fit or a window names a frame that is not there.
pub(super) fn forward(frames: &[f32], recurrent: &[f32], windows: Vec<u32>, sizes: Sizes) -> Tape {
    let Sizes { batch, steps, hidden, .. } = sizes;
    let (wide, rows) = (4 * hidden, batch * hidden);
    let mut tape = Tape {
        sizes,
        windows,
        gates: vec![0.0; steps * batch * wide],
        cells: vec![0.0; steps * rows],
        bounded: vec![0.0; steps * rows],
        states: vec![0.0; steps * rows],
    };
    for step in 0..steps {
        let gates = &mut tape.gates[step * batch * wide..][..batch * wide];
        for (row, gates) in gates.chunks_exact_mut(wide).enumerate() {
            gates.copy_from_slice(&frames[tape.windows[row * steps + step] as usize * wide..][..wide]);
        }
        let (old_cells, cells) = tape.cells.split_at_mut(step * rows);
        let (old_states, states) = tape.states.split_at_mut(step * rows);
        if step > 0 {
            let before = matrix(&old_states[(step - 1) * rows..], hidden);
            add(matrix_mut(gates, wide), before, matrix(recurrent, wide), 1.0);
        }
        let old_cells = (step > 0).then(|| &old_cells[(step - 1) * rows..]);
        let bounded = &mut tape.bounded[step * rows..][..rows];
        let states = &mut states[..rows];
        advance(hidden, gates, old_cells, &mut cells[..rows], bounded, states);
    }
    tape
}

impl Tape {
    /// Hidden states after the last step `[batch, hidden]`.
    pub(super) fn last(&self) -> &[f32] {
        let rows = self.sizes.batch * self.sizes.hidden;
        &self.states[self.states.len() - rows..]
    }

    /// Gradients of the inputs from that of [`Tape::last`].
    pub(super) fn backward(mut self, recurrent: &[f32], last: Vec<f32>) -> Back {
        let Sizes { frames, batch, steps, hidden } = self.sizes;
        let (wide, rows) = (4 * hidden, batch * hidden);
        let mut back = Back { frames: vec![0.0; frames * wide], recurrent: vec![0.0; hidden * wide] };
        // Gradients of the present state and cell.
        let (mut of_state, mut of_cell) = (last, vec![0.0; rows]);
        for step in (0..steps).rev() {
            // From here on gradients of the sums.
            let gates = &mut self.gates[step * batch * wide..][..batch * wide];
            let old_cells = (step > 0).then(|| &self.cells[(step - 1) * rows..]);
            go_back(hidden, gates, old_cells, &self.bounded[step * rows..], &of_state, &mut of_cell);
            for (row, gates) in gates.chunks_exact(wide).enumerate() {
                let frame = &mut back.frames[self.windows[row * steps + step] as usize * wide..][..wide];
                frame.iter_mut().zip(gates).for_each(|(sum, gradient)| *sum += gradient);
            }
            if step > 0 {
                let of_sums = matrix(gates, wide);
                let before = matrix(&self.states[(step - 1) * rows..][..rows], hidden);
                add(matrix_mut(&mut back.recurrent, wide), before.transpose(), of_sums, 1.0);
                set(matrix_mut(&mut of_state, hidden), of_sums, matrix(recurrent, wide).transpose(), 1.0);
            }
        }
        back
    }
}

vectorised! {
    /// One step of all rows: sums become gates, old cells new ones.
    fn advance(
        hidden: usize,
        gates: &'a mut [f32],
        old_cells: Option<&'a [f32]>,
        cells: &'a mut [f32],
        bounded: &'a mut [f32],
        states: &'a mut [f32],
    ) {
        for (row, gates) in gates.chunks_exact_mut(4 * hidden).enumerate() {
            let at = row * hidden..(row + 1) * hidden;
            let [i, f, g, o] = split(gates, hidden);
            let (cells, bounded, states) = (&mut cells[at.clone()], &mut bounded[at.clone()], &mut states[at.clone()]);
            for gate in [&mut *i, &mut *f, &mut *o] {
                gate.iter_mut().for_each(|x| *x = logistic(*x));
            }
            g.iter_mut().for_each(|x| *x = tanh(*x));
            for ((cell, i), g) in cells.iter_mut().zip(&*i).zip(&*g) {
                *cell = i * g;
            }
            if let Some(old) = old_cells {
                for ((cell, f), old) in cells.iter_mut().zip(&*f).zip(&old[at]) {
                    *cell += f * old;
                }
            }
            for ((bounded, state), (cell, o)) in bounded.iter_mut().zip(states).zip(cells.iter().zip(&*o)) {
                *bounded = tanh(*cell);
                *state = o * *bounded;
            }
        }
    }
}

vectorised! {
    /// One step of all rows backwards: gates become gradients of the sums, gradients of cells those of the old ones.
    fn go_back(
        hidden: usize,
        gates: &'a mut [f32],
        old_cells: Option<&'a [f32]>,
        bounded: &'a [f32],
        of_state: &'a [f32],
        of_cell: &'a mut [f32],
    ) {
        let zeros = vec![0.0; hidden];
        for (row, gates) in gates.chunks_exact_mut(4 * hidden).enumerate() {
            let at = row * hidden..(row + 1) * hidden;
            let [i, f, g, o] = split(gates, hidden);
            let old = old_cells.map_or(&zeros[..], |cells| &cells[at.clone()]);
            // Lengths that the compiler can see make vector instructions of the loop.
            let (bounded, old) = (&bounded[at.clone()][..hidden], &old[..hidden]);
            let (of_state, of_cell) = (&of_state[at.clone()][..hidden], &mut of_cell[at][..hidden]);
            let [i, f, g, o] = [i, f, g, o].map(|gate| &mut gate[..hidden]);
            for k in 0..hidden {
                let c = of_cell[k] + of_state[k] * o[k] * (1.0 - bounded[k] * bounded[k]);
                let of_output = of_state[k] * bounded[k];
                of_cell[k] = c * f[k];
                let of_input = c * g[k];
                g[k] = c * i[k] * (1.0 - g[k] * g[k]);
                f[k] = c * old[k] * f[k] * (1.0 - f[k]);
                i[k] = of_input * i[k] * (1.0 - i[k]);
                o[k] = of_output * o[k] * (1.0 - o[k]);
            }
        }
    }
}

/// The four gates of a row.
#[inline(always)]
fn split(row: &mut [f32], hidden: usize) -> [&mut [f32]; 4] {
    let (i, rest) = row.split_at_mut(hidden);
    let (f, rest) = rest.split_at_mut(hidden);
    let (g, o) = rest.split_at_mut(hidden);
    [i, f, g, o]
}

#[inline(always)]
fn logistic(x: f32) -> f32 {
    1.0 / (1.0 + exp(-x))
}

#[inline(always)]
fn tanh(x: f32) -> f32 {
    logistic(2.0 * x) * 2.0 - 1.0
}
