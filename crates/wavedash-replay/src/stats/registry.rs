//! Every statistic: key, unit, definition, and how far it can be trusted.

use serde::Serialize;

use super::{ball, boost, core, demo, movement, positioning};
use crate::timeline::Origin;

/// How far a value can be trusted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Confidence {
    /// Counted from what is known without error.
    Exact,
    /// From values that were sent, filled in between: a few per cent off at most.
    Measured,
    /// From what had to be worked out: single events may be missing or too many.
    Estimated,
}

/// Whose a statistic is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Scope {
    /// Each player has a value.
    Player,
    /// Each side has a value.
    Team,
}

/// What belongs together.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Group {
    /// Goals, shots, saves, assists.
    Core,
    /// Boost.
    Boost,
    /// Speed, air, powerslides, jumps.
    Movement,
    /// Places relative to pitch, ball and mates.
    Positioning,
    /// Demolitions and bumps.
    Demo,
    /// Touches, possession, pressure.
    Ball,
}

/// A statistic.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Stat {
    /// Name in tables, JSON and CSV.
    pub key: &'static str,
    /// What belongs together.
    pub group: Group,
    /// Whose it is.
    pub scope: Scope,
    /// Unit of the value; empty for a plain count.
    pub unit: &'static str,
    /// What is counted, exactly.
    pub definition: &'static str,
    /// Trust for recorded matches. Simulated ones are exact.
    pub recorded: Confidence,
}

impl Stat {
    /// Trust for a match of this origin.
    #[must_use]
    pub const fn confidence(&self, origin: Origin) -> Confidence {
        match origin {
            Origin::Simulated => Confidence::Exact,
            Origin::Recorded => self.recorded,
        }
    }
}

/// All statistics, group by group.
pub fn registry() -> impl Iterator<Item = &'static Stat> {
    [core::STATS, boost::STATS, movement::STATS, positioning::STATS, demo::STATS, ball::STATS].into_iter().flatten()
}

/// A statistic by its key.
#[must_use]
pub fn find(key: &str) -> Option<&'static Stat> {
    registry().find(|stat| stat.key == key)
}

/// Builds the tables of the groups.
macro_rules! stats {
    ($group:ident, $scope:ident: $($key:literal [$unit:literal] $recorded:ident: $definition:literal;)*) => {
        &[$(crate::stats::Stat {
            key: $key,
            group: crate::stats::Group::$group,
            scope: crate::stats::Scope::$scope,
            unit: $unit,
            definition: $definition,
            recorded: crate::stats::Confidence::$recorded,
        }),*]
    };
}
pub(super) use stats;
