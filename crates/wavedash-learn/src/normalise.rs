//! Running scales of returns and of observations.

use serde::{Deserialize, Serialize};
use wavedash_env::reward::RunningScale;
use wavedash_policy::ObservationScale;

use crate::config::PpoConfig;

/// Divides rewards by the running deviation of discounted returns, so that values stay near 1 whatever the rewards'
/// weights are (as OpenAI's `VecNormalize` does). The mean is not subtracted.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ReturnScale {
    gamma: f32,
    /// How much of what was seen still counts after one more sample; 1: all of it.
    #[serde(skip)]
    keeps: f64,
    /// Rewards are limited to this many deviations; infinite: to none.
    #[serde(skip)]
    limit: f32,
    /// Discounted sum of each agent's rewards in its episode.
    returns: Vec<f32>,
    seen: RunningScale,
}

impl ReturnScale {
    /// Nothing seen yet: rewards stay as they are.
    #[must_use]
    pub fn new(agents: usize, ppo: &PpoConfig) -> Self {
        Self {
            gamma: ppo.gamma as f32,
            keeps: ppo.return_half_life.map_or(1.0, |samples| libm::exp2(-1.0 / samples)),
            limit: ppo.reward_limit.map_or(f32::INFINITY, |limit| limit as f32),
            returns: vec![0.0; agents],
            seen: RunningScale::default(),
        }
    }

    /// Takes over what another one has seen of returns, but of no episode that goes on.
    pub(crate) fn keep(&mut self, other: &Self) {
        self.seen = other.seen;
    }

    /// Goes on from what another one has seen, with this one's configuration.
    pub(crate) fn going_on_from(self, other: Self) -> Self {
        Self { returns: other.returns, seen: other.seen, ..self }
    }

    /// Takes a step's rewards into account, one per agent, and divides them.
    pub fn apply(&mut self, rewards: &mut [f32], terminated: &[bool], truncated: &[bool]) {
        for (sum, reward) in self.returns.iter_mut().zip(rewards.iter()) {
            *sum = *sum * self.gamma + reward;
        }
        self.seen.forget(libm::pow(self.keeps, self.returns.len() as f64));
        self.seen.observe(&self.returns);
        let factor = 1.0 / self.seen.deviation();
        rewards.iter_mut().for_each(|reward| *reward = (*reward * factor).clamp(-self.limit, self.limit));
        for ((sum, terminated), truncated) in self.returns.iter_mut().zip(terminated).zip(truncated) {
            if *terminated || *truncated {
                *sum = 0.0;
            }
        }
    }

    /// What rewards are divided by now.
    #[must_use]
    pub fn deviation(&self) -> f32 {
        self.seen.deviation()
    }
}

/// What was seen of each float of an observation.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ObservationStatistics {
    floats: Vec<RunningScale>,
}

impl ObservationStatistics {
    /// Nothing seen yet.
    #[must_use]
    pub fn new(floats: usize) -> Self {
        Self { floats: vec![RunningScale::default(); floats] }
    }

    /// Takes observations into account, one after the other.
    pub fn observe(&mut self, observations: &[f32]) {
        for row in observations.chunks_exact(self.floats.len().max(1)) {
            for (seen, value) in self.floats.iter_mut().zip(row) {
                seen.observe(core::slice::from_ref(value));
            }
        }
    }

    /// What a network sees them through. A float that never changed is left at its size.
    #[must_use]
    pub fn scale(&self) -> ObservationScale {
        ObservationScale {
            mean: self.floats.iter().map(RunningScale::mean).collect(),
            deviation: self.floats.iter().map(RunningScale::deviation).collect(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn observations_come_to_mean_zero_and_deviation_one() {
        let mut seen = ObservationStatistics::new(3);
        let rows: Vec<f32> =
            (0..100).flat_map(|i| [100.0 + i as f32, -0.5, if i % 2 == 0 { 1e-3 } else { -1e-3 }]).collect();
        seen.observe(&rows[..150]);
        seen.observe(&rows[150..]);
        let scale = seen.scale();
        assert!(scale.mean[1] == -0.5 && scale.mean[2].abs() < 1e-9, "{scale:?}");
        assert!((scale.mean[0] - 149.5).abs() < 1e-4 && (scale.deviation[0] - 28.866_07).abs() < 1e-4, "{scale:?}");
        assert!((scale.deviation[2] - 1e-3).abs() < 1e-8 && scale.deviation[1] == 1.0, "{scale:?}");
    }

    #[test]
    fn returns_have_a_deviation_of_one_in_the_end() {
        let mut scale = ReturnScale::new(2, &PpoConfig { gamma: 0.9, ..PpoConfig::default() });
        let mut last = [0.0; 2];
        for step in 0..2000 {
            let mut rewards = [if step % 7 == 0 { 50.0 } else { 0.0 }, if step % 11 == 0 { -30.0 } else { 1.0 }];
            scale.apply(&mut rewards, &[step % 50 == 49; 2], &[false; 2]);
            last = rewards;
        }
        assert!(scale.deviation() > 10.0, "{}", scale.deviation());
        assert!(last.iter().all(|reward| reward.abs() < 10.0));
    }

    #[test]
    fn a_scale_that_forgets_follows_smaller_rewards_and_limits_large_ones() {
        let config = PpoConfig { gamma: 0.0, return_half_life: Some(50.0), ..PpoConfig::default() };
        let [mut forgets, mut keeps] = [config, PpoConfig { gamma: 0.0, ..PpoConfig::default() }]
            .map(|config| ReturnScale::new(1, &PpoConfig { reward_limit: Some(5.0), ..config }));
        for step in 0..2000 {
            let size = if step < 1000 { 100.0 } else { 1.0 };
            let mut rewards = [if step % 2 == 0 { size } else { -size }];
            forgets.apply(&mut rewards.clone(), &[false], &[false]);
            keeps.apply(&mut rewards, &[false], &[false]);
        }
        assert!((forgets.deviation() - 1.0).abs() < 0.1, "{}", forgets.deviation());
        assert!((keeps.deviation() - 70.7).abs() < 1.0, "{}", keeps.deviation());
        let mut rewards = [500.0];
        forgets.apply(&mut rewards, &[false], &[false]);
        // It is 8.6 of the deviations that it has itself made larger.
        assert_eq!(rewards, [5.0]);
    }
}
