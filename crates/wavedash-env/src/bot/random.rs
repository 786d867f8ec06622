//! Random inputs, held.

use wavedash_core::{Controls, Stream};

use super::{Bot, number, word, words};
use crate::error::EnvError;
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
    fn name(&self) -> &'static str {
        "bot:random"
    }

    fn reset(&mut self) {
        *self = Self::default();
    }

    fn save(&self) -> Vec<u64> {
        let Controls { throttle, steer, pitch, yaw, roll, jump, boost, handbrake } = self.held;
        let analog = [throttle, steer, pitch, yaw, roll].map(word);
        let buttons = [jump, boost, handbrake].map(u64::from);
        [&analog[..], &buttons, &[self.left as u64]].concat()
    }

    fn restore(&mut self, saved: &[u64]) -> Result<(), EnvError> {
        let [throttle, steer, pitch, yaw, roll, jump, boost, handbrake, left] = words(self.name(), saved)?;
        let [throttle, steer, pitch, yaw, roll] = [throttle, steer, pitch, yaw, roll].map(number);
        let [jump, boost, handbrake] = [jump, boost, handbrake].map(|down| down != 0);
        self.held = Controls { throttle, steer, pitch, yaw, roll, jump, boost, handbrake };
        self.left = left.min(LONGEST as u64) as usize;
        Ok(())
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
