//! The losses, as pure functions of tensors. All are means over a batch; `[batch]` unless said.

use burn::tensor::activation::log_softmax;
use burn::tensor::{Int, Tensor};

/// The clipped surrogate and what one wants to know about it.
#[derive(Debug)]
pub struct Surrogate {
    /// To be made small: `-mean(min(ratio A, clip(ratio, 1 - e, 1 + e) A))`.
    pub loss: Tensor<1>,
    /// `mean((ratio - 1) - log ratio)`: how far the policy has moved (Schulman's low-variance estimate).
    pub approx_kl: Tensor<1>,
    /// Share of the samples whose ratio is outside of the range.
    pub clip_fraction: Tensor<1>,
}

/// The policy loss of PPO (Schulman et al. 2017, equation 7).
#[must_use]
pub fn surrogate(log_probs: Tensor<1>, old_log_probs: Tensor<1>, advantages: Tensor<1>, clip: f64) -> Surrogate {
    let log_ratio = log_probs - old_log_probs;
    let ratio = log_ratio.clone().exp();
    let free = ratio.clone() * advantages.clone();
    let clipped = ratio.clone().clamp(1.0 - clip, 1.0 + clip) * advantages;
    let (ratio, log_ratio) = (ratio.detach(), log_ratio.detach());
    Surrogate {
        loss: free.min_pair(clipped).mean().neg(),
        approx_kl: (ratio.clone() - 1.0 - log_ratio).mean(),
        clip_fraction: (ratio - 1.0).abs().greater_elem(clip).float().mean(),
    }
}

/// Cross-entropy of a policy with its teacher's choices, from their log-probabilities under the policy.
#[must_use]
pub fn imitation(log_probs: Tensor<1>) -> Tensor<1> {
    log_probs.mean().neg()
}

/// How many nats the logarithm of a probability lies below that of `floor`, where it lies below and where `counts` is 1
/// instead of 0: a mean over the batch.
#[must_use]
pub fn floor(log_probabilities: Tensor<1>, counts: Tensor<1>, floor: f64) -> Tensor<1> {
    // Where it does not count it may be anything, also minus a billion.
    let log = log_probabilities.clamp_min(-30.0);
    ((log.neg() + libm::log(floor)).clamp_min(0.0) * counts).mean()
}

/// The squared distance of values from their targets. With `clip`, the larger of that and the squared distance of the
/// old value moved by at most `clip`.
#[must_use]
pub fn value(values: Tensor<1>, targets: Tensor<1>, clip: Option<(Tensor<1>, f64)>) -> Tensor<1> {
    let free = (values.clone() - targets.clone()).powi_scalar(2);
    match clip {
        None => free.mean(),
        Some((old, range)) => {
            let moved = old.clone() + (values - old).clamp(-range, range);
            free.max_pair((moved - targets).powi_scalar(2)).mean()
        }
    }
}

/// Cross-entropy of the reward's class (section 5.1 of the Lucy-SKG notes) and the share that is right.
/// `logits`: `[batch, 3]`; `weights` multiply the samples' losses.
#[must_use]
pub fn reward_prediction(
    logits: Tensor<2>,
    classes: Tensor<1, Int>,
    weights: Option<Tensor<1>>,
) -> (Tensor<1>, Tensor<1>) {
    let right = logits.clone().detach().argmax(1).flatten::<1>(0, 1).equal(classes.clone()).float().mean();
    let picked = log_softmax(logits, 1).gather(1, classes.unsqueeze_dim(1)).flatten::<1>(0, 1).neg();
    let loss = match weights {
        None => picked,
        Some(weights) => picked * weights,
    };
    (loss.mean(), right)
}

/// Smooth L1 with beta 1 (section 5.2 of the Lucy-SKG notes), `[batch, outputs]`: half the squared error below a distance
/// of 1, the distance minus a half above. A mean over all outputs, weighted by `weights`.
#[must_use]
pub fn state_representation(predicted: Tensor<2>, target: Tensor<2>, weights: Tensor<2>) -> Tensor<1> {
    let distance = (predicted - target).abs();
    let near = distance.clone().clamp_max(1.0);
    // With n = min(d, 1): n (d - n / 2) is d^2 / 2 below 1 and d - 1/2 above.
    let error = near.clone() * (distance - near * 0.5);
    let total = weights.clone().sum().clamp_min(1.0);
    (error * weights).sum() / total
}

