//! `player_to_ball_velocity`: speed of the car towards the ball.

use serde::Deserialize;

use super::super::bearings::Bearings;
use super::super::function::StateFunction;
use super::super::shape::player_to_ball_velocity;
use crate::error::EnvError;
use crate::registry::{Entry, Registry};

/// `unit(b - p) . v / 2300`, in [-1, 1].
#[derive(Deserialize)]
struct PlayerToBallVelocity {}

impl StateFunction for PlayerToBallVelocity {
    fn value(&self, at: &Bearings<'_>) -> f32 {
        player_to_ball_velocity(at)
    }
}

pub(super) fn register(registry: &mut Registry) -> Result<(), EnvError> {
    let entry = Entry::new("player_to_ball_velocity", "speed of the car towards the ball")
        .formula("unit(b-p) . v / 2300")
        .range("[-1, 1]")
        .source("RLGym");
    registry.state(entry, |function: PlayerToBallVelocity| function)
}

#[cfg(test)]
mod tests {
    use super::super::by_hand::*;

    #[test]
    fn has_the_value_that_was_worked_out_by_hand() {
        near(value(r#""player_to_ball_velocity""#, [0.0, 900.0, 0.0], moving([0.0; 3], [300.0, 1150.0, 0.0])), 0.5);
    }
}
