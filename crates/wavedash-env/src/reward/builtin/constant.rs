//! `constant`: always 1.

use serde::Deserialize;

use super::super::bearings::Bearings;
use super::super::function::StateFunction;
use crate::error::EnvError;
use crate::registry::{Entry, Registry};

/// Always 1.
#[derive(Deserialize)]
struct Constant {}

impl StateFunction for Constant {
    fn value(&self, _at: &Bearings<'_>) -> f32 {
        1.0
    }
}

pub(super) fn register(registry: &mut Registry) -> Result<(), EnvError> {
    let entry = Entry::new("constant", "always 1").formula("1").range("1").source("RLGym");
    registry.state(entry, |function: Constant| function)
}

#[cfg(test)]
mod tests {
    use super::super::by_hand::*;

    #[test]
    fn has_the_value_that_was_worked_out_by_hand() {
        near(value(r#""constant""#, [0.0; 3], still([0.0; 3])), 1.0);
    }
}
