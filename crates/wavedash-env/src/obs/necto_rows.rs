//! The rows that Necto and Nexto share: 24 features, the previous action (query only), padding.
//!
//! Features: self, mate, opponent, ball, pad; position, velocity, forward, up, angular velocity; boost,
//! timer (Necto) or bit (Nexto), on ground, flip left. Angular velocity comes last of the vectors, unlike Lucy.

use wavedash_core::Vec3;

use super::history::INPUTS;
use super::rows::{BODY, Body, LENGTH, SPIN, bit, body};
use super::{Entities, names};
use crate::scene::{Ball, Car};

/// Flags before the body.
pub(super) const FLAGS: usize = 5;
/// Place of a timer, or of whether a pad can be taken, in a body.
pub(super) const CLOCK: usize = 16;
/// Features of a key.
const FEATURES: usize = FLAGS + BODY;
/// Floats of a row.
pub(super) const COLUMNS: usize = FEATURES + INPUTS + 1;

pub(super) fn ball_body(ball: &Ball) -> Body {
    let zero = Vec3::zeros();
    body([ball.pos * (1.0 / LENGTH), ball.vel * (1.0 / LENGTH), zero, zero, ball.ang_vel * (1.0 / SPIN)], [0.0; 4])
}

/// `clock` is the car's timer or demolition bit.
pub(super) fn car_body(car: &Car, clock: f32) -> Body {
    let (pos, vel, spin) = (car.pos * (1.0 / LENGTH), car.vel * (1.0 / LENGTH), car.ang_vel * (1.0 / SPIN));
    let numbers = [car.boost, clock, bit(car.on_ground), bit(car.can_flip)];
    body([pos, vel, car.frame.forward, car.frame.up, spin], numbers)
}

pub(super) fn entities(rows: usize) -> Entities {
    Entities { keys: rows - 1, columns: COLUMNS, query_features: FEATURES + INPUTS, key_features: FEATURES }
}

/// Names of all floats; `clock` names the column between boost and on ground.
pub(super) fn columns(clock: &str, groups: &[(&str, usize)]) -> Vec<String> {
    let mut columns: Vec<String> =
        ["is_self", "is_mate", "is_opponent", "is_ball", "is_pad"].map(str::to_owned).to_vec();
    columns.extend(["pos", "vel", "forward", "up", "ang_vel"].into_iter().flat_map(names::vector));
    columns.extend(["boost", clock, "on_ground", "can_flip"].map(str::to_owned));
    columns.extend(names::actions(1));
    columns.push("is_padding".to_owned());
    names::table(&names::rows(groups), &columns)
}
