//! Putting a start state into an arena.

use core::f32::consts::PI;

use arrayvec::ArrayVec;
use wavedash_core::units::{BALL_RADIUS, BALL_REST_Z, MAX_CARS};
use wavedash_core::{Team, Vec3, math};
use wavedash_sim::{Arena, BodyState, CarState};

use crate::error::EnvError;

/// Height of a car's origin on the ground, uu (the kick-off places').
pub(super) const GROUND_Z: f32 = 17.0;

/// The cars of an arena, in its order.
pub(super) type Cars = ArrayVec<CarState, MAX_CARS>;

/// Height of the ball's centre on the ground, uu.
pub(super) fn ball_rest_z(arena: &Arena) -> f32 {
    arena.mutators().ball_radius + (BALL_REST_Z - BALL_RADIUS)
}

/// A body standing on the ground, its nose turned by `yaw` from +x.
pub(super) fn on_ground(x: f32, y: f32, yaw: f32) -> BodyState {
    BodyState { rot: math::yaw(yaw), ..BodyState::at(Vec3::new(x, y, GROUND_Z)) }
}

/// A car at `body` with `boost` (0 to 1) of a full tank, nothing used.
pub(super) fn car(arena: &Arena, body: BodyState, boost: f32) -> CarState {
    CarState::standing(body, boost * arena.mutators().boost_max)
}

/// The yaw from one point to another, rad.
pub(super) fn yaw_towards(from: Vec3, to: Vec3) -> f32 {
    libm::atan2f(to.y - from.y, to.x - from.x)
}

/// Adds half a turn for orange, for places given in blue's view.
pub(super) fn team_yaw(team: Team, yaw: f32) -> f32 {
    if team == Team::Blue { yaw } else { yaw + PI }
}

/// Places ball and cars, makes all pads ready and finds what the wheels touch.
pub(super) fn put(arena: &mut Arena, ball: BodyState, cars: &[CarState]) -> Result<(), EnvError> {
    arena.set_ball(ball)?;
    for (i, car) in cars.iter().enumerate() {
        arena.set_car(i, *car)?;
    }
    arena.set_pads(|_| 0);
    arena.refresh_contacts();
    Ok(())
}
