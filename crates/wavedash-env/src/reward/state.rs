//! State functions: what a moment is worth to one car, whatever led to it.
//!
//! What calls into the maths library is not inlined, so that [`Expr::eval`](super::Expr::eval) stays short.
//!
//! Notation: p, v the car's position and velocity, b, w the ball's, G the back of a goal, unit(x) = x / |x|.

use libm::{expf, powf};

use super::bearings::Bearings;
use super::pitch::{
    BACK_WALL_Y, BALL_MAX_SPEED, BALL_RADIUS, CAR_MAX_SPEED, CEILING_Z, CORNER_SUM, GOAL_DEPTH, SIDE_WALL_X,
    goal_middle,
};

/// Scale of the signed ball-to-goal distance, uu: it makes the value about 0 at the middle of a side wall.
const SIGNED_SCALE: f32 = 4570.0;

/// `exp(-0.5 d / (scale dispersion density))`: Lucy's parametrised distance (arXiv 2305.15801, eq. 3), in (0, 1] for
/// d >= 0.
///
/// Written there as `[exp(-0.5 d / (scale dispersion))]^(1 / density)`, which is the same: dispersion and density are
/// one knob here and differ only in [`signed_ball_to_goal_distance`].
#[inline]
#[must_use]
pub fn decay(distance: f32, scale: f32, dispersion: f32, density: f32) -> f32 {
    expf(-0.5 * distance / (scale * dispersion * density))
}

/// `sign(x) |x|^exponent`.
#[inline]
#[must_use]
pub fn signed_power(x: f32, exponent: f32) -> f32 {
    if exponent == 1.0 || x == 0.0 { x } else { powf(x.abs(), exponent).copysign(x) }
}

/// Decay of |b - p| - 92.75 at 2300 uu; 1 at contact.
#[inline(never)]
#[must_use]
pub fn player_to_ball_distance(at: &Bearings<'_>, dispersion: f32, density: f32) -> f32 {
    decay(at.car_to_ball.distance - BALL_RADIUS, CAR_MAX_SPEED, dispersion, density)
}

/// Decay of |b - G| - 972.75 at 6000 uu, G the opponents' goal or the own one; above 1 inside the net.
#[inline(never)]
#[must_use]
pub fn ball_to_goal_distance(at: &Bearings<'_>, own_goal: bool, dispersion: f32, density: f32) -> f32 {
    let goal = if own_goal { &at.ball_to_own_goal } else { &at.ball_to_opponent_goal };
    decay(goal.distance - GOAL_DEPTH, BALL_MAX_SPEED, dispersion, density)
}

/// Ball-to-goal distance of the opponents' goal minus that of the own one; each side as weight, dispersion, density.
/// In (-1.2, 1.2) for weights of 1.
#[inline(never)]
#[must_use]
pub fn ball_to_goal_distance_difference(at: &Bearings<'_>, offense: [f32; 3], defense: [f32; 3]) -> f32 {
    let side = |own_goal, [weight, dispersion, density]: [f32; 3]| {
        weight * ball_to_goal_distance(at, own_goal, dispersion, density)
    };
    side(false, offense) - side(true, defense)
}

/// `r = 2 exp(-0.5 d / (4570 dispersion)) - 1` with d = |b - G_opp| - 972.75, then `sign(r) |r|^(1 / density)`:
/// about (-1, 1), about 0 at the middle of a side wall.
#[inline(never)]
#[must_use]
pub fn signed_ball_to_goal_distance(at: &Bearings<'_>, dispersion: f32, density: f32) -> f32 {
    let r = 2.0 * decay(at.ball_to_opponent_goal.distance - GOAL_DEPTH, SIGNED_SCALE, dispersion, 1.0) - 1.0;
    signed_power(r, 1.0 / density)
}

/// `unit(G - b) . w / 6000`, in [-1, 1].
#[must_use]
pub fn ball_to_goal_velocity(at: &Bearings<'_>, own_goal: bool) -> f32 {
    let goal = if own_goal { &at.ball_to_own_goal } else { &at.ball_to_opponent_goal };
    goal.dir.dot(&at.scene.ball.vel) * (1.0 / BALL_MAX_SPEED)
}

/// `unit(b - p) . v / 2300`, in [-1, 1].
#[must_use]
pub fn player_to_ball_velocity(at: &Bearings<'_>) -> f32 {
    at.car_to_ball.dir.dot(&at.car.vel) * (1.0 / CAR_MAX_SPEED)
}

/// `unit(G_opp - p) . v / 2300`, or with G_own, in [-1, 1].
#[must_use]
pub fn player_to_goal_velocity(at: &Bearings<'_>, own_goal: bool) -> f32 {
    let dir = if own_goal { -at.own_goal_to_car.dir } else { at.car_to_opponent_goal.dir };
    dir.dot(&at.car.vel) * (1.0 / CAR_MAX_SPEED)
}

