//! `ball_y`: how far up the pitch the ball is.

use serde::Deserialize;

use super::super::bearings::Bearings;
use super::super::function::StateFunction;
use super::super::pitch::{BACK_WALL_Y, BALL_RADIUS};
use super::super::shape::signed_power;
use crate::error::EnvError;
use crate::registry::{Entry, Range, Registry};

/// `y = b_y / 5212.75` towards the opponents' goal, then `sign(y) |y|^exponent`, in [-1, 1] outside the nets.
#[derive(Deserialize)]
struct BallY {
    exponent: f32,
}

impl StateFunction for BallY {
    #[inline(never)]
    fn value(&self, at: &Bearings<'_>) -> f32 {
        let forward = -at.car.team.own_goal_sign();
        signed_power(forward * at.scene.ball.pos.y * (1.0 / (BACK_WALL_Y + BALL_RADIUS)), self.exponent)
    }
}

pub(super) fn register(registry: &mut Registry) -> Result<(), EnvError> {
    let entry = Entry::new("ball_y", "how far up the pitch the ball is")
        .formula("y = b_y / 5212.75 towards G_opp; sign(y) |y|^exponent")
        .range("[-1, 1]")
        .source("RLGym")
        .float("exponent", 1.0, Range::Positive, "", "of the absolute value");
    registry.state(entry, |function: BallY| function)
}

#[cfg(test)]
mod tests {
    use super::super::by_hand::*;

    #[test]
    fn has_the_value_that_was_worked_out_by_hand() {
        near(value(r#""ball_y""#, [0.0, 2606.375, 0.0], still([0.0; 3])), 0.5);
        near(value(r#"{ "ball_y": { "exponent": 2.0 } }"#, [0.0, -2606.375, 0.0], still([0.0; 3])), -0.25);
    }
}
