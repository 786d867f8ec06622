//! Random inputs, held.

use wavedash_core::{Controls, Stream};

use super::Bot;
use crate::scene::Scene;

/// An action is held for at most this many decisions.
const LONGEST: usize = 12;

/// Holds inputs as the usual table of 90 actions has them: those of the ground or those of the air,
/// each value -1, 0 or 1.
#[derive(Default)]
pub(super) struct Random {
    held: Controls,
    left: usize,
}

fn step(stream: &mut Stream) -> f32 {
    stream.index(3) as f32 - 1.0
}

fn draw(stream: &mut Stream) -> Controls {
    if stream.chance(0.5) {
        let (throttle, steer) = (step(stream), step(stream));
        let boost = throttle > 0.0 && stream.chance(0.5);
        return Controls { throttle, steer, yaw: steer, boost, handbrake: stream.chance(0.5), ..Controls::NONE };
    }
    let (pitch, yaw, roll) = (step(stream), step(stream), step(stream));
    let (jump, boost) = (stream.chance(0.5), stream.chance(0.5));
    // As in the table: a jump goes with roll, not with yaw.
    let yaw = if jump { 0.0 } else { yaw };
    let handbrake = jump && (pitch != 0.0 || roll != 0.0);
    Controls { throttle: f32::from(u8::from(boost)), steer: yaw, pitch, yaw, roll, jump, boost, handbrake }
}

impl Bot for Random {
    fn reset(&mut self) {
        *self = Self::default();
    }

    fn decide(&mut self, _scene: &Scene, _car: usize, stream: &mut Stream) -> Controls {
        if self.left == 0 {
            self.left = 1 + stream.index(LONGEST);
            self.held = draw(stream);
        }
        self.left -= 1;
        self.held
    }
}