/// The class of a reward: 0 positive, 1 negative, 2 zero.
#[must_use]
pub fn reward_class(reward: f32, threshold: f32) -> usize {
    if reward > threshold {
        0
    } else if reward < -threshold {
        1
    } else {
        2
    }
}

#[cfg(test)]
mod tests {
    use burn::tensor::Device;

    use super::*;

    fn row(values: &[f32]) -> Tensor<1> {
        Tensor::from_floats(values, &Device::flex())
    }

    fn number(tensor: Tensor<1>) -> f32 {
        tensor.into_scalar()
    }

    fn near(got: f32, wanted: f32) {
        assert!((got - wanted).abs() < 1e-5, "{got} instead of {wanted}");
    }

    #[test]
    fn the_surrogate_by_hand() {
        // Ratios 1.5, 0.5, 1.1, 0.5; clipped at 0.2 where that makes the sum smaller.
        let new = [1.5_f32, 0.5, 1.1, 0.5].map(libm::logf);
        let of = surrogate(row(&new), row(&[0.0; 4]), row(&[2.0, 2.0, -1.0, -1.0]), 0.2);
        // min(3, 2.4), min(1, 1.6), min(-1.1, -1.1), min(-0.5, -0.8)
        near(number(of.loss), -(2.4 + 1.0 - 1.1 - 0.8) / 4.0);
        near(number(of.clip_fraction), 0.75);
        let kl: f32 = [1.5_f32, 0.5, 1.1, 0.5].into_iter().map(|r| r - 1.0 - libm::logf(r)).sum();
        near(number(of.approx_kl), kl / 4.0);
    }

    #[test]
    fn imitation_is_the_mean_surprise_at_the_teachers_choices() {
        near(number(imitation(row(&[0.5_f32, 0.25].map(libm::logf)))), 1.5 * core::f32::consts::LN_2);
    }

    #[test]
    fn a_clipped_value_cannot_gain_by_moving_far() {
        near(number(value(row(&[1.0, 3.0]), row(&[2.0, 0.0]), None)), 5.0);
        // Old values 0 and 0 may move by 0.5: to 0.5 and 0.5. Errors: max(1, 2.25), max(9, 0.25).
        near(number(value(row(&[1.0, 3.0]), row(&[2.0, 0.0]), Some((row(&[0.0, 0.0]), 0.5)))), (2.25 + 9.0) / 2.0);
    }

    #[test]
    fn the_classes_loss_by_hand() {
        let logits = Tensor::from_floats([[0.0, 0.0, 0.0], [2.0, 0.0, 0.0]], &Device::flex());
        let classes = Tensor::from_ints([1, 0], &Device::flex());
        let (loss, right) = reward_prediction(logits.clone(), classes.clone(), None);
        let second = libm::logf(libm::expf(2.0) + 2.0) - 2.0;
        near(number(loss), (libm::logf(3.0) + second) / 2.0);
        near(number(right), 0.5);
        let (loss, _) = reward_prediction(logits, classes, Some(row(&[0.0, 3.0])));
        near(number(loss), 3.0 * second / 2.0);
        assert_eq!([0.5, -0.5, 0.009].map(|r| reward_class(r, 0.009)), [0, 1, 2]);
    }

    #[test]
    fn the_smooth_distance_by_hand() {
        let device = Device::flex();
        let loss = state_representation(
            Tensor::from_floats([[0.5, -3.0], [7.0, 0.0]], &device),
            Tensor::from_floats([[0.0, 0.0], [0.0, 0.0]], &device),
            Tensor::from_floats([[1.0, 1.0], [0.0, 1.0]], &device),
        );
        near(number(loss), (0.125 + 2.5 + 0.0) / 3.0);
    }

    #[test]
    fn what_is_less_likely_than_the_floor_is_pulled_up() {
        let log = row(&[0.5, 0.01, 0.001, 0.0]).log().clamp_min(-1e9);
        let counts = row(&[1.0, 1.0, 1.0, 0.0]);
        let loss = floor(log, counts, 0.02).into_scalar::<f32>();
        // ln 2 and ln 20 are 3.69, of four.
        assert!((loss - 3.688_879 / 4.0).abs() < 1e-5, "{loss}");
    }
}
