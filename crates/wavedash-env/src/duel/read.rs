//! What can be read of a duel.

use wavedash_core::units::TICK_RATE;
use wavedash_core::{Controls, Team};
use wavedash_sim::{Arena, Tracker};

use super::play::Duel;
use super::rules::Goal;
use crate::scene::Scene;

impl Duel {
    /// The match as of the last pause or decision of a scripted agent.
    #[must_use]
    pub fn scene(&self) -> &Scene {
        self.game.scene()
    }

    /// The arena, to look at.
    #[must_use]
    pub fn arena(&self) -> &Arena {
        self.game.arena()
    }

    /// What the cars held in the last tick, in arena order: with the seed, all that a recording needs. After a goal
    /// the arena already stands at the next kick-off; these are the controls of the tick before.
    #[must_use]
    pub fn applied(&self) -> &[Controls] {
        &self.applied
    }

    /// Counts per car and team since the duel began: touches, shots, saves, goals, demolitions and more.
    #[must_use]
    pub fn tracker(&self) -> &Tracker {
        self.game.tracker()
    }

    /// All goals so far.
    #[must_use]
    pub fn goals(&self) -> &[Goal] {
        &self.goals
    }

    /// Goals of blue and orange.
    #[must_use]
    pub fn score(&self) -> [u32; 2] {
        Team::ALL.map(|team| self.goals.iter().filter(|goal| goal.team == team).count() as u32)
    }

    /// Ticks played.
    #[must_use]
    pub fn ticks(&self) -> u64 {
        self.ticks
    }

    /// Match time played, seconds.
    #[must_use]
    pub fn seconds(&self) -> f32 {
        (self.ticks as f64 / f64::from(TICK_RATE)) as f32
    }

    /// Match time left until the time is over, seconds; 0 in overtime.
    #[must_use]
    pub fn seconds_left(&self) -> f32 {
        (self.last_tick.saturating_sub(self.ticks) as f64 / f64::from(TICK_RATE)) as f32
    }

    /// The time is over and the next goal decides.
    #[must_use]
    pub fn is_overtime(&self) -> bool {
        self.ticks >= self.last_tick && !self.is_over
    }

    /// Nothing moves any more.
    #[must_use]
    pub fn is_over(&self) -> bool {
        self.is_over
    }
}
