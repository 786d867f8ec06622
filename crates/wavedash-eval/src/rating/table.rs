//! The ratings of all agents, and what a match does to them.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use skillratings::Outcomes;
use skillratings::trueskill::{TrueSkillConfig, TrueSkillRating, expected_score, trueskill};

use super::mode::Mode;
use crate::wilson::{Estimate, Z95};

/// Standard deviation of one performance, rating points.
const BETA: f64 = 200.0;
/// Every game has a winner, and agents stay what they are.
const RULES: TrueSkillConfig = TrueSkillConfig { draw_probability: 0.0, beta: BETA, dynamics_factor: 0.0 };

/// How strong an agent is believed to be: a normal distribution, rating points.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rating {
    /// Mean.
    pub mean: f64,
    /// Standard deviation.
    pub uncertainty: f64,
}

impl Rating {
    /// An agent of which nothing is known.
    pub const NEW: Self = Self { mean: 1500.0, uncertainty: 2.0 * BETA };

    /// The mean with its 95 % interval.
    #[must_use]
    pub fn interval(self) -> Estimate {
        let half = Z95 * self.uncertainty;
        Estimate { value: self.mean, low: self.mean - half, high: self.mean + half }
    }

    fn skill(self) -> TrueSkillRating {
        TrueSkillRating { rating: self.mean, uncertainty: self.uncertainty }
    }
}

impl From<TrueSkillRating> for Rating {
    fn from(skill: TrueSkillRating) -> Self {
        Self { mean: skill.rating, uncertainty: skill.uncertainty }
    }
}

/// An agent of the table.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rated {
    /// What is believed of it.
    pub rating: Rating,
    /// An anchor: matches change its opponents' ratings, not its own.
    #[serde(default)]
    pub frozen: bool,
    /// Goals, for and against, that the rating rests on.
    #[serde(default)]
    pub goals: u64,
}

/// Ratings per mode and agent; the order of agents is that of their names, so files and sums are always the same.
///
/// ```
/// use wavedash_eval::rating::{Mode, Rating, Ratings};
///
/// let mode = Mode::of_team_size(1)?;
/// let mut ratings = Ratings::default();
/// ratings.freeze(mode, "bot:chaser", Rating { mean: 1500.0, uncertainty: 0.0 });
/// ratings.record(mode, ["mine", "bot:chaser"], [30, 10]);
/// assert!(ratings.of(mode, "mine").mean > 1600.0);
/// assert!((ratings.expected(mode, "mine", "bot:chaser") - 0.75).abs() < 0.05);
/// # Ok::<(), wavedash_eval::EvalError>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Ratings {
    modes: BTreeMap<Mode, BTreeMap<String, Rated>>,
}

impl Ratings {
    /// An agent's rating; [`Rating::NEW`] if it has none.
    #[must_use]
    pub fn of(&self, mode: Mode, agent: &str) -> Rating {
        self.entry(mode, agent).map_or(Rating::NEW, |rated| rated.rating)
    }

    /// All there is about an agent, if it has a rating.
    #[must_use]
    pub fn entry(&self, mode: Mode, agent: &str) -> Option<&Rated> {
        self.modes.get(&mode)?.get(agent)
    }

    /// Gives an agent a rating, for example a new version that of its predecessor.
    pub fn set(&mut self, mode: Mode, agent: &str, rating: Rating) {
        self.entry_mut(mode, agent).rating = rating;
    }

    /// Gives an agent another name in all modes.
    pub fn rename(&mut self, from: &str, to: &str) {
        for agents in self.modes.values_mut() {
            if let Some(rated) = agents.remove(from) {
                agents.insert(to.to_owned(), rated);
            }
        }
    }

    /// Makes an agent an anchor with this rating, which no match changes.
    pub fn freeze(&mut self, mode: Mode, agent: &str, rating: Rating) {
        let rated = self.entry_mut(mode, agent);
        (rated.rating, rated.frozen) = (rating, true);
    }

    /// An agent has learned since its last match: the standard deviation of its change, rating points, is added to
    /// its uncertainty, up to that of a new agent. Anchors stay as they are.
    pub fn loosen(&mut self, mode: Mode, agent: &str, change: f64) {
        let rated = self.entry_mut(mode, agent);
        if !rated.frozen {
            let uncertainty = &mut rated.rating.uncertainty;
            let looser = (*uncertainty * *uncertainty + change * change).sqrt().min(Rating::NEW.uncertainty);
            *uncertainty = uncertainty.max(looser);
        }
    }

    /// Takes in the goals of a match between two agents. They count in an even mixture, whatever order they fell in:
    /// 2 : 1 as won, lost, won. A match of an agent against itself says nothing.
    pub fn record(&mut self, mode: Mode, [a, b]: [&str; 2], goals: [u64; 2]) {
        if a == b {
            return;
        }
        let (one, other) = (*self.entry_mut(mode, a), *self.entry_mut(mode, b));
        let mut skills = [one.rating.skill(), other.rating.skill()];
        for is_won in mixture(goals) {
            let outcome = if is_won { Outcomes::WIN } else { Outcomes::LOSS };
            let [first, second] = skills;
            let (new_first, new_second) = trueskill(&first, &second, &outcome, &RULES);
            skills = [if one.frozen { first } else { new_first }, if other.frozen { second } else { new_second }];
        }
        for (agent, skill) in [(a, skills[0]), (b, skills[1])] {
            let rated = self.entry_mut(mode, agent);
            rated.rating = skill.into();
            rated.goals += goals[0] + goals[1];
        }
    }

    /// Probability that `a` rather than `b` scores the next goal, the uncertainties included.
    #[must_use]
    pub fn expected(&self, mode: Mode, a: &str, b: &str) -> f64 {
        expected_score(&self.of(mode, a).skill(), &self.of(mode, b).skill(), &RULES).0
    }

    /// The agents of a mode, strongest first; of equal ones by name.
    #[must_use]
    pub fn ranking(&self, mode: Mode) -> Vec<(&str, Rated)> {
        let mut all: Vec<(&str, Rated)> =
            self.modes.get(&mode).into_iter().flatten().map(|(name, rated)| (name.as_str(), *rated)).collect();
        all.sort_by(|(_, a), (_, b)| b.rating.mean.total_cmp(&a.rating.mean));
        all
    }

    fn entry_mut(&mut self, mode: Mode, agent: &str) -> &mut Rated {
        let agents = self.modes.entry(mode).or_default();
        agents.entry(agent.to_owned()).or_insert(Rated { rating: Rating::NEW, frozen: false, goals: 0 })
    }
}

/// For every goal whether the first side scored it, spread evenly.
fn mixture([a, b]: [u64; 2]) -> impl Iterator<Item = bool> {
    let all = u128::from(a) + u128::from(b);
    // Goals of the first side among the first `i`, rounded.
    let until = move |i: u128| (2 * i * u128::from(a) + all) / (2 * all);
    (0..all).map(move |i| until(i + 1) > until(i))
}

#[cfg(test)]
#[path = "tests.rs"]
mod tests;
