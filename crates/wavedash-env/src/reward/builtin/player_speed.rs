//! `player_speed`: speed of the car.

use serde::Deserialize;

use super::super::bearings::Bearings;
use super::super::function::StateFunction;
use super::super::pitch::CAR_MAX_SPEED;
use crate::error::EnvError;
use crate::registry::{Entry, Registry};

/// `|v| / 2300`, in [0, 1].
#[derive(Deserialize)]
struct PlayerSpeed {}

impl StateFunction for PlayerSpeed {
    fn value(&self, at: &Bearings<'_>) -> f32 {
        at.car.vel.norm() * (1.0 / CAR_MAX_SPEED)
    }
}

pub(super) fn register(registry: &mut Registry) -> Result<(), EnvError> {
    let entry = Entry::new("player_speed", "speed of the car").formula("|v| / 2300").range("[0, 1]").source("RLGym");
    registry.state(entry, |function: PlayerSpeed| function)
}

#[cfg(test)]
mod tests {
    use super::super::by_hand::*;

    #[test]
    fn has_the_value_that_was_worked_out_by_hand() {
        near(value(r#""player_speed""#, [0.0; 3], moving([0.0; 3], [0.0, 0.0, 575.0])), 0.25);
    }
}
