//! `on_ground`: at least three wheels on something.

use serde::Deserialize;

use super::super::bearings::Bearings;
use super::super::function::StateFunction;
use crate::error::EnvError;
use crate::registry::{Entry, Registry};

/// 1 with at least three wheels on something, else 0.
#[derive(Deserialize)]
struct OnGround {}

impl StateFunction for OnGround {
    fn value(&self, at: &Bearings<'_>) -> f32 {
        f32::from(at.car.on_ground)
    }
}

pub(super) fn register(registry: &mut Registry) -> Result<(), EnvError> {
    let entry = Entry::new("on_ground", "at least three wheels on something")
        .formula("1 with at least three wheels on something")
        .range("0, 1")
        .source("Necto");
    registry.state(entry, |function: OnGround| function)
}

#[cfg(test)]
mod tests {
    use super::super::by_hand::*;

    #[test]
    fn has_the_value_that_was_worked_out_by_hand() {
        near(value(r#""on_ground""#, [0.0; 3], Car { on_ground: true, ..still([0.0; 3]) }), 1.0);
        near(value(r#""on_ground""#, [0.0; 3], Car { on_ground: false, ..still([0.0; 3]) }), 0.0);
    }
}
