//! Where the ball will be, roughly: gravity, drag, and bounces off floor, walls and ceiling.
//!
//! Corners, ramps and goals are left out; the next decision looks again anyway.

use wavedash_core::Vec3;
use wavedash_core::rules::{
    BACK_WALL_Y, BALL_DRAG, BALL_RADIUS, BALL_RESTITUTION, CEILING_Z, GOAL_HALF_WIDTH, GOAL_HEIGHT, GRAVITY,
    SIDE_WALL_X,
};

use crate::scene::Ball;

/// Length of a step, s.
pub(super) const STEP: f32 = 1.0 / 30.0;
/// Share of the speed along a surface that a bounce leaves.
const SLIDE: f32 = 0.9;

/// The ball one step later.
pub(super) fn next(ball: &Ball) -> Ball {
    let mut b = *ball;
    let rests = b.pos.z < BALL_RADIUS + 4.0 && b.vel.z.abs() < 60.0;
    b.vel *= 1.0 - BALL_DRAG * STEP;
    if rests {
        b.vel.z = 0.0;
    } else {
        b.vel.z += GRAVITY * STEP;
    }
    b.pos += b.vel * STEP;
    if b.pos.z < BALL_RADIUS {
        b.pos.z = BALL_RADIUS;
        if b.vel.z < -60.0 {
            b.vel.x *= SLIDE;
            b.vel.y *= SLIDE;
        }
        b.vel.z = b.vel.z.abs() * BALL_RESTITUTION;
    }
    if b.pos.z > CEILING_Z - BALL_RADIUS {
        b.pos.z = CEILING_Z - BALL_RADIUS;
        b.vel.z = -b.vel.z.abs() * BALL_RESTITUTION;
    }
    let is_before_goal = b.pos.x.abs() < GOAL_HALF_WIDTH - BALL_RADIUS && b.pos.z < GOAL_HEIGHT - BALL_RADIUS;
    for (axis, wall) in [(0, SIDE_WALL_X), (1, BACK_WALL_Y)] {
        let limit = wall - BALL_RADIUS;
        if b.pos[axis].abs() > limit && !(axis == 1 && is_before_goal) {
            b.pos[axis] = limit.copysign(b.pos[axis]);
            b.vel[axis] = -b.vel[axis].abs().copysign(b.pos[axis]) * BALL_RESTITUTION;
        }
    }
    b
}

/// The way of the ball from now: time, s, and ball.
pub(crate) fn path(ball: &Ball) -> impl Iterator<Item = (f32, Ball)> {
    let mut now = *ball;
    (0_u16..).map(move |i| {
        let at = (f32::from(i) * STEP, now);
        now = next(&now);
        at
    })
}

/// The ball is between the posts behind the goal line on the side with sign `own`.
pub(super) fn is_in_own_goal(ball: Vec3, own: f32) -> bool {
    ball.y * own > BACK_WALL_Y && ball.x.abs() < GOAL_HALF_WIDTH
}
