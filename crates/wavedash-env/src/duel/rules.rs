//! How long a duel lasts, why it waits, and what a goal is.

use serde::{Deserialize, Serialize};
use wavedash_core::Team;
use wavedash_core::units::TICK_RATE;

use crate::error::EnvError;

/// When a duel is over. Without overtime it may end in a draw.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct DuelRules {
    /// Match time after which it is over wherever the ball is, seconds; it does not stop for goals.
    pub seconds: f32,
    /// Goals of both sides together after which it is over; without it only time ends it.
    pub goals: Option<u32>,
    /// When the time is over and the score is even, the next goal decides.
    pub overtime: bool,
}

impl Default for DuelRules {
    fn default() -> Self {
        Self { seconds: wavedash_core::rules::MATCH_SECONDS, goals: None, overtime: false }
    }
}

impl DuelRules {
    /// Length, ticks.
    pub(super) fn ticks(&self) -> Result<u64, EnvError> {
        if self.goals == Some(0) {
            return Err(EnvError::config("goals", "is 0; expected 1 or more, or nothing"));
        }
        let ticks = (f64::from(self.seconds) * f64::from(TICK_RATE)).round();
        // What is not a number is in no range.
        if (1.0..f64::from(u32::MAX)).contains(&ticks) {
            return Ok(ticks as u64);
        }
        Err(EnvError::config("seconds", format!("is {}; expected 1/120 s to 400 days", self.seconds)))
    }
}

/// A goal of a duel. Cars are indices in arena order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Goal {
    /// Tick of the duel, from 1 on.
    pub tick: u64,
    /// The side that scored.
    pub team: Team,
    /// The attacker who gets it.
    pub scorer: Option<u8>,
    /// The team mate who gets the assist.
    pub assist: Option<u8>,
    /// Without a scorer: the defender whom it went in off.
    pub own_goal: Option<u8>,
}

/// Why a duel waits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pause {
    /// Some seats must decide.
    Decision,
    /// A goal fell, the next kick-off stands, and all agents must decide.
    Goal,
    /// The duel is over; nothing moves any more.
    Over,
}
