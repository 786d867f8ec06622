//! Statistics over any [`Timeline`], simulated or recorded: the same code for both.
//!
//! Only time in play counts: no countdown, celebration or goal replay. The groups are those that people know from
//! replay sites; the exact definition of each value stands in the [`registry`]. A value that means nothing (a share of
//! no shots) is none.

mod ball;
mod boost;
mod core;
mod counter;
mod demo;
mod movement;
mod positioning;
mod registry;
mod view;

use std::collections::BTreeMap;

use serde::Serialize;
use wavedash_core::Team;

pub use counter::Counter;
pub use registry::{Confidence, Group, Scope, Stat, find, registry};

use crate::timeline::{Origin, PadsTold, Player, Timeline};

/// Values by key.
pub type Values = BTreeMap<&'static str, Option<f64>>;

/// A player's statistics.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct PlayerStats {
    /// Who.
    #[serde(flatten)]
    pub player: Player,
    /// One value per statistic of players.
    pub values: Values,
}

/// A side's statistics.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct TeamStats {
    /// Which.
    pub team: Team,
    /// One value per statistic of sides.
    pub values: Values,
}

/// The statistics of a match.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct MatchStats {
    /// Where the match came from; decides the confidence.
    pub origin: Origin,
    /// Length, s.
    pub seconds: f64,
    /// Of it in play, s.
    pub seconds_in_play: f64,
    /// Goals of blue and orange.
    pub score: [u32; 2],
    /// In the order of the timeline.
    pub players: Vec<PlayerStats>,
    /// Blue, orange.
    pub teams: [TeamStats; 2],
    /// How well takings of pads are told.
    pub pads: PadsTold,
    /// What the timeline leaves out.
    pub left_out: Vec<String>,
}

impl MatchStats {
    /// How far a statistic of this match can be trusted: less than usual where the match itself tells less.
    #[must_use]
    pub fn confidence(&self, stat: &Stat) -> Confidence {
        let usual = stat.confidence(self.origin);
        if self.pads != PadsTold::All && boost::is_of_pads(stat) { Confidence::Estimated.max(usual) } else { usual }
    }
}

/// Counts everything.
#[must_use]
pub fn stats(timeline: &Timeline) -> MatchStats {
    let mut counter = Counter::new(timeline);
    timeline.moments.iter().for_each(|moment| counter.see(moment));
    counter.finish()
}

/// `part` of `whole`, per cent; none of nothing.
fn percent(part: f64, whole: f64) -> Option<f64> {
    (whole > 0.0).then(|| 100.0 * part / whole)
}

/// A sum over a count; none of nothing.
fn mean(sum: f64, count: f64) -> Option<f64> {
    (count > 0.0).then(|| sum / count)
}
