//! What an agent thinks at a decision, for those who watch it.

/// An agent's view of one decision.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Insight {
    /// Probability of each choice; of several components one after the other.
    pub probabilities: Vec<f32>,
    /// Number of choices of each component.
    pub choices: Vec<usize>,
    /// Entropy as a share of that of even probabilities over the allowed choices; 0 if there is only one.
    pub entropy: f32,
    /// Estimate of the discounted sum of rewards to come.
    pub value: f32,
    /// Probabilities of a positive, a negative, no reward in the next step; none without that head.
    pub reward_signs: Option<[f32; 3]>,
}

/// Probabilities of logits under a mask, component by component, and their relative entropy.
pub(crate) fn probabilities(logits: &[f32], mask: &[bool], choices: &[usize]) -> (Vec<f32>, f32) {
    let mut all = Vec::with_capacity(logits.len());
    let (mut entropy, mut most, mut first) = (0.0, 0.0, 0);
    for count in choices {
        let is_allowed = |i: usize| mask.get(i).copied().unwrap_or(true);
        let part = first..first + count;
        let max = part.clone().filter(|i| is_allowed(*i)).map(|i| logits[i]).fold(f32::NEG_INFINITY, f32::max);
        let weight = |i: usize| if is_allowed(i) { libm::expf(logits[i] - max) } else { 0.0 };
        let total: f32 = part.clone().map(weight).sum();
        for i in part.clone() {
            let p = weight(i) / total;
            if p > 0.0 {
                entropy -= p * libm::logf(p);
            }
            all.push(p);
        }
        most += libm::logf(part.filter(|i| is_allowed(*i)).count().max(1) as f32);
        first += count;
    }
    (all, if most > 0.0 { entropy / most } else { 0.0 })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn even_logits_have_full_entropy_and_masked_ones_no_probability() {
        let (all, entropy) = probabilities(&[0.0; 5], &[true, true, false, true, true], &[3, 2]);
        assert_eq!(all, [0.5, 0.5, 0.0, 0.5, 0.5]);
        assert!((entropy - 1.0).abs() < 1e-6);
        let (all, entropy) = probabilities(&[50.0, 0.0], &[], &[2]);
        assert!(all[0] > 0.999 && entropy < 1e-6);
    }
}
