//! Lucy's keyboard: five independent components (`lucy-skg.md`, sections 1.2 and 1.3).
//!
//! Throttle and pitch share a key, and steer does what the handbrake makes of it in the air: roll with it,
//! yaw without. So handbrake, throttle and steer always matter, and only jump and boost are ever masked.

use wavedash_core::{Controls, Stream};

use super::options::Options;
use super::{ActionParser, index, rounded};
use crate::scene::Car;

/// Throttle, steer, jump, boost, handbrake.
const CHOICES: [usize; 5] = [3, 3, 2, 2, 2];
/// All of them.
const ALL: usize = 12;
/// Position of "jump" among all choices.
const JUMP: usize = 7;
/// Position of "boost" among all choices.
const BOOST: usize = 9;
/// Which of them press jump.
const JUMPING: [bool; ALL] = [false, false, false, false, false, false, false, true, false, false, false, false];
/// Left and right exchanged.
const MIRRORED: [usize; ALL] = [0, 1, 2, 5, 4, 3, 6, 7, 8, 9, 10, 11];

/// The keyboard space.
pub(super) struct Multi {
    /// Pitch of full throttle.
    pitch: f32,
}

impl Multi {
    pub(super) fn new(throttle_lifts_nose: bool) -> Self {
        Self { pitch: if throttle_lifts_nose { 1.0 } else { -1.0 } }
    }
}

impl ActionParser for Multi {
    fn choices(&self) -> &[usize] {
        &CHOICES
    }

    fn len(&self) -> usize {
        CHOICES.len()
    }

    fn controls(&self, action: &[f32]) -> Controls {
        let choice = |component: usize| index(action[component], CHOICES[component]);
        let (throttle, steer) = (choice(0) as f32 - 1.0, choice(1) as f32 - 1.0);
        let handbrake = choice(4) == 1;
        Controls {
            throttle,
            steer,
            // Adding 0 takes the sign off a zero.
            pitch: self.pitch * throttle + 0.0,
            yaw: if handbrake { 0.0 } else { steer },
            roll: if handbrake { steer } else { 0.0 },
            jump: choice(2) == 1,
            boost: choice(3) == 1,
            handbrake,
        }
    }

    fn mask(&self, car: &Car, out: &mut [bool]) {
        let options = Options::of(car);
        let out = &mut out[..ALL];
        out.fill(true);
        out[JUMP] = options.jump;
        out[BOOST] = options.boost;
    }

    fn nearest(&self, controls: &Controls, car: &Car, stream: &mut Stream, out: &mut [f32]) {
        let options = Options::of(car);
        let c = controls;
        // In the air the keys of throttle and steer mean pitch, and roll or yaw.
        let rolls = !options.grounded && c.roll.abs() > c.yaw.abs();
        let throttle = if options.grounded { c.throttle } else { self.pitch * c.pitch };
        let steer = match (options.grounded, rolls) {
            (true, _) => c.steer,
            (false, true) => c.roll,
            (false, false) => c.yaw,
        };
        let flag = |is: bool| f32::from(u8::from(is));
        out[0] = rounded(throttle, stream) + 1.0;
        out[1] = rounded(steer, stream) + 1.0;
        out[2] = flag(c.jump && options.jump);
        out[3] = flag(c.boost && options.boost);
        out[4] = flag(if options.grounded { c.handbrake } else { rolls });
    }

    fn jumping_choices(&self) -> &[bool] {
        &JUMPING
    }

    fn mirrored_choices(&self) -> &[usize] {
        &MIRRORED
    }

    fn mirror(&self, action: &mut [f32]) {
        action[1] = 2.0 - index(action[1], 3) as f32;
    }
}
