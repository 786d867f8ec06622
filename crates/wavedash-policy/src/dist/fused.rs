//! Log-probabilities and entropies as operations of burn's CPU backend, each with a backward pass of its own.
//!
//! Composed of tensors they take a dozen passes with an exponential each time that is not a vector instruction.

use burn::backend::autodiff::checkpoint::base::Checkpointer;
use burn::backend::autodiff::checkpoint::strategy::CheckpointStrategy;
use burn::backend::autodiff::grads::Gradients;
use burn::backend::autodiff::ops::{Backward, Ops, OpsKind};
use burn::backend::flex::FlexTensor;
use burn::backend::tensor::FloatTensor;
use burn::backend::{Autodiff, Backend, Dispatch, Flex, backend_extension};
use burn::tensor::Tensor;

use crate::nn::fused::extension::{floats, like, tensor, vector};
use crate::nn::fused::lanes::{exp, sum2, vectorised};

/// Backends that have both in one operation, for one component.
#[backend_extension(Flex, Autodiff)]
pub(crate) trait Categorical: Backend {
    /// See [`log_softmax`].
    fn log_softmax(logits: FloatTensor<Self>) -> FloatTensor<Self>;
    /// See [`entropy`].
    fn entropy(log_softmax: FloatTensor<Self>) -> FloatTensor<Self>;
}

/// Log-probabilities of logits, both `[batch, choices]`.
pub(super) fn log_softmax(logits: Tensor<2>) -> Tensor<2> {
    Tensor::from_dispatch(<Dispatch as Categorical>::log_softmax(logits.into_dispatch()))
}

/// Entropies `[batch]` of log-probabilities `[batch, choices]`. Those of choices that are masked are so low that nothing
/// is left of their probability, and so of their gradient.
pub(super) fn entropy(log_softmax: Tensor<2>) -> Tensor<1> {
    Tensor::from_dispatch(<Dispatch as Categorical>::entropy(log_softmax.into_dispatch()))
}

impl Categorical for Flex {
    fn log_softmax(logits: FlexTensor) -> FlexTensor {
        run_log_softmax(logits)
    }

    fn entropy(log_softmax: FlexTensor) -> FlexTensor {
        run_entropy(&log_softmax.to_contiguous())
    }
}

impl<C: CheckpointStrategy> Categorical for Autodiff<Flex, C> {
    fn log_softmax(logits: FloatTensor<Self>) -> FloatTensor<Self> {
        let (logits, of_logits) = logits.into_parts();
        let log = run_log_softmax(logits);
        match LogSoftmaxBackward.prepare::<C>([of_logits]).compute_bound().stateful() {
            OpsKind::Tracked(prepared) => prepared.finish(log.clone(), log),
            OpsKind::UnTracked(prepared) => prepared.finish(log),
        }
    }

    fn entropy(log_softmax: FloatTensor<Self>) -> FloatTensor<Self> {
        let (log, of_log) = log_softmax.into_parts();
        let log = log.to_contiguous();
        let entropy = run_entropy(&log);
        match EntropyBackward.prepare::<C>([of_log]).compute_bound().stateful() {
            OpsKind::Tracked(prepared) => prepared.finish(log, entropy),
            OpsKind::UnTracked(prepared) => prepared.finish(entropy),
        }
    }
}

fn choices(rows: &FlexTensor) -> usize {
    rows.layout().shape()[1]
}

fn run_log_softmax(logits: FlexTensor) -> FlexTensor {
    let logits = logits.to_contiguous();
    let mut log = floats(&logits).to_vec();
    normalise(choices(&logits), &mut log);
    like(log, &logits)
}

fn run_entropy(log: &FlexTensor) -> FlexTensor {
    let batch = log.layout().shape()[0];
    let mut entropies = vec![0.0; batch];
    entropies_of_rows(choices(log), floats(log), &mut entropies);
    tensor(entropies, [batch])
}

#[derive(Debug)]
struct LogSoftmaxBackward;

impl Backward<Flex, 1> for LogSoftmaxBackward {
    type State = FlexTensor;

