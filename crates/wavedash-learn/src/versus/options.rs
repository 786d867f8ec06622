//! How much is played, and how.

use serde::{Deserialize, Serialize};
use wavedash_env::duel::DuelRules;
use wavedash_env::reset::ResetConfig;

use crate::error::LearnError;

/// When there was enough.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Length {
    /// After this many games.
    Games(u64),
    /// After the game, or with swapped sides the pair of games, in which this many goals of both together are
    /// reached; or, where hardly any fall, after four times as many games.
    Goals(u64),
}

/// What is played.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Options {
    /// When there was enough.
    pub length: Length,
    /// Cars a side, 1 to 4.
    pub team_size: usize,
    /// Seed of arenas and agents.
    pub seed: u64,
    /// Threads; they do not change the outcome.
    pub threads: usize,
    /// Length of a game, seconds of match time.
    pub seconds: f32,
    /// A game is over after this many goals of both together; without it only its time ends it.
    pub goals_per_game: Option<u32>,
    /// Where games begin, and go on after goals.
    pub start: ResetConfig,
    /// The sides are changed after every game: the first contestant is blue in games 0, 2, 4 and so on.
    pub swap_sides: bool,
    /// Policies draw their actions as in training; otherwise they take the most likely ones.
    pub sampled: bool,
    /// Consecutive games that one thread plays at the same time, so that a network decides for all of them in one
    /// call. Part of what the outcome depends on, as a network may round differently in another batch.
    pub games_together: usize,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            length: Length::Games(40),
            team_size: 1,
            seed: 0,
            threads: 1,
            seconds: DuelRules::default().seconds,
            goals_per_game: None,
            start: ResetConfig::Kickoff,
            swap_sides: true,
            sampled: true,
            games_together: 16,
        }
    }
}

impl Options {
    /// Refuses what means nothing. Team size and seconds are checked where the arenas are made.
    pub(super) fn check(&self) -> Result<(), LearnError> {
        let (field, number) = match self.length {
            Length::Games(number) => ("games", number),
            Length::Goals(number) => ("goals", number),
        };
        let named = [(field, number), ("threads", self.threads as u64), ("games_together", self.games_together as u64)];
        match named.iter().find(|(_, number)| *number == 0) {
            Some((field, _)) => Err(LearnError::config(*field, "is 0; expected 1 or more")),
            None => Ok(()),
        }
    }

    /// Games that are played at most.
    pub(super) fn most_games(&self) -> u64 {
        match self.length {
            Length::Games(games) => games,
            Length::Goals(goals) => goals.saturating_mul(4).next_multiple_of(2),
        }
    }

    /// How many of the games played so far, in order and given with their goals, are enough; nothing if they are not.
    pub(super) fn enough(&self, goals: impl Iterator<Item = u64>) -> Option<usize> {
        let step = if self.swap_sides { 2 } else { 1 };
        let mut sum = 0;
        for (games, goals) in (1..).zip(goals) {
            sum += goals;
            let is_enough = match self.length {
                Length::Games(_) => false,
                Length::Goals(wanted) => sum >= wanted && games % step == 0,
            };
            if is_enough || games as u64 == self.most_games() {
                return Some(games);
            }
        }
        None
    }

    /// How much is done, 0 to 1.
    pub(super) fn share_done(&self, games: u64, goals: u64) -> f64 {
        let of_games = games as f64 / self.most_games() as f64;
        let share = match self.length {
            Length::Games(_) => of_games,
            Length::Goals(wanted) => of_games.max(goals as f64 / wanted as f64),
        };
        share.min(1.0)
    }

    pub(super) const fn rules(&self) -> DuelRules {
        DuelRules { seconds: self.seconds, goals: self.goals_per_game, overtime: false }
    }
}
