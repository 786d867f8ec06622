//! Numbers that may change while training goes on.

use std::collections::BTreeMap;
use std::fmt;

use serde::{Deserialize, Serialize};
use wavedash_env::reward::Weight;

use crate::error::LearnError;
use crate::schedule::Schedule;
use crate::trainer::Trainer;

/// Changes that a running training takes over; what is absent stays as it is.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct LiveChanges {
    /// New `train.ppo.learning_rate`.
    pub learning_rate: Option<Schedule>,
    /// New `train.ppo.entropy`.
    pub entropy: Option<Schedule>,
    /// New `train.ppo.epochs`.
    pub epochs: Option<usize>,
    /// New `train.ppo.clip`.
    pub clip: Option<f64>,
    /// New `train.league.share`.
    pub league_share: Option<f64>,
    /// New weights of the reward's terms by their names: numbers, lines over agent steps, or held behaviours.
    pub weights: BTreeMap<String, Weight>,
}

impl fmt::Display for LiveChanges {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let schedule = |schedule: &Schedule| match schedule {
            Schedule::Constant(value) => format!("{value}"),
            Schedule::Line(line) => format!("{} to {} over {} steps", line.from, line.to, line.steps),
        };
        let said: Vec<String> = [
            self.learning_rate.as_ref().map(|s| format!("learning rate {}", schedule(s))),
            self.entropy.as_ref().map(|s| format!("entropy {}", schedule(s))),
            self.epochs.map(|n| format!("{n} epochs")),
            self.clip.map(|x| format!("clip {x}")),
            self.league_share.map(|x| format!("league share {x}")),
        ]
        .into_iter()
        .flatten()
        .chain(self.weights.iter().map(|(name, weight)| match weight {
            Weight::Constant(value) => format!("weight of {name} {value}"),
            Weight::Line { from, to, steps } => format!("weight of {name} {from} to {to} over {steps} steps"),
            Weight::Held { hold, low, high, .. } => format!("weight of {name} holds {hold} from {low} to {high}"),
        }))
        .collect();
        f.write_str(&if said.is_empty() { "no change".to_owned() } else { said.join(", ") })
    }
}

impl Trainer {
    /// Takes changes over from the next iteration on.
    ///
    /// # Errors
    /// Names the value that means nothing; then nothing changes.
    pub fn change(&mut self, changes: &LiveChanges) -> Result<(), LearnError> {
        let mut config = self.config.clone();
        let ppo = &mut config.ppo;
        ppo.learning_rate = changes.learning_rate.unwrap_or(ppo.learning_rate);
        ppo.entropy = changes.entropy.unwrap_or(ppo.entropy);
        ppo.epochs = changes.epochs.unwrap_or(ppo.epochs);
        ppo.clip = changes.clip.unwrap_or(ppo.clip);
        config.league.share = changes.league_share.unwrap_or(config.league.share);
        config.check()?;
        for (name, weight) in &changes.weights {
            weight.check(&format!("weights.{name}"))?;
            self.reward_weights.term(&self.pool, name)?;
        }
        for (name, weight) in &changes.weights {
            self.reward_weights.change(&mut self.pool, name, weight)?;
        }
        self.config = config;
        Ok(())
    }
}
