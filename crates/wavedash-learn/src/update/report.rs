//! What an update says of itself.

use crate::gradients::Norms;

/// Components of an action whose entropies are reported.
pub const MOST_COMPONENTS: usize = 8;

/// Means over the minibatches of an update.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Report {
    /// See [`crate::loss::surrogate`].
    pub policy_loss: f64,
    /// See [`crate::loss::value`].
    pub value_loss: f64,
    /// Entropy of the policy, nats.
    pub entropy: f64,
    /// Its parts by components of the action; zeros where there is one only.
    pub entropies: [f64; MOST_COMPONENTS],
    /// Mean probability of a jump, times the share of the samples in which one is possible.
    pub jump_mass: f64,
    /// That share.
    pub can_jump: f64,
    /// See [`crate::loss::Surrogate::approx_kl`].
    pub approx_kl: f64,
    /// See [`crate::loss::Surrogate::clip_fraction`].
    pub clip_fraction: f64,
    /// Norms of the gradient before it is clipped.
    pub norms: Norms,
    /// See [`crate::loss::reward_prediction`].
    pub reward_prediction_loss: f64,
    /// Share of rewards whose class was predicted.
    pub reward_prediction_accuracy: f64,
    /// See [`crate::loss::state_representation`].
    pub state_representation_loss: f64,
    /// Losses of the heads about the future: ball, car, touch, goal (see [`wavedash_policy::future`]).
    pub future_losses: [f64; 4],
    /// Shares of touches and goals whose class is one that is possible.
    pub future_right: [f64; 2],
    /// See [`crate::loss::imitation`]; of a policy that teaches, its divergence.
    pub teacher_loss: f64,
    /// See [`crate::loss::floor`].
    pub jump_floor_loss: f64,
    /// Optimiser steps.
    pub minibatches: u64,
    /// Those of them that the auxiliary heads learned in.
    pub minibatches_of_heads: u64,
    /// Share of the planned optimiser steps that was left out for the sake of `target_kl`.
    pub left_out: f64,
    /// Shares of the rollout's rewards that are positive, negative and zero.
    pub classes: [f64; 3],
}

impl Report {
    fn map2(&self, other: &Self, f: impl Fn(f64, f64) -> f64) -> Self {
        Self {
            policy_loss: f(self.policy_loss, other.policy_loss),
            value_loss: f(self.value_loss, other.value_loss),
            entropy: f(self.entropy, other.entropy),
            entropies: each(&f, self.entropies, other.entropies),
            jump_mass: f(self.jump_mass, other.jump_mass),
            can_jump: f(self.can_jump, other.can_jump),
            approx_kl: f(self.approx_kl, other.approx_kl),
            clip_fraction: f(self.clip_fraction, other.clip_fraction),
            norms: Norms { all: f(self.norms.all, other.norms.all), of: each(&f, self.norms.of, other.norms.of) },
            reward_prediction_loss: f(self.reward_prediction_loss, other.reward_prediction_loss),
            reward_prediction_accuracy: f(self.reward_prediction_accuracy, other.reward_prediction_accuracy),
            state_representation_loss: f(self.state_representation_loss, other.state_representation_loss),
            future_losses: each(&f, self.future_losses, other.future_losses),
            future_right: each(&f, self.future_right, other.future_right),
            teacher_loss: f(self.teacher_loss, other.teacher_loss),
            jump_floor_loss: f(self.jump_floor_loss, other.jump_floor_loss),
            minibatches: self.minibatches + other.minibatches,
            minibatches_of_heads: self.minibatches_of_heads + other.minibatches_of_heads,
            left_out: 0.0,
            classes: [0.0; 3],
        }
    }

    pub(super) fn plus(&self, other: &Self) -> Self {
        self.map2(other, |a, b| a + b)
    }

    pub(super) fn total(parts: &[Self]) -> Self {
        parts.iter().fold(Self::default(), |sum, part| sum.plus(part))
    }

    /// Sums over minibatches to means over those that had a part in them.
    pub(super) fn mean(&self) -> Self {
        let mean = self.map2(&Self::default(), |a, _| a / self.minibatches.max(1) as f64);
        let of_heads = self.minibatches.max(1) as f64 / self.minibatches_of_heads.max(1) as f64;
        let [actor, critic, heads @ ..] = mean.norms.of;
        let [reward_prediction, state_representation, future] = heads.map(|norm| norm * of_heads);
        Self {
            reward_prediction_loss: mean.reward_prediction_loss * of_heads,
            reward_prediction_accuracy: mean.reward_prediction_accuracy * of_heads,
            state_representation_loss: mean.state_representation_loss * of_heads,
            future_losses: mean.future_losses.map(|loss| loss * of_heads),
            future_right: mean.future_right.map(|share| share * of_heads),
            norms: Norms { of: [actor, critic, reward_prediction, state_representation, future], ..mean.norms },
            ..mean
        }
    }

    pub(super) fn is_finite(&self) -> bool {
        [
            self.policy_loss,
            self.value_loss,
            self.entropy,
            self.reward_prediction_loss,
            self.state_representation_loss,
            self.teacher_loss,
            self.jump_floor_loss,
        ]
        .iter()
        .chain(&self.future_losses)
        .all(|x| x.is_finite())
    }
}

fn each<const N: usize>(f: &impl Fn(f64, f64) -> f64, one: [f64; N], other: [f64; N]) -> [f64; N] {
    core::array::from_fn(|i| f(one[i], other[i]))
}
