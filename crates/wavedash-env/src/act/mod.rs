//! Actions: what an agent chooses from, and the controls that follow.
//!
//! Which space a match uses is named in the configuration and built by the [`Registry`](crate::Registry); a user's own space is one more
//! [`ActionParser`] in it.

mod builtin;
mod continuous;
mod multi;
mod options;
mod table;
mod table90;
#[cfg(test)]
mod tests;

use wavedash_core::{Controls, Stream};

pub use builtin::MultiConfig;
pub(crate) use builtin::register;
pub(crate) use options::Options;

use crate::scene::Car;

/// An action space. Actions are handed over as floats: indices for discrete components, values for
/// continuous ones.
pub trait ActionParser: Send + Sync {
    /// Choices of each discrete component; empty for a continuous space.
    fn choices(&self) -> &[usize];

    /// Floats of one action.
    fn len(&self) -> usize;

    /// An action of no floats; never true.
    fn is_empty(&self) -> bool {
        false
    }

    /// The controls of an action of `len` floats; an index out of range counts as the nearest one, and
    /// what is not a number as 0.
    fn controls(&self, action: &[f32]) -> Controls;

    /// Marks which choices can have an effect for a car as it is: one entry per choice, all components
    /// one after the other. Nothing for a continuous space.
    ///
    /// A choice is excluded only if another one that stays open moves the car in the same way, provided
    /// that the car keeps its wheels on the ground or off it, takes no pad and is not hit within the step.
    /// That holds under the usual rules: under mutators with unlimited flips or double jumps, or with boost that
    /// comes back by itself, masks close too much.
    ///
    /// Every component keeps at least one choice. A demolished car may choose anything: nothing matters
    /// until it is back, and it may be back within the step.
    fn mask(&self, car: &Car, out: &mut [bool]);

    /// Writes the open action that comes nearest to some controls: what a teacher does, as this space says it. Analog
    /// values between two choices are rounded at random so that they come out right on average.
    fn nearest(&self, controls: &Controls, car: &Car, stream: &mut Stream, out: &mut [f32]);

    /// For every choice, all components one after the other, whether it presses jump; empty for a continuous space.
    fn jumping_choices(&self) -> &[bool];

    /// For every choice, all components one after the other, the index of the choice that does the same
    /// with left and right exchanged. An involution within each component; empty for a continuous space.
    fn mirrored_choices(&self) -> &[usize];

    /// Exchanges left and right in an action.
    fn mirror(&self, action: &mut [f32]);
}

/// -1, 0 or 1, on average `value`.
fn rounded(value: f32, stream: &mut Stream) -> f32 {
    let size = f32::from(u8::from(stream.chance(value.abs())));
    if value < 0.0 { -size } else { size }
}

/// The nearest index below `count` to a float.
fn index(value: f32, count: usize) -> usize {
    // Also takes not-a-number to 0; a conversion to an integer saturates.
    let rounded = (value.max(0.0) + 0.5) as usize;
    rounded.min(count - 1)
}
