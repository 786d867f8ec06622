//! The eight inputs of a car.

use serde::{Deserialize, Serialize};

/// What a driver holds for one tick. Analog values are in \[-1, 1\]; values outside are clamped
/// by the arena and a value that is not a number counts as 0.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Controls {
    /// Forwards (+1) to backwards (-1).
    pub throttle: f32,
    /// Left (-1) to right (+1): turns forward towards right.
    pub steer: f32,
    /// Nose up (+1) or down (-1), in the air and as the direction of a flip.
    pub pitch: f32,
    /// Nose towards right (+1).
    pub yaw: f32,
    /// Roll; +1 lowers the right side.
    pub roll: f32,
    /// Jump button held.
    pub jump: bool,
    /// Boost button held.
    pub boost: bool,
    /// Handbrake (powerslide) button held.
    pub handbrake: bool,
}

impl Controls {
    /// Nothing held.
    pub const NONE: Self = Self {
        throttle: 0.0,
        steer: 0.0,
        pitch: 0.0,
        yaw: 0.0,
        roll: 0.0,
        jump: false,
        boost: false,
        handbrake: false,
    };

    /// Throttle, steer, pitch, yaw, roll, jump, boost, handbrake; buttons are 0 or 1.
    #[must_use]
    pub fn to_array(self) -> [f32; 8] {
        let bit = |held: bool| f32::from(u8::from(held));
        let buttons = [self.jump, self.boost, self.handbrake].map(bit);
        let [jump, boost, handbrake] = buttons;
        [self.throttle, self.steer, self.pitch, self.yaw, self.roll, jump, boost, handbrake]
    }

    /// The same with left and right exchanged.
    #[must_use]
    pub fn mirrored(self) -> Self {
        Self { steer: -self.steer, yaw: -self.yaw, roll: -self.roll, ..self }
    }

    /// The same controls with every analog value in \[-1, 1\]; not-a-number becomes 0.
    #[must_use]
    pub fn clamped(self) -> Self {
        let analog = [self.throttle, self.steer, self.pitch, self.yaw, self.roll];
        if analog.iter().all(|x| x.abs() <= 1.0) {
            return self;
        }
        let clamp = |x: f32| if x.is_nan() { 0.0 } else { x.clamp(-1.0, 1.0) };
        Self {
            throttle: clamp(self.throttle),
            steer: clamp(self.steer),
            pitch: clamp(self.pitch),
            yaw: clamp(self.yaw),
            roll: clamp(self.roll),
            ..self
        }
    }
}
