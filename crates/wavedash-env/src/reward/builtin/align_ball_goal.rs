//! `align_ball_goal`: the ball between the car and the opponents' goal, the car between its own goal and the ball.

use serde::Deserialize;

use super::super::bearings::Bearings;
use super::super::function::StateFunction;
use super::super::shape::align_ball_goal;
use crate::error::EnvError;
use crate::registry::{Entry, Range, Registry};

/// `defense cos(b - p, p - G_own) + offense cos(b - p, G_opp - p)`, in [-1, 1] for weights of 0.5.
#[derive(Deserialize)]
struct AlignBallGoal {
    defense: f32,
    offense: f32,
}

impl StateFunction for AlignBallGoal {
    fn value(&self, at: &Bearings<'_>) -> f32 {
        align_ball_goal(at, self.defense, self.offense)
    }
}

pub(super) fn register(registry: &mut Registry) -> Result<(), EnvError> {
    let entry = Entry::new(
        "align_ball_goal",
        "the ball between the car and the opponents' goal, the car between its own goal and the ball",
    )
    .formula("defense cos(b-p, p-G_own) + offense cos(b-p, G_opp-p)")
    .range("[-1, 1]")
    .source("RLGym")
    .float("defense", 0.5, Range::Finite, "", "weight of the own goal's part")
    .float("offense", 0.5, Range::Finite, "", "weight of the opponents' goal's part");
    registry.state(entry, |function: AlignBallGoal| function)
}

#[cfg(test)]
mod tests {
    use super::super::by_hand::*;

    #[test]
    fn has_the_value_that_was_worked_out_by_hand() {
        let car = still([0.0, 0.0, 321.39]);
        near(value(r#""align_ball_goal""#, [0.0, 800.0, 321.39], car), 1.0);
        near(value(r#""align_ball_goal""#, [800.0, 0.0, 321.39], car), 0.0);
    }
}
