//! `supersonic`: at supersonic speed.

use serde::Deserialize;

use super::super::bearings::Bearings;
use super::super::function::StateFunction;
use crate::error::EnvError;
use crate::registry::{Entry, Registry};

/// 1 at supersonic speed, else 0.
#[derive(Deserialize)]
struct Supersonic {}

impl StateFunction for Supersonic {
    fn value(&self, at: &Bearings<'_>) -> f32 {
        f32::from(at.car.is_supersonic)
    }
}

pub(super) fn register(registry: &mut Registry) -> Result<(), EnvError> {
    let entry = Entry::new("supersonic", "at supersonic speed")
        .formula("1 at supersonic speed")
        .range("0, 1")
        .source("Wavedash");
    registry.state(entry, |function: Supersonic| function)
}

#[cfg(test)]
mod tests {
    use super::super::by_hand::*;

    #[test]
    fn has_the_value_that_was_worked_out_by_hand() {
        near(value(r#""supersonic""#, [0.0; 3], Car { is_supersonic: true, ..still([0.0; 3]) }), 1.0);
        near(value(r#""supersonic""#, [0.0; 3], Car { is_supersonic: false, ..still([0.0; 3]) }), 0.0);
    }
}
