//! `has_flip`: a flip or double jump is available.

use serde::Deserialize;

use super::super::bearings::Bearings;
use super::super::function::StateFunction;
use crate::error::EnvError;
use crate::registry::{Entry, Registry};

/// 1 while a flip or double jump is available, else 0.
#[derive(Deserialize)]
struct HasFlip {}

impl StateFunction for HasFlip {
    fn value(&self, at: &Bearings<'_>) -> f32 {
        f32::from(at.car.can_flip)
    }
}

pub(super) fn register(registry: &mut Registry) -> Result<(), EnvError> {
    let entry = Entry::new("has_flip", "a flip or double jump is available")
        .formula("1 while a flip or double jump is available")
        .range("0, 1")
        .source("Wavedash");
    registry.state(entry, |function: HasFlip| function)
}

#[cfg(test)]
mod tests {
    use super::super::by_hand::*;

    #[test]
    fn has_the_value_that_was_worked_out_by_hand() {
        near(value(r#""has_flip""#, [0.0; 3], Car { can_flip: true, ..still([0.0; 3]) }), 1.0);
        near(value(r#""has_flip""#, [0.0; 3], Car { can_flip: false, ..still([0.0; 3]) }), 0.0);
    }
}
