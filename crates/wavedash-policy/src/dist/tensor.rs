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
    if run_on(&logits.device()) {
        return fused::log_softmax(logits, choices);
    }
    let component = |part| activation::log_softmax(part, 1);
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
    log_softmax.gather(1, places(actions, choices)).sum_dim(1).squeeze_dim(1)
}

/// Places among the choices of all components, from indices within each: both `[batch, components]`.
pub(super) fn places(actions: Tensor<2, Int>, choices: &[usize]) -> Tensor<2, Int> {
    let components = actions.dims()[1];
    assert_eq!(components, choices.len(), "an action has one index per component");
    if components == 1 {
        return actions;
    }
    let starts: Vec<i64> = starts(choices).map(|start| start as i64).collect();
    let device = actions.device();
    actions + Tensor::<1, Int>::from_ints(starts.as_slice(), &device).unsqueeze()
}

/// Entropy `[batch]`, in nats: the sum over the components. Masked choices contribute nothing.
///
/// # Panics
/// If the choices are not as many as the log-probabilities.
#[must_use]
pub fn entropy(log_softmax: Tensor<2>, mask: Option<Tensor<2, Bool>>, choices: &[usize]) -> Tensor<1> {
    let count = check(&log_softmax, choices);
    if run_on(&log_softmax.device()) {
        return fused::entropies(log_softmax, &[count]).squeeze_dim(1);
    }
    surprises(log_softmax, mask).sum_dim(1).squeeze_dim(1)
}

/// Entropy `[batch, components]` of each component, in nats. Masked choices contribute nothing.
///
/// # Panics
/// If the choices are not as many as the log-probabilities.
#[must_use]
pub fn entropy_per_component(log_softmax: Tensor<2>, mask: Option<Tensor<2, Bool>>, choices: &[usize]) -> Tensor<2> {
    check(&log_softmax, choices);
    if run_on(&log_softmax.device()) {
        return fused::entropies(log_softmax, choices);
    }
    sums(surprises(log_softmax, mask), choices)
}

/// `- p log p` of every choice.
fn surprises(log_softmax: Tensor<2>, mask: Option<Tensor<2, Bool>>) -> Tensor<2> {
    // Without the fill, 0 * -1e9 is still 0, but its gradient with respect to the probability is -1e9.
    let log = match mask {
        Some(mask) => log_softmax.clone().mask_fill(mask.bool_not(), 0.0),
        None => log_softmax.clone(),
    };
    (log_softmax.exp() * log).neg()
}

/// Kullback-Leibler divergence `[batch]`, in nats, of the distributions `of` from the distributions `from`, both as
/// log-probabilities `[batch, logits]` of one action space: `sum p (log p - log q)`, p of the first, q of the second.
///
/// Both must have been made with one mask: what `of` may choose and `from` may not counts about 1e9. To learn from a
/// policy, `of` is the teacher's; the gradient is then that of the cross-entropy.
///
/// # Panics
/// If the choices are not as many as the log-probabilities.
#[must_use]
pub fn kl(of: Tensor<2>, from: Tensor<2>, choices: &[usize]) -> Tensor<1> {
    let count = check(&of, choices);
    kl_per_component(of, from, &[count]).squeeze_dim(1)
}

/// The same of each component, `[batch, components]`.
///
/// # Panics
/// If the choices are not as many as the log-probabilities.
#[must_use]
pub fn kl_per_component(of: Tensor<2>, from: Tensor<2>, choices: &[usize]) -> Tensor<2> {
    check(&of, choices);
    check(&from, choices);
    if run_on(&of.device()) && run_on(&from.device()) {
        return fused::divergences(of, from, choices);
    }
    sums(of.clone().exp() * (of - from), choices)
}

/// The number of choices.
fn check(log_softmax: &Tensor<2>, choices: &[usize]) -> usize {
    let count = choices.iter().sum::<usize>();
    assert_eq!(log_softmax.dims()[1], count, "one log-probability per choice");
    count
}

/// Sums `[batch, components]` over the choices of each component.
pub(super) fn sums(of_choices: Tensor<2>, choices: &[usize]) -> Tensor<2> {
    if choices.len() == 1 {
        return of_choices.sum_dim(1);
    }
    let parts = of_choices.split_with_sizes(choices.to_vec(), 1);
    Tensor::cat(parts.into_iter().map(|part| part.sum_dim(1)).collect(), 1)
}

/// Where each component begins.
fn starts(choices: &[usize]) -> impl Iterator<Item = usize> {
    choices.iter().scan(0, |end, &n| {
        let start = *end;
        *end += n;
        Some(start)
    })
}
