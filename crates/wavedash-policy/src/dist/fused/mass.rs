//! The probability of a part of the choices.

use burn::backend::autodiff::checkpoint::base::Checkpointer;
use burn::backend::autodiff::checkpoint::strategy::CheckpointStrategy;
use burn::backend::autodiff::grads::Gradients;
use burn::backend::autodiff::ops::{Backward, Ops, OpsKind};
use burn::backend::flex::FlexTensor;
use burn::backend::tensor::FloatTensor;
use burn::backend::{Autodiff, Backend, Dispatch, Flex, backend_extension};
use burn::tensor::Tensor;

use super::{components, components_mut};
use crate::dist::NEVER;
use crate::nn::fused::extension::{floats, like, tensor, vector};
use crate::nn::fused::lanes::{exp, sum2, vectorised};

/// Backends that have it in one operation.
#[backend_extension(Flex, Autodiff)]
pub(crate) trait Mass: Backend {
    /// See [`log_mass`]; `within` is 1 where a choice counts and 0 elsewhere.
    fn log_mass(log_softmax: FloatTensor<Self>, within: Vec<f32>, choices: Vec<usize>) -> FloatTensor<Self>;
}

/// Logarithms `[batch, components]` of the probability that a component's choice is one of those `within`, from
/// log-probabilities `[batch, choices]`.
pub(crate) fn log_mass(log_softmax: Tensor<2>, within: &[bool], choices: &[usize]) -> Tensor<2> {
    let within = within.iter().map(|is| f32::from(u8::from(*is))).collect();
    Tensor::from_dispatch(<Dispatch as Mass>::log_mass(log_softmax.into_dispatch(), within, choices.to_vec()))
}

impl Mass for Flex {
    fn log_mass(log_softmax: FlexTensor, within: Vec<f32>, choices: Vec<usize>) -> FlexTensor {
        run(&log_softmax.to_contiguous(), &within, &choices)
    }
}

impl<C: CheckpointStrategy> Mass for Autodiff<Flex, C> {
    fn log_mass(log_softmax: FloatTensor<Self>, within: Vec<f32>, choices: Vec<usize>) -> FloatTensor<Self> {
        let (log, of_log) = log_softmax.into_parts();
        let log = log.to_contiguous();
        let mass = run(&log, &within, &choices);
        match MassBackward.prepare::<C>([of_log]).compute_bound().stateful() {
            OpsKind::Tracked(prepared) => prepared.finish(State { log, mass: mass.clone(), within, choices }, mass),
            OpsKind::UnTracked(prepared) => prepared.finish(mass),
        }
    }
}

fn run(log: &FlexTensor, within: &[f32], choices: &[usize]) -> FlexTensor {
    let batch = log.layout().shape()[0];
    let mut masses = vec![0.0; batch * choices.len()];
    masses_of_rows(choices, floats(log), within, &mut masses);
    tensor(masses, [batch, choices.len()])
}

#[derive(Clone, Debug)]
struct State {
    log: FlexTensor,
    mass: FlexTensor,
    within: Vec<f32>,
    choices: Vec<usize>,
}

#[derive(Debug)]
struct MassBackward;

impl Backward<Flex, 1> for MassBackward {
    type State = State;

    fn backward(self, ops: Ops<Self::State, 1>, grads: &mut Gradients, _checkpointer: &mut Checkpointer) {
        let ([log_softmax], State { log, mass, within, choices }) = (ops.parents, ops.state);
        let of_mass = vector(grads.consume::<Flex>(&ops.node));
        let mut of_log = floats(&log).to_vec();
        through_mass(&choices, floats(&mass), &of_mass, &within, &mut of_log);
        if let Some(node) = log_softmax {
            grads.register::<Flex>(node.id, like(of_log, &log));
        }
    }
}

vectorised! {
    fn masses_of_rows(choices: &'a [usize], log: &'a [f32], within: &'a [f32], masses: &'a mut [f32]) {
        let parts = log.chunks_exact(within.len()).flat_map(|row| components(choices, row).zip(components(choices, within)));
        for ((row, within), mass) in parts.zip(masses) {
            let counted = |(log, within): (&f32, &f32)| if *within > 0.0 { *log } else { NEVER };
            let most = row.iter().zip(within).map(counted).fold(NEVER, f32::max);
            let sum = sum2(row, within, |log, within| exp(log - most) * within);
            *mass = if sum > 0.0 { most + libm::logf(sum) } else { NEVER };
        }
    }
}

vectorised! {
    /// Gradients of log-probabilities in place of these.
    fn through_mass(
        choices: &'a [usize],
        masses: &'a [f32],
        of_masses: &'a [f32],
        within: &'a [f32],
        log: &'a mut [f32],
    ) {
        let width = within.len();
        let rows = log.chunks_exact_mut(width);
        let of_rows = masses.chunks_exact(choices.len()).zip(of_masses.chunks_exact(choices.len()));
        for (row, (masses, of_masses)) in rows.zip(of_rows) {
            let parts = components_mut(choices, row).zip(components(choices, within));
            for ((row, within), (mass, gradient)) in parts.zip(masses.iter().zip(of_masses)) {
                row.iter_mut().zip(within).for_each(|(log, within)| *log = gradient * exp(*log - mass) * within);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use burn::tensor::{Device, TensorData};

    use super::*;

    #[test]
    fn in_one_operation_as_composed() {
        let device = Device::flex().autodiff();
        let (batch, choices) = (4, [11, 2]);
        let within: Vec<bool> = (0..13).map(|i| i % 3 != 1).collect();
        let wave = |columns: usize, step: f32| {
            let values: Vec<f32> = (0..batch * columns).map(|i| libm::sinf(i as f32 * step) * 4.0).collect();
            Tensor::<2>::from_data(TensorData::new(values, [batch, columns]), &device)
        };
        let weights = wave(2, 0.57);
        let run = |is_fused: bool| {
            let log = wave(13, 0.73).require_grad();
            let mass = if is_fused {
                log_mass(log.clone(), &within, &choices)
            } else {
                let keep: Vec<f32> = within.iter().map(|is| f32::from(u8::from(*is))).collect();
                let kept = log.clone().exp() * Tensor::<1>::from_floats(keep.as_slice(), &device).unsqueeze();
                let parts = kept.split_with_sizes(choices.to_vec(), 1);
                Tensor::cat(parts.into_iter().map(|part| part.sum_dim(1).log()).collect(), 1)
            };
            let gradient = log.grad(&(mass.clone() * weights.clone()).sum().backward()).expect("it was asked for");
            [mass.into_data(), gradient.into_data()].map(|data| data.try_to_vec::<f32>().expect("floats"))
        };
        for (fused, composed) in run(true).iter().zip(&run(false)) {
            assert_eq!(fused.len(), composed.len());
            for (a, b) in fused.iter().zip(composed) {
                assert!((a - b).abs() < 1e-5 * (1.0 + b.abs()), "{a} {b}");
            }
        }
    }
}
