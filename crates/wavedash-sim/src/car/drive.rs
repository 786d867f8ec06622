//! Driving: handbrake, engine, brakes, steering, and the force that holds a car to walls.

use wavedash_core::units::TICK_SECONDS;

use super::{Inputs, sign};
use crate::body::Body;
use crate::config::Mutators;
use crate::curve;
use crate::preset::CarModel;
use crate::state::CarState;

/// Below this forward speed a car without throttle stops, and full brakes do not reverse it, uu/s.
const STOPPING_SPEED: f32 = 25.0;
/// Engine force per wheel at rest, kg uu/s^2.
const ENGINE_FORCE: f32 = 180.0 * 400.0;
/// Largest brake of a wheel, in the units of its slip times the rolling factor (see `wheels`).
const BRAKE: f32 = 180.0 * (14.25 + 1.0 / 3.0);

/// What the driver asks of the wheels in this tick.
#[derive(Clone, Copy, Debug)]
pub(super) struct Drive {
    /// Throttle that reaches the engine, and forward speed, uu/s.
    engine: f32,
    speed: f32,
    pub(super) brake: f32,
    /// Throttle with boost counted as full throttle whatever the wheels touch.
    pub(super) throttle: f32,
}

impl Drive {
    /// Force of the engine per wheel, kg uu/s^2.
    pub(super) fn engine_force(&self) -> f32 {
        if self.engine == 0.0 { 0.0 } else { self.engine * ENGINE_FORCE * curve::DRIVE_TORQUE.at(self.speed) }
    }
}

pub(super) fn update(
    state: &mut CarState,
    model: &CarModel,
    mutators: &Mutators,
    inputs: &Inputs,
    forward_speed: f32,
    body: &mut Body,
) -> Drive {
    let rate = if inputs.raw.handbrake { 5.0 } else { -2.0 };
    state.handbrake = (state.handbrake + rate * TICK_SECONDS).clamp(0.0, 1.0);

    let boosting = inputs.raw.boost && state.boost > 0.0;
    let throttle = if boosting && state.wheels_down() == 4 { 1.0 } else { inputs.throttle };
    let speed = forward_speed.abs();
    let (mut engine, mut brake) = (throttle, 0.0);
    if !inputs.raw.handbrake {
        if throttle.abs() > 0.01 {
            if speed > STOPPING_SPEED && sign(throttle) != sign(forward_speed) {
                (engine, brake) = (0.0, 1.0);
            }
        } else {
            (engine, brake) = (0.0, if speed < STOPPING_SPEED { 1.0 } else { 0.15 });
        }
    }

    let mut steer = model.steer.at(speed);
    if state.handbrake != 0.0 {
        steer += (model.powerslide_steer.at(speed) - steer) * state.handbrake;
    }
    state.steer_angle = steer * inputs.steer;

    if state.wheels_on_arena() > 0 {
        // Raw throttle counts here, however small.
        let mut scale = if model.three_wheels { 0.0 } else { 0.5 };
        if inputs.raw.throttle != 0.0 || speed > STOPPING_SPEED {
            scale += 1.0 - state.ground_normal.z.abs();
        }
        body.push -= state.ground_normal * (scale * mutators.gravity.abs() * TICK_SECONDS);
    }
    Drive { engine, speed, brake: brake * BRAKE, throttle: inputs.throttle }
}
