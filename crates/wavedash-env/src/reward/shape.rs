//! Formulas that several reward functions share.

use libm::{expf, powf};

use super::bearings::Bearings;
use super::function::CarStep;
use super::pitch::CAR_MAX_SPEED;

/// `exp(-0.5 d / (scale dispersion density))`: Lucy's parametrised distance (arXiv 2305.15801, eq. 3), in (0, 1] for
/// d >= 0.
///
/// Written there as `[exp(-0.5 d / (scale dispersion))]^(1 / density)`, which is the same: dispersion and density are
/// one knob here and differ only in the signed ball-to-goal distance.
#[inline]
pub(super) fn decay(distance: f32, scale: f32, dispersion: f32, density: f32) -> f32 {
    expf(-0.5 * distance / (scale * dispersion * density))
}

/// `sign(x) |x|^exponent`.
#[inline]
pub(super) fn signed_power(x: f32, exponent: f32) -> f32 {
    if exponent == 1.0 || x == 0.0 { x } else { powf(x.abs(), exponent).copysign(x) }
}

/// `unit(b - p) . v / 2300`, in [-1, 1].
pub(super) fn player_to_ball_velocity(at: &Bearings<'_>) -> f32 {
    at.car_to_ball.dir.dot(&at.car.vel) * (1.0 / CAR_MAX_SPEED)
}

/// `defense cos(b - p, p - G_own) + offense cos(b - p, G_opp - p)`, in [-1, 1] for weights of 0.5.
pub(super) fn align_ball_goal(at: &Bearings<'_>, defense: f32, offense: f32) -> f32 {
    let ball = &at.car_to_ball.dir;
    defense * ball.dot(&at.own_goal_to_car.dir) + offense * ball.dot(&at.car_to_opponent_goal.dir)
}

/// The ball lies on the kick-off spot: exactly, since the game puts it there.
pub(super) fn is_kickoff(at: &Bearings<'_>) -> bool {
    at.scene.ball.pos.x == 0.0 && at.scene.ball.pos.y == 0.0
}

/// 1 in the first of successive steps with contact with the ball.
pub(super) fn touch(step: &CarStep<'_>) -> f32 {
    f32::from(step.info.touched && !step.touched_before)
}
