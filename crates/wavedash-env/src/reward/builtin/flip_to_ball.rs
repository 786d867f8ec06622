//! `flip_to_ball`: flips that began, times the car's speed towards the ball.

use serde::Deserialize;

use super::super::function::{CarStep, RewardFunction};
use super::super::shape::player_to_ball_velocity;
use crate::error::EnvError;
use crate::registry::{Entry, Registry};

/// Flips that began, times `max(0, unit(b - p) . v / 2300)`.
#[derive(Deserialize)]
struct FlipToBall {}

impl RewardFunction for FlipToBall {
    fn reward(&mut self, step: &CarStep<'_>) -> f32 {
        f32::from(step.info.flips) * player_to_ball_velocity(&step.at).max(0.0)
    }
}

pub(super) fn register(registry: &mut Registry) -> Result<(), EnvError> {
    let entry = Entry::new("flip_to_ball", "flips that began, times the car's speed towards the ball")
        .formula("flips that began, times max(0, unit(b-p) . v / 2300)")
        .range("[0, 1]")
        .source("Wavedash");
    registry.reward(entry, |function: FlipToBall| function)
}

#[cfg(test)]
mod tests {
    use super::super::by_hand::*;

    #[test]
    fn has_the_value_that_was_worked_out_by_hand() {
        let ahead = scene([0.0, 900.0, 0.0], moving([0.0; 3], [0.0, 1150.0, 0.0]));
        let mut flip = alone(r#""flip_to_ball""#);
        near(step(&mut flip, &ahead, &ahead, StepInfo { flips: 1, ..nothing() }), 0.5);
        near(step(&mut flip, &ahead, &ahead, nothing()), 0.0);
    }
}
