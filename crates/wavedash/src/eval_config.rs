//! How agents are compared: the table `[eval]` of a configuration, under the flags of `eval` and `ladder`.

use serde::{Deserialize, Serialize};
use wavedash_env::Component;
use wavedash_eval::ActionChoice;

/// The table `[eval]`. A flag that is given wins over it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct EvalConfig {
    /// Cars a side, 1 to 4.
    pub(crate) team_size: u8,
    /// Match time of a game, s.
    pub(crate) seconds: f32,
    /// A game is over with its first goal.
    pub(crate) first_goal: bool,
    /// Games of a pair of agents.
    pub(crate) games: Option<u64>,
    /// Instead of `games`: play until this many goals of both together (`eval` only).
    pub(crate) goals: Option<u64>,
    /// `eval` fails if the first agent's share of the goals is smaller.
    pub(crate) min_goal_share: Option<f64>,
    /// Policies take their most likely actions instead of drawing them as in training.
    pub(crate) argmax: bool,
    /// They do so only from this match time after a kick-off on, s; before, they sample. Two agents that take the most
    /// likely actions from the kick-off on play the same few rallies again and again.
    pub(crate) argmax_after: Option<f32>,
    /// Seed of arenas and agents.
    pub(crate) seed: u64,
    /// Agents of a `ladder`, before those on the command line.
    pub(crate) agents: Vec<String>,
    /// Scripted agents of a `ladder` keep their standing ratings, so that ladders compare with one another.
    pub(crate) anchors: bool,
    /// Where games begin, and go on after goals: as in `[env]`, for example `start = "goalie"`.
    pub(crate) start: Component,
}

impl Default for EvalConfig {
    fn default() -> Self {
        Self {
            team_size: 1,
            seconds: wavedash_core::rules::MATCH_SECONDS,
            first_goal: false,
            games: None,
            goals: None,
            min_goal_share: None,
            argmax: false,
            argmax_after: None,
            seed: 0,
            agents: Vec::new(),
            anchors: false,
            start: Component::named("kickoff"),
        }
    }
}

impl EvalConfig {
    /// How policies choose their actions.
    pub(crate) fn choice(&self) -> ActionChoice {
        match self.argmax_after {
            Some(after_seconds) => ActionChoice::Argmax { after_seconds },
            None if self.argmax => ActionChoice::ARGMAX,
            None => ActionChoice::Sample,
        }
    }

    /// What means nothing is named.
    pub(crate) fn check(&self) -> Result<(), String> {
        let counts = [("games", self.games), ("goals", self.goals)];
        if let Some((name, _)) = counts.into_iter().find(|(_, count)| count.is_some_and(|n| n == 0 || n > 1_000_000)) {
            return Err(format!("eval.{name}: must be from 1 to 1000000"));
        }
        if self.games.is_some() && self.goals.is_some() {
            return Err("eval.goals: a game's length is given by games or by goals, not by both".to_owned());
        }
        if !(1..=4).contains(&self.team_size) {
            return Err(format!("eval.team_size: must be from 1 to 4, got {}", self.team_size));
        }
        if !(1.0..=1e6).contains(&self.seconds) {
            return Err(format!("eval.seconds: must be from 1 to 1000000, got {}", self.seconds));
        }
        if let Some(after) = self.argmax_after.filter(|after| !(0.0..=1e6).contains(after)) {
            return Err(format!("eval.argmax_after: must be from 0 to 1000000 seconds, got {after}"));
        }
        match self.min_goal_share {
            Some(share) if !(0.0..=1.0).contains(&share) => {
                Err(format!("eval.min_goal_share: must be from 0 to 1, got {share}"))
            }
            _ => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_means_nothing_is_named() {
        let problem = |change: fn(&mut EvalConfig)| {
            let mut config = EvalConfig::default();
            change(&mut config);
            config.check().err().unwrap_or_default()
        };
        assert_eq!(problem(|_| ()), "");
        assert!(problem(|c| c.team_size = 5).contains("eval.team_size"));
        assert!(problem(|c| c.seconds = f32::NAN).contains("eval.seconds"));
        assert!(problem(|c| c.games = Some(0)).contains("eval.games"));
        assert!(problem(|c| (c.games, c.goals) = (Some(1), Some(1))).contains("eval.goals"));
        assert!(problem(|c| c.argmax_after = Some(-1.0)).contains("eval.argmax_after"));
        assert!(problem(|c| c.min_goal_share = Some(1.5)).contains("eval.min_goal_share"));
    }
}
