//! Which configurations mean something.

use wavedash_env::Registry;

use super::TrainConfig;
use crate::error::LearnError;
use crate::league::LEARNER;

/// How names of scripted agents begin.
pub(crate) const BOT: &str = "bot:";

impl TrainConfig {
    /// Names of the trained agents that this training needs, and the key that asks for each.
    pub fn agents(&self) -> impl Iterator<Item = (&'static str, &str)> {
        let fixed = self.league.fixed.iter().map(|name| ("league.fixed", name.as_str()));
        let teacher = self.teacher.iter().filter_map(|teacher| Some(("teacher.policy", teacher.policy.as_deref()?)));
        fixed.filter(|(_, name)| !name.starts_with(BOT)).chain(teacher)
    }

    /// Refuses what means nothing.
    ///
    /// # Errors
    /// Names the first field that is wrong and what it must be.
    pub fn check(&self) -> Result<(), LearnError> {
        let wrong = |field: &str, problem: String| Err(LearnError::config(field, problem));
        let (ppo, league) = (&self.ppo, &self.league);
        for (field, count) in [
            ("arenas", self.arenas),
            ("ppo.rollout", ppo.rollout),
            ("ppo.minibatch", ppo.minibatch),
            ("ppo.microbatch", ppo.microbatch),
            ("ppo.segment", ppo.segment),
            ("ppo.epochs", ppo.epochs),
            ("auxiliary_loss.every", self.auxiliary_loss.every),
            ("checkpoints.keep_last", self.checkpoints.keep_last),
        ] {
            if count == 0 {
                return wrong(field, "must be at least 1".to_owned());
            }
        }
        if ppo.rollout % ppo.segment != 0 {
            return wrong("ppo.segment", format!("must divide the rollout of {}, got {}", ppo.rollout, ppo.segment));
        }
        for (field, value, low, high) in [
            ("ppo.gamma", ppo.gamma, 0.0, 1.0),
            ("ppo.lambda", ppo.lambda, 0.0, 1.0),
            ("ppo.clip", ppo.clip, 0.0, 1.0),
            ("ppo.jump_floor", ppo.jump_floor, 0.0, 0.5),
            ("league.share", league.share, 0.0, 1.0),
            ("league.fixed_share", league.fixed_share, 0.0, 1.0),
        ] {
            if !(low..=high).contains(&value) {
                return wrong(field, format!("must be from {low} to {high}, got {value}"));
            }
        }
        let rates = ppo.learning_rate.ends().map(|rate| ("ppo.learning_rate", rate));
        let entropies = ppo.entropy.ends().map(|weight| ("ppo.entropy", weight));
        let critic = ppo.critic_learning_rate.map(|rate| rate.ends().map(|rate| ("ppo.critic_learning_rate", rate)));
        let rest = [
            ("ppo.value_coefficient", ppo.value_coefficient),
            ("ppo.max_gradient_norm", ppo.max_gradient_norm),
            ("ppo.jump_floor_weight", ppo.jump_floor_weight),
            ("ppo.value_clip", ppo.value_clip.unwrap_or(0.0)),
            ("ppo.target_kl", ppo.target_kl.unwrap_or(0.0)),
            ("auxiliary_loss.reward_threshold", f64::from(self.auxiliary_loss.reward_threshold)),
        ];
        let auxiliary = &self.auxiliary_loss;
        let heads = [
            ("auxiliary_loss.reward_prediction", auxiliary.reward_prediction),
            ("auxiliary_loss.state_representation", auxiliary.state_representation),
            ("auxiliary_loss.future", auxiliary.future),
        ];
        let heads = heads.into_iter().flat_map(|(field, weight)| weight.ends().map(|weight| (field, weight)));
        if !(1.0..=3600.0).contains(&self.matches.seconds) {
            return wrong("matches.seconds", format!("must be from 1 to 3600, got {}", self.matches.seconds));
        }
        for (field, value) in
            rates.into_iter().chain(entropies).chain(critic.into_iter().flatten()).chain(rest).chain(heads)
        {
            if !(value.is_finite() && value >= 0.0) {
                return wrong(field, format!("must be a number from 0 up, got {value}"));
            }
        }
        for (field, value) in [("ppo.return_half_life", ppo.return_half_life), ("ppo.reward_limit", ppo.reward_limit)] {
            if value.is_some_and(|value| !(value.is_finite() && value > 0.0)) {
                return wrong(field, format!("must be a number above 0, got {}", value.unwrap_or_default()));
            }
            if value.is_some() && !ppo.normalise_returns {
                return wrong(field, "means something only with ppo.normalise_returns".to_owned());
            }
        }
        if let Some(teacher) = &self.teacher {
            for weight in teacher.weight.ends() {
                if !(weight.is_finite() && weight >= 0.0) {
                    return wrong("teacher.weight", format!("must be a number from 0 up, got {weight}"));
                }
            }
            match (&teacher.bot, &teacher.policy) {
                (None, Some(policy)) if policy.starts_with(BOT) => {
                    let problem = format!("`{policy}` is a scripted agent; name it as teacher.bot");
                    return wrong("teacher.policy", problem);
                }
                (Some(_), None) | (None, Some(_)) => {}
                _ => return wrong("teacher", "needs one of bot and policy, and not both".to_owned()),
            }
        }
        for (field, name) in self.agents() {
            let is_version = name.strip_prefix('v').is_some_and(|steps| steps.parse::<u64>().is_ok());
            if name == LEARNER || is_version {
                let problem =
                    format!("`{name}` is what the league calls the learner or a past version; write ./{name}");
                return wrong(field, problem);
            }
        }
        Ok(())
    }

