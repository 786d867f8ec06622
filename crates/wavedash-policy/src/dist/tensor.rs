//! The differentiable side.

use burn::tensor::{Bool, Int, Tensor, activation};

use super::{NEVER, fused};
use crate::nn::fused::run_on;

/// Log-probabilities `[batch, logits]` of logits of the same shape, each component on its own.
///
/// Choices whose mask is false get about -1e9. A component must have a choice that is left.
#[must_use]
pub fn log_softmax(logits: Tensor<2>, mask: Option<Tensor<2, Bool>>, choices: &[usize]) -> Tensor<2> {
    let logits = match mask {
        Some(mask) => logits.mask_fill(mask.bool_not(), NEVER),
        None => logits,
    };
    let in_one_operation = run_on(&logits.device());
    let component = |part| if in_one_operation { fused::log_softmax(part) } else { activation::log_softmax(part, 1) };
    if choices.len() == 1 {
        return component(logits);
    }
    let parts = logits.split_with_sizes(choices.to_vec(), 1);
    Tensor::cat(parts.into_iter().map(component).collect(), 1)
}

/// Log-probability `[batch]` of actions `[batch, components]`: the sum over the components.
///
/// # Panics
/// If components and choices are not equally many.
#[must_use]
pub fn log_prob(log_softmax: Tensor<2>, actions: Tensor<2, Int>, choices: &[usize]) -> Tensor<1> {
    let components = actions.dims()[1];
    assert_eq!(components, choices.len(), "an action has one index per component");
    let index = if components == 1 {
        actions
    } else {
        let starts: Vec<i64> = starts(choices).map(|start| start as i64).collect();
        let device = actions.device();
        actions + Tensor::<1, Int>::from_ints(starts.as_slice(), &device).unsqueeze()
    };
    log_softmax.gather(1, index).sum_dim(1).squeeze_dim(1)
}

/// Entropy `[batch]`, in nats: the sum over the components. Masked choices contribute nothing.
///
/// # Panics
/// If the choices are not as many as the log-probabilities.
#[must_use]
pub fn entropy(log_softmax: Tensor<2>, mask: Option<Tensor<2, Bool>>, choices: &[usize]) -> Tensor<1> {
    assert_eq!(log_softmax.dims()[1], choices.iter().sum::<usize>(), "one log-probability per choice");
    if run_on(&log_softmax.device()) {
        return fused::entropy(log_softmax);
    }
    // Without the fill, 0 * -1e9 is still 0, but its gradient with respect to the probability is -1e9.
    let log = match mask {
        Some(mask) => log_softmax.clone().mask_fill(mask.bool_not(), 0.0),
        None => log_softmax.clone(),
    };
    (log_softmax.exp() * log).sum_dim(1).neg().squeeze_dim(1)
}

/// Where each component begins.
fn starts(choices: &[usize]) -> impl Iterator<Item = usize> {
    choices.iter().scan(0, |end, &n| {
        let start = *end;
        *end += n;
        Some(start)
    })
}
