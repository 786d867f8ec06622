//! `ball_to_goal_velocity`: speed of the ball towards a goal.

use serde::Deserialize;

use super::super::bearings::Bearings;
use super::super::function::StateFunction;
use super::super::pitch::BALL_MAX_SPEED;
use crate::error::EnvError;
use crate::registry::{Entry, Registry};

/// `unit(G - b) . w / 6000`, in [-1, 1].
#[derive(Deserialize)]
struct BallToGoalVelocity {
    own_goal: bool,
}

impl StateFunction for BallToGoalVelocity {
    fn value(&self, at: &Bearings<'_>) -> f32 {
        let goal = if self.own_goal { &at.ball_to_own_goal } else { &at.ball_to_opponent_goal };
        goal.dir.dot(&at.scene.ball.vel) * (1.0 / BALL_MAX_SPEED)
    }
}

pub(super) fn register(registry: &mut Registry) -> Result<(), EnvError> {
    let entry = Entry::new("ball_to_goal_velocity", "speed of the ball towards a goal")
        .formula("unit(G-b) . w / 6000")
        .range("[-1, 1]")
        .source("RLGym")
        .flag("own_goal", false, "the own goal instead of the opponents'");
    registry.state(entry, |function: BallToGoalVelocity| function)
}

#[cfg(test)]
mod tests {
    use super::super::by_hand::*;

    #[test]
    fn has_the_value_that_was_worked_out_by_hand() {
        let mut scene = scene([0.0, 0.0, 321.39], still([0.0; 3]));
        scene.ball.vel.y = 3000.0;
        near(of_scene(r#""ball_to_goal_velocity""#, &scene), 0.5);
        near(of_scene(r#"{ "ball_to_goal_velocity": { "own_goal": true } }"#, &scene), -0.5);
    }
}
