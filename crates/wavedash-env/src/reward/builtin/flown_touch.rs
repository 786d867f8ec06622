//! `flown_touch`: the first of successive steps with contact in the air: worth the flight and the ball's height, whichever is less.

use serde::Deserialize;

use super::super::function::{CarStep, RewardFunction};
use super::super::shape::touch;
use crate::error::EnvError;
use crate::registry::{Entry, Range, Registry};

/// In the first of successive steps with contact, off the ground: `min(t / seconds, b_z / height)`, t the time in the
/// air. A ball hit in a jump off a wall is high, but the flight short. For the ceiling's 2044 uu and 1.75 s it is the
/// air touch of the guide for RLGym-PPO.
#[derive(Deserialize)]
struct FlownTouch {
    seconds: f32,
    height: f32,
}

impl RewardFunction for FlownTouch {
    #[inline(never)]
    fn reward(&mut self, step: &CarStep<'_>) -> f32 {
        let at = &step.at;
        if at.car.on_ground || touch(step) == 0.0 {
            return 0.0;
        }
        (at.car.air_seconds / self.seconds).min(at.scene.ball.pos.z / self.height).clamp(0.0, 1.0)
    }
}

pub(super) fn register(registry: &mut Registry) -> Result<(), EnvError> {
    let entry = Entry::new("flown_touch", "the first of successive steps with contact in the air: worth the flight and the ball's height, whichever is less")
        .formula("touch off the ground: min(t / seconds, b_z / height), t the time in the air")
        .range("[0, 1]")
        .source("RLGym-PPO guide")
        .float("seconds", 1.75, Range::Positive, "s", "flight that counts as 1")
        .float("height", 2044.0, Range::Positive, "uu", "height that counts as 1");
    registry.reward(entry, |function: FlownTouch| function)
}

#[cfg(test)]
mod tests {
    use super::super::by_hand::*;

    #[test]
    fn has_the_value_that_was_worked_out_by_hand() {
        let flying = Car { on_ground: false, air_seconds: 0.175, ..still([0.0; 3]) };
        near(hit(r#""flown_touch""#, [0.0, 0.0, 1500.0], flying), 0.1);
        near(hit(r#""flown_touch""#, [0.0, 0.0, 1500.0], still([0.0; 3])), 0.0);
    }
}
