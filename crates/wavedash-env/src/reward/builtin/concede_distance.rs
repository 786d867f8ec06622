//! `concede_distance`: distance from the ball at a goal against its team.

use libm::expf;
use serde::Deserialize;

use super::super::function::{CarStep, RewardFunction};
use super::super::pitch::CAR_MAX_SPEED;
use crate::error::EnvError;
use crate::registry::{Entry, Registry};

/// `1 - exp(-|p - b'| / 2300)` when a goal is conceded, b' the ball at the decision before: Necto's, in [0, 1).
#[derive(Deserialize)]
struct ConcedeDistance {}

impl RewardFunction for ConcedeDistance {
    #[inline(never)]
    fn reward(&mut self, step: &CarStep<'_>) -> f32 {
        if step.info.concedes == 0 {
            return 0.0;
        }
        let at = &step.at;
        1.0 - expf((at.car.pos - step.transition.before.ball.pos).norm() * (-1.0 / CAR_MAX_SPEED))
    }
}

pub(super) fn register(registry: &mut Registry) -> Result<(), EnvError> {
    let entry = Entry::new("concede_distance", "distance from the ball at a goal against its team")
        .formula("goal against its team: 1 - exp(-|p-b'| / 2300)")
        .range("[0, 1)")
        .source("Necto");
    registry.reward(entry, |function: ConcedeDistance| function)
}

#[cfg(test)]
mod tests {
    use super::super::by_hand::*;

    #[test]
    fn has_the_value_that_was_worked_out_by_hand() {
        let far = scene([0.0, 2300.0, 0.0], still([0.0; 3]));
        let mut distance = alone(r#""concede_distance""#);
        // 1 - 1 / e.
        near(step(&mut distance, &far, &far, StepInfo { concedes: 1, ..nothing() }), 0.632_12);
    }
}
