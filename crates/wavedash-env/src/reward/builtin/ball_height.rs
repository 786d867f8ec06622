//! `ball_height`: height of the ball.

use serde::Deserialize;

use super::super::bearings::Bearings;
use super::super::function::StateFunction;
use super::super::pitch::CEILING_Z;
use crate::error::EnvError;
use crate::registry::{Entry, Registry};

/// `b_z / 2044`, in [0, 1].
#[derive(Deserialize)]
struct BallHeight {}

impl StateFunction for BallHeight {
    fn value(&self, at: &Bearings<'_>) -> f32 {
        at.scene.ball.pos.z * (1.0 / CEILING_Z)
    }
}

pub(super) fn register(registry: &mut Registry) -> Result<(), EnvError> {
    let entry =
        Entry::new("ball_height", "height of the ball").formula("b_z / 2044").range("[0, 1]").source("Wavedash");
    registry.state(entry, |function: BallHeight| function)
}

#[cfg(test)]
mod tests {
    use super::super::by_hand::*;

    #[test]
    fn has_the_value_that_was_worked_out_by_hand() {
        near(value(r#""ball_height""#, [0.0, 0.0, 511.0], still([0.0; 3])), 0.25);
    }
}
