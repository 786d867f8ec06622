//! A recurrent layer over windows of frames.

use burn::module::Module;
use burn::tensor::activation::{sigmoid, tanh};
use burn::tensor::{Int, Tensor};

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
        let [batch, steps] = windows.dims();
        let size = self.hidden;
        let frames = self.input.forward(frames) + self.recurrent.bias.val().unsqueeze();
        let recurrent = self.recurrent.weight.val();
        let mut state: Option<(Tensor<2>, Tensor<2>)> = None;
        for step in 0..steps {
            let index = windows.clone().slice([0..batch, step..step + 1]).reshape([batch]);
            let mut gates = frames.clone().select(0, index);
            if let Some((hidden, _)) = &state {
                gates = gates + hidden.clone().matmul(recurrent.clone());
            }
            let gate = |i: usize| gates.clone().slice([0..batch, i * size..(i + 1) * size]);
            let (input, candidate, output) = (sigmoid(gate(0)), tanh(gate(2)), sigmoid(gate(3)));
            let cell = match state {
                Some((_, cell)) => sigmoid(gate(1)) * cell + input * candidate,
                None => input * candidate,
            };
            state = Some((output * tanh(cell.clone()), cell));
        }
        match state {
            Some((hidden, _)) => hidden,
            None => Tensor::zeros([batch, size], &frames.device()),
        }
    }
}
