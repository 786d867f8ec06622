//! `touch_acceleration`: contact, times the change of the ball's velocity.

use serde::Deserialize;

use super::super::function::{CarStep, RewardFunction};
use crate::error::EnvError;
use crate::registry::{Entry, Range, Registry};

/// `|w - w'| / speed` in every step with contact, 0 below the threshold of `|w - w'|`.
#[derive(Deserialize)]
struct TouchAcceleration {
    speed: f32,
    threshold: f32,
}

impl RewardFunction for TouchAcceleration {
    #[inline(never)]
    fn reward(&mut self, step: &CarStep<'_>) -> f32 {
        if !step.info.touched {
            return 0.0;
        }
        let change = (step.at.scene.ball.vel - step.transition.before.ball.vel).norm();
        if change < self.threshold { 0.0 } else { change / self.speed }
    }
}

pub(super) fn register(registry: &mut Registry) -> Result<(), EnvError> {
    let entry = Entry::new("touch_acceleration", "contact, times the change of the ball's velocity")
        .formula("contact: |w - w'| / speed, 0 if |w - w'| < threshold")
        .range("[0, 5.2]")
        .source("Necto")
        .float("speed", 2300.0, Range::Positive, "uu/s", "speed that counts as 1")
        .float("threshold", 0.0, Range::NotNegative, "uu/s", "changes below this count as 0");
    registry.reward(entry, |function: TouchAcceleration| function)
}

#[cfg(test)]
mod tests {
    use super::super::by_hand::*;

    #[test]
    fn has_the_value_that_was_worked_out_by_hand() {
        let hard = r#"{ "touch_acceleration": { "threshold": 1000.0 } }"#;
        near(kick(hard, [0.0; 3], [0.0, 0.0, 1150.0]), 0.5);
        near(kick(hard, [0.0; 3], [0.0, 0.0, 999.0]), 0.0);
    }
}
