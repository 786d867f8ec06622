//! How much is played, and how.

use serde::{Deserialize, Serialize};
use wavedash_core::units::TICK_RATE;
use wavedash_env::duel::DuelRules;
use wavedash_env::{Component, Registry};

use crate::error::EvalError;

/// Games of the first round where a game may have any number of goals.
const FIRST_ROUND: u64 = 4;

/// When there was enough.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Length {
    /// After this many games.
    Games(u64),
    /// When this many goals of both together are reached; or, where hardly any fall, after four times as many games.
    /// Games are played in rounds that are sized by the goals so far, so that few more fall than are asked for; all of
    /// them count.
    Goals(u64),
}

/// How policies choose their actions.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum ActionChoice {
    /// They are sampled, as in training.
    Sample,
    /// The most likely ones are taken. Two such agents play the same rally again whenever a kick-off repeats, unless
    /// they sample at its beginning.
    Argmax {
        /// Match time after each kick-off in which actions are still sampled, seconds.
        after_seconds: f32,
    },
}

impl ActionChoice {
    /// The most likely actions from the kick-off on.
    pub const ARGMAX: Self = Self::Argmax { after_seconds: 0.0 };

    /// Whether actions are sampled this many ticks of 1/120 s after a kick-off.
    #[must_use]
    pub fn samples(self, ticks_since_kickoff: u64) -> bool {
        match self {
            Self::Sample => true,
            Self::Argmax { after_seconds } => {
                (ticks_since_kickoff as f64) < f64::from(after_seconds) * f64::from(TICK_RATE)
            }
        }
    }
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
    pub start: Component,
    /// What start states and the agents' observations and action spaces are built from.
    #[serde(skip)]
    pub registry: Registry,
    /// The sides are changed after every game: the first contestant is blue in games 0, 2, 4 and so on.
    pub swap_sides: bool,
    /// How policies choose their actions.
    pub choice: ActionChoice,
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
            start: Component::named("kickoff"),
            registry: Registry::builtin(),
            swap_sides: true,
            choice: ActionChoice::Sample,
            games_together: 16,
        }
    }
}

impl Options {
    /// Refuses what means nothing. Team size and seconds are checked where the arenas are made.
    pub(crate) fn check(&self) -> Result<(), EvalError> {
        let (field, number) = match self.length {
            Length::Games(number) => ("games", number),
            Length::Goals(number) => ("goals", number),
        };
        let named = [(field, number), ("threads", self.threads as u64), ("games_together", self.games_together as u64)];
        if let Some((field, _)) = named.iter().find(|(_, number)| *number == 0) {
            return Err(EvalError::config(*field, "is 0; expected 1 or more"));
        }
        match self.choice {
            ActionChoice::Argmax { after_seconds } if !(after_seconds.is_finite() && after_seconds >= 0.0) => {
                Err(EvalError::config("argmax_after", format!("is {after_seconds}; expected seconds from 0 up")))
            }
            ActionChoice::Sample | ActionChoice::Argmax { .. } => Ok(()),
        }
    }

    /// Games that are played at most.
    pub(crate) fn most_games(&self) -> u64 {
        match self.length {
            Length::Games(games) => games,
            Length::Goals(goals) => goals.saturating_mul(4).next_multiple_of(2),
        }
    }

    /// How many games to play next, after `games` with `goals` of both together; 0 if that was enough.
    ///
    /// With a number of goals, the first round takes as many games as are needed at least, or a few where a game has
    /// any number of goals; later ones go by the goals per game so far. With swapped sides rounds are even.
    pub(crate) fn next_round(&self, games: u64, goals: u64) -> u64 {
        let left = self.most_games() - games;
        let wanted = match self.length {
            Length::Games(_) => return left,
            Length::Goals(wanted) => wanted.saturating_sub(goals),
        };
        let round = match (self.goals_per_game, goals) {
            _ if wanted == 0 => 0,
            (Some(most), _) => wanted.div_ceil(most.into()),
            (None, 0) => (2 * games).max(FIRST_ROUND),
            // Four fifths of what is needed on average, so that few fall beyond what is asked for.
            (None, _) => (0.8 * wanted as f64 * games as f64 / goals as f64).ceil() as u64,
        };
        let round = if self.swap_sides { round.next_multiple_of(2) } else { round };
        round.min(left)
    }

    /// Games of a round that one thread plays together. A round for goals is cut into quarters, so that small ones keep
    /// threads busy, too. Threads do not count, as a network may round differently in another batch.
    pub(crate) fn batch(&self, round: u64) -> u64 {
        let together = self.games_together as u64;
        match self.length {
            Length::Games(_) => together,
            Length::Goals(_) => {
                let step = if self.swap_sides { 2 } else { 1 };
                round.div_ceil(4).next_multiple_of(step).min(together)
            }
        }
    }

    /// How much is done, 0 to 1.
    pub(crate) fn share_done(&self, games: u64, goals: u64) -> f64 {
        let of_games = games as f64 / self.most_games() as f64;
        let share = match self.length {
            Length::Games(_) => of_games,
            Length::Goals(wanted) => of_games.max(goals as f64 / wanted as f64),
        };
        share.min(1.0)
    }

    pub(crate) const fn rules(&self) -> DuelRules {
        DuelRules { seconds: self.seconds, goals: self.goals_per_game, overtime: false }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rounds_are_sized_by_the_goals_so_far() {
        let options = |goals_per_game| Options { length: Length::Goals(200), goals_per_game, ..Options::default() };
        // At most one goal a game: exactly as many games as goals are missing.
        let drill = options(Some(1));
        assert_eq!((drill.next_round(0, 0), drill.next_round(200, 190), drill.next_round(210, 200)), (200, 10, 0));
        // Any number of goals: a few games tell how many.
        let matches = options(None);
        assert_eq!((matches.next_round(0, 0), matches.next_round(4, 0), matches.next_round(4, 40)), (4, 8, 14));
        assert_eq!(matches.next_round(20, 199), 2);
        assert_eq!(matches.next_round(798, 0), 2);
        assert_eq!(matches.next_round(800, 0), 0);
        let games = Options { length: Length::Games(7), ..Options::default() };
        assert_eq!((games.next_round(0, 0), games.next_round(7, 3)), (7, 0));
        assert_eq!([4, 16, 200].map(|round| matches.batch(round)), [2, 4, 16]);
        assert_eq!(games.batch(7), 16);
    }

    #[test]
    fn actions_are_sampled_until_their_time_after_the_kickoff_is_over() {
        let some = ActionChoice::Argmax { after_seconds: 2.0 };
        assert_eq!([0, 239, 240].map(|ticks| some.samples(ticks)), [true, true, false]);
        assert!(ActionChoice::Sample.samples(1_000_000) && !ActionChoice::ARGMAX.samples(0));
        for after_seconds in [-1.0, f32::NAN, f32::INFINITY] {
            let options = Options { choice: ActionChoice::Argmax { after_seconds }, ..Options::default() };
            assert!(options.check().expect_err("means nothing").to_string().contains("argmax_after"));
        }
    }
}
