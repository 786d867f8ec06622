//! What happened to one car between two decisions.

use core::ops::AddAssign;

use serde::{Deserialize, Serialize};

mod behaviour;
mod collector;

pub use behaviour::Behaviour;
pub use collector::{StepInfoCollector, StepInfoState};

/// Counts and marks of one car over the ticks of one agent step. All zero after a reset.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct StepInfo {
    /// Had contact with the ball in any of the ticks.
    pub touched: bool,
    /// Touches that began.
    pub touches: u8,
    /// This car was the last of all to touch the ball, now or earlier in the episode.
    pub touched_last: bool,
    /// Goals credited to this car.
    pub goals: u8,
    /// Goals of its team.
    pub team_goals: u8,
    /// Goals against its team.
    pub concedes: u8,
    /// Goals that went in off this car without an attacker.
    pub own_goals: u8,
    /// Assists.
    pub assists: u8,
    /// Shots.
    pub shots: u8,
    /// Saves.
    pub saves: u8,
    /// Cars it demolished.
    pub demos: u8,
    /// It was demolished.
    pub demoed: bool,
    /// It came back after a demolition.
    pub respawned: bool,
    /// Cars it bumped.
    pub bumps: u8,
    /// Times it was bumped.
    pub bumped: u8,
    /// Big pads it took.
    pub big_pads: u8,
    /// Small pads it took.
    pub small_pads: u8,
    /// Jumps that began.
    pub jumps: u8,
    /// Double jumps.
    pub double_jumps: u8,
    /// Flips that began.
    pub flips: u8,
    /// It landed on its wheels.
    pub landed: bool,
    /// It landed shortly after a flip began and kept its speed: a wavedash.
    pub wavedashes: u8,
    /// It got its flip back in the air from touching the ball with its wheels.
    pub flip_resets: u8,
}

impl StepInfo {
    /// A new agent step: only who touched last is kept.
    pub(crate) fn begin_step(&mut self) {
        *self = Self { touched_last: self.touched_last, ..Self::default() };
    }
}

impl AddAssign for StepInfo {
    /// What happened in the ticks after these.
    fn add_assign(&mut self, later: Self) {
        // Named one by one, so that a new field cannot be forgotten.
        let Self {
            touched,
            touched_last,
            demoed,
            respawned,
            landed,
            touches,
            goals,
            team_goals,
            concedes,
            own_goals,
            assists,
            shots,
            saves,
            demos,
            bumps,
            bumped,
            big_pads,
            small_pads,
            jumps,
            double_jumps,
            flips,
            wavedashes,
            flip_resets,
        } = later;
        for (sum, more) in [
            (&mut self.touches, touches),
            (&mut self.goals, goals),
            (&mut self.team_goals, team_goals),
            (&mut self.concedes, concedes),
            (&mut self.own_goals, own_goals),
            (&mut self.assists, assists),
            (&mut self.shots, shots),
            (&mut self.saves, saves),
            (&mut self.demos, demos),
            (&mut self.bumps, bumps),
            (&mut self.bumped, bumped),
            (&mut self.big_pads, big_pads),
            (&mut self.small_pads, small_pads),
            (&mut self.jumps, jumps),
            (&mut self.double_jumps, double_jumps),
            (&mut self.flips, flips),
            (&mut self.wavedashes, wavedashes),
            (&mut self.flip_resets, flip_resets),
        ] {
            *sum = sum.saturating_add(more);
        }
        self.touched |= touched;
        self.demoed |= demoed;
        self.respawned |= respawned;
        self.landed |= landed;
        self.touched_last = touched_last;
    }
}
