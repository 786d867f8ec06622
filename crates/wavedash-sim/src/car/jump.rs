//! Jump, double jump and flip (`physics.md`, section 9).

use wavedash_core::math::normalize_or_zero;
use wavedash_core::rules::{CAR_MAX_SPEED, FLIP_SECONDS, FLIP_WINDOW_SECONDS, JUMP_MAX_TICKS, JUMP_MIN_TICKS};
use wavedash_core::units::TICK_SECONDS;
use wavedash_core::{Frame, Vec3};

use super::{Inputs, limit_speed, sign};
use crate::body::Body;
use crate::config::Mutators;
use crate::preset::CarModel;
use crate::state::CarState;

/// Speed that a flip from rest adds, uu/s.
const FLIP_SPEED: f32 = 500.0;

pub(super) fn jump(state: &mut CarState, mutators: &Mutators, inputs: &Inputs, axes: &Frame, body: &mut Body) {
    if !state.has_jumped && state.on_ground && inputs.jump_pressed {
        state.is_jumping = true;
        state.has_jumped = true;
        state.jump_ticks = 0;
        state.jump_hold_broken = false;
    }
    state.jump_ticks = state.jump_ticks.saturating_add(1);
    if !state.is_jumping {
        return;
    }
    if !inputs.raw.jump {
        state.jump_hold_broken = true;
    }
    let held = inputs.raw.jump && !state.jump_hold_broken;
    state.is_jumping = state.jump_ticks <= JUMP_MIN_TICKS || (held && state.jump_ticks <= JUMP_MAX_TICKS);
    if !state.is_jumping {
        state.jump_ticks = 1;
        return;
    }
    if state.jump_ticks == 1 {
        body.vel += axes.up * mutators.jump_speed;
        limit_speed(body);
    }
    body.push += axes.up * (mutators.jump_acceleration * TICK_SECONDS);
}

/// The car before this tick's first jump.
#[derive(Clone, Copy)]
pub(super) struct Before {
    pub(super) forward_speed: f32,
    pub(super) was_jumping: bool,
}

/// Air timers, second press, and the progress of a flip. True on the tick a flip ends.
pub(super) fn double_jump_or_flip(
    state: &mut CarState,
    model: &CarModel,
    mutators: &Mutators,
    inputs: &Inputs,
    before: Before,
    axes: &Frame,
    body: &mut Body,
) -> bool {
    if state.on_ground {
        state.has_double_jumped = false;
        state.has_flipped = false;
        state.air_time = 0.0;
        state.air_time_since_jump = 0.0;
        state.flip_time += TICK_SECONDS;
        return false;
    }
    state.air_time += TICK_SECONDS;
    if state.has_jumped && !before.was_jumping && !state.is_jumping {
        state.air_time_since_jump += TICK_SECONDS;
    } else {
        state.air_time_since_jump = 0.0;
    }
    if inputs.jump_pressed && state.air_time_since_jump < FLIP_WINDOW_SECONDS {
        let is_flip = inputs.pitch.abs() + inputs.yaw.abs() + inputs.roll.abs() >= model.dodge_deadzone;
        let unlimited = if is_flip { mutators.unlimited_flips } else { mutators.unlimited_double_jumps };
        let unused = !state.is_auto_flipping && !state.has_double_jumped && !state.has_flipped;
        if unused || unlimited {
            state.has_jumped = true;
            if is_flip {
                flip(state, inputs, before.forward_speed, axes, body);
            } else {
                body.vel += axes.up * mutators.jump_speed;
                limit_speed(body);
                state.has_double_jumped = true;
            }
        }
    }
    if !state.is_flipping {
        state.flip_time += TICK_SECONDS;
        return false;
    }
    state.is_flipping = state.has_flipped && state.flip_time < FLIP_SECONDS;
    if state.is_flipping {
        state.flip_time += TICK_SECONDS;
    } else {
        state.flip_time = TICK_SECONDS;
    }
    !state.is_flipping
}

fn flip(state: &mut CarState, inputs: &Inputs, forward_speed: f32, axes: &Frame, body: &mut Body) {
    state.flip_time = 0.0;
    state.has_flipped = true;
    state.is_flipping = true;
    // Opposite inputs cancel: a stall has neither impulse nor torque.
    state.flip_torque = [0.0; 2];
    // The inputs are rounded with the sign that the flip uses.
    let ahead = crate::quantise::input(-inputs.raw.pitch);
    let side = inputs.yaw + inputs.roll;
    if ahead.abs() < 0.1 && side.abs() < 0.1 {
        return;
    }
    let length = (ahead * ahead + side * side).sqrt();
    let (ahead, side) = (ahead / length, side / length);
    state.flip_torque = [-side, ahead];
    let cut = |x: f32| if x.abs() < 0.1 { 0.0 } else { x };
    let (ahead, side) = (cut(ahead), cut(side));

    let speed = forward_speed.abs();
    let backwards = if speed < 100.0 { ahead < 0.0 } else { sign(ahead) != sign(forward_speed) };
    let ratio = speed / CAR_MAX_SPEED;
    let along_factor = if backwards { 16.0 / 15.0 * (1.0 + 1.5 * ratio) } else { 1.0 };
    let along = FLIP_SPEED * ahead * along_factor;
    let across = FLIP_SPEED * side * (1.0 + 0.9 * ratio);
    let forward = normalize_or_zero(Vec3::new(axes.forward.x, axes.forward.y, 0.0));
    body.vel += forward * along + Vec3::new(-forward.y, forward.x, 0.0) * across;
    limit_speed(body);
}
