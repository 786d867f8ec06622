//! `player_to_ball_distance`: decay with the distance between the car and the ball.

use serde::Deserialize;

use super::super::bearings::Bearings;
use super::super::function::StateFunction;
use super::super::pitch::{BALL_RADIUS, CAR_MAX_SPEED};
use super::super::shape::decay;
use crate::error::EnvError;
use crate::registry::{Entry, Range, Registry};

/// Decay of |b - p| - 92.75 at 2300 uu; 1 at contact.
#[derive(Deserialize)]
struct PlayerToBallDistance {
    dispersion: f32,
    density: f32,
}

impl StateFunction for PlayerToBallDistance {
    #[inline(never)]
    fn value(&self, at: &Bearings<'_>) -> f32 {
        decay(at.car_to_ball.distance - BALL_RADIUS, CAR_MAX_SPEED, self.dispersion, self.density)
    }
}

pub(super) fn register(registry: &mut Registry) -> Result<(), EnvError> {
    let entry = Entry::new("player_to_ball_distance", "decay with the distance between the car and the ball")
        .formula("exp(-0.5 (|b-p| - 92.75) / (2300 dispersion density))")
        .range("(0.05, 1]")
        .source("Lucy-SKG")
        .float("dispersion", 1.0, Range::Positive, "", "stretches the distance scale of 2300 uu")
        .float("density", 1.0, Range::Positive, "", "same effect here");
    registry.state(entry, |function: PlayerToBallDistance| function)
}

#[cfg(test)]
mod tests {
    use super::super::by_hand::*;

    #[test]
    fn has_the_value_that_was_worked_out_by_hand() {
        // A ball 1150 uu away: exp(-0.5 x (1150 - 92.75) / 2300).
        near(value(r#""player_to_ball_distance""#, [0.0, 1150.0, 0.0], still([0.0; 3])), 0.794_68);
    }
}
