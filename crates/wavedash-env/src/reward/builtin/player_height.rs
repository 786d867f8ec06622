//! `player_height`: height of the car.

use serde::Deserialize;

use super::super::bearings::Bearings;
use super::super::function::StateFunction;
use super::super::pitch::CEILING_Z;
use crate::error::EnvError;
use crate::registry::{Entry, Registry};

/// `p_z / 2044`, in [0, 1].
#[derive(Deserialize)]
struct PlayerHeight {}

impl StateFunction for PlayerHeight {
    fn value(&self, at: &Bearings<'_>) -> f32 {
        at.car.pos.z * (1.0 / CEILING_Z)
    }
}

pub(super) fn register(registry: &mut Registry) -> Result<(), EnvError> {
    let entry =
        Entry::new("player_height", "height of the car").formula("p_z / 2044").range("[0, 1]").source("Wavedash");
    registry.state(entry, |function: PlayerHeight| function)
}

#[cfg(test)]
mod tests {
    use super::super::by_hand::*;

    #[test]
    fn has_the_value_that_was_worked_out_by_hand() {
        near(value(r#""player_height""#, [0.0; 3], still([0.0, 0.0, 1022.0])), 0.5);
    }
}
