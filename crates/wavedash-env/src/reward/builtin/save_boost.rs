//! `save_boost`: a power of the boost in the tank.

use libm::powf;
use serde::Deserialize;

use super::super::bearings::Bearings;
use super::super::function::StateFunction;
use crate::error::EnvError;
use crate::registry::{Entry, Range, Registry};

/// `boost^exponent` of the tank from 0 to 1; Lucy's "save boost" has the exponent 0.5.
#[derive(Deserialize)]
struct SaveBoost {
    exponent: f32,
}

impl StateFunction for SaveBoost {
    #[inline(never)]
    fn value(&self, at: &Bearings<'_>) -> f32 {
        let boost = at.car.boost.max(0.0);
        if self.exponent == 0.5 { boost.sqrt() } else { powf(boost, self.exponent) }
    }
}

pub(super) fn register(registry: &mut Registry) -> Result<(), EnvError> {
    let entry = Entry::new("save_boost", "a power of the boost in the tank")
        .formula("boost^exponent, full tank 1")
        .range("[0, 1]")
        .source("RLGym")
        .float("exponent", 0.5, Range::Positive, "", "0.5 makes the first boost worth the most");
    registry.state(entry, |function: SaveBoost| function)
}

#[cfg(test)]
mod tests {
    use super::super::by_hand::*;

    #[test]
    fn has_the_value_that_was_worked_out_by_hand() {
        let car = Car { boost: 0.25, ..still([0.0; 3]) };
        near(value(r#""save_boost""#, [0.0; 3], car), 0.5);
        near(value(r#"{ "save_boost": { "exponent": 2.0 } }"#, [0.0; 3], car), 0.0625);
    }
}
