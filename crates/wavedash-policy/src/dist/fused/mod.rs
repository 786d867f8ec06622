//! Distributions as operations of burn's CPU backend, each with a backward pass of its own.
//!
//! Composed of tensors they take a dozen passes with an exponential each time that is not a vector instruction.

mod categorical;
mod divergence;
mod mass;

pub(super) use categorical::{entropies, log_softmax};
pub(super) use divergence::divergences;
pub(super) use mass::log_mass;

/// Each row's components, one after the other.
#[inline(always)]
fn components<'a>(choices: &'a [usize], rows: &'a [f32]) -> impl Iterator<Item = &'a [f32]> {
    let mut rest = rows;
    (0..rows.len() / choices.iter().sum::<usize>()).flat_map(move |_| choices).map(move |count| {
        let (component, after) = rest.split_at(*count);
        rest = after;
        component
    })
}

/// The same, to write.
#[inline(always)]
fn components_mut<'a>(choices: &'a [usize], rows: &'a mut [f32]) -> impl Iterator<Item = &'a mut [f32]> {
    let count = rows.len() / choices.iter().sum::<usize>();
    let mut rest = rows;
    (0..count).flat_map(move |_| choices).map(move |count| {
        let (component, after) = core::mem::take(&mut rest).split_at_mut(*count);
        rest = after;
        component
    })
}
