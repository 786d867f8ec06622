//! `goal_speed`: ball speed at a goal of its team.

use serde::Deserialize;

use super::super::function::{CarStep, RewardFunction};
use super::super::pitch::BALL_MAX_SPEED;
use crate::error::EnvError;
use crate::registry::{Entry, Registry};

/// `|w'| / 6000` per goal of the car's team, w' the ball's velocity at the decision before: Necto's speed bonus.
#[derive(Deserialize)]
struct GoalSpeed {}

impl RewardFunction for GoalSpeed {
    #[inline(never)]
    fn reward(&mut self, step: &CarStep<'_>) -> f32 {
        if step.info.team_goals == 0 {
            return 0.0;
        }
        step.transition.before.ball.vel.norm() * (1.0 / BALL_MAX_SPEED)
    }
}

pub(super) fn register(registry: &mut Registry) -> Result<(), EnvError> {
    let entry = Entry::new("goal_speed", "ball speed at a goal of its team")
        .formula("goal of its team: |w'| / 6000")
        .range("[0, 1]")
        .source("Necto");
    registry.reward(entry, |function: GoalSpeed| function)
}

#[cfg(test)]
mod tests {
    use super::super::by_hand::*;

    #[test]
    fn has_the_value_that_was_worked_out_by_hand() {
        let mut before = scene([0.0; 3], still([0.0; 3]));
        before.ball.vel.y = 3000.0;
        let now = scene([0.0; 3], still([0.0; 3]));
        let mut speed = alone(r#""goal_speed""#);
        near(step(&mut speed, &before, &now, StepInfo { team_goals: 1, ..nothing() }), 0.5);
        near(step(&mut speed, &before, &now, nothing()), 0.0);
    }
}
