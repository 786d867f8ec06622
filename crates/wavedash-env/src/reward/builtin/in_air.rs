//! `in_air`: fewer than three wheels on something.

use serde::Deserialize;

use super::super::bearings::Bearings;
use super::super::function::StateFunction;
use crate::error::EnvError;
use crate::registry::{Entry, Registry};

/// 1 with fewer than three wheels on something, else 0.
#[derive(Deserialize)]
struct InAir {}

impl StateFunction for InAir {
    fn value(&self, at: &Bearings<'_>) -> f32 {
        f32::from(!at.car.on_ground)
    }
}

pub(super) fn register(registry: &mut Registry) -> Result<(), EnvError> {
    let entry = Entry::new("in_air", "fewer than three wheels on something")
        .formula("1 with fewer than three wheels on something")
        .range("0, 1")
        .source("Wavedash");
    registry.state(entry, |function: InAir| function)
}

#[cfg(test)]
mod tests {
    use super::super::by_hand::*;

    #[test]
    fn has_the_value_that_was_worked_out_by_hand() {
        near(value(r#""in_air""#, [0.0; 3], Car { on_ground: false, ..still([0.0; 3]) }), 1.0);
        near(value(r#""in_air""#, [0.0; 3], Car { on_ground: true, ..still([0.0; 3]) }), 0.0);
    }
}
