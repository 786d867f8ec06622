//! Air control: flip torque, air torque and air throttle (`physics.md`, section 10).

use wavedash_core::units::TICK_SECONDS;
use wavedash_core::{Frame, Vec3};

use super::{Inputs, sign};
use crate::body::Body;
use crate::state::CarState;

/// The game's angle unit and torque factor: 2 pi / 65536 times 1000.
const SCALE: f32 = core::f32::consts::TAU / 65536.0 * 1000.0;
/// Torque about right, up and forward at full input, before [`SCALE`].
const TORQUE: Vec3 = Vec3::new(130.0, 95.0, 400.0);
/// Damping about the same axes.
const DAMPING: Vec3 = Vec3::new(30.0, 20.0, 50.0);
/// Flip torque about forward and right, rad/s^2.
const FLIP_TORQUE: [f32; 2] = [260.0, 224.0];
/// Seconds after which pitch against the flip cancels it.
const CANCEL_SECONDS: f32 = 0.041;
/// Seconds after a flip's beginning or end without pitch control.
const PITCH_LOCK_SECONDS: f32 = 0.3;
/// Acceleration of full throttle in the air, uu/s^2.
const AIR_THROTTLE: f32 = 200.0 / 3.0;

pub(super) fn update(
    state: &CarState,
    inputs: &Inputs,
    wheels_down: u32,
    was_flipping: bool,
    flip_time: f32,
    frame: &Frame,
    body: &mut Body,
) {
    let [about_forward, about_right] = state.flip_torque;
    if state.is_flipping && wheels_down < 3 && (about_forward != 0.0 || about_right != 0.0) {
        let pitch = inputs.raw.pitch;
        let cancels =
            about_right != 0.0 && pitch != 0.0 && sign(about_right) == sign(pitch) && flip_time >= CANCEL_SECONDS;
        let kept = if cancels { 1.0 - crate::quantise::input(-pitch).abs().min(1.0) } else { 1.0 };
        let x = libm::rintf(about_forward * FLIP_TORQUE[0]);
        let y = libm::rintf(about_right * FLIP_TORQUE[1]) * kept;
        body.twist += (frame.forward * x + frame.right * y) * TICK_SECONDS;
    }
    if wheels_down > 0 {
        return;
    }
    let any = inputs.pitch != 0.0 || inputs.yaw != 0.0 || inputs.roll != 0.0;
    let locked = any && (was_flipping || state.is_flipping || flip_time < PITCH_LOCK_SECONDS);
    let pitch = if locked { 0.0 } else { inputs.pitch };
    // Axes: pitch about -right, yaw about up, roll about -forward.
    // The spin at the start of the tick: turning over is not damped.
    let spin = frame.to_body(state.body.ang_vel);
    let about_right = -(TORQUE.x * pitch) - DAMPING.x * spin.y * (1.0 - pitch.abs());
    let about_up = TORQUE.y * inputs.yaw - DAMPING.y * spin.z * (1.0 - inputs.yaw.abs());
    let about_forward = -(TORQUE.z * inputs.roll) - DAMPING.z * spin.x;
    body.twist += frame.to_world(Vec3::new(about_forward, about_right, about_up)) * (SCALE * TICK_SECONDS);

    let throttle = if state.is_boosting { 1.0 } else { inputs.throttle };
    if throttle != 0.0 {
        body.push += frame.forward * (throttle * AIR_THROTTLE * TICK_SECONDS);
    }
}
