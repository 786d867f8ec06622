//! The numbers of one iteration, by the keys of the metrics registry.

use std::borrow::Cow;

use wavedash_env::Behaviour;
use wavedash_metrics::keys::{aux, collect, league, ppo, rating, reward, teacher, throughput, time, total, weight};

use crate::tally::Tally;
use crate::trainer::{Counters, Trainer};
use crate::update::Report;

/// Where the time of an iteration went.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Seconds {
    /// Stepping arenas, with observations and rewards.
    pub simulate: f64,
    /// Asking policies, drawing actions, filling buffers.
    pub infer: f64,
    /// The update.
    pub learn: f64,
    /// All of it.
    pub all: f64,
}

/// What an iteration did.
#[derive(Clone, Debug, PartialEq)]
pub struct Iteration {
    /// How far training has come.
    pub counters: Counters,
    /// Agent steps of this iteration that were learned from.
    pub steps: u64,
    /// Where the time went.
    pub seconds: Seconds,
    /// The update.
    pub update: Report,
    /// Keys of the metrics registry ([`wavedash_metrics::keys`]) and their values.
    pub values: Vec<(Cow<'static, str>, f64)>,
}

impl Iteration {
    /// The value of a metric, if the iteration has it.
    ///
    /// ```
    /// # fn show(iteration: &wavedash_learn::Iteration) {
    /// use wavedash_metrics::keys::ppo;
    ///
    /// println!("entropy {:?}", iteration.value(ppo::ENTROPY));
    /// # }
    /// ```
    #[must_use]
    pub fn value(&self, key: &str) -> Option<f64> {
        self.values.iter().find(|(known, _)| known == key).map(|(_, value)| *value)
    }
}

/// Keys and values, in the order in which they are recorded.
#[derive(Default)]
struct Values(Vec<(Cow<'static, str>, f64)>);

impl Values {
    fn add(&mut self, key: impl Into<Cow<'static, str>>, value: f64) {
        self.0.push((key.into(), value));
    }
}

impl Trainer {
    pub(crate) fn iteration(&self, tally: &Tally, update: Report, seconds: Seconds) -> Iteration {
        let (counters, config) = (self.counters, &self.config);
        let step_seconds = f64::from(self.tick_skip) / 120.0;
        let steps = tally.steps as f64;
        let minutes = steps * step_seconds / 60.0;
        let per = |sum: f64, count: f64| if count > 0.0 { sum / count } else { 0.0 };
        let episodes = tally.episodes as f64;
        let collect = seconds.simulate + seconds.infer;
        let mut values = Values::default();
        values.add(collect::STEP_REWARD, per(tally.reward, steps));
        if tally.episodes > 0 {
            values.add(collect::EPISODE_RETURN, per(tally.episode_return, episodes));
            values.add(collect::EPISODE_LENGTH, per(tally.episode_length, episodes) * step_seconds);
        }
        for (key, count) in [
            (collect::TOUCHES_PER_MINUTE, tally.touches),
            (collect::GOALS_PER_MINUTE, tally.goals),
            (collect::SHOTS_PER_MINUTE, tally.shots),
            (collect::SAVES_PER_MINUTE, tally.saves),
            (collect::DEMOS_PER_MINUTE, tally.demos),
        ] {
            values.add(key, per(count as f64, minutes));
        }
        for (name, rate) in Behaviour::RATES.into_iter().zip(tally.behaviour.rates()) {
            // Touches are counted above.
            if name != "touches_per_minute" {
                values.add(behaviour_key(name), rate);
            }
        }
        values.add(ppo::POLICY_LOSS, update.policy_loss);
        values.add(ppo::VALUE_LOSS, update.value_loss);
        values.add(ppo::ENTROPY, update.entropy);
        values.add(ppo::APPROX_KL, update.approx_kl);
        values.add(ppo::CLIP_FRACTION, update.clip_fraction);
        values.add(ppo::EXPLAINED_VARIANCE, self.rollout.explained_variance());
        let [actor, critic, reward_prediction, state_representation, future] = update.norms.of;
        values.add(ppo::GRAD_NORM, update.norms.all);
        values.add(ppo::GRAD_NORM_ACTOR, actor);
        values.add(ppo::GRAD_NORM_CRITIC, critic);
        values.add(ppo::POLICY_UPDATE_NORM, self.moved.policy);
        values.add(ppo::VALUE_UPDATE_NORM, self.moved.value);
        values.add(ppo::LEARNING_RATE, config.ppo.learning_rate.at(counters.steps));
        values.add(ppo::ENTROPY_COEFFICIENT, config.ppo.entropy.at(counters.steps));
        values.add(ppo::UPDATES_STOPPED, update.left_out);
        if self.spaces.choices.len() > 1 {
            for (component, entropy) in update.entropies.iter().take(self.spaces.choices.len()).enumerate() {
                values.add(ppo::ENTROPY_OF.of(component), *entropy);
            }
        }
        if update.can_jump > 0.0 {
            values.add(ppo::JUMP_PROBABILITY, update.jump_mass / update.can_jump);
        }
        if config.ppo.jump_floor > 0.0 {
            values.add(ppo::JUMP_FLOOR_LOSS, update.jump_floor_loss);
        }
        if let Some(teacher) = &config.teacher {
            values.add(teacher::LOSS, update.teacher_loss);
            values.add(teacher::WEIGHT, teacher.weight.at(counters.steps));
        }
        if let Some(heads) = &config.auxiliary {
            let [positive, negative, zero] = update.classes;
            values.add(aux::CLASS_POSITIVE, positive);
            values.add(aux::CLASS_NEGATIVE, negative);
            values.add(aux::CLASS_ZERO, zero);
            if heads.reward_prediction.is_some() {
                values.add(aux::REWARD_PREDICTION_LOSS, update.reward_prediction_loss);
                values.add(aux::REWARD_PREDICTION_ACCURACY, update.reward_prediction_accuracy);
                values.add(aux::GRAD_NORM_REWARD_PREDICTION, reward_prediction);
            }
            if heads.state_representation.is_some() {
                values.add(aux::STATE_REPRESENTATION_LOSS, update.state_representation_loss);
                values.add(aux::GRAD_NORM_STATE_REPRESENTATION, state_representation);
            }
            if let Some(asked) = &heads.future {
                let [ball, car, touch, goal] = update.future_losses;
                for (is_asked, key, loss) in [
                    (asked.ball, aux::FUTURE_BALL_LOSS, ball),
                    (asked.car, aux::FUTURE_CAR_LOSS, car),
                    (asked.touch, aux::FUTURE_TOUCH_LOSS, touch),
                    (asked.touch, aux::FUTURE_TOUCH_ACCURACY, update.future_right[0]),
                    (asked.goal, aux::FUTURE_GOAL_LOSS, goal),
                    (asked.goal, aux::FUTURE_GOAL_ACCURACY, update.future_right[1]),
                ] {
                    if is_asked {
                        values.add(key, loss);
                    }
                }
                values.add(aux::GRAD_NORM_FUTURE, future);
            }
        }
        let weights = self.pool.weight_names().iter().zip(self.pool.weights()).enumerate();
        for (_, (name, weight)) in weights.filter(|(term, _)| self.reward_weights.moves(*term)) {
            values.add(weight::TERM.of(name), f64::from(*weight));
        }
        for (mode, rating) in self.league.of_learner() {
            values.add(rating::MEAN.of(mode), rating.mean);
            values.add(rating::SIGMA.of(mode), rating.uncertainty);
        }
        values.add(league::OPPONENTS, self.league.versions.len() as f64);
        values.add(league::SHARE, self.league.share());
        values.add(throughput::COLLECTED_SPS, per(steps, collect));
        values.add(throughput::CONSUMED_SPS, per(steps, seconds.learn));
        values.add(throughput::OVERALL_SPS, per(steps, seconds.all));
        values.add(time::SIMULATE, seconds.simulate);
        values.add(time::INFER, seconds.infer);
        values.add(time::COLLECT, collect);
        values.add(time::LEARN, seconds.learn);
        values.add(time::OTHER, (seconds.all - collect - seconds.learn).max(0.0));
        values.add(time::ITERATION, seconds.all);
        values.add(total::STEPS, counters.steps as f64);
        values.add(total::ENVIRONMENT_STEPS, counters.environment_steps as f64);
        values.add(total::UPDATES, counters.updates as f64);
        values.add(total::ITERATIONS, counters.iterations as f64);
        values.add(total::EPISODES, counters.episodes as f64);
        for (name, sum) in self.pool.component_names().iter().zip(&tally.components) {
            values.add(reward::COMPONENT.of(name), per(*sum, steps));
        }
        Iteration { counters, steps: tally.steps, seconds, update, values: values.0 }
    }
}

/// The metric of one of [`Behaviour::RATES`].
fn behaviour_key(name: &str) -> String {
    format!("behaviour/{name}")
}

#[cfg(test)]
mod tests {
    use wavedash_metrics::registry::find;

    use super::*;

    #[test]
    fn every_rate_of_behaviour_is_a_metric() {
        for name in Behaviour::RATES {
            assert!(name == "touches_per_minute" || find(&behaviour_key(name)).is_some(), "{name}");
        }
    }
}
