//! What rewards and ends of episodes see of one agent step.

use serde::{Deserialize, Serialize};
use wavedash_core::units::TICK_SECONDS;

use crate::scene::Scene;
use crate::step_info::StepInfo;

/// Times of an episode, in ticks.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Clock {
    /// Since the episode began.
    pub ticks: u64,
    /// Since any car touched the ball, or since the episode began.
    pub ticks_without_touch: u64,
}

impl Clock {
    /// Seconds since the episode began.
    #[must_use]
    pub fn seconds(&self) -> f32 {
        self.ticks as f32 * TICK_SECONDS
    }

    /// Seconds since any car touched the ball.
    #[must_use]
    pub fn seconds_without_touch(&self) -> f32 {
        self.ticks_without_touch as f32 * TICK_SECONDS
    }
}

/// One agent step of one match: from the moment of the decision to the next.
#[derive(Clone, Copy, Debug)]
pub struct Transition<'a> {
    /// When the agents decided; right after a reset the same as `now`.
    pub before: &'a Scene,
    /// After the ticks of the step.
    pub now: &'a Scene,
    /// What happened in between, per car.
    pub step_info: &'a [StepInfo],
    /// Of the episode.
    pub clock: Clock,
    /// The first look at a new episode: nothing has been stepped yet.
    pub is_first: bool,
}
