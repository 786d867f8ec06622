//! The Kullback-Leibler divergence of every component.

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

/// Backends that have it in one operation.
#[backend_extension(Flex, Autodiff)]
pub(crate) trait Divergence: Backend {
    /// See [`divergences`].
    fn divergences(of: FloatTensor<Self>, from: FloatTensor<Self>, choices: Vec<usize>) -> FloatTensor<Self>;
}

/// `sum p (log p - log q)` `[batch, components]` of log-probabilities `[batch, choices]`: `of` has the p, `from` the q.
pub(crate) fn divergences(of: Tensor<2>, from: Tensor<2>, choices: &[usize]) -> Tensor<2> {
    let (of, from) = (of.into_dispatch(), from.into_dispatch());
    Tensor::from_dispatch(<Dispatch as Divergence>::divergences(of, from, choices.to_vec()))
}

impl Divergence for Flex {
    fn divergences(of: FlexTensor, from: FlexTensor, choices: Vec<usize>) -> FlexTensor {
        run(&of.to_contiguous(), &from.to_contiguous(), &choices)
    }
}

impl<C: CheckpointStrategy> Divergence for Autodiff<Flex, C> {
    fn divergences(of: FloatTensor<Self>, from: FloatTensor<Self>, choices: Vec<usize>) -> FloatTensor<Self> {
        let [(of, of_of), (from, of_from)] = [of, from].map(|tensor| tensor.into_parts());
        let [of, from] = [of, from].map(|tensor| tensor.to_contiguous());
        let result = run(&of, &from, &choices);
        match DivergenceBackward.prepare::<C>([of_of, of_from]).compute_bound().stateful() {
            OpsKind::Tracked(prepared) => prepared.finish((of, from, choices), result),
            OpsKind::UnTracked(prepared) => prepared.finish(result),
        }
    }
}

fn run(of: &FlexTensor, from: &FlexTensor, choices: &[usize]) -> FlexTensor {
    let batch = of.layout().shape()[0];
    let mut result = vec![0.0; batch * choices.len()];
    divergences_of_rows(choices, floats(of), floats(from), &mut result);
    tensor(result, [batch, choices.len()])
}

#[derive(Debug)]
struct DivergenceBackward;

impl Backward<Flex, 2> for DivergenceBackward {
    type State = (FlexTensor, FlexTensor, Vec<usize>);

    fn backward(self, ops: Ops<Self::State, 2>, grads: &mut Gradients, _checkpointer: &mut Checkpointer) {
        let ([of, from], (p, q, choices)) = (ops.parents, ops.state);
        let gradients = vector(grads.consume::<Flex>(&ops.node));
        // One of the two is mostly a teacher's and asks for no gradient.
        if let Some(node) = of {
            let mut of_p = floats(&p).to_vec();
            through_of(&choices, &gradients, floats(&q), &mut of_p);
            grads.register::<Flex>(node.id, like(of_p, &p));
        }
        if let Some(node) = from {
            let mut of_q = floats(&p).to_vec();
            through_from(&choices, &gradients, &mut of_q);
            grads.register::<Flex>(node.id, like(of_q, &q));
        }
    }
}

vectorised! {
    fn divergences_of_rows(choices: &'a [usize], of: &'a [f32], from: &'a [f32], result: &'a mut [f32]) {
        for ((p, q), result) in components(choices, of).zip(components(choices, from)).zip(result) {
            *result = sum2(p, q, |p, q| exp(p) * (p - q));
        }
    }
}

vectorised! {
    /// Gradients of log p in place of these.
    fn through_of(choices: &'a [usize], gradients: &'a [f32], from: &'a [f32], of: &'a mut [f32]) {
        for ((p, q), gradient) in components_mut(choices, of).zip(components(choices, from)).zip(gradients) {
            p.iter_mut().zip(q).for_each(|(p, q)| *p = gradient * exp(*p) * (*p - q + 1.0));
        }
    }
}

vectorised! {
    /// Gradients of log q in place of log p.
    fn through_from(choices: &'a [usize], gradients: &'a [f32], of: &'a mut [f32]) {
        for (p, gradient) in components_mut(choices, of).zip(gradients) {
            p.iter_mut().for_each(|p| *p = -gradient * exp(*p));
        }
    }
}

#[cfg(test)]
mod tests {
    use burn::tensor::{Device, TensorData};

    use super::*;
    use crate::dist::fused::log_softmax;

    #[test]
    fn in_one_operation_as_composed() {
        let device = Device::flex().autodiff();
        let (batch, choices) = (4, [11, 2]);
        let wave = |columns: usize, step: f32| {
            let values: Vec<f32> = (0..batch * columns).map(|i| libm::sinf(i as f32 * step) * 4.0).collect();
            Tensor::<2>::from_data(TensorData::new(values, [batch, columns]), &device)
        };
        let weights = wave(2, 0.57);
        let run = |is_fused: bool| {
            let (a, b) = (wave(13, 0.73).require_grad(), wave(13, 0.41).require_grad());
            let (p, q) = (log_softmax(a.clone(), &choices), log_softmax(b.clone(), &choices));
            let divergence = if is_fused {
                divergences(p, q, &choices)
            } else {
                let parts = (p.clone().exp() * (p - q)).split_with_sizes(choices.to_vec(), 1);
                Tensor::cat(parts.into_iter().map(|part| part.sum_dim(1)).collect(), 1)
            };
            let gradients = (divergence.clone() * weights.clone()).sum().backward();
            let of = |x: &Tensor<2>| x.grad(&gradients).expect("it was asked for").into_data();
            [divergence.into_data(), of(&a), of(&b)].map(|data| data.try_to_vec::<f32>().expect("floats"))
        };
        for (fused, composed) in run(true).iter().zip(&run(false)) {
            assert_eq!(fused.len(), composed.len());
            for (a, b) in fused.iter().zip(composed) {
                assert!((a - b).abs() < 1e-5 * (1.0 + b.abs()), "{a} {b}");
            }
        }
    }
}
