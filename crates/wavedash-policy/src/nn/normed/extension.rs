//! The layer as an operation of burn's CPU backend, with a backward pass of its own.

use burn::backend::autodiff::checkpoint::base::Checkpointer;
use burn::backend::autodiff::checkpoint::strategy::CheckpointStrategy;
use burn::backend::autodiff::grads::Gradients;
use burn::backend::autodiff::ops::{Backward, Ops, OpsKind};
use burn::backend::flex::FlexTensor;
use burn::backend::tensor::FloatTensor;
use burn::backend::{Autodiff, Backend, Dispatch, ExtensionType, Flex, backend_extension};
use burn::tensor::Tensor;

use super::fused::{Tape, Weights};
use crate::nn::fused::extension::{floats, like, tensor, vector};
use crate::nn::{LayerNorm, Linear};

/// Backends that run the layer in one operation.
#[backend_extension(Flex, Autodiff)]
pub(crate) trait Normed: Backend {
    /// See [`layer`].
    fn normed_layer(slope: f32, #[extension_type] inputs: Inputs<Self>) -> FloatTensor<Self>;
}

/// What goes in.
#[derive(ExtensionType)]
pub(crate) struct Inputs<B: Backend> {
    x: FloatTensor<B>,
    weight: FloatTensor<B>,
    bias: FloatTensor<B>,
    gamma: FloatTensor<B>,
    beta: FloatTensor<B>,
}

impl<B: Backend> Inputs<B> {
    /// In the order of the fields.
    fn into_parts(self) -> [FloatTensor<B>; 5] {
        [self.x, self.weight, self.bias, self.gamma, self.beta]
    }
}

/// The affine layer, the norm of its output, and what is below zero then times `slope`: `[batch, inputs]` to
/// `[batch, outputs]`.
pub(super) fn layer(x: Tensor<2>, layer: &Linear, norm: &LayerNorm, slope: f32) -> Tensor<2> {
    let inputs = Inputs {
        x: x.into_dispatch(),
        weight: layer.weight.val().into_dispatch(),
        bias: layer.bias.val().into_dispatch(),
        gamma: norm.gamma.val().into_dispatch(),
        beta: norm.beta.val().into_dispatch(),
    };
    Tensor::from_dispatch(<Dispatch as Normed>::normed_layer(slope, inputs))
}

impl Normed for Flex {
    fn normed_layer(slope: f32, inputs: Inputs<Self>) -> FlexTensor {
        State::run(slope, inputs.into_parts()).y
    }
}

impl<C: CheckpointStrategy> Normed for Autodiff<Flex, C> {
    fn normed_layer(slope: f32, inputs: Inputs<Self>) -> FloatTensor<Self> {
        let [x, weight, bias, gamma, beta] = inputs.into_parts().map(|tensor| tensor.into_parts());
        let nodes = [x.1, weight.1, bias.1, gamma.1, beta.1];
        let state = State::run(slope, [x.0, weight.0, bias.0, gamma.0, beta.0]);
        let y = state.y.clone();
        match NormedBackward.prepare::<C>(nodes).compute_bound().stateful() {
            OpsKind::Tracked(prepared) => prepared.finish(state, y),
            OpsKind::UnTracked(prepared) => prepared.finish(y),
        }
    }
}

/// What went in and came out.
#[derive(Clone, Debug)]
struct State {
    slope: f32,
    /// x, weight, bias, gamma, beta.
    inputs: [FlexTensor; 5],
    y: FlexTensor,
    tape: Tape,
}

impl State {
    fn run(slope: f32, inputs: [FlexTensor; 5]) -> Self {
        let inputs = inputs.map(|tensor| tensor.to_contiguous());
        let (y, tape) = borrowed(slope, &inputs).forward(floats(&inputs[0]));
        let outputs = floats(&inputs[2]).len();
        let shape = [y.len() / outputs, outputs];
        Self { slope, inputs, y: tensor(y, shape), tape }
    }
}

fn borrowed(slope: f32, inputs: &[FlexTensor; 5]) -> Weights<'_> {
    let [_, weight, bias, gamma, beta] = inputs.each_ref().map(floats);
    Weights { weight, bias, gamma, beta, slope }
}

#[derive(Debug)]
struct NormedBackward;

impl Backward<Flex, 5> for NormedBackward {
    type State = State;

    fn backward(self, ops: Ops<Self::State, 5>, grads: &mut Gradients, _checkpointer: &mut Checkpointer) {
        let [x, parents @ ..] = ops.parents;
        let state = ops.state;
        let of_y = vector(grads.consume::<Flex>(&ops.node));
        let weights = borrowed(state.slope, &state.inputs);
        let back = weights.backward(&state.tape, floats(&state.inputs[0]), floats(&state.y), of_y, x.is_some());
        if let (Some(node), Some(of_x)) = (x, back.x) {
            grads.register::<Flex>(node.id, like(of_x, &state.inputs[0]));
        }
        for ((node, gradient), input) in parents.into_iter().zip(back.weights).zip(&state.inputs[1..]) {
            if let Some(node) = node {
                grads.register::<Flex>(node.id, like(gradient, input));
            }
        }
    }
}
