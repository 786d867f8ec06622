//! `touch_aerial`: contact, times the height of the ball.

use serde::Deserialize;

use super::super::function::{CarStep, RewardFunction};
use crate::error::EnvError;
use crate::registry::{Entry, Range, Registry};

/// `b_z / height` in every step with contact; 1 at the ceiling for 2044 uu.
#[derive(Deserialize)]
struct TouchAerial {
    height: f32,
}

impl RewardFunction for TouchAerial {
    fn reward(&mut self, step: &CarStep<'_>) -> f32 {
        if step.info.touched { step.at.scene.ball.pos.z / self.height } else { 0.0 }
    }
}

pub(super) fn register(registry: &mut Registry) -> Result<(), EnvError> {
    let entry = Entry::new("touch_aerial", "contact, times the height of the ball")
        .formula("contact: b_z / height")
        .range("[0, 1]")
        .source("Lucy-SKG")
        .float("height", 2044.0, Range::Positive, "uu", "height that counts as 1");
    registry.reward(entry, |function: TouchAerial| function)
}

#[cfg(test)]
mod tests {
    use super::super::by_hand::*;

    #[test]
    fn has_the_value_that_was_worked_out_by_hand() {
        near(hit(r#""touch_aerial""#, [0.0, 0.0, 1022.0], still([0.0; 3])), 0.5);
    }
}
