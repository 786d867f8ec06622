//! What was played: everything that the arena is made from, and who drove.

use std::sync::Arc;

use serde::{Deserialize, Serialize};
use wavedash_core::units::MAX_CARS;
use wavedash_core::{CarPreset, StateHasher, Team};
use wavedash_sim::{Arena, ArenaConfig, CarSpec, Mutators, PadSpec, SolverKind, Surface, soccar_pads};

use super::error::LogError;
use crate::timeline::Player;

/// Longest name of an agent or a program, bytes.
pub const MAX_NAME: usize = 200;

/// Who drives a car, as far as a log is concerned.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Agent {
    /// What it is called.
    pub name: String,
    /// Ticks between two of its decisions, if they are regular.
    pub tick_skip: Option<u32>,
}

/// When the match ends, as far as it was known when it began.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rules {
    /// After this many ticks.
    pub ticks: Option<u64>,
    /// After this many goals of both sides together.
    pub goals: Option<u32>,
}

/// A car and its driver.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Car {
    /// Side.
    pub team: Team,
    /// Hitbox and handling.
    pub preset: CarPreset,
    /// Driver.
    pub agent: Agent,
}

/// The first block of a log.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Header {
    /// Name and version of the program that recorded it.
    pub program: String,
    /// Seed of the arena's random streams: places of respawns.
    pub seed: u64,
    /// The arena's id.
    pub arena_id: u64,
    /// When the match ends.
    pub rules: Rules,
    /// The cars in arena order.
    pub cars: Vec<Car>,
    /// Rules and constants of the arena.
    pub mutators: Mutators,
    /// Bodies are rounded each tick.
    pub quantise: bool,
    /// The contact solver.
    pub solver: SolverKind,
    /// Fingerprint of the collision surface; none in an arena without walls.
    pub surface: Option<u64>,
    /// Boost pads other than the usual ones.
    pub pads: Option<Vec<PadSpec>>,
}

impl Header {
    /// The header of a match in this arena.
    pub(super) fn of(arena: &Arena, agents: &[Agent], rules: Rules) -> Result<Self, LogError> {
        if agents.len() != arena.cars().len() {
            let problem = format!("{} agents for {} cars; expected one each", agents.len(), arena.cars().len());
            return Err(LogError::CannotRecord(problem));
        }
        let cars = arena.cars().iter().zip(agents);
        let own_pads = arena.surface().is_some() && arena.mutators().pads_enabled && arena.pads() != soccar_pads();
        let header = Self {
            program: concat!("wavedash ", env!("CARGO_PKG_VERSION")).to_owned(),
            seed: arena.seed(),
            arena_id: arena.id(),
            rules,
            cars: cars
                .map(|(spec, agent)| Car { team: spec.team, preset: spec.preset, agent: agent.clone() })
                .collect(),
            mutators: *arena.mutators(),
            quantise: arena.is_quantised(),
            solver: arena.solver(),
            surface: arena.surface().map(|surface| fingerprint(surface)),
            pads: own_pads.then(|| arena.pads().to_vec()),
        };
        header.check().map_err(LogError::CannotRecord)?;
        Ok(header)
    }

    /// Refuses what no recorder writes. What the arena is made from is checked where it is made.
    pub(super) fn check(&self) -> Result<(), String> {
        if self.cars.len() > MAX_CARS {
            return Err(format!("{} cars; an arena holds at most {MAX_CARS}", self.cars.len()));
        }
        let names = self.cars.iter().map(|car| &car.agent.name).chain([&self.program]);
        match names.map(String::len).find(|bytes| *bytes > MAX_NAME) {
            Some(bytes) => Err(format!("a name of {bytes} bytes; the longest has {MAX_NAME}")),
            None => Ok(()),
        }
    }

    /// The arena that was played in, on this surface.
    pub(super) fn arena(&self, surface: Arc<Surface>) -> Result<Arena, LogError> {
        if let Some(recorded) = self.surface {
            let here = fingerprint(&surface);
            if here != recorded {
                return Err(LogError::Surface { recorded, here });
            }
        }
        let cars = self.cars.iter().map(|car| CarSpec { team: car.team, preset: car.preset }).collect();
        Ok(Arena::new(ArenaConfig {
            cars,
            seed: self.seed,
            arena_id: self.arena_id,
            mutators: self.mutators,
            quantise: self.quantise,
            walls: self.surface.is_some(),
            pads: self.pads.clone(),
            surface,
            solver: self.solver,
        })?)
    }

    /// The cars' players, as a timeline has them; an agent that drives several cars is `NAME 1`, `NAME 2`...
    #[must_use]
    pub fn players(&self) -> Vec<Player> {
        let count = |cars: &[Car], name: &str| cars.iter().filter(|car| car.agent.name == name).count();
        let player = |(i, car): (usize, &Car)| {
            let name = &car.agent.name;
            let name = match count(&self.cars, name) {
                1 => name.clone(),
                _ => format!("{name} {}", count(&self.cars[..=i], name)),
            };
            Player { name, team: car.team, preset: car.preset }
        };
        self.cars.iter().enumerate().map(player).collect()
    }
}

/// The stable hash of all triangles.
fn fingerprint(surface: &Surface) -> u64 {
    let mut h = StateHasher::new();
    for triangle in surface.triangles() {
        h.bytes(&[triangle.piece]);
        triangle.points.iter().for_each(|point| h.vec3(*point));
    }
    h.finish()
}
