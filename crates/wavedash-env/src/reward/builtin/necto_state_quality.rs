//! `necto_state_quality`: Necto's worth of the ball's place.

use libm::expf;
use serde::Deserialize;

use super::super::bearings::Bearings;
use super::super::function::StateFunction;
use super::super::pitch::{CAR_MAX_SPEED, goal_middle};
use crate::error::EnvError;
use crate::registry::{Entry, Registry};

/// Necto's state quality without its weight: `exp(-|M_opp - b| / 2300) - exp(-|M_own - b| / 2300)` with M the middle
/// of a goal's inside, in (-1, 1).
#[derive(Deserialize)]
struct NectoStateQuality {}

impl StateFunction for NectoStateQuality {
    #[inline(never)]
    fn value(&self, at: &Bearings<'_>) -> f32 {
        let ball = &at.scene.ball.pos;
        let near = |team| expf((goal_middle(team) - ball).norm() * (-1.0 / CAR_MAX_SPEED));
        near(at.car.team.other()) - near(at.car.team)
    }
}

pub(super) fn register(registry: &mut Registry) -> Result<(), EnvError> {
    let entry = Entry::new("necto_state_quality", "Necto's worth of the ball's place")
        .formula("exp(-|M_opp-b| / 2300) - exp(-|M_own-b| / 2300), M = (0, +-5560, 321.39)")
        .range("(-1, 1)")
        .source("Necto");
    registry.state(entry, |function: NectoStateQuality| function)
}

#[cfg(test)]
mod tests {
    use super::super::by_hand::*;

    #[test]
    fn has_the_value_that_was_worked_out_by_hand() {
        near(value(r#""necto_state_quality""#, [700.0, 0.0, 300.0], still([0.0; 3])), 0.0);
        // In the middle of the opponents' goal: 1 - exp(-11120 / 2300).
        near(value(r#""necto_state_quality""#, [0.0, 5560.0, 321.39], still([0.0; 3])), 0.992_05);
    }
}
