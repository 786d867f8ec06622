//! The thresholds of all trackers in one place.

use serde::{Deserialize, Serialize};
use wavedash_core::units::TICK_RATE;

use crate::config::range;
use crate::error::SimError;

/// When a touch, shot, save, goal, assist or possession counts.
///
/// The game does not publish its rules. Speed, look-ahead, delay and cooldown of shots and the
/// scorer's window are the defaults of the trackers that simulators use for training; the other
/// values are ours. Rewards for shots and saves are sensitive to all of them, so log event rates
/// when changing one.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct TrackerConfig {
    /// A car's contact is a new touch after more than this many ticks without contact.
    pub touch_merge_ticks: u32,
    /// Slowest ball that can become a shot, uu/s. A shot that slows down later stays one.
    pub shot_speed: f32,
    /// A shot must be predicted to enter the goal within this time, s; at most 10.
    pub shot_horizon_seconds: f32,
    /// A shot is judged once this time has passed since the attacker's last contact, s.
    pub shot_delay_seconds: f32,
    /// Shortest time between two shots of a match, s.
    pub shot_cooldown_seconds: f32,
    /// A shot that is no longer going in is a save of a defender with a contact in this many last
    /// ticks. 1 is the very tick in which the ball left its way; the default adds the ticks of one
    /// decision, for a ball that slides off a roof and is turned away by the wheels.
    pub save_touch_ticks: u32,
    /// Longest time from a goal back to the scorer's last contact, s. Own goals use it too.
    pub scorer_window_seconds: f32,
    /// Longest time from the scorer's last contact back to the last contact of the team mate who
    /// gets the assist, s. Contacts of opponents in between do not matter.
    pub assist_window_seconds: f32,
    /// A touch that follows one of the other team within this time contests the ball for this time
    /// (until it is over, or longer if the other team touches again), s.
    pub contest_seconds: f32,
    /// A ball that nobody has touched for this long is loose, s.
    pub loose_seconds: f32,
}

impl Default for TrackerConfig {
    fn default() -> Self {
        Self {
            touch_merge_ticks: 15,
            shot_speed: 1750.0,
            shot_horizon_seconds: 2.0,
            shot_delay_seconds: 0.3,
            shot_cooldown_seconds: 1.0,
            save_touch_ticks: 8,
            scorer_window_seconds: 4.0,
            assist_window_seconds: 4.0,
            contest_seconds: 1.0,
            loose_seconds: 10.0,
        }
    }
}

impl TrackerConfig {
    /// Refuses thresholds that mean nothing.
    ///
    /// # Errors
    /// Names the first field that is not finite, negative or too large.
    pub fn check(&self) -> Result<(), SimError> {
        let seconds = [
            ("shot_delay_seconds", self.shot_delay_seconds),
            ("shot_cooldown_seconds", self.shot_cooldown_seconds),
            ("scorer_window_seconds", self.scorer_window_seconds),
            ("assist_window_seconds", self.assist_window_seconds),
            ("contest_seconds", self.contest_seconds),
            ("loose_seconds", self.loose_seconds),
            ("shot_speed", self.shot_speed),
        ];
        for (name, value) in seconds {
            range(format_args!("tracker.{name}"), value, "from 0 to 1e6", |x| (0.0..=1e6).contains(&x))?;
        }
        range("tracker.shot_horizon_seconds", self.shot_horizon_seconds, "from 0 to 10", |x| (0.0..=10.0).contains(&x))
    }
}

/// Whole ticks, rounded to the nearest.
pub(super) fn ticks(seconds: f32) -> u64 {
    (seconds * TICK_RATE as f32 + 0.5) as u64
}
