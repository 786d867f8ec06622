//! `wall_distance`: how far it is from the walls.

use serde::Deserialize;

use super::super::bearings::Bearings;
use super::super::function::StateFunction;
use super::super::pitch::{BACK_WALL_Y, CORNER_SUM, SIDE_WALL_X};
use crate::error::EnvError;
use crate::registry::{Entry, Range, Registry};

/// `min(d / distance, 1)`, d from the car to the nearest of the side walls, back walls and walls of the corners, in
/// [0, 1]; 0 in a goal.
#[derive(Deserialize)]
struct WallDistance {
    distance: f32,
}

impl StateFunction for WallDistance {
    #[inline(never)]
    fn value(&self, at: &Bearings<'_>) -> f32 {
        let (x, y) = (at.car.pos.x.abs(), at.car.pos.y.abs());
        let corner = (CORNER_SUM - x - y) * core::f32::consts::FRAC_1_SQRT_2;
        let nearest = (SIDE_WALL_X - x).min(BACK_WALL_Y - y).min(corner);
        (nearest.max(0.0) / self.distance).min(1.0)
    }
}

pub(super) fn register(registry: &mut Registry) -> Result<(), EnvError> {
    let entry = Entry::new("wall_distance", "how far it is from the walls")
        .formula("min(d / distance, 1), d to the nearest wall or corner's wall; 0 in a goal")
        .range("[0, 1]")
        .source("Wavedash")
        .float("distance", 1000.0, Range::Positive, "uu", "distance that counts as 1");
    registry.state(entry, |function: WallDistance| function)
}

#[cfg(test)]
mod tests {
    use super::super::by_hand::*;

    #[test]
    fn has_the_value_that_was_worked_out_by_hand() {
        near(value(r#""wall_distance""#, [0.0; 3], still([4096.0 - 250.0, 0.0, 500.0])), 0.25);
        near(value(r#""wall_distance""#, [0.0; 3], still([0.0, 5400.0, 100.0])), 0.0);
    }
}
