//! Everything that an environment's configuration can say.

use std::sync::Arc;

use serde::{Deserialize, Serialize};
use wavedash_core::{CarPreset, Team};
use wavedash_sim::{ArenaConfig, CarSpec, Mutators, PadSpec, SolverKind, Surface, TrackerConfig, soccar_pads};

use crate::delay::MAX_DELAY_TICKS;
use crate::end::EndConfig;
use crate::error::EnvError;
use crate::registry::{Component, Kind, Registry};
use crate::reset::{Limits, TeamSizes};
use crate::reward::RewardConfig;

/// An environment. The defaults are those of the Lucy-SKG paper, with its published bugs mended, in 1v1.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct EnvConfig {
    /// Ticks of 1/120 s per decision.
    pub tick_skip: u32,
    /// Ticks between a decision and its effect.
    pub action_delay_ticks: u32,
    /// Cars of blue and orange per arena.
    pub team_sizes: TeamSizes,
    /// Hitbox and handling of all cars.
    pub preset: CarPreset,
    /// What agents see.
    pub observation: Component,
    /// What agents choose from.
    pub actions: Component,
    /// What a step is worth.
    pub reward: RewardConfig,
    /// Where episodes begin.
    pub reset: Component,
    /// When episodes end.
    pub end: EndConfig,
    /// When a shot, save or goal counts.
    pub tracker: TrackerConfig,
    /// Rules and constants of the match.
    pub mutators: Mutators,
    /// Own boost pads instead of the 34 of the soccar field.
    pub pads: Option<Vec<PadSpec>>,
    /// Which contact solver moves the bodies.
    pub solver: SolverKind,
}

impl Default for EnvConfig {
    fn default() -> Self {
        Self {
            tick_skip: 8,
            action_delay_ticks: 0,
            team_sizes: TeamSizes::default(),
            preset: CarPreset::default(),
            observation: Component::named("lucy_v1"),
            actions: Component::named("multi"),
            reward: RewardConfig::default(),
            reset: Component::named("lucy"),
            end: EndConfig::default(),
            tracker: TrackerConfig::default(),
            mutators: Mutators::default(),
            pads: None,
            solver: SolverKind::default(),
        }
    }
}

impl EnvConfig {
    /// Refuses what means nothing. The parts check themselves when they are built.
    ///
    /// # Errors
    /// Names the first field that is wrong.
    pub fn check(&self) -> Result<(), EnvError> {
        if !(1..=120).contains(&self.tick_skip) {
            return Err(EnvError::config("tick_skip", format!("must be from 1 to 120 ticks, got {}", self.tick_skip)));
        }
        if self.action_delay_ticks > MAX_DELAY_TICKS {
            let problem = format!("must be at most {MAX_DELAY_TICKS} ticks, got {}", self.action_delay_ticks);
            return Err(EnvError::config("action_delay_ticks", problem));
        }
        Ok(())
    }

    /// The same with all parameters of all components checked and filled in, as a file that says everything has them.
    ///
    /// # Errors
    /// Names the first component that is not registered, or the parameter that means nothing.
    pub fn resolved(&self, registry: &Registry) -> Result<Self, EnvError> {
        self.end.build(registry)?;
        self.reward.resolve(registry)?;
        Ok(Self {
            observation: registry.resolved(Kind::Observation, &self.observation, "observation")?,
            actions: registry.resolved(Kind::Actions, &self.actions, "actions")?,
            reset: registry.resolved(Kind::Reset, &self.reset, "reset")?,
            end: self.end.filled(registry),
            reward: self.reward.filled(registry),
            ..self.clone()
        })
    }

    /// What its rules allow in a start state.
    #[must_use]
    pub fn limits(&self) -> Limits {
        match &self.pads {
            Some(pads) => Limits::of(&self.mutators, pads),
            None => Limits::of(&self.mutators, &soccar_pads()),
        }
    }

    /// The arena of this many cars of blue and orange, blue first.
    #[must_use]
    pub fn arena(&self, surface: &Arc<Surface>, [blue, orange]: [usize; 2]) -> ArenaConfig {
        let car = |team| CarSpec { team, preset: self.preset };
        ArenaConfig {
            cars: [vec![car(Team::Blue); blue], vec![car(Team::Orange); orange]].concat(),
            mutators: self.mutators,
            solver: self.solver,
            pads: self.pads.clone(),
            ..ArenaConfig::soccar(Arc::clone(surface), 0, 0)
        }
    }
}
