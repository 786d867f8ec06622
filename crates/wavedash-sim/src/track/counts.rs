//! Counters per car and per team.

use serde::{Deserialize, Serialize};

use super::possession::Possession;
use crate::event::Event;
use crate::pads::PadField;

/// What a car has done since its tracker was made or its counters were cleared.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct CarCounts {
    /// Touches of the ball, lasting contact counted once.
    pub touches: u32,
    /// Shots on goal.
    pub shots: u32,
    /// Saves.
    pub saves: u32,
    /// Goals credited to this car.
    pub goals: u32,
    /// Assists.
    pub assists: u32,
    /// Goals that went in off this car, against its own team.
    pub own_goals: u32,
    /// Cars it demolished.
    pub demolitions: u32,
    /// Times it was demolished by a car.
    pub demolished: u32,
    /// Bumps given. A hit of two cars can be a bump for both.
    pub bumps: u32,
    /// Bumps taken.
    pub bumped: u32,
    /// Flips.
    pub flips: u32,
    /// Big boost pads taken.
    pub big_pads: u32,
    /// Small boost pads taken.
    pub small_pads: u32,
    /// Ticks in which its team held the ball and it was the last of them to touch it.
    pub possession_ticks: u64,
}

/// What a team has done.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct TeamCounts {
    /// Goals, own goals of the others and goals without a scorer included.
    pub goals: u32,
    /// Ticks in which the team held the ball.
    pub possession_ticks: u64,
}

/// All counters of a match.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Counts {
    pub(super) cars: [CarCounts; wavedash_core::units::MAX_CARS],
    pub(super) teams: [TeamCounts; 2],
    pub(super) contested_ticks: u64,
    pub(super) loose_ticks: u64,
}

impl Counts {
    pub(super) fn car(&mut self, car: u8) -> &mut CarCounts {
        let places = self.cars.len();
        &mut self.cars[usize::from(car) % places]
    }

    /// Counts what needs no further judgement.
    pub(super) fn plain(&mut self, event: &Event, pads: &PadField) {
        match *event {
            Event::Bump { attacker, victim, .. } => {
                self.car(attacker).bumps += 1;
                self.car(victim).bumped += 1;
            }
            Event::Demolition { attacker, victim, .. } => {
                self.car(attacker).demolitions += 1;
                self.car(victim).demolished += 1;
            }
            Event::Flip { car } => self.car(car).flips += 1,
            Event::Pickup { car, pad } if pads.is_big(pad.into()) => self.car(car).big_pads += 1,
            Event::Pickup { car, .. } => self.car(car).small_pads += 1,
            _ => {}
        }
    }

    pub(super) fn possession(&mut self, possession: Possession) {
        match possession {
            Possession::Loose => self.loose_ticks += 1,
            Possession::Contested => self.contested_ticks += 1,
            Possession::Held { team, car } => {
                self.teams[team.index()].possession_ticks += 1;
                self.car(car).possession_ticks += 1;
            }
        }
    }
}
