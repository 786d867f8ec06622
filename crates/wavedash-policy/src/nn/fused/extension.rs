//! The layers as operations of burn's CPU backend.
//!
//! Inputs are kept as burn's shared tensors and borrowed, never copied; outputs are made from vectors of floats, which
//! burn takes as they are. (It clears and copies the buffers that it makes itself.)

use burn::backend::autodiff::checkpoint::base::Checkpointer;
use burn::backend::autodiff::checkpoint::strategy::CheckpointStrategy;
use burn::backend::autodiff::grads::Gradients;
use burn::backend::autodiff::ops::{Backward, Ops, OpsKind};
use burn::backend::flex::FlexTensor;
use burn::backend::tensor::FloatTensor;
use burn::backend::{Autodiff, Backend, Dispatch, ExtensionType, Flex, backend_extension};
use burn::tensor::{Tensor, TensorData};

use super::attend::{self, Weights};
use super::{layer as affine, norm as normal};

/// Backends that run a layer in one operation; shapes as in the files of the layers.
#[backend_extension(Flex, Autodiff)]
pub(crate) trait Layers: Backend {
    /// See [`layer`].
    fn layer(x: FloatTensor<Self>, weight: FloatTensor<Self>, bias: FloatTensor<Self>) -> FloatTensor<Self>;
    /// See [`rectified_layer`].
    fn rectified_layer(x: FloatTensor<Self>, weight: FloatTensor<Self>, bias: FloatTensor<Self>) -> FloatTensor<Self>;
    /// See [`norm`].
    fn norm(x: FloatTensor<Self>, gamma: FloatTensor<Self>, beta: FloatTensor<Self>) -> FloatTensor<Self>;
    /// See [`attend`].
    fn attend(heads: usize, #[extension_type] attention: Attention<Self>) -> FloatTensor<Self>;
}

/// What goes into an attention; the mask has no gradient.
#[derive(ExtensionType)]
pub(crate) struct Attention<B: Backend> {
    query: FloatTensor<B>,
    keys: FloatTensor<B>,
    mask: FloatTensor<B>,
    query_weight: FloatTensor<B>,
    query_bias: FloatTensor<B>,
    key_weight: FloatTensor<B>,
    value_weight: FloatTensor<B>,
    value_bias: FloatTensor<B>,
    output_weight: FloatTensor<B>,
    output_bias: FloatTensor<B>,
}

impl<B: Backend> Attention<B> {
    /// Queries, keys and mask; then query, its bias, key, value, its bias, output, its bias.
    fn into_parts(self) -> ([FloatTensor<B>; 3], [FloatTensor<B>; 7]) {
        let Self { query, keys, mask, query_weight: q, query_bias, key_weight: k, value_weight: v, value_bias, .. } =
            self;
        ([query, keys, mask], [q, query_bias, k, v, value_bias, self.output_weight, self.output_bias])
    }
}

/// `x W + b`: `[batch, inputs]` to `[batch, outputs]`.
pub(crate) fn layer(x: Tensor<2>, weight: Tensor<2>, bias: Tensor<1>) -> Tensor<2> {
    Tensor::from_dispatch(<Dispatch as Layers>::layer(x.into_dispatch(), weight.into_dispatch(), bias.into_dispatch()))
}

/// `relu(x W + b)`.
pub(crate) fn rectified_layer(x: Tensor<2>, weight: Tensor<2>, bias: Tensor<1>) -> Tensor<2> {
    let (x, weight, bias) = (x.into_dispatch(), weight.into_dispatch(), bias.into_dispatch());
    Tensor::from_dispatch(<Dispatch as Layers>::rectified_layer(x, weight, bias))
}

/// Layer norm of rows `[batch, width]`.
pub(crate) fn norm(x: Tensor<2>, gamma: Tensor<1>, beta: Tensor<1>) -> Tensor<2> {
    Tensor::from_dispatch(<Dispatch as Layers>::norm(x.into_dispatch(), gamma.into_dispatch(), beta.into_dispatch()))
}

/// Attention of queries `[batch, width]` over keys `[batch, count, width]` with a mask `[batch, 1, count]`. Weights and
/// biases of the query's projection, then the value's, then the output's; in between the key's, which needs no bias.
pub(crate) fn attend(
    heads: usize,
    [query, query_weight, key_weight, value_weight, output_weight]: [Tensor<2>; 5],
    [query_bias, value_bias, output_bias]: [Tensor<1>; 3],
    keys: Tensor<3>,
    mask: Tensor<3>,
) -> Tensor<2> {
    let attention = Attention {
        query: query.into_dispatch(),
        keys: keys.into_dispatch(),
        mask: mask.into_dispatch(),
        query_weight: query_weight.into_dispatch(),
        query_bias: query_bias.into_dispatch(),
        key_weight: key_weight.into_dispatch(),
        value_weight: value_weight.into_dispatch(),
        value_bias: value_bias.into_dispatch(),
        output_weight: output_weight.into_dispatch(),
        output_bias: output_bias.into_dispatch(),
    };
    Tensor::from_dispatch(<Dispatch as Layers>::attend(heads, attention))
}

/// Keeps a row without variance finite, as in the published networks.
const EPSILON: f32 = super::super::norm::EPSILON as f32;

impl Layers for Flex {
    fn layer(x: FlexTensor, weight: FlexTensor, bias: FlexTensor) -> FlexTensor {
        LayerState::new([x, weight, bias], false).run()
    }

