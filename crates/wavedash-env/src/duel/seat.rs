//! Who drives a car, and what an agent's policy sees and chooses from.

use serde::{Deserialize, Serialize};

use crate::bot::Bot;
use crate::config::EnvConfig;
use crate::error::EnvError;
use crate::registry::{Component, Kind, Registry};

/// Ticks between two decisions of a scripted agent: the tick skip that agents are trained with.
pub const BOT_TICK_SKIP: u64 = 8;

/// What an agent sees, chooses from, and when: what its policy was trained with.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SeatSpec {
    /// What it sees.
    pub observation: Component,
    /// What it chooses from.
    pub actions: Component,
    /// Ticks of 1/120 s per decision, 1 to 120.
    pub tick_skip: u32,
    /// Ticks between a decision and its effect, 0 to 15.
    pub action_delay_ticks: u32,
}

impl SeatSpec {
    /// The seat of an agent that an environment trains.
    #[must_use]
    pub fn of(config: &EnvConfig) -> Self {
        Self {
            observation: config.observation.clone(),
            actions: config.actions.clone(),
            tick_skip: config.tick_skip,
            action_delay_ticks: config.action_delay_ticks,
        }
    }

    /// The same with all parameters filled in, so that equal seats compare equal.
    #[must_use]
    pub fn filled(&self, registry: &Registry) -> Self {
        Self {
            observation: registry.filled(Kind::Observation, &self.observation),
            actions: registry.filled(Kind::Actions, &self.actions),
            ..*self
        }
    }

    /// Refuses what means nothing.
    ///
    /// # Errors
    /// Names the first field that is wrong.
    pub fn check(&self) -> Result<(), EnvError> {
        let Self { tick_skip, action_delay_ticks, .. } = *self;
        EnvConfig { tick_skip, action_delay_ticks, ..EnvConfig::default() }.check()
    }
}

impl Default for SeatSpec {
    fn default() -> Self {
        Self::of(&EnvConfig::default())
    }
}

/// Who drives a car.
pub enum Seat {
    /// A policy outside of the match, which is asked for every decision.
    Agent(SeatSpec),
    /// A scripted agent; it decides every [`BOT_TICK_SKIP`] ticks, at once and without delay.
    Bot(Box<dyn Bot>),
    /// Somebody outside who may change the controls every tick ([`Duel::hold`](super::Duel::hold)): a human.
    Hand,
}
