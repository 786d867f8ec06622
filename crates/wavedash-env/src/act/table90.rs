//! One choice of the 90 rows, and which of them have an effect.

use wavedash_core::{Controls, Stream};

use super::options::Options;
use super::table::{self, GROUND_ROWS, ROWS};
use super::{ActionParser, index, rounded};
use crate::scene::Car;

/// The table's space.
pub(super) struct Table90 {
    rows: Vec<Controls>,
    mirrored: Vec<usize>,
    jumping: Vec<bool>,
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
        Self { mirrored: table::mirrored(&rows), jumping: rows.iter().map(|row| row.jump).collect(), rows, masks }
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

/// Number of the mask of these options.
fn bits(Options { grounded, jump, boost }: Options) -> usize {
    usize::from(grounded) | usize::from(jump) << 1 | usize::from(boost) << 2
}

/// How differently a row moves a car than some controls. The jump button comes first, then what matters on the ground
/// or off it.
fn distance(row: &Controls, wanted: &Controls, grounded: bool) -> f32 {
    let square = |x: f32| x * x;
    let differs = |a: bool, b: bool| f32::from(u8::from(a != b));
    let buttons = 100.0 * differs(row.jump, wanted.jump) + 2.0 * differs(row.boost, wanted.boost);
    let motion = if row.jump {
        // Rows that jump have no yaw: they flip to the side by roll.
        square(row.pitch - wanted.pitch) + square(row.roll - (wanted.roll + wanted.yaw).clamp(-1.0, 1.0))
    } else if grounded {
        square(row.throttle - wanted.throttle)
            + square(row.steer - wanted.steer)
            + differs(row.handbrake, wanted.handbrake)
    } else {
        square(row.pitch - wanted.pitch) + square(row.yaw - wanted.yaw) + square(row.roll - wanted.roll)
            // In the air the throttle hardly pushes.
            + 0.1 * square(row.throttle - wanted.throttle)
            + 0.1 * differs(row.handbrake, wanted.handbrake)
    };
    buttons + motion
}

impl ActionParser for Table90 {
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
        out[..ROWS].copy_from_slice(&self.masks[bits(Options::of(car))]);
    }

    fn nearest(&self, controls: &Controls, car: &Car, stream: &mut Stream, out: &mut [f32]) {
        let options = Options::of(car);
        let mut round = |value: f32| rounded(value, stream);
        let wanted = Controls {
            throttle: round(controls.throttle),
            steer: round(controls.steer),
            pitch: round(controls.pitch),
            yaw: round(controls.yaw),
            roll: round(controls.roll),
            ..*controls
        };
        let open = self.masks[bits(options)];
        let rows = self.rows.iter().zip(open).enumerate().filter(|(_, (_, open))| *open);
        let distances = rows.map(|(row, (controls, _))| (row, distance(controls, &wanted, options.grounded)));
        let nearest = distances.min_by(|(_, a), (_, b)| a.total_cmp(b));
        out[0] = nearest.map_or(0, |(row, _)| row) as f32;
    }

    fn jumping_choices(&self) -> &[bool] {
        &self.jumping
    }

    fn mirrored_choices(&self) -> &[usize] {
        &self.mirrored
    }

    fn mirror(&self, action: &mut [f32]) {
        action[0] = self.mirrored[index(action[0], ROWS)] as f32;
    }
}
