//! `touch`: the first of successive steps with contact with the ball.

use serde::Deserialize;

use super::super::function::{CarStep, RewardFunction};
use super::super::shape::touch;
use crate::error::EnvError;
use crate::registry::{Entry, Registry};

/// 1 in the first of successive steps with contact: the rising edge of "touched".
#[derive(Deserialize)]
struct Touch {}

impl RewardFunction for Touch {
    fn reward(&mut self, step: &CarStep<'_>) -> f32 {
        touch(step)
    }
}

pub(super) fn register(registry: &mut Registry) -> Result<(), EnvError> {
    let entry = Entry::new("touch", "the first of successive steps with contact with the ball")
        .formula("first of successive steps with contact with the ball")
        .range("0, 1")
        .source("RLGym");
    registry.reward(entry, |function: Touch| function)
}

#[cfg(test)]
mod tests {
    use super::super::by_hand::*;

    #[test]
    fn has_the_value_that_was_worked_out_by_hand() {
        let mut touch = alone(r#""touch""#);
        assert_eq!(
            [touched(), touched(), nothing(), touched()].map(|info| quiet(&mut touch, info)),
            [1.0, 0.0, 0.0, 1.0]
        );
    }
}