    fn backward(self, ops: Ops<Self::State, 1>, grads: &mut Gradients, _checkpointer: &mut Checkpointer) {
        let ([logits], log) = (ops.parents, ops.state);
        let mut of_log = vector(grads.consume::<Flex>(&ops.node));
        through_softmax(choices(&log), floats(&log), &mut of_log);
        if let Some(node) = logits {
            grads.register::<Flex>(node.id, like(of_log, &log));
        }
    }
}

#[derive(Debug)]
struct EntropyBackward;

impl Backward<Flex, 1> for EntropyBackward {
    type State = FlexTensor;

    fn backward(self, ops: Ops<Self::State, 1>, grads: &mut Gradients, _checkpointer: &mut Checkpointer) {
        let ([log_softmax], log) = (ops.parents, ops.state);
        let of_entropy = vector(grads.consume::<Flex>(&ops.node));
        let mut of_log = floats(&log).to_vec();
        through_entropy(choices(&log), &of_entropy, &mut of_log);
        if let Some(node) = log_softmax {
            grads.register::<Flex>(node.id, like(of_log, &log));
        }
    }
}

vectorised! {
    /// Logits to log-probabilities.
    fn normalise(choices: usize, log: &'a mut [f32]) {
        for row in log.chunks_exact_mut(choices) {
            let most = row.iter().copied().fold(f32::NEG_INFINITY, f32::max);
            let sum = libm::logf(sum2(row, row, |logit, _| exp(logit - most)));
            row.iter_mut().for_each(|logit| *logit = *logit - most - sum);
        }
    }
}

vectorised! {
    fn entropies_of_rows(choices: usize, log: &'a [f32], entropies: &'a mut [f32]) {
        for (row, entropy) in log.chunks_exact(choices).zip(entropies) {
            *entropy = -sum2(row, row, |log, _| exp(log) * log);
        }
    }
}

vectorised! {
    /// Gradients of logits in place of those of log-probabilities.
    fn through_softmax(choices: usize, log: &'a [f32], of_log: &'a mut [f32]) {
        for (of_row, row) in of_log.chunks_exact_mut(choices).zip(log.chunks_exact(choices)) {
            let sum = sum2(of_row, of_row, |gradient, _| gradient);
            of_row.iter_mut().zip(row).for_each(|(gradient, log)| *gradient -= exp(*log) * sum);
        }
    }
}

vectorised! {
    /// Gradients of log-probabilities in place of these.
    fn through_entropy(choices: usize, of_entropy: &'a [f32], log: &'a mut [f32]) {
        for (row, gradient) in log.chunks_exact_mut(choices).zip(of_entropy) {
            row.iter_mut().for_each(|log| *log = -gradient * exp(*log) * (*log + 1.0));
        }
    }
}

#[cfg(test)]
mod tests {
    use burn::tensor::{Device, TensorData, activation};

    use super::*;

    #[test]
    fn in_one_operation_as_composed() {
        let (batch, choices) = (5, 19);
        let wave = |n: usize, step: f32| (0..n).map(|i| libm::sinf(i as f32 * step) * 4.0).collect::<Vec<f32>>();
        let device = Device::flex().autodiff();
        let matrix = |values, require: bool| {
            let tensor = Tensor::<2>::from_data(TensorData::new(values, [batch, choices]), &device);
            if require { tensor.require_grad() } else { tensor }
        };
        let weights = matrix(wave(batch * choices, 0.31), false);
        let run = |is_fused: bool| {
            let logits = matrix(wave(batch * choices, 0.73), true);
            let log = if is_fused { log_softmax(logits.clone()) } else { activation::log_softmax(logits.clone(), 1) };
            let entropies = match is_fused {
                true => entropy(log.clone()),
                false => (log.clone().exp() * log.clone()).sum_dim(1).neg().squeeze_dim(1),
            };
            let loss = (log.clone() * weights.clone()).sum() + (entropies.clone() * 3.0).sum();
            let gradient = logits.grad(&loss.backward()).expect("it was asked for");
            [log.into_data(), entropies.into_data(), gradient.into_data()]
                .map(|data| data.try_to_vec::<f32>().expect("floats"))
        };
        for (fused, composed) in run(true).iter().zip(&run(false)) {
            assert_eq!(fused.len(), composed.len());
            for (a, b) in fused.iter().zip(composed) {
                assert!((a - b).abs() < 1e-5 * (1.0 + b.abs()), "{a} {b}");
            }
        }
    }
}
