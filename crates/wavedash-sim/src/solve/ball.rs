//! The ball on the arena when no car touches it: one velocity row in closed form.
//!
//! All its points on the arena act as one along their mean normal. For a sphere whose lever points
//! along the normal the normal and the friction row do not couple, so one pass finds what the
//! iterations would (`physics.md`, section 17). Positions are still moved point by point.

use arrayvec::ArrayVec;
use wavedash_core::Vec3;
use wavedash_core::math::normalize_or_zero;
use wavedash_core::units::TICK_SECONDS;

use super::{ITERATIONS, Material, POSITION_SHARE, TURN_SHARE, perpendicular};
use crate::body::{Body, turned};
use crate::contact::Point;

/// A point that overlaps the arena, as a constraint on the ball's position.
struct Overlap {
    normal: Vec3,
    lever: Vec3,
    effective_mass: f32,
    rhs: f32,
    impulse: f32,
}

/// Resolves the ball's contacts with the arena; the caller moves it.
pub(crate) fn resolve<'a>(ball: &mut Body, points: impl Iterator<Item = &'a Point>, material: Material) {
    let inv_inertia = ball.inv_inertia.x;
    let mut sum = Vec3::zeros();
    let mut lever = 0.0;
    let mut count = 0.0;
    let mut overlaps: ArrayVec<Overlap, 16> = ArrayVec::new();
    for p in points {
        sum += p.normal;
        lever += p.on_a.norm();
        count += 1.0;
        if p.gap < 0.0 && !overlaps.is_full() {
            let arm = ball.frame.to_world(p.on_a);
            let lever = arm.cross(&p.normal);
            let effective_mass = 1.0 / (ball.inv_mass + inv_inertia * lever.norm_squared());
            let rhs = -p.gap * (POSITION_SHARE / TICK_SECONDS) * effective_mass;
            overlaps.push(Overlap { normal: p.normal, lever, effective_mass, rhs, impulse: 0.0 });
        }
    }
    if count == 0.0 {
        return;
    }
    let normal = normalize_or_zero(sum);
    let lever = lever / count;

    // The bounce looks at the velocity before this tick's gravity, the approach includes it.
    let full = ball.vel + ball.push;
    let bounce = (-material.restitution * normal.dot(&ball.vel)).max(0.0);
    let approach = normal.dot(&full);
    let impulse = ((bounce - approach) / ball.inv_mass).max(0.0);
    if impulse > 0.0 {
        let arm = normal * -lever;
        let slip = full + ball.ang_vel.cross(&arm);
        let tangential = slip - normal * normal.dot(&slip);
        let len_sq = tangential.norm_squared();
        let (speed, along) = if len_sq > super::SHORTEST_SLIP_SQ {
            let speed = len_sq.sqrt();
            (speed, tangential / speed)
        } else {
            let along = perpendicular(normal);
            (along.dot(&slip), along)
        };
        let limit = material.friction * impulse;
        let friction = (-speed / (ball.inv_mass + inv_inertia * lever * lever)).clamp(-limit, limit);
        ball.vel += (normal * impulse + along * friction) * ball.inv_mass;
        ball.ang_vel += arm.cross(&along) * (inv_inertia * friction);
    }
    if !overlaps.is_empty() {
        push_out(ball, &mut overlaps);
    }
}

/// Moves the ball out of the arena by a share of the overlap.
fn push_out(ball: &mut Body, overlaps: &mut [Overlap]) {
    let inv_inertia = ball.inv_inertia.x;
    let (mut push, mut turn) = (Vec3::zeros(), Vec3::zeros());
    for _ in 0..ITERATIONS {
        let mut moved = false;
        for o in overlaps.iter_mut() {
            let speed = o.normal.dot(&push) + o.lever.dot(&turn);
            let impulse = (o.impulse + o.rhs - speed * o.effective_mass).max(0.0);
            let delta = impulse - o.impulse;
            o.impulse = impulse;
            push += o.normal * (ball.inv_mass * delta);
            turn += o.lever * (inv_inertia * delta);
            moved |= delta != 0.0;
        }
        if !moved || overlaps.len() == 1 {
            break;
        }
    }
    ball.pos += push * TICK_SECONDS;
    if turn != Vec3::zeros() {
        ball.rot = turned(&ball.rot, turn * TURN_SHARE, TICK_SECONDS);
    }
}
