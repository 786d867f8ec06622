//! `touch_ball_to_goal_acceleration`: contact, times what the ball's speed towards the opponents' goal gained.

use serde::Deserialize;

use super::super::function::{CarStep, RewardFunction};
use super::super::pitch::goal_back;
use crate::error::EnvError;
use crate::registry::{Entry, Range, Registry};

/// In every step with contact, `[unit(G_opp - b) . w - unit(G_opp - b') . w'] / speed` with b', w' of the decision
/// before; for 2300 uu/s in [-5.2, 5.2], typically within 1.5.
///
/// The published code keeps one previous state per match and overwrites it after the first player, so that only the
/// first car ever gets anything. The paper means every player, and so does this, except as published.
#[derive(Deserialize)]
struct TouchBallToGoalAcceleration {
    speed: f32,
}

impl RewardFunction for TouchBallToGoalAcceleration {
    #[inline(never)]
    fn reward(&mut self, step: &CarStep<'_>) -> f32 {
        let at = &step.at;
        if !step.info.touched || (step.as_published && at.index > 0) {
            return 0.0;
        }
        let before = &step.transition.before.ball;
        let to_goal = goal_back(at.car.team.other()) - before.pos;
        let towards_before = to_goal.dot(&before.vel) / (to_goal.norm() + 1e-8);
        (at.ball_to_opponent_goal.dir.dot(&at.scene.ball.vel) - towards_before) / self.speed
    }
}

pub(super) fn register(registry: &mut Registry) -> Result<(), EnvError> {
    let entry = Entry::new(
        "touch_ball_to_goal_acceleration",
        "contact, times what the ball's speed towards the opponents' goal gained",
    )
    .formula("contact: [unit(G_opp-b) . w - unit(G_opp-b') . w'] / speed")
    .range("[-5.2, 5.2]")
    .source("Lucy-SKG")
    .float("speed", 2300.0, Range::Positive, "uu/s", "speed that counts as 1");
    registry.reward(entry, |function: TouchBallToGoalAcceleration| function)
}

#[cfg(test)]
mod tests {
    use super::super::by_hand::*;

    #[test]
    fn has_the_value_that_was_worked_out_by_hand() {
        let middle = [0.0, 0.0, 321.39];
        near(kick(r#""touch_ball_to_goal_acceleration""#, middle, [0.0, 2300.0, 0.0]), 1.0);
        near(kick(r#""touch_ball_to_goal_acceleration""#, middle, [0.0, -1150.0, 0.0]), -0.5);
    }
}
