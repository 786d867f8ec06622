//! `player_to_goal_velocity`: speed of the car towards a goal.

use serde::Deserialize;

use super::super::bearings::Bearings;
use super::super::function::StateFunction;
use super::super::pitch::CAR_MAX_SPEED;
use crate::error::EnvError;
use crate::registry::{Entry, Registry};

/// `unit(G_opp - p) . v / 2300`, or with G_own, in [-1, 1].
#[derive(Deserialize)]
struct PlayerToGoalVelocity {
    own_goal: bool,
}

impl StateFunction for PlayerToGoalVelocity {
    fn value(&self, at: &Bearings<'_>) -> f32 {
        let dir = if self.own_goal { -at.own_goal_to_car.dir } else { at.car_to_opponent_goal.dir };
        dir.dot(&at.car.vel) * (1.0 / CAR_MAX_SPEED)
    }
}

pub(super) fn register(registry: &mut Registry) -> Result<(), EnvError> {
    let entry = Entry::new("player_to_goal_velocity", "speed of the car towards a goal")
        .formula("unit(G-p) . v / 2300")
        .range("[-1, 1]")
        .source("Wavedash")
        .flag("own_goal", false, "the own goal instead of the opponents'");
    registry.state(entry, |function: PlayerToGoalVelocity| function)
}

#[cfg(test)]
mod tests {
    use super::super::by_hand::*;

    #[test]
    fn has_the_value_that_was_worked_out_by_hand() {
        let car = moving([0.0, 0.0, 321.39], [0.0, -575.0, 0.0]);
        near(value(r#""player_to_goal_velocity""#, [0.0; 3], car), -0.25);
        near(value(r#"{ "player_to_goal_velocity": { "own_goal": true } }"#, [0.0; 3], car), 0.25);
    }
}
