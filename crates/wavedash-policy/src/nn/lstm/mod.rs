//! A recurrent layer over windows of frames.

mod extension;
mod fused;

use burn::module::Module;
use burn::tensor::activation::sigmoid;
use burn::tensor::module::linear;
use burn::tensor::{Device, Int, Tensor};

use super::linear::Linear;
use crate::init::Init;

/// LSTM (Hochreiter and Schmidhuber 1997), one layer; gates in PyTorch's order: input, forget, cell, output.
#[derive(Module, Debug)]
pub(crate) struct Lstm {
    input: Linear,
    recurrent: Linear,
    #[module(skip)]
    hidden: usize,
}

impl Lstm {
    pub(crate) fn new(init: &mut Init<'_>, inputs: usize, hidden: usize) -> Self {
        // PyTorch draws all of it, biases too, in ±1 / sqrt(hidden).
        let bound = 1.0 / (hidden as f32).sqrt();
        let mut layer = |inputs: usize| Linear {
            weight: init.uniform([inputs, 4 * hidden], bound),
            bias: init.uniform([4 * hidden], bound),
        };
        Self { input: layer(inputs), recurrent: layer(hidden), hidden }
    }

    /// The last hidden state of each window: frames `[frames, inputs]`, windows of frame numbers `[batch, steps]`,
    /// oldest first, give `[batch, hidden]`.
    ///
    /// The inputs' projection is computed once per frame, however many windows it is in.
    pub(crate) fn forward(&self, frames: Tensor<2>, windows: Tensor<2, Int>) -> Tensor<2> {
        let on_processor = frames.device().inner() == Device::flex();
        if windows.dims()[1] == 0 || !on_processor {
            return self.step_by_step(frames, windows);
        }
        let bias = self.input.bias.val() + self.recurrent.bias.val();
        let frames = linear(frames, self.input.weight.val(), Some(bias));
        extension::recur(frames, self.recurrent.weight.val(), windows)
    }

    /// The same of tensors of any device.
    fn step_by_step(&self, frames: Tensor<2>, windows: Tensor<2, Int>) -> Tensor<2> {
        let [batch, steps] = windows.dims();
        let gates: [Gate; 4] = core::array::from_fn(|i| self.gate(i, &frames));
        let mut state: Option<(Tensor<2>, Tensor<2>)> = None;
        for step in 0..steps {
            let index = windows.clone().slice([0..batch, step..step + 1]).reshape([batch]);
            let gate = |i: usize| gates[i].at(index.clone(), state.as_ref().map(|(hidden, _)| hidden));
            let entered = gate(INPUT) * tanh_from(gate(CELL));
            let cell = match &state {
                Some((_, cell)) => gate(FORGET) * cell.clone() + entered,
                None => entered,
            };
            state = Some((gate(OUTPUT) * tanh_from(sigmoid(cell.clone() * 2.0)), cell));
        }
        match state {
            Some((hidden, _)) => hidden,
            None => Tensor::zeros([batch, self.hidden], &frames.device()),
        }
    }

    /// Gate `i` of all frames. Gates are cut from the weights, not from each step's sums: the gradient of a cut is as
    /// large as what it was cut from.
    fn gate(&self, i: usize, frames: &Tensor<2>) -> Gate {
        let size = self.hidden;
        let columns = i * size..(i + 1) * size;
        // The logistic function of the doubled argument gives the hyperbolic tangent.
        let scale = if i == CELL { 2.0 } else { 1.0 };
        let weight = |layer: &Linear, inputs: usize| layer.weight.val().slice([0..inputs, columns.clone()]) * scale;
        let bias = (self.input.bias.val() + self.recurrent.bias.val()).slice([columns.clone()]) * scale;
        let [_, inputs] = frames.dims();
        Gate {
            frames: linear(frames.clone(), weight(&self.input, inputs), Some(bias)),
            recurrent: weight(&self.recurrent, size),
        }
    }
}

const INPUT: usize = 0;
const FORGET: usize = 1;
const CELL: usize = 2;
const OUTPUT: usize = 3;

/// One gate's share of the weights.
struct Gate {
    /// Projected inputs of each frame `[frames, hidden]`.
    frames: Tensor<2>,
    /// `[hidden, hidden]`.
    recurrent: Tensor<2>,
}

impl Gate {
    /// Its logistic value for the frames `index` `[batch]` after the state `hidden`: `[batch, hidden]`.
    fn at(&self, index: Tensor<1, Int>, hidden: Option<&Tensor<2>>) -> Tensor<2> {
        let sums = self.frames.clone().select(0, index);
        sigmoid(match hidden {
            Some(hidden) => sums + hidden.clone().matmul(self.recurrent.clone()),
            None => sums,
        })
    }
}

/// tanh(x) from the logistic function of 2 x: half as expensive as the tangent itself, equal to 1e-7.
fn tanh_from(logistic: Tensor<2>) -> Tensor<2> {
    logistic * 2.0 - 1.0
}

#[cfg(test)]
mod tests {
    use burn::optim::GradientsParams;
    use burn::tensor::TensorData;

    use super::*;

    #[test]
    fn in_one_operation_as_step_by_step() {
        // No multiple of eight, and windows that share frames; few rows may take another way through a product.
        [(7, 12), (2, 12), (1, 3)].into_iter().for_each(|(batch, hidden)| compare(batch, hidden));
    }

    fn compare(batch: usize, hidden: usize) {
        let (frames, inputs, steps) = (9, 5, 4);
        let device = Device::flex().autodiff();
        let mut init = Init::new(Some(5), &device);
        let lstm = Lstm::new(&mut init, inputs, hidden);
        let seen = init.uniform([frames, inputs], 2.0);
        let numbers: Vec<i64> = (0..batch * steps).map(|i| (i * 5 % frames) as i64).collect();
        let windows = Tensor::<2, Int>::from_data(TensorData::new(numbers, [batch, steps]), &device);
        let weights = init.uniform([batch, hidden], 1.0).val();
        let run = |forward: &dyn Fn(Tensor<2>, Tensor<2, Int>) -> Tensor<2>| {
            let last = forward(seen.val(), windows.clone());
            let mut all = vec![last.clone().inner().into_data()];
            let grads = (last * weights.clone()).sum().backward();
            all.push(seen.val().grad(&grads).expect("frames have a gradient").into_data());
            let mut grads = GradientsParams::from_grads(grads, &lstm);
            for layer in [&lstm.input, &lstm.recurrent] {
                all.push(grads.remove::<2>(layer.weight.id).expect("so have weights").into_data());
                all.push(grads.remove::<1>(layer.bias.id).expect("and biases").into_data());
            }
            all
        };
        let fused = run(&|frames, windows| lstm.forward(frames, windows));
        let steps = run(&|frames, windows| lstm.step_by_step(frames, windows));
        for (fused, steps) in fused.iter().zip(&steps) {
            let off = fused.iter::<f32>().zip(steps.iter::<f32>()).map(|(a, b)| (a - b).abs()).fold(0.0, f32::max);
            assert!(off < 1e-5, "{off}");
        }
    }
}
