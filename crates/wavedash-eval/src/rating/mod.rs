//! Ratings: how strong agents are, per mode, and how sure that is.
//!
//! **TrueSkill**, as the Necto family's learner keeps and as `ecosystem.md` (1.3) and `lucy-skg.md` (10.7) ask for,
//! from the crate `skillratings`. Against the alternatives in that crate: an update by one game is the exact moment
//! matching of a Gaussian (Glicko-2 takes one Newton step for a whole rating period, which falls short after a
//! 300 : 4; Weng and Lin's shrinks uncertainties too slowly), and how much an agent may change between games is a
//! parameter, 0 here, because a saved version does not change (Glicko-2's volatility would keep its uncertainty up).
//!
//! **A game is a goal**: who scores the next one. A match of 12 : 7 is nineteen games, not one, so ratings settle
//! after few matches, there are no draws, and an expected score is an expected share of goals. A match without goals
//! says nothing about who scores.
//!
//! **The scale is Elo's**: new agents begin at 1500, and 200 points are the standard deviation of one performance, so
//! an agent 200 points ahead is expected to score 76 % of the goals. TrueSkill's first uncertainty is twice that.

mod mode;
mod opponent;
mod table;

pub use mode::Mode;
pub use table::{Rated, Rating, Ratings};

/// Standing ratings of the scripted agents, by which those of a run compare with those of another: means of
/// `wavedash ladder bot:idle bot:random bot:chaser bot:striker --games 20` in 1v1, taken as exact in every mode.
pub const ANCHORS: [(&str, f64); 4] =
    [("bot:idle", 1435.0), ("bot:random", 1432.0), ("bot:chaser", 1590.0), ("bot:striker", 2094.0)];
