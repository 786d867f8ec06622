//! `kickoff`: player-to-ball velocity until the kick-off is taken.

use serde::Deserialize;

use super::super::bearings::Bearings;
use super::super::function::StateFunction;
use super::super::shape::{is_kickoff, player_to_ball_velocity};
use crate::error::EnvError;
use crate::registry::{Entry, Registry};

/// Player-to-ball velocity while the ball lies on the kick-off spot (b_x = b_y = 0), else 0.
#[derive(Deserialize)]
struct Kickoff {}

impl StateFunction for Kickoff {
    fn value(&self, at: &Bearings<'_>) -> f32 {
        if is_kickoff(at) { player_to_ball_velocity(at) } else { 0.0 }
    }
}

pub(super) fn register(registry: &mut Registry) -> Result<(), EnvError> {
    let entry = Entry::new("kickoff", "player-to-ball velocity until the kick-off is taken")
        .formula("player_to_ball_velocity while b_x = b_y = 0")
        .range("[-1, 1]")
        .source("Lucy-SKG");
    registry.state(entry, |function: Kickoff| function)
}

#[cfg(test)]
mod tests {
    use super::super::by_hand::*;

    #[test]
    fn has_the_value_that_was_worked_out_by_hand() {
        let car = moving([0.0, -1000.0, 93.0], [0.0, 1150.0, 0.0]);
        near(value(r#""kickoff""#, [0.0, 0.0, 93.0], car), 0.5);
        near(value(r#""kickoff""#, [0.0, 1.0, 93.0], car), 0.0);
    }
}
