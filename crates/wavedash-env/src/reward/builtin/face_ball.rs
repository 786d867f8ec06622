//! `face_ball`: the nose points at the ball.

use serde::Deserialize;

use super::super::bearings::Bearings;
use super::super::function::StateFunction;
use crate::error::EnvError;
use crate::registry::{Entry, Registry};

/// `forward . unit(b - p)`, in [-1, 1].
#[derive(Deserialize)]
struct FaceBall {}

impl StateFunction for FaceBall {
    fn value(&self, at: &Bearings<'_>) -> f32 {
        at.car.frame.forward.dot(&at.car_to_ball.dir)
    }
}

pub(super) fn register(registry: &mut Registry) -> Result<(), EnvError> {
    let entry = Entry::new("face_ball", "the nose points at the ball")
        .formula("forward . unit(b-p)")
        .range("[-1, 1]")
        .source("RLGym");
    registry.state(entry, |function: FaceBall| function)
}

#[cfg(test)]
mod tests {
    use super::super::by_hand::*;

    #[test]
    fn has_the_value_that_was_worked_out_by_hand() {
        // The nose points along x.
        near(value(r#""face_ball""#, [300.0, 400.0, 0.0], still([0.0; 3])), 0.6);
    }
}
