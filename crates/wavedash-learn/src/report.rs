//! The numbers of one iteration, by the keys of the metrics registry.

use wavedash_env::Behaviour;

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
    /// Keys of the metrics registry and their values.
    pub values: Vec<(String, f64)>,
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
        let mut values: Vec<(String, f64)> = Vec::new();
        let mut add = |key: &str, value: f64| values.push((key.to_owned(), value));
        add("collect/step_reward", per(tally.reward, steps));
        if tally.episodes > 0 {
            add("collect/episode_return", per(tally.episode_return, episodes));
            add("collect/episode_length", per(tally.episode_length, episodes) * step_seconds);
        }
        for (key, count) in [
            ("collect/touches_per_minute", tally.touches),
            ("collect/goals_per_minute", tally.goals),
            ("collect/shots_per_minute", tally.shots),
            ("collect/saves_per_minute", tally.saves),
            ("collect/demos_per_minute", tally.demos),
        ] {
            add(key, per(count as f64, minutes));
        }
        for (name, rate) in Behaviour::RATES.into_iter().zip(tally.behaviour.rates()) {
            // Touches are counted above.
            if name != "touches_per_minute" {
                add(&format!("behaviour/{name}"), rate);
            }
        }
        add("ppo/policy_loss", update.policy_loss);
        add("ppo/value_loss", update.value_loss);
        add("ppo/entropy", update.entropy);
        add("ppo/approx_kl", update.approx_kl);
        add("ppo/clip_fraction", update.clip_fraction);
        add("ppo/explained_variance", self.rollout.explained_variance());
        let [actor, critic, reward_prediction, state_representation, future] = update.norms.of;
        add("ppo/grad_norm", update.norms.all);
        add("ppo/grad_norm_actor", actor);
        add("ppo/grad_norm_critic", critic);
        add("ppo/policy_update_norm", self.moved.policy);
        add("ppo/value_update_norm", self.moved.value);
        add("ppo/learning_rate", config.ppo.learning_rate.at(counters.steps));
        add("ppo/entropy_coefficient", config.ppo.entropy.at(counters.steps));
        add("ppo/updates_stopped", update.left_out);
        if self.spaces.choices.len() > 1 {
            for (component, entropy) in update.entropies.iter().take(self.spaces.choices.len()).enumerate() {
                add(&format!("ppo/entropy_of/{component}"), *entropy);
            }
        }
        if update.can_jump > 0.0 {
            add("ppo/jump_probability", update.jump_mass / update.can_jump);
        }
        if config.ppo.jump_floor > 0.0 {
            add("ppo/jump_floor_loss", update.jump_floor_loss);
        }
        if let Some(teacher) = &config.teacher {
            add("teacher/loss", update.teacher_loss);
            add("teacher/weight", teacher.weight.at(counters.steps));
        }
        if let Some(heads) = &config.auxiliary {
            let [positive, negative, zero] = update.classes;
            add("aux/class_positive", positive);
            add("aux/class_negative", negative);
            add("aux/class_zero", zero);
            if heads.reward_prediction.is_some() {
                add("aux/reward_prediction_loss", update.reward_prediction_loss);
                add("aux/reward_prediction_accuracy", update.reward_prediction_accuracy);
                add("aux/grad_norm_reward_prediction", reward_prediction);
            }
            if heads.state_representation.is_some() {
                add("aux/state_representation_loss", update.state_representation_loss);
                add("aux/grad_norm_state_representation", state_representation);
            }
            if let Some(asked) = &heads.future {
                let [ball, car, touch, goal] = update.future_losses;
                for (is_asked, key, loss) in [
                    (asked.ball, "aux/future_ball_loss", ball),
                    (asked.car, "aux/future_car_loss", car),
                    (asked.touch, "aux/future_touch_loss", touch),
                    (asked.touch, "aux/future_touch_accuracy", update.future_right[0]),
                    (asked.goal, "aux/future_goal_loss", goal),
                    (asked.goal, "aux/future_goal_accuracy", update.future_right[1]),
                ] {
                    if is_asked {
                        add(key, loss);
                    }
                }
                add("aux/grad_norm_future", future);
            }
        }
        let weights = self.pool.weight_names().iter().zip(self.pool.weights()).enumerate();
        for (_, (name, weight)) in weights.filter(|(term, _)| self.reward_weights.moves(*term)) {
            add(&format!("weight/{name}"), f64::from(*weight));
        }
        for (mode, rating) in self.league.of_learner() {
            add(&format!("rating/{mode}"), rating.mean);
            add(&format!("rating_sigma/{mode}"), rating.uncertainty);
        }
        add("league/opponents", self.league.versions.len() as f64);
        add("league/share", self.league.share());
        add("throughput/collected_sps", per(steps, collect));
        add("throughput/consumed_sps", per(steps, seconds.learn));
        add("throughput/overall_sps", per(steps, seconds.all));
        add("time/simulate", seconds.simulate);
        add("time/infer", seconds.infer);
        add("time/collect", collect);
        add("time/learn", seconds.learn);
        add("time/other", (seconds.all - collect - seconds.learn).max(0.0));
        add("time/iteration", seconds.all);
        add("total/steps", counters.steps as f64);
        add("total/environment_steps", counters.environment_steps as f64);
        add("total/updates", counters.updates as f64);
        add("total/iterations", counters.iterations as f64);
        add("total/episodes", counters.episodes as f64);
        for (name, sum) in self.pool.component_names().iter().zip(&tally.components) {
            add(&format!("reward/{name}"), per(*sum, steps));
        }
        Iteration { counters, steps: tally.steps, seconds, update, values }
    }
}