    fn rectified_layer(x: FlexTensor, weight: FlexTensor, bias: FlexTensor) -> FlexTensor {
        LayerState::new([x, weight, bias], true).run()
    }

    fn norm(x: FlexTensor, gamma: FlexTensor, beta: FlexTensor) -> FlexTensor {
        run_norm(x, gamma, beta).0
    }

    fn attend(heads: usize, attention: Attention<Self>) -> FlexTensor {
        let (inputs, weights) = attention.into_parts();
        AttendState::run(heads, inputs, weights).0
    }
}

impl<C: CheckpointStrategy> Layers for Autodiff<Flex, C> {
    fn layer(x: FloatTensor<Self>, weight: FloatTensor<Self>, bias: FloatTensor<Self>) -> FloatTensor<Self> {
        tracked_layer::<C>([x, weight, bias], false)
    }

    fn rectified_layer(x: FloatTensor<Self>, weight: FloatTensor<Self>, bias: FloatTensor<Self>) -> FloatTensor<Self> {
        tracked_layer::<C>([x, weight, bias], true)
    }

    fn norm(x: FloatTensor<Self>, gamma: FloatTensor<Self>, beta: FloatTensor<Self>) -> FloatTensor<Self> {
        let [(x, of_x), (gamma, of_gamma), (beta, of_beta)] = [x, gamma, beta].map(|tensor| tensor.into_parts());
        let (y, tape) = run_norm(x, gamma.clone(), beta);
        match NormBackward.prepare::<C>([of_x, of_gamma, of_beta]).compute_bound().stateful() {
            OpsKind::Tracked(prepared) => prepared.finish((tape, gamma), y),
            OpsKind::UnTracked(prepared) => prepared.finish(y),
        }
    }

    fn attend(heads: usize, attention: Attention<Self>) -> FloatTensor<Self> {
        let (inputs, weights) = attention.into_parts();
        let [(query, of_query), (keys, of_keys), (mask, _)] = inputs.map(|tensor| tensor.into_parts());
        let [a, b, c, d, e, f, g] = weights.map(|tensor| tensor.into_parts());
        let nodes = [of_query, of_keys, a.1, b.1, c.1, d.1, e.1, f.1, g.1];
        let (y, state) = AttendState::run(heads, [query, keys, mask], [a.0, b.0, c.0, d.0, e.0, f.0, g.0]);
        match AttendBackward.prepare::<C>(nodes).compute_bound().stateful() {
            OpsKind::Tracked(prepared) => prepared.finish(state, y),
            OpsKind::UnTracked(prepared) => prepared.finish(y),
        }
    }
}

/// What went into a layer; and what came out of it, if it is rectified.
#[derive(Clone, Debug)]
struct LayerState {
    x: FlexTensor,
    weight: FlexTensor,
    bias: FlexTensor,
    is_rectified: bool,
    rectified: Option<FlexTensor>,
}

impl LayerState {
    fn new(inputs: [FlexTensor; 3], is_rectified: bool) -> Self {
        let [x, weight, bias] = inputs.map(|tensor| tensor.to_contiguous());
        Self { x, weight, bias, is_rectified, rectified: None }
    }

    fn run(&self) -> FlexTensor {
        let (x, bias) = (floats(&self.x), floats(&self.bias));
        let y = affine::forward(x, floats(&self.weight), bias, self.is_rectified);
        let shape = [y.len() / bias.len(), bias.len()];
        tensor(y, shape)
    }
}

fn tracked_layer<C: CheckpointStrategy>(
    inputs: [FloatTensor<Autodiff<Flex, C>>; 3],
    is_rectified: bool,
) -> FloatTensor<Autodiff<Flex, C>> {
    let [(x, of_x), (weight, of_weight), (bias, of_bias)] = inputs.map(|tensor| tensor.into_parts());
    let mut state = LayerState::new([x, weight, bias], is_rectified);
    let y = state.run();
    match LayerBackward.prepare::<C>([of_x, of_weight, of_bias]).compute_bound().stateful() {
        OpsKind::Tracked(prepared) => {
            state.rectified = is_rectified.then(|| y.clone());
            prepared.finish(state, y)
        }
        OpsKind::UnTracked(prepared) => prepared.finish(y),
    }
}

#[derive(Debug)]
struct LayerBackward;

impl Backward<Flex, 3> for LayerBackward {
    type State = LayerState;

