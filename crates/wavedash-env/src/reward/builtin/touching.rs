//! `touching`: every step with contact with the ball.

use serde::Deserialize;

use super::super::function::{CarStep, RewardFunction};
use crate::error::EnvError;
use crate::registry::{Entry, Registry};

/// 1 in every step with contact with the ball.
#[derive(Deserialize)]
struct Touching {}

impl RewardFunction for Touching {
    fn reward(&mut self, step: &CarStep<'_>) -> f32 {
        f32::from(step.info.touched)
    }
}

pub(super) fn register(registry: &mut Registry) -> Result<(), EnvError> {
    let entry = Entry::new("touching", "every step with contact with the ball")
        .formula("every step with contact with the ball")
        .range("0, 1")
        .source("RLGym");
    registry.reward(entry, |function: Touching| function)
}

#[cfg(test)]
mod tests {
    use super::super::by_hand::*;

    #[test]
    fn has_the_value_that_was_worked_out_by_hand() {
        let mut touching = alone(r#""touching""#);
        assert_eq!([touched(), touched(), nothing()].map(|info| quiet(&mut touching, info)), [1.0, 1.0, 0.0]);
    }
}
