//! `signed_ball_to_goal_distance`: positive near the opponents' goal, negative far from it.

use serde::Deserialize;

use super::super::bearings::Bearings;
use super::super::function::StateFunction;
use super::super::pitch::GOAL_DEPTH;
use super::super::shape::{decay, signed_power};
use crate::error::EnvError;
use crate::registry::{Entry, Range, Registry};

/// Scale of the signed ball-to-goal distance, uu: it makes the value about 0 at the middle of a side wall.
const SIGNED_SCALE: f32 = 4570.0;

/// `r = 2 exp(-0.5 d / (4570 dispersion)) - 1` with d = |b - G_opp| - 972.75, then `sign(r) |r|^(1 / density)`: about
/// (-1, 1), about 0 at the middle of a side wall.
#[derive(Deserialize)]
struct SignedBallToGoalDistance {
    dispersion: f32,
    density: f32,
}

impl StateFunction for SignedBallToGoalDistance {
    #[inline(never)]
    fn value(&self, at: &Bearings<'_>) -> f32 {
        let r = 2.0 * decay(at.ball_to_opponent_goal.distance - GOAL_DEPTH, SIGNED_SCALE, self.dispersion, 1.0) - 1.0;
        signed_power(r, 1.0 / self.density)
    }
}

pub(super) fn register(registry: &mut Registry) -> Result<(), EnvError> {
    let entry = Entry::new("signed_ball_to_goal_distance", "positive near the opponents' goal, negative far from it")
        .formula("r = 2 exp(-0.5 (|b-G| - 972.75) / (4570 dispersion)) - 1; sign(r) |r|^(1/density)")
        .range("(-1, 1.3)")
        .source("Lucy-SKG")
        .float("dispersion", 1.0, Range::Positive, "", "stretches the distance scale of 4570 uu")
        .float("density", 1.0, Range::Positive, "", "above 1 moves values away from 0");
    registry.state(entry, |function: SignedBallToGoalDistance| function)
}

#[cfg(test)]
mod tests {
    use super::super::by_hand::*;

    #[test]
    fn has_the_value_that_was_worked_out_by_hand() {
        // |b - G| is 6000 in the middle: 2 exp(-0.5 x 5027.25 / 4570) - 1.
        near(value(r#""signed_ball_to_goal_distance""#, [0.0, 0.0, 321.39], still([0.0; 3])), 0.153_88);
    }
}
