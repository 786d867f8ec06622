//! One choice of the 90 rows, and which of them have an effect.

use wavedash_core::Controls;

use super::options::Options;
use super::table::{self, GROUND_ROWS, ROWS};
use super::{Act, index};
use crate::scene::Car;

/// The table's space.
pub(super) struct Table90 {
    rows: Vec<Controls>,
    mirrored: Vec<usize>,
    /// Open rows for each of the eight combinations of [`Options`].
    masks: [[bool; ROWS]; 8],
}

impl Table90 {
    pub(super) fn new() -> Self {
        let rows = table::rows();
        let masks = core::array::from_fn(|bits| {
            let options = Options { grounded: bits & 1 != 0, jump: bits & 2 != 0, boost: bits & 4 != 0 };
            core::array::from_fn(|row| is_open(row, &rows[row], options))
        });
        Self { mirrored: table::mirrored(&rows), rows, masks }
    }
}

/// Whether no other open row does the same.
///
/// Ground rows stay open in the air: they are the table's only ones for yaw alone and for nothing at all,
/// and a handbrake that begins in the air counts when the car lands. That the handbrake of a jump row could
/// count in the same way is not a reason to keep a press that does nothing.
fn is_open(row: usize, controls: &Controls, options: Options) -> bool {
    if controls.jump {
        // With an empty tank the boost still means full throttle here, which no other row with this jump has.
        options.jump
    } else if row < GROUND_ROWS {
        // Without boost the same as full throttle alone.
        options.boost || !controls.boost
    } else {
        // On the ground the same as the ground row with this steer and throttle. In the air with an empty
        // tank "boost" is full throttle, as above.
        !options.grounded
    }
}

impl Act for Table90 {
    fn choices(&self) -> &[usize] {
        &[ROWS]
    }

    fn len(&self) -> usize {
        1
    }

    fn controls(&self, action: &[f32]) -> Controls {
        self.rows[index(action[0], ROWS)]
    }

    fn mask(&self, car: &Car, out: &mut [bool]) {
        let Options { grounded, jump, boost } = Options::of(car);
        let bits = usize::from(grounded) | usize::from(jump) << 1 | usize::from(boost) << 2;
        out[..ROWS].copy_from_slice(&self.masks[bits]);
    }

    fn mirrored_choices(&self) -> &[usize] {
        &self.mirrored
    }

    fn mirror(&self, action: &mut [f32]) {
        action[0] = self.mirrored[index(action[0], ROWS)] as f32;
    }
}
