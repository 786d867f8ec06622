//! A human's keys and sticks as controls of a car.

use wavedash_core::Controls;

/// What a human holds: each from 0 to 1, keys one or the other.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Held {
    /// Forwards and backwards.
    pub throttle: [f32; 2],
    /// Left and right.
    pub steer: [f32; 2],
    /// Nose down and up; a gamepad's left stick. Keys use the throttle's, as in the game.
    pub pitch: Option<[f32; 2]>,
    /// Left and right.
    pub roll: [f32; 2],
    /// Jump.
    pub jump: bool,
    /// Boost.
    pub boost: bool,
    /// Powerslide.
    pub handbrake: bool,
}

impl Held {
    /// The controls: the game decides on the ground or in the air which of them count. With the handbrake held,
    /// steering rolls in the air instead of yawing.
    #[must_use]
    pub fn controls(&self) -> Controls {
        let axis = |[minus, plus]: [f32; 2]| plus - minus;
        let steer = axis(self.steer);
        let [down, up] = self.pitch.unwrap_or(self.throttle);
        let [roll_left, roll_right] = self.roll;
        let roll = if self.handbrake { steer } else { 0.0 } + roll_right - roll_left;
        Controls {
            throttle: self.throttle[0] - self.throttle[1],
            steer,
            pitch: up - down,
            yaw: if self.handbrake { 0.0 } else { steer },
            roll,
            jump: self.jump,
            boost: self.boost,
            handbrake: self.handbrake,
        }
        .clamped()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forwards_is_nose_down_and_steering_yaws() {
        let held = Held { throttle: [1.0, 0.0], steer: [0.0, 1.0], ..Held::default() };
        let controls = held.controls();
        assert_eq!((controls.throttle, controls.pitch, controls.steer, controls.yaw), (1.0, -1.0, 1.0, 1.0));
        assert_eq!(controls.roll, 0.0);
    }

    #[test]
    fn with_the_handbrake_steering_rolls() {
        let held = Held { steer: [1.0, 0.0], handbrake: true, ..Held::default() };
        let controls = held.controls();
        assert_eq!((controls.steer, controls.yaw, controls.roll), (-1.0, 0.0, -1.0));
    }

    #[test]
    fn both_at_once_is_neither() {
        let held = Held { throttle: [1.0, 1.0], roll: [1.0, 1.0], ..Held::default() };
        assert_eq!(held.controls(), Controls::NONE);
    }
}
