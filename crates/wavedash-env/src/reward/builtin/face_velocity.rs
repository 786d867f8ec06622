//! `face_velocity`: the nose points where the car moves.

use serde::Deserialize;

use super::super::bearings::Bearings;
use super::super::function::StateFunction;
use crate::error::EnvError;
use crate::registry::{Entry, Registry};

/// `forward . unit(v)`: 1 for driving forwards, -1 for reversing, 0 at rest.
#[derive(Deserialize)]
struct FaceVelocity {}

impl StateFunction for FaceVelocity {
    #[inline(never)]
    fn value(&self, at: &Bearings<'_>) -> f32 {
        at.car.frame.forward.dot(&at.car.vel) / (at.car.vel.norm() + 1e-8)
    }
}

pub(super) fn register(registry: &mut Registry) -> Result<(), EnvError> {
    let entry = Entry::new("face_velocity", "the nose points where the car moves")
        .formula("forward . unit(v)")
        .range("[-1, 1]")
        .source("Wavedash");
    registry.state(entry, |function: FaceVelocity| function)
}

#[cfg(test)]
mod tests {
    use super::super::by_hand::*;

    #[test]
    fn has_the_value_that_was_worked_out_by_hand() {
        near(value(r#""face_velocity""#, [0.0; 3], moving([0.0; 3], [-300.0, 400.0, 0.0])), -0.6);
        near(value(r#""face_velocity""#, [0.0; 3], still([0.0; 3])), 0.0);
    }
}
