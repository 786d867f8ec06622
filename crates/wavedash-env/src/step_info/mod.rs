//! What happened to one car between two decisions.

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
