//! Eight numbers: throttle, steer, pitch, yaw, roll, then jump, boost and handbrake, down above 0.

use wavedash_core::{Controls, Stream};

use super::ActionParser;
use crate::scene::Car;

/// The continuous space.
pub(super) struct Continuous;

impl ActionParser for Continuous {
    fn choices(&self) -> &[usize] {
        &[]
    }

    fn len(&self) -> usize {
        8
    }

    fn controls(&self, action: &[f32]) -> Controls {
        Controls {
            throttle: action[0],
            steer: action[1],
            pitch: action[2],
            yaw: action[3],
            roll: action[4],
            jump: action[5] > 0.0,
            boost: action[6] > 0.0,
            handbrake: action[7] > 0.0,
        }
        .clamped()
    }

    fn mask(&self, _car: &Car, _out: &mut [bool]) {}

    fn nearest(&self, controls: &Controls, _car: &Car, _stream: &mut Stream, out: &mut [f32]) {
        let c = controls;
        let button = |is_down: bool| if is_down { 1.0 } else { -1.0 };
        let buttons = [button(c.jump), button(c.boost), button(c.handbrake)];
        out[..5].copy_from_slice(&[c.throttle, c.steer, c.pitch, c.yaw, c.roll]);
        out[5..8].copy_from_slice(&buttons);
    }

    fn jumping_choices(&self) -> &[bool] {
        &[]
    }

    fn mirrored_choices(&self) -> &[usize] {
        &[]
    }

    fn mirror(&self, action: &mut [f32]) {
        for i in [1, 3, 4] {
            action[i] = -action[i];
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn buttons_are_down_above_zero_and_values_are_clamped() {
        let c = Continuous.controls(&[2.0, -0.5, f32::NAN, 0.25, -3.0, 0.0, 0.1, -1.0]);
        let analog = Controls { throttle: 1.0, steer: -0.5, pitch: 0.0, yaw: 0.25, roll: -1.0, ..Controls::NONE };
        assert_eq!(c, Controls { boost: true, ..analog });
        assert!(Continuous.controls(&[0.0, 0.0, 0.0, 0.0, 0.0, 1.0, 0.0, 1.0]).handbrake);
        assert!(Continuous.controls(&[0.0, 0.0, 0.0, 0.0, 0.0, 1.0, 0.0, 1.0]).jump);
    }

    #[test]
    fn the_mirror_negates_steer_yaw_and_roll() {
        let mut action = [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8];
        Continuous.mirror(&mut action);
        assert_eq!(action, [0.1, -0.2, 0.3, -0.4, -0.5, 0.6, 0.7, 0.8]);
    }
}
