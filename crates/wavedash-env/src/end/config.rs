//! What a configuration says about ends of episodes.

use serde::{Deserialize, Serialize};
use serde_json::json;

use super::full_match::{MatchClock, MatchRules};
use super::{Cause, Done, DoneCondition};
use crate::error::EnvError;
use crate::registry::{Component, Kind, Registry};
use crate::transition::Transition;

/// When episodes end: as soon as one of the conditions holds.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct EndConfig {
    /// The conditions. Of several that hold at once a termination counts.
    pub when: Vec<Component>,
    /// The time limit and the no-touch limit are terminations, without a value of what would have
    /// followed, as in the published training of Lucy-SKG (`lucy-skg.md`, 9.8).
    pub as_published: bool,
}

impl Default for EndConfig {
    /// Lucy's conditions (`lucy-skg.md`, 1.5): goal, 300 s, 45 s without a touch; the limits truncate.
    fn default() -> Self {
        let limit = |name: &str, seconds: f32| Component::with(name, json!({ "seconds": seconds }));
        Self {
            when: vec![
                Component::named("goal"),
                limit("time_limit", wavedash_core::rules::MATCH_SECONDS),
                limit("no_touch", 45.0),
            ],
            as_published: false,
        }
    }
}

impl EndConfig {
    /// A full match with these rules and nothing else.
    #[must_use]
    pub fn full_match(rules: MatchRules) -> Self {
        Self { when: vec![Component::with("match", rules)], as_published: false }
    }

    /// The conditions with all parameters filled in.
    pub(crate) fn filled(&self, registry: &Registry) -> Self {
        let when = self.when.iter().map(|condition| registry.filled(Kind::Done, condition)).collect();
        Self { when, as_published: self.as_published }
    }

    /// Makes what judges the steps of one arena.
    ///
    /// # Errors
    /// Names a condition that means nothing, or a pair that contradicts itself.
    pub fn build(&self, registry: &Registry) -> Result<Ends, EnvError> {
        let mut conditions = Vec::with_capacity(self.when.len());
        let mut plays_match = false;
        for (i, condition) in self.when.iter().enumerate() {
            let field = format!("end.when[{i}]");
            conditions.push(registry.build_done(condition, &field)?);
            if condition.name() == "match" && core::mem::replace(&mut plays_match, true) {
                return Err(EnvError::config(field, "is a second match; one can be played"));
            }
        }
        if plays_match && self.when.iter().any(|condition| condition.name() == "goal") {
            let problem = "has both 'goal', which ends the episode, and 'match', which goes on after it";
            return Err(EnvError::config("end.when", problem));
        }
        Ok(Ends { conditions, as_published: self.as_published })
    }
}

/// Judges the steps of one arena by the conditions of an [`EndConfig`].
pub struct Ends {
    conditions: Vec<Box<dyn DoneCondition>>,
    as_published: bool,
}

impl Ends {
    /// Forgets the episode.
    pub fn reset(&mut self, transition: &Transition<'_>) {
        self.conditions.iter_mut().for_each(|condition| condition.reset(transition));
    }

    /// Looks at an agent step: of several conditions that hold a termination counts, then a truncation.
    pub fn judge(&mut self, transition: &Transition<'_>) -> Done {
        let mut done = Done::GOES_ON;
        for condition in &mut self.conditions {
            let found = match condition.done(transition) {
                Done { truncated: true, cause: Some(cause @ (Cause::TimeLimit | Cause::NoTouch)), .. }
                    if self.as_published =>
                {
                    Done::terminated(cause)
                }
                found => found,
            };
            done = done.or(found);
        }
        done
    }

    /// The clock of the match, if one is played.
    #[must_use]
    pub fn match_clock(&self) -> Option<MatchClock> {
        self.conditions.iter().find_map(|condition| condition.match_clock())
    }

    /// What each condition remembers.
    #[must_use]
    pub fn save(&self) -> Vec<Vec<u8>> {
        self.conditions.iter().map(|condition| condition.save()).collect()
    }

    /// Whether each condition can go on from what was saved.
    #[must_use]
    pub fn fits(&self, saved: &[Vec<u8>]) -> bool {
        self.conditions.len() == saved.len()
            && self.conditions.iter().zip(saved).all(|(condition, saved)| condition.fits(saved))
    }

    /// Goes on from what fits.
    pub fn restore(&mut self, saved: &[Vec<u8>]) {
        self.conditions.iter_mut().zip(saved).for_each(|(condition, saved)| condition.restore(saved));
    }
}
