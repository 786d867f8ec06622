//! `ball_speed`: speed of the ball.

use serde::Deserialize;

use super::super::bearings::Bearings;
use super::super::function::StateFunction;
use super::super::pitch::BALL_MAX_SPEED;
use crate::error::EnvError;
use crate::registry::{Entry, Registry};

/// `|w| / 6000`, in [0, 1].
#[derive(Deserialize)]
struct BallSpeed {}

impl StateFunction for BallSpeed {
    fn value(&self, at: &Bearings<'_>) -> f32 {
        at.scene.ball.vel.norm() * (1.0 / BALL_MAX_SPEED)
    }
}

pub(super) fn register(registry: &mut Registry) -> Result<(), EnvError> {
    let entry = Entry::new("ball_speed", "speed of the ball").formula("|w| / 6000").range("[0, 1]").source("Wavedash");
    registry.state(entry, |function: BallSpeed| function)
}

#[cfg(test)]
mod tests {
    use super::super::by_hand::*;

    #[test]
    fn has_the_value_that_was_worked_out_by_hand() {
        let mut scene = scene([0.0; 3], still([0.0; 3]));
        scene.ball.vel.x = -1500.0;
        near(of_scene(r#""ball_speed""#, &scene), 0.25);
    }
}
