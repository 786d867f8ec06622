//! Log-probabilities and entropies of every component.

use burn::backend::autodiff::checkpoint::base::Checkpointer;
use burn::backend::autodiff::checkpoint::strategy::CheckpointStrategy;
use burn::backend::autodiff::grads::Gradients;
use burn::backend::autodiff::ops::{Backward, Ops, OpsKind};
use burn::backend::flex::FlexTensor;
use burn::backend::tensor::FloatTensor;
use burn::backend::{Autodiff, Backend, Dispatch, Flex, backend_extension};
use burn::tensor::Tensor;

use super::{components, components_mut};
use crate::nn::fused::extension::{floats, like, tensor, vector};
use crate::nn::fused::lanes::{exp, sum2, vectorised};

/// Backends that have both in one operation; `choices` says how many belong to each component.
#[backend_extension(Flex, Autodiff)]
pub(crate) trait Categorical: Backend {
    /// See [`log_softmax`].
    fn log_softmax(logits: FloatTensor<Self>, choices: Vec<usize>) -> FloatTensor<Self>;
    /// See [`entropies`].
    fn entropies(log_softmax: FloatTensor<Self>, choices: Vec<usize>) -> FloatTensor<Self>;
}

/// Log-probabilities of logits, both `[batch, choices]`.
pub(crate) fn log_softmax(logits: Tensor<2>, choices: &[usize]) -> Tensor<2> {
    Tensor::from_dispatch(<Dispatch as Categorical>::log_softmax(logits.into_dispatch(), choices.to_vec()))
}

/// Entropies `[batch, components]` of log-probabilities `[batch, choices]`. Those of choices that are masked are so low
/// that nothing is left of their probability, and so of their gradient.
pub(crate) fn entropies(log_softmax: Tensor<2>, choices: &[usize]) -> Tensor<2> {
    Tensor::from_dispatch(<Dispatch as Categorical>::entropies(log_softmax.into_dispatch(), choices.to_vec()))
}

impl Categorical for Flex {
    fn log_softmax(logits: FlexTensor, choices: Vec<usize>) -> FlexTensor {
        run_log_softmax(logits, &choices)
    }

    fn entropies(log_softmax: FlexTensor, choices: Vec<usize>) -> FlexTensor {
        run_entropies(&log_softmax.to_contiguous(), &choices)
    }
}

impl<C: CheckpointStrategy> Categorical for Autodiff<Flex, C> {
    fn log_softmax(logits: FloatTensor<Self>, choices: Vec<usize>) -> FloatTensor<Self> {
        let (logits, of_logits) = logits.into_parts();
        let log = run_log_softmax(logits, &choices);
        match LogSoftmaxBackward.prepare::<C>([of_logits]).compute_bound().stateful() {
            OpsKind::Tracked(prepared) => prepared.finish((log.clone(), choices), log),
            OpsKind::UnTracked(prepared) => prepared.finish(log),
        }
    }

    fn entropies(log_softmax: FloatTensor<Self>, choices: Vec<usize>) -> FloatTensor<Self> {
        let (log, of_log) = log_softmax.into_parts();
        let log = log.to_contiguous();
        let entropies = run_entropies(&log, &choices);
        match EntropiesBackward.prepare::<C>([of_log]).compute_bound().stateful() {
            OpsKind::Tracked(prepared) => prepared.finish((log, choices), entropies),
            OpsKind::UnTracked(prepared) => prepared.finish(entropies),
        }
    }
}

fn run_log_softmax(logits: FlexTensor, choices: &[usize]) -> FlexTensor {
    let logits = logits.to_contiguous();
    let mut log = floats(&logits).to_vec();
    normalise(choices, &mut log);
    like(log, &logits)
}

fn run_entropies(log: &FlexTensor, choices: &[usize]) -> FlexTensor {
    let batch = log.layout().shape()[0];
    let mut entropies = vec![0.0; batch * choices.len()];
    entropies_of_rows(choices, floats(log), &mut entropies);
    tensor(entropies, [batch, choices.len()])
}

#[derive(Debug)]
struct LogSoftmaxBackward;

impl Backward<Flex, 1> for LogSoftmaxBackward {
    type State = (FlexTensor, Vec<usize>);

