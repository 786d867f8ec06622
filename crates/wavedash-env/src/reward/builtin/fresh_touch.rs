//! `fresh_touch`: a touch after a pause, or after an opponent's.

use serde::Deserialize;

use super::super::function::{CarStep, RewardFunction};
use super::super::shape::touch;
use crate::error::EnvError;
use crate::registry::{Entry, Range, Registry};

/// 1 in the first of successive steps with contact, if `pause` seconds have passed since the contact before, or an
/// opponent has touched the ball since, or it is the first of the episode: carrying on with the ball is not paid.
#[derive(Deserialize)]
struct FreshTouch {
    pause: f32,
}

impl RewardFunction for FreshTouch {
    fn reward(&mut self, step: &CarStep<'_>) -> f32 {
        if step.opponent_touched || step.quiet_seconds >= self.pause { touch(step) } else { 0.0 }
    }
}

pub(super) fn register(registry: &mut Registry) -> Result<(), EnvError> {
    let entry = Entry::new("fresh_touch", "a touch after a pause, or after an opponent's")
        .formula("touch, if the last contact is at least pause seconds ago or an opponent has touched the ball since")
        .range("0, 1")
        .source("Wavedash")
        .float("pause", 2.0, Range::NotNegative, "s", "time without contact after which a touch is fresh again");
    registry.reward(entry, |function: FreshTouch| function)
}

#[cfg(test)]
mod tests {
    use super::super::by_hand::*;

    #[test]
    fn has_the_value_that_was_worked_out_by_hand() {
        let mut fresh = alone(r#"{ "fresh_touch": { "pause": 0.1 } }"#);
        // Steps of 1/15 s: the second touch comes too early, the third does not.
        let steps = [touched(), nothing(), touched(), nothing(), nothing(), touched()];
        assert_eq!(steps.map(|info| quiet(&mut fresh, info)), [1.0, 0.0, 0.0, 0.0, 0.0, 1.0]);
    }
}
