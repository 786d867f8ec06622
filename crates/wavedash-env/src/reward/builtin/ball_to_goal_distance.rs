//! `ball_to_goal_distance`: decay with the distance between the ball and a goal.

use serde::Deserialize;

use super::super::bearings::Bearings;
use super::super::function::StateFunction;
use super::super::pitch::{BALL_MAX_SPEED, GOAL_DEPTH};
use super::super::shape::decay;
use crate::error::EnvError;
use crate::registry::{Entry, Range, Registry};

/// Decay of |b - G| - 972.75 at 6000 uu, G the opponents' goal or the own one; above 1 inside the net.
#[derive(Deserialize)]
struct BallToGoalDistance {
    own_goal: bool,
    dispersion: f32,
    density: f32,
}

impl StateFunction for BallToGoalDistance {
    #[inline(never)]
    fn value(&self, at: &Bearings<'_>) -> f32 {
        let goal = if self.own_goal { &at.ball_to_own_goal } else { &at.ball_to_opponent_goal };
        decay(goal.distance - GOAL_DEPTH, BALL_MAX_SPEED, self.dispersion, self.density)
    }
}

pub(super) fn register(registry: &mut Registry) -> Result<(), EnvError> {
    let entry = Entry::new("ball_to_goal_distance", "decay with the distance between the ball and a goal")
        .formula("exp(-0.5 (|b-G| - 972.75) / (6000 dispersion density))")
        .range("(0, 1], in the net up to 1.1")
        .source("Lucy-SKG")
        .flag("own_goal", false, "the own goal instead of the opponents'")
        .float("dispersion", 1.0, Range::Positive, "", "stretches the distance scale of 6000 uu")
        .float("density", 1.0, Range::Positive, "", "same effect here");
    registry.state(entry, |function: BallToGoalDistance| function)
}

#[cfg(test)]
mod tests {
    use super::super::by_hand::*;

    #[test]
    fn has_the_value_that_was_worked_out_by_hand() {
        // The goals are alike from the middle of the field.
        let middle = [0.0, 0.0, 321.39];
        let [other, own] = [r#""ball_to_goal_distance""#, r#"{ "ball_to_goal_distance": { "own_goal": true } }"#];
        near(value(other, middle, still([0.0; 3])), value(own, middle, still([0.0; 3])));
        // |b - G| is 6000 in the middle: exp(-0.5 x (6000 - 972.75) / 6000).
        near(value(other, middle, still([0.0; 3])), 0.657_745);
    }
}