    fn backward(self, ops: Ops<Self::State, 1>, grads: &mut Gradients, _checkpointer: &mut Checkpointer) {
        let ([logits], (log, choices)) = (ops.parents, ops.state);
        let mut of_log = vector(grads.consume::<Flex>(&ops.node));
        through_softmax(&choices, floats(&log), &mut of_log);
        if let Some(node) = logits {
            grads.register::<Flex>(node.id, like(of_log, &log));
        }
    }
}

#[derive(Debug)]
struct EntropiesBackward;

impl Backward<Flex, 1> for EntropiesBackward {
    type State = (FlexTensor, Vec<usize>);

    fn backward(self, ops: Ops<Self::State, 1>, grads: &mut Gradients, _checkpointer: &mut Checkpointer) {
        let ([log_softmax], (log, choices)) = (ops.parents, ops.state);
        let of_entropies = vector(grads.consume::<Flex>(&ops.node));
        let mut of_log = floats(&log).to_vec();
        through_entropies(&choices, &of_entropies, &mut of_log);
        if let Some(node) = log_softmax {
            grads.register::<Flex>(node.id, like(of_log, &log));
        }
    }
}

vectorised! {
    /// Logits to log-probabilities.
    fn normalise(choices: &'a [usize], log: &'a mut [f32]) {
        for row in components_mut(choices, log) {
            let most = row.iter().copied().fold(f32::NEG_INFINITY, f32::max);
            let sum = libm::logf(sum2(row, row, |logit, _| exp(logit - most)));
            row.iter_mut().for_each(|logit| *logit = *logit - most - sum);
        }
    }
}

vectorised! {
    fn entropies_of_rows(choices: &'a [usize], log: &'a [f32], entropies: &'a mut [f32]) {
        for (row, entropy) in components(choices, log).zip(entropies) {
            *entropy = -sum2(row, row, |log, _| exp(log) * log);
        }
    }
}

vectorised! {
    /// Gradients of logits in place of those of log-probabilities.
    fn through_softmax(choices: &'a [usize], log: &'a [f32], of_log: &'a mut [f32]) {
        for (of_row, row) in components_mut(choices, of_log).zip(components(choices, log)) {
            let sum = sum2(of_row, of_row, |gradient, _| gradient);
            of_row.iter_mut().zip(row).for_each(|(gradient, log)| *gradient -= exp(*log) * sum);
        }
    }
}

vectorised! {
    /// Gradients of log-probabilities in place of these.
    fn through_entropies(choices: &'a [usize], of_entropies: &'a [f32], log: &'a mut [f32]) {
        for (row, gradient) in components_mut(choices, log).zip(of_entropies) {
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
        let batch = 5;
        let device = Device::flex().autodiff();
        for choices in [&[19][..], &[3, 9, 2]] {
            let count: usize = choices.iter().sum();
            let wave = |columns: usize, step: f32| {
                let values: Vec<f32> = (0..batch * columns).map(|i| libm::sinf(i as f32 * step) * 4.0).collect();
                Tensor::<2>::from_data(TensorData::new(values, [batch, columns]), &device)
            };
            let (weights, others) = (wave(count, 0.31), wave(choices.len(), 0.57));
            let run = |is_fused: bool| {
                let logits = wave(count, 0.73).require_grad();
                let (log, entropies) = if is_fused {
                    let log = log_softmax(logits.clone(), choices);
                    (log.clone(), entropies(log, choices))
                } else {
                    let parts = logits.clone().split_with_sizes(choices.to_vec(), 1);
                    let logs: Vec<Tensor<2>> = parts.into_iter().map(|x| activation::log_softmax(x, 1)).collect();
                    let entropy = |log: &Tensor<2>| (log.clone().exp() * log.clone()).sum_dim(1).neg();
                    (Tensor::cat(logs.clone(), 1), Tensor::cat(logs.iter().map(entropy).collect(), 1))
                };
                let loss = (log.clone() * weights.clone()).sum() + (entropies.clone() * others.clone()).sum();
                let gradient = logits.grad(&loss.backward()).expect("it was asked for");
                [log.into_data(), entropies.into_data(), gradient.into_data()]
                    .map(|data| data.try_to_vec::<f32>().expect("floats"))
            };
            for (fused, composed) in run(true).iter().zip(&run(false)) {
                assert_eq!(fused.len(), composed.len());
                for (a, b) in fused.iter().zip(composed) {
                    assert!((a - b).abs() < 1e-5 * (1.0 + b.abs()), "{choices:?}: {a} {b}");
                }
            }
        }
    }
}
