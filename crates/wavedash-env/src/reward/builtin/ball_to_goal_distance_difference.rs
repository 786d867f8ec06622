//! `ball_to_goal_distance_difference`: ball-to-goal distance of the opponents' goal minus that of the own goal.

use serde::Deserialize;

use super::super::bearings::{Bearing, Bearings};
use super::super::function::StateFunction;
use super::super::pitch::{BALL_MAX_SPEED, GOAL_DEPTH};
use super::super::shape::decay;
use crate::error::EnvError;
use crate::registry::{Entry, Range, Registry};

/// Ball-to-goal distance of the opponents' goal minus that of the own one. In (-1.2, 1.2) for weights of 1.
#[derive(Deserialize)]
struct BallToGoalDistanceDifference {
    offense_weight: f32,
    defense_weight: f32,
    offense_dispersion: f32,
    defense_dispersion: f32,
    offense_density: f32,
    defense_density: f32,
}

impl StateFunction for BallToGoalDistanceDifference {
    #[inline(never)]
    fn value(&self, at: &Bearings<'_>) -> f32 {
        let near = |goal: &Bearing, weight: f32, dispersion, density| {
            weight * decay(goal.distance - GOAL_DEPTH, BALL_MAX_SPEED, dispersion, density)
        };
        near(&at.ball_to_opponent_goal, self.offense_weight, self.offense_dispersion, self.offense_density)
            - near(&at.ball_to_own_goal, self.defense_weight, self.defense_dispersion, self.defense_density)
    }
}

pub(super) fn register(registry: &mut Registry) -> Result<(), EnvError> {
    let entry = Entry::new(
        "ball_to_goal_distance_difference",
        "ball-to-goal distance of the opponents' goal minus that of the own goal",
    )
    .formula("offense_weight distance(G_opp) - defense_weight distance(G_own), distance as ball_to_goal_distance")
    .range("(-1.2, 1.2)")
    .source("Lucy-SKG")
    .float("offense_weight", 1.0, Range::Finite, "", "weight of the opponents' goal")
    .float("defense_weight", 1.0, Range::Finite, "", "weight of the own goal")
    .float("offense_dispersion", 0.5, Range::Positive, "", "dispersion around the opponents' goal")
    .float("defense_dispersion", 0.5, Range::Positive, "", "dispersion around the own goal")
    .float("offense_density", 1.0, Range::Positive, "", "density around the opponents' goal")
    .float("defense_density", 1.0, Range::Positive, "", "density around the own goal");
    registry.state(entry, |function: BallToGoalDistanceDifference| function)
}

#[cfg(test)]
mod tests {
    use super::super::by_hand::*;

    #[test]
    fn has_the_value_that_was_worked_out_by_hand() {
        near(value(r#""ball_to_goal_distance_difference""#, [500.0, 0.0, 300.0], still([0.0; 3])), 0.0);
        // With half of the own goal's weight in the middle: exp(-0.5 x 5027.25 / 3000) / 2.
        let half = r#"{ "ball_to_goal_distance_difference": { "defense_weight": 0.5 } }"#;
        near(value(half, [0.0, 0.0, 321.39], still([0.0; 3])), 0.216_33);
    }
}
