//! `necto_player_quality`: Necto's worth of the car's place.

use libm::expf;
use serde::Deserialize;

use super::super::bearings::Bearings;
use super::super::function::StateFunction;
use super::super::shape::align_ball_goal;
use crate::error::EnvError;
use crate::registry::{Entry, Range, Registry};

/// Necto's player quality: `distance exp(-|b - p| / 1410) + align a` with a of `align_ball_goal` at 0.5 and 0.5.
#[derive(Deserialize)]
struct NectoPlayerQuality {
    distance: f32,
    align: f32,
}

impl StateFunction for NectoPlayerQuality {
    #[inline(never)]
    fn value(&self, at: &Bearings<'_>) -> f32 {
        self.distance * expf(at.car_to_ball.distance * (-1.0 / 1410.0)) + self.align * align_ball_goal(at, 0.5, 0.5)
    }
}

pub(super) fn register(registry: &mut Registry) -> Result<(), EnvError> {
    let entry = Entry::new("necto_player_quality", "Necto's worth of the car's place")
        .formula("distance exp(-|b-p| / 1410) + align align_ball_goal")
        .range("[-align, align + distance]")
        .source("Necto")
        .float("distance", 0.75, Range::Finite, "", "weight of the distance to the ball")
        .float("align", 0.5, Range::Finite, "", "weight of the alignment");
    registry.state(entry, |function: NectoPlayerQuality| function)
}

#[cfg(test)]
mod tests {
    use super::super::by_hand::*;

    #[test]
    fn has_the_value_that_was_worked_out_by_hand() {
        // Behind a ball 1410 uu ahead: 0.75 / e + 0.5.
        near(value(r#""necto_player_quality""#, [0.0, 1410.0, 321.39], still([0.0, 0.0, 321.39])), 0.775_91);
    }
}