    /// Refuses scripted agents that are not registered.
    ///
    /// # Errors
    /// Names the field and the agents that there are.
    pub fn check_bots(&self, registry: &Registry) -> Result<(), LearnError> {
        let teacher = self.teacher.iter().filter_map(|teacher| Some(("teacher.bot", teacher.bot.as_ref()?)));
        let fixed = self.league.fixed.iter().filter(|name| name.starts_with(BOT)).map(|name| ("league.fixed", name));
        for (field, name) in teacher.chain(fixed) {
            registry.build_bot(name).map_err(|e| LearnError::config(field, e.to_string()))?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::TeacherConfig;
    use crate::schedule::Schedule;

    #[test]
    fn what_means_nothing_is_refused_by_name() {
        let check = |change: &dyn Fn(&mut TrainConfig)| {
            let mut config = TrainConfig::default();
            change(&mut config);
            let checked = config.check().and_then(|()| config.check_bots(Registry::builtin_ref()));
            checked.err().map(|e| e.to_string()).unwrap_or_default()
        };
        assert_eq!(check(&|_| ()), "");
        assert!(check(&|c| c.ppo.minibatch = 0).contains("ppo.minibatch"));
        assert!(check(&|c| c.ppo.segment = 3).contains("ppo.segment"));
        assert!(check(&|c| c.matches.seconds = f32::NAN).contains("matches.seconds"));
        assert!(check(&|c| c.ppo.gamma = 1.5).contains("ppo.gamma"));
        assert!(check(&|c| c.ppo.learning_rate = Schedule::Constant(f64::NAN)).contains("ppo.learning_rate"));
        assert!(
            check(&|c| c.ppo.critic_learning_rate = Some(Schedule::Constant(-1.0))).contains("critic_learning_rate")
        );
        assert!(check(&|c| c.ppo.return_half_life = Some(1e6)).contains("ppo.normalise_returns"));
        assert!(check(&|c| (c.ppo.normalise_returns, c.ppo.reward_limit) = (true, Some(0.0))).contains("reward_limit"));
        assert!(check(&|c| c.league.fixed = vec!["bot:chasr".to_owned()]).contains("bot:chaser"));
        assert!(check(&|c| c.league.fixed = vec!["v2000".to_owned()]).contains("./v2000"));
        assert!(check(&|c| c.auxiliary_loss.every = 0).contains("auxiliary_loss.every"));
        assert!(check(&|c| c.auxiliary_loss.future = Schedule::Constant(-1.0)).contains("auxiliary_loss.future"));
        let teacher = |bot: Option<&str>, policy: Option<&str>| {
            let [bot, policy] = [bot, policy].map(|name| name.map(str::to_owned));
            let teacher = TeacherConfig { bot, policy, weight: Schedule::Constant(1.0), leaves_jumps: false };
            check(&move |c| c.teacher = Some(teacher.clone()))
        };
        assert_eq!(teacher(None, Some("runs/a")), "");
        assert!(teacher(None, None).contains("one of bot and policy"));
        assert!(teacher(Some("bot:striker"), Some("runs/a")).contains("one of bot and policy"));
        assert!(teacher(None, Some("bot:striker")).contains("teacher.bot"));
    }
}
