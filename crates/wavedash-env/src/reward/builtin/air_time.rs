//! `air_time`: how long it has been in the air.

use serde::Deserialize;

use super::super::bearings::Bearings;
use super::super::function::StateFunction;
use crate::error::EnvError;
use crate::registry::{Entry, Range, Registry};

/// `min(t / seconds, 1)`, t the time in the air, in [0, 1].
#[derive(Deserialize)]
struct AirTime {
    seconds: f32,
}

impl StateFunction for AirTime {
    fn value(&self, at: &Bearings<'_>) -> f32 {
        (at.car.air_seconds / self.seconds).min(1.0)
    }
}

pub(super) fn register(registry: &mut Registry) -> Result<(), EnvError> {
    let entry = Entry::new("air_time", "how long it has been in the air")
        .formula("min(t / seconds, 1), t the time in the air")
        .range("[0, 1]")
        .source("Wavedash")
        .float(
            "seconds",
            1.75,
            Range::Positive,
            "s",
            "time that counts as 1; the default is more than a jump off a wall",
        );
    registry.state(entry, |function: AirTime| function)
}

#[cfg(test)]
mod tests {
    use super::super::by_hand::*;

    #[test]
    fn has_the_value_that_was_worked_out_by_hand() {
        near(value(r#""air_time""#, [0.0; 3], Car { air_seconds: 0.7, ..still([0.0; 3]) }), 0.4);
        near(
            value(r#"{ "air_time": { "seconds": 0.5 } }"#, [0.0; 3], Car { air_seconds: 0.7, ..still([0.0; 3]) }),
            1.0,
        );
    }
}
