//! Ball and cars anywhere, moving.

use core::f32::consts::{FRAC_PI_2, FRAC_PI_4};

use wavedash_core::units::{BALL_MAX_ANG_SPEED, CAR_MAX_ANG_SPEED, CAR_MAX_SPEED};
use wavedash_core::{Stream, Vec3, math};
use wavedash_sim::{Arena, BodyState};

use super::StateMutator;
use super::draw::{between, vector, within};
use super::place::{self, Cars, GROUND_Z};
use crate::error::EnvError;

/// Beyond this |x| + |y| the corner walls begin: 4096 + 5120 - 1152, less a car's length, uu.
const CORNER: f32 = 7900.0;

/// A point on the plan of the field, out of the corners.
fn plan(stream: &mut Stream) -> (f32, f32) {
    let (x, y) = (within(stream, 3500.0), within(stream, 4500.0));
    // 3500 + 4500 reaches into the corners by less than 100 uu.
    let over = (x.abs() + y.abs() - CORNER).max(0.0);
    (x - over.copysign(x), y)
}

/// The published random state (`lucy-skg.md`, 1.6): each car on the ground with probability 0.5.
pub(super) struct Random;

impl StateMutator for Random {
    fn apply(&mut self, arena: &mut Arena, stream: &mut Stream) -> Result<(), EnvError> {
        let (x, y) = plan(stream);
        let ball = BodyState {
            vel: vector(stream, 3000.0),
            ang_vel: vector(stream, BALL_MAX_ANG_SPEED),
            ..BodyState::at(Vec3::new(x, y, between(stream, 100.0, 1950.0)))
        };
        let cars: Cars = (0..arena.cars().len())
            .map(|_| {
                let (x, y) = plan(stream);
                // The ceiling is at 2044: a car that is drawn above it hangs below.
                let z = between(stream, 150.0, 2050.0).min(1980.0);
                let pitch = within(stream, FRAC_PI_4);
                let yaw = within(stream, FRAC_PI_2);
                let roll = within(stream, FRAC_PI_2);
                let boost = stream.unit();
                let mut body = BodyState {
                    pos: Vec3::new(x, y, z),
                    rot: math::from_euler(yaw, pitch, roll),
                    vel: vector(stream, CAR_MAX_SPEED),
                    ang_vel: vector(stream, CAR_MAX_ANG_SPEED),
                };
                if stream.chance(0.5) {
                    body.pos.z = GROUND_Z;
                    body.rot = math::yaw(yaw);
                    body.vel.z = 0.0;
                    (body.ang_vel.x, body.ang_vel.y) = (0.0, 0.0);
                }
                place::car(arena, body, boost)
            })
            .collect();
        place::put(arena, ball, &cars)
    }
}
