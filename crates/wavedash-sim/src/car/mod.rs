//! A car's own part of the tick: inputs to velocity changes, in the order of `physics.md`, section 2.

mod air;
mod boost;
mod drive;
mod jump;
mod rays;
mod recover;
mod wheels;

use wavedash_core::math::clamp_length;
use wavedash_core::rules::{
    CAR_MAX_ANG_SPEED, CAR_MAX_SPEED, FLIP_SECONDS, SUPERSONIC_GRACE_SECONDS, SUPERSONIC_KEEP_SPEED, SUPERSONIC_SPEED,
};
use wavedash_core::{Controls, Vec3};

pub(crate) use rays::Surroundings;
pub(crate) use wheels::refresh_contacts;

use crate::body::Body;
use crate::config::Mutators;
use crate::preset::CarModel;
use crate::quantise;
use crate::state::CarState;

/// Inputs as the game's logic sees them.
#[derive(Clone, Copy, Debug)]
struct Inputs {
    raw: Controls,
    throttle: f32,
    steer: f32,
    pitch: f32,
    yaw: f32,
    roll: f32,
    /// Jump went down in this tick.
    jump_pressed: bool,
}

impl Inputs {
    fn new(raw: Controls, previous: &Controls) -> Self {
        let [throttle, steer, pitch, yaw] = quantise::inputs([raw.throttle, raw.steer, raw.pitch, raw.yaw]);
        Self {
            raw,
            throttle,
            steer,
            pitch,
            yaw,
            roll: quantise::input(raw.roll),
            jump_pressed: raw.jump && !previous.jump,
        }
    }
}

/// Runs the car's logic for one tick: everything before the bodies touch and move.
pub(crate) fn update(
    state: &mut CarState,
    car: usize,
    model: &CarModel,
    mutators: &Mutators,
    controls: Controls,
    surroundings: &mut Surroundings<'_>,
) {
    let inputs = Inputs::new(controls, &state.prev_controls);
    // The logic's axes are those of the state, before rounding; the body's are after.
    let axes = state.body.frame();
    let body = &mut surroundings.bodies[car + 1];
    let forward_speed = body.vel.dot(&body.frame.forward);
    let wheels_down = state.wheels_down();

    let drive = drive::update(state, model, mutators, &inputs, forward_speed, body);

    if state.on_ground {
        if state.is_flipping {
            state.flip_time = 0.0;
        }
        state.is_flipping = false;
    }
    let before = jump::Before { forward_speed, was_jumping: state.is_jumping };
    jump::jump(state, mutators, &inputs, &axes, body);
    recover::auto_flip(state, &inputs, &axes, body);
    let was_flipping = state.is_flipping;
    let flip_time = state.flip_time;
    let flip_ended = jump::double_jump_or_flip(state, model, mutators, &inputs, before, &axes, body);
    if !state.on_ground {
        air::update(state, &inputs, wheels_down, was_flipping, flip_time, &axes, body);
    }
    if inputs.throttle != 0.0 && !state.is_flipping && !flip_ended {
        recover::auto_roll(state, &axes, body);
    }
    state.hull_normal = Vec3::zeros();
    boost::update(state, mutators, &inputs, &axes, body);
    wheels::update(state, car, model, &drive, &inputs, surroundings);
    state.prev_controls = controls;
}

/// Shortens the velocities to the game's limits.
fn limit_speed(body: &mut Body) {
    body.vel = clamp_length(body.vel, CAR_MAX_SPEED);
    body.ang_vel = clamp_length(body.ang_vel, CAR_MAX_ANG_SPEED);
}

/// 1 or -1 by the sign bit.
fn sign(x: f32) -> f32 {
    1.0_f32.copysign(x)
}

/// Damps the fall during a flip; runs for all cars before any wheel looks at another car.
pub(crate) fn damp_flip(state: &CarState, body: &mut Body) {
    if !state.is_flipping || state.is_demolished || state.on_ground {
        return;
    }
    if (0.15..=FLIP_SECONDS).contains(&state.flip_time) && (body.vel.z < 0.0 || state.flip_time < 0.21) {
        body.vel.z *= 0.65;
    }
}

/// After the bodies have moved: supersonic state, jump re-arm, cooldowns.
pub(crate) fn finish(state: &mut CarState, extending: bool, speed_sq: f32, dt: f32) {
    const ON: f32 = SUPERSONIC_SPEED * SUPERSONIC_SPEED;
    const OFF: f32 = SUPERSONIC_KEEP_SPEED * SUPERSONIC_KEEP_SPEED;
    if state.is_supersonic {
        if speed_sq >= ON {
            state.supersonic_grace = 0.0;
        } else {
            state.supersonic_grace += dt;
            if speed_sq < OFF || state.supersonic_grace >= SUPERSONIC_GRACE_SECONDS {
                state.is_supersonic = false;
                state.supersonic_grace = 0.0;
            }
        }
    } else {
        state.is_supersonic = speed_sq >= ON;
        state.supersonic_grace = 0.0;
    }
    if state.has_jumped && !state.is_jumping && state.on_ground {
        let rearmed = if state.air_time > 0.0 { !extending } else { state.jump_ticks > 15 };
        if rearmed {
            state.has_jumped = false;
        }
    }
    state.bump_cooldown = (state.bump_cooldown - dt).max(0.0);
}
