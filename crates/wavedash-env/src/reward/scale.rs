//! Rewards divided by their running standard deviation.

use serde::{Deserialize, Serialize};

/// Counts, mean and spread of all rewards seen (Welford's method), to divide rewards by their standard deviation.
///
/// The mean is not subtracted: that would reward or punish mere time. A pool has one for all its matches; several
/// can be [`merge`](Self::merge)d, in a fixed order. The state is plain data for checkpoints.
///
/// ```
/// use wavedash_env::reward::RunningScale;
///
/// let mut scale = RunningScale::default();
/// scale.observe(&[0.0, 4.0, 0.0, 4.0]);
/// let mut rewards = [1.0, 100.0];
/// scale.apply(&mut rewards, 10.0);
/// assert_eq!(rewards, [0.5, 10.0]);
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RunningScale {
    /// Rewards seen.
    count: f64,
    /// Their mean.
    mean: f64,
    /// Sum of their squared distances from the mean.
    squares: f64,
}

impl RunningScale {
    /// These numbers can come from rewards.
    pub(crate) fn is_sound(&self) -> bool {
        let numbers = [self.count, self.mean, self.squares];
        numbers.iter().all(|x| x.is_finite()) && self.count >= 0.0 && self.squares >= 0.0
    }

    /// Takes rewards into account; what is not finite is left out.
    pub fn observe(&mut self, rewards: &[f32]) {
        for reward in rewards.iter().copied().filter(|reward| reward.is_finite()).map(f64::from) {
            self.count += 1.0;
            let off = reward - self.mean;
            self.mean += off / self.count;
            self.squares += off * (reward - self.mean);
        }
    }

    /// Lets everything seen so far count less, by a factor from 0 to 1.
    pub fn forget(&mut self, keeps: f64) {
        self.count *= keeps;
        self.squares *= keeps;
    }

    /// Takes over what another one has seen.
    pub fn merge(&mut self, other: &Self) {
        let count = self.count + other.count;
        if other.count == 0.0 {
            return;
        }
        let off = other.mean - self.mean;
        self.squares += other.squares + off * off * self.count * other.count / count;
        self.mean += off * other.count / count;
        self.count = count;
    }

    /// Mean of what was seen; 0 before anything was.
    #[must_use]
    pub fn mean(&self) -> f32 {
        self.mean as f32
    }

    /// Standard deviation of what was seen (of a population); 1 before two rewards differ.
    #[must_use]
    pub fn deviation(&self) -> f32 {
        let variance = if self.count > 0.0 { self.squares / self.count } else { 0.0 };
        if variance > 1e-12 { variance.sqrt() as f32 } else { 1.0 }
    }

    /// Divides rewards by the standard deviation and limits them to -clip and clip.
    ///
    /// # Panics
    ///
    /// If `clip` is negative or not a number.
    pub fn apply(&self, rewards: &mut [f32], clip: f32) {
        let factor = 1.0 / self.deviation();
        for reward in rewards {
            *reward = (*reward * factor).clamp(-clip, clip);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_halves_merged_are_the_whole() {
        let rewards: Vec<f32> = (0..100).map(|i| ((i * 37) % 23) as f32 - 5.0).collect();
        let (mut whole, mut first, mut second) =
            (RunningScale::default(), RunningScale::default(), RunningScale::default());
        whole.observe(&rewards);
        first.observe(&rewards[..30]);
        second.observe(&rewards[30..]);
        first.merge(&second);
        first.merge(&RunningScale::default());
        assert!((first.deviation() - whole.deviation()).abs() < 1e-6);
        let saved = serde_json::to_string(&whole).unwrap();
        assert_eq!(serde_json::from_str::<RunningScale>(&saved).unwrap(), whole);
    }

    #[test]
    fn nothing_seen_changes_nothing() {
        let mut scale = RunningScale::default();
        scale.observe(&[f32::NAN, 2.0, 2.0]);
        let mut rewards = [3.0];
        scale.apply(&mut rewards, 10.0);
        assert_eq!(rewards, [3.0]);
    }
}
