//! Lucy's keyboard: five independent components (`lucy-skg.md`, sections 1.2 and 1.3).
//!
//! Throttle and pitch share a key, and steer does what the handbrake makes of it in the air: roll with it,
//! yaw without. So handbrake, throttle and steer always matter, and only jump and boost are ever masked.

use wavedash_core::Controls;

use super::options::Options;
use super::{Act, index};
use crate::scene::Car;

/// Throttle, steer, jump, boost, handbrake.
const CHOICES: [usize; 5] = [3, 3, 2, 2, 2];
/// All of them.
const ALL: usize = 12;
/// Position of "jump" among all choices.
const JUMP: usize = 7;
/// Position of "boost" among all choices.
const BOOST: usize = 9;
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

impl Act for Multi {
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

    fn mirrored_choices(&self) -> &[usize] {
        &MIRRORED
    }

    fn mirror(&self, action: &mut [f32]) {
        action[1] = 2.0 - index(action[1], 3) as f32;
    }
}
