//! `touch_height`: contact, worth more the higher the ball.

use libm::powf;
use serde::Deserialize;

use super::super::function::{CarStep, RewardFunction};
use super::super::pitch::BALL_RADIUS;
use crate::error::EnvError;
use crate::registry::{Entry, Range, Registry};

/// `((b_z + 92.75) / 185.5)^exponent` in every step with contact: 1 for a ball on the ground.
#[derive(Deserialize)]
struct TouchHeight {
    exponent: f32,
}

impl RewardFunction for TouchHeight {
    #[inline(never)]
    fn reward(&mut self, step: &CarStep<'_>) -> f32 {
        if !step.info.touched {
            return 0.0;
        }
        let height = ((step.at.scene.ball.pos.z + BALL_RADIUS) * (0.5 / BALL_RADIUS)).max(0.0);
        if self.exponent == 1.0 { height } else { powf(height, self.exponent) }
    }
}

pub(super) fn register(registry: &mut Registry) -> Result<(), EnvError> {
    let entry = Entry::new("touch_height", "contact, worth more the higher the ball")
        .formula("contact: ((b_z + 92.75) / 185.5)^exponent")
        .range("[0, 11.5]")
        .source("RLGym")
        .float("exponent", 1.0, Range::NotNegative, "", "of the height in ball diameters");
    registry.reward(entry, |function: TouchHeight| function)
}

#[cfg(test)]
mod tests {
    use super::super::by_hand::*;

    #[test]
    fn has_the_value_that_was_worked_out_by_hand() {
        near(hit(r#""touch_height""#, [0.0, 0.0, 92.75], still([0.0; 3])), 1.0);
        near(hit(r#"{ "touch_height": { "exponent": 2.0 } }"#, [0.0, 0.0, 278.25], still([0.0; 3])), 4.0);
    }
}
