//! Getting back on the wheels: auto-roll and auto-flip (`physics.md`, section 12).

use core::f32::consts::PI;

use wavedash_core::math::normalize_or_zero;
use wavedash_core::units::TICK_SECONDS;
use wavedash_core::{Frame, Vec3};

use super::{Inputs, limit_speed, sign};
use crate::body::Body;
use crate::state::CarState;

/// Seconds that turning over from upside down takes.
const FLIP_SECONDS: f32 = 0.4;

pub(super) fn auto_roll(state: &CarState, axes: &Frame, body: &mut Body) {
    let on_arena = state.wheels_on_arena();
    let hull = state.hull_normal != Vec3::zeros();
    if on_arena == 4 || (on_arena == 0 && !hull) {
        return;
    }
    let up = if on_arena > 0 { state.ground_normal } else { state.hull_normal };
    let Frame { forward, right, .. } = *axes;
    let level_right = up.cross(&forward);
    let level_forward = level_right.cross(&up);
    let roll = 1.0 - right.dot(&level_right).clamp(0.0, 1.0);
    let pitch = 1.0 - forward.dot(&level_forward).clamp(0.0, 1.0);
    let about_forward = -sign(right.dot(&up)) * roll;
    let about_right = sign(forward.dot(&up)) * pitch;
    body.push -= up * (100.0 * TICK_SECONDS);
    body.twist += (forward * about_forward + right * about_right) * (80.0 * TICK_SECONDS);
}

pub(super) fn auto_flip(state: &mut CarState, inputs: &Inputs, axes: &Frame, body: &mut Body) {
    let Frame { forward, right, up } = *axes;
    if inputs.jump_pressed && state.hull_normal.z > 0.707 && state.hull_normal.dot(&up) < -0.966 {
        let level = (up.z * up.z + right.z * right.z).sqrt();
        let roll = if level > 16.0 * f32::EPSILON { libm::atan2f(right.z, up.z) } else { 0.0 };
        state.auto_flip_timer = FLIP_SECONDS * (roll.abs() / PI);
        state.auto_flip_sign = roll_sign(forward, up);
        state.is_auto_flipping = true;
        body.vel -= up * 200.0;
    }
    if !state.is_auto_flipping {
        return;
    }
    if state.auto_flip_timer <= 0.0 {
        state.is_auto_flipping = false;
        state.auto_flip_timer = 0.0;
    } else {
        body.ang_vel += forward * (1000.0 * state.auto_flip_sign);
        limit_speed(body);
        state.auto_flip_timer -= TICK_SECONDS;
    }
}

/// Sign of the roll in the game's integer angles: half a unit or less counts as negative.
fn roll_sign(forward: Vec3, up: Vec3) -> f32 {
    const HALF_UNIT: f32 = PI / 65536.0;
    let level_right = normalize_or_zero(Vec3::new(-forward.y, forward.x, 0.0));
    if up.dot(&level_right) > HALF_UNIT { 1.0 } else { -1.0 }
}