    fn backward(self, ops: Ops<Self::State, 3>, grads: &mut Gradients, _checkpointer: &mut Checkpointer) {
        let [x, weight, bias] = ops.parents;
        let state = ops.state;
        let of_y = vector(grads.consume::<Flex>(&ops.node));
        let (inputs, outputs) = (floats(&state.x), floats(&state.bias).len());
        let rectified = state.rectified.as_ref().map(floats);
        let back = affine::backward(inputs, floats(&state.weight), outputs, rectified, of_y, x.is_some());
        if let (Some(node), Some(of_x)) = (x, back.x) {
            grads.register::<Flex>(node.id, like(of_x, &state.x));
        }
        if let Some(node) = weight {
            grads.register::<Flex>(node.id, like(back.weight, &state.weight));
        }
        if let Some(node) = bias {
            grads.register::<Flex>(node.id, like(back.bias, &state.bias));
        }
    }
}

fn run_norm(x: FlexTensor, gamma: FlexTensor, beta: FlexTensor) -> (FlexTensor, normal::Tape) {
    let [x, gamma, beta] = [x, gamma, beta].map(|tensor| tensor.to_contiguous());
    let (y, tape) = normal::forward(floats(&x), floats(&gamma), floats(&beta), EPSILON);
    (like(y, &x), tape)
}

#[derive(Debug)]
struct NormBackward;

impl Backward<Flex, 3> for NormBackward {
    type State = (normal::Tape, FlexTensor);

    fn backward(self, ops: Ops<Self::State, 3>, grads: &mut Gradients, _checkpointer: &mut Checkpointer) {
        let [x, gamma, beta] = ops.parents;
        let (tape, weights) = ops.state;
        let of_y = grads.consume::<Flex>(&ops.node);
        let shape = of_y.layout().shape().clone();
        let back = tape.backward(floats(&weights), vector(of_y));
        if let Some(node) = x {
            grads.register::<Flex>(node.id, tensor(back.x, shape));
        }
        for (node, gradient) in [(gamma, back.gamma), (beta, back.beta)] {
            if let Some(node) = node {
                grads.register::<Flex>(node.id, like(gradient, &weights));
            }
        }
    }
}

/// What went into an attention, and its tape.
#[derive(Clone, Debug)]
struct AttendState {
    heads: usize,
    query: FlexTensor,
    keys: FlexTensor,
    /// Query, its bias, key, value, its bias, output, its bias.
    weights: [FlexTensor; 7],
    tape: attend::Tape,
}

impl AttendState {
    fn run(heads: usize, inputs: [FlexTensor; 3], weights: [FlexTensor; 7]) -> (FlexTensor, Self) {
        let [query, keys, mask] = inputs.map(|tensor| tensor.to_contiguous());
        let weights = weights.map(|tensor| tensor.to_contiguous());
        let (y, tape) = borrowed(heads, &weights).forward(floats(&query), floats(&keys), floats(&mask));
        let y = like(y, &query);
        (y, Self { heads, query, keys, weights, tape })
    }
}

fn borrowed(heads: usize, weights: &[FlexTensor; 7]) -> Weights<'_> {
    let [query, query_bias, key, value, value_bias, output, output_bias] = weights.each_ref().map(floats);
    Weights { heads, query, query_bias, key, value, value_bias, output, output_bias }
}

#[derive(Debug)]
struct AttendBackward;

impl Backward<Flex, 9> for AttendBackward {
    type State = AttendState;

    fn backward(self, ops: Ops<Self::State, 9>, grads: &mut Gradients, _checkpointer: &mut Checkpointer) {
        let [query, keys, parents @ ..] = ops.parents;
        let state = ops.state;
        let of_y = vector(grads.consume::<Flex>(&ops.node));
        let weights = borrowed(state.heads, &state.weights);
        let back = weights.backward(&state.tape, floats(&state.query), floats(&state.keys), of_y);
        if let Some(node) = query {
            grads.register::<Flex>(node.id, like(back.query, &state.query));
        }
        if let Some(node) = keys {
            grads.register::<Flex>(node.id, like(back.keys, &state.keys));
        }
        for ((node, gradient), weight) in parents.into_iter().zip(back.weights).zip(&state.weights) {
            if let Some(node) = node {
                grads.register::<Flex>(node.id, like(gradient, weight));
            }
        }
    }
}

/// The floats of a tensor that lies in one piece.
pub(crate) fn floats(tensor: &FlexTensor) -> &[f32] {
    tensor.as_slice().expect("tensors of this crate are f32, and these are contiguous")
}

/// The floats of a tensor, copied only if they are shared.
pub(crate) fn vector(tensor: FlexTensor) -> Vec<f32> {
    tensor.into_data().try_into_vec().expect("tensors of this crate are f32")
}

/// A tensor of the shape of another.
pub(crate) fn like(values: Vec<f32>, other: &FlexTensor) -> FlexTensor {
    tensor(values, other.layout().shape().clone())
}

/// A tensor of these floats, which are not copied.
pub(crate) fn tensor(values: Vec<f32>, shape: impl Into<burn::tensor::Shape>) -> FlexTensor {
    FlexTensor::from_data(TensorData::new(values, shape))
}
