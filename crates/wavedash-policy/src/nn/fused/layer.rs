//! `y = x W + b`, rectified if wanted.

use super::lanes::{sum_of_rows, vectorised};
use super::product::{add, rows, rows_mut, set};

/// Gradients of what went in.
pub(super) struct Back {
    /// Of `x`, if it was asked for.
    pub(super) x: Option<Vec<f32>>,
    pub(super) weight: Vec<f32>,
    pub(super) bias: Vec<f32>,
}

/// `x` `[batch, inputs]`, `weight` `[inputs, outputs]`, `bias` `[outputs]` to `[batch, outputs]`.
pub(super) fn forward(x: &[f32], weight: &[f32], bias: &[f32], is_rectified: bool) -> Vec<f32> {
    let outputs = bias.len();
    let inputs = weight.len() / outputs;
    let mut y = bias.repeat(x.len() / inputs);
    add(rows_mut(&mut y, outputs), rows(x, inputs), rows(weight, outputs), 1.0);
    if is_rectified {
        rectify(&mut y);
    }
    y
}

/// From the gradient of the output; `rectified` is the output of a rectified layer.
pub(super) fn backward(
    x: &[f32],
    weight: &[f32],
    outputs: usize,
    rectified: Option<&[f32]>,
    mut of_y: Vec<f32>,
    needs_x: bool,
) -> Back {
    let inputs = weight.len() / outputs;
    if let Some(y) = rectified {
        keep_where_positive(&mut of_y, y);
    }
    let bias = sum_of_rows(&of_y, outputs);
    let mut of_weight = vec![0.0; weight.len()];
    set(rows_mut(&mut of_weight, outputs), rows(x, inputs).transpose(), rows(&of_y, outputs), 1.0);
    let x = needs_x.then(|| {
        let mut of_x = vec![0.0; x.len()];
        set(rows_mut(&mut of_x, inputs), rows(&of_y, outputs), rows(weight, outputs).transpose(), 1.0);
        of_x
    });
    Back { x, weight: of_weight, bias }
}

vectorised! {
    fn rectify(y: &'a mut [f32]) {
        // What is no number stays none.
        y.iter_mut().for_each(|y| *y = if *y < 0.0 { 0.0 } else { *y });
    }
}

vectorised! {
    fn keep_where_positive(of_y: &'a mut [f32], y: &'a [f32]) {
        of_y.iter_mut().zip(y).for_each(|(of_y, y)| *of_y = if *y > 0.0 { *of_y } else { 0.0 });
    }
}