/// `defense cos(b - p, p - G_own) + offense cos(b - p, G_opp - p)`, in [-1, 1] for weights of 0.5.
#[must_use]
pub fn align_ball_goal(at: &Bearings<'_>, defense: f32, offense: f32) -> f32 {
    let ball = &at.car_to_ball.dir;
    defense * ball.dot(&at.own_goal_to_car.dir) + offense * ball.dot(&at.car_to_opponent_goal.dir)
}

/// `forward . unit(b - p)`, in [-1, 1].
#[must_use]
pub fn face_ball(at: &Bearings<'_>) -> f32 {
    at.car.frame.forward.dot(&at.car_to_ball.dir)
}

/// `forward . unit(v)`: 1 for driving forwards, -1 for reversing, 0 at rest.
#[inline(never)]
#[must_use]
pub fn face_velocity(at: &Bearings<'_>) -> f32 {
    at.car.frame.forward.dot(&at.car.vel) / (at.car.vel.norm() + 1e-8)
}

/// `y = b_y / 5212.75` towards the opponents' goal, then `sign(y) |y|^exponent`, in [-1, 1] outside the nets.
#[inline(never)]
#[must_use]
pub fn ball_y(at: &Bearings<'_>, exponent: f32) -> f32 {
    let forward = -at.car.team.own_goal_sign();
    signed_power(forward * at.scene.ball.pos.y * (1.0 / (BACK_WALL_Y + BALL_RADIUS)), exponent)
}

/// `b_z / 2044`, in [0, 1].
#[must_use]
pub fn ball_height(at: &Bearings<'_>) -> f32 {
    at.scene.ball.pos.z * (1.0 / CEILING_Z)
}

/// `|w| / 6000`, in [0, 1].
#[must_use]
pub fn ball_speed(at: &Bearings<'_>) -> f32 {
    at.scene.ball.vel.norm() * (1.0 / BALL_MAX_SPEED)
}

/// `|v| / 2300`, in [0, 1].
#[must_use]
pub fn player_speed(at: &Bearings<'_>) -> f32 {
    at.car.vel.norm() * (1.0 / CAR_MAX_SPEED)
}

/// `p_z / 2044`, in [0, 1].
#[must_use]
pub fn player_height(at: &Bearings<'_>) -> f32 {
    at.car.pos.z * (1.0 / CEILING_Z)
}

/// `boost^exponent` of the tank from 0 to 1; Lucy's "save boost" has the exponent 0.5.
#[inline(never)]
#[must_use]
pub fn save_boost(at: &Bearings<'_>, exponent: f32) -> f32 {
    let boost = at.car.boost.max(0.0);
    if exponent == 0.5 { boost.sqrt() } else { powf(boost, exponent) }
}

/// `min(t / seconds, 1)`, t the time in the air, in [0, 1].
#[must_use]
pub fn air_time(at: &Bearings<'_>, seconds: f32) -> f32 {
    (at.car.air_seconds / seconds).min(1.0)
}

/// `min(d / distance, 1)`, d from the car to the nearest of the side walls, back walls and walls of the corners, in
/// [0, 1]; 0 in a goal.
#[inline(never)]
#[must_use]
pub fn wall_distance(at: &Bearings<'_>, distance: f32) -> f32 {
    let (x, y) = (at.car.pos.x.abs(), at.car.pos.y.abs());
    let corner = (CORNER_SUM - x - y) * core::f32::consts::FRAC_1_SQRT_2;
    let nearest = (SIDE_WALL_X - x).min(BACK_WALL_Y - y).min(corner);
    (nearest.max(0.0) / distance).min(1.0)
}

/// Player-to-ball velocity while the ball lies on the kick-off spot (b_x = b_y = 0), else 0.
#[must_use]
pub fn kickoff(at: &Bearings<'_>) -> f32 {
    if is_kickoff(at) { player_to_ball_velocity(at) } else { 0.0 }
}

/// The ball lies on the kick-off spot: exactly, since the game puts it there.
#[must_use]
pub fn is_kickoff(at: &Bearings<'_>) -> bool {
    at.scene.ball.pos.x == 0.0 && at.scene.ball.pos.y == 0.0
}

/// Necto's state quality without its weight: `exp(-|M_opp - b| / 2300) - exp(-|M_own - b| / 2300)` with M the middle
/// of a goal's inside, in (-1, 1).
#[inline(never)]
#[must_use]
pub fn necto_state_quality(at: &Bearings<'_>) -> f32 {
    let ball = &at.scene.ball.pos;
    let near = |team| expf((goal_middle(team) - ball).norm() * (-1.0 / CAR_MAX_SPEED));
    near(at.car.team.other()) - near(at.car.team)
}

/// Necto's player quality: `distance exp(-|b - p| / 1410) + align a` with a of [`align_ball_goal`] at 0.5 and 0.5.
#[inline(never)]
#[must_use]
pub fn necto_player_quality(at: &Bearings<'_>, distance: f32, align: f32) -> f32 {
    distance * expf(at.car_to_ball.distance * (-1.0 / 1410.0)) + align * align_ball_goal(at, 0.5, 0.5)
}
