//! `air_touch`: contact in the air, times the height of the car.

use serde::Deserialize;

use super::super::function::{CarStep, RewardFunction};
use super::super::pitch::CEILING_Z;
use crate::error::EnvError;
use crate::registry::{Entry, Registry};

/// Height of the touching car over the ceiling's, p_z / 2044, in every step with contact off the ground.
#[derive(Deserialize)]
struct AirTouch {}

impl RewardFunction for AirTouch {
    fn reward(&mut self, step: &CarStep<'_>) -> f32 {
        let car = step.at.car;
        if step.info.touched && !car.on_ground { car.pos.z * (1.0 / CEILING_Z) } else { 0.0 }
    }
}

pub(super) fn register(registry: &mut Registry) -> Result<(), EnvError> {
    let entry = Entry::new("air_touch", "contact in the air, times the height of the car")
        .formula("contact off the ground: p_z / 2044")
        .range("[0, 1]")
        .source("Wavedash");
    registry.reward(entry, |function: AirTouch| function)
}

#[cfg(test)]
mod tests {
    use super::super::by_hand::*;

    #[test]
    fn has_the_value_that_was_worked_out_by_hand() {
        near(hit(r#""air_touch""#, [0.0; 3], Car { on_ground: false, ..still([0.0, 0.0, 511.0]) }), 0.25);
        near(hit(r#""air_touch""#, [0.0; 3], still([0.0, 0.0, 511.0])), 0.0);
    }
}
