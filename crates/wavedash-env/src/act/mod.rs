//! Actions: what an agent chooses from, and the controls that follow.

use wavedash_core::Controls;

use crate::scene::Car;

/// An action space. Actions are handed over as floats: indices for discrete components, values for
/// continuous ones.
pub trait Act: Send + Sync {
    /// Choices of each discrete component; empty for a continuous space.
    fn choices(&self) -> &[usize];

    /// Floats of one action.
    fn len(&self) -> usize;

    /// An action of no floats; never true.
    fn is_empty(&self) -> bool {
        false
    }

    /// The controls of an action; an index out of range counts as the nearest one.
    fn controls(&self, action: &[f32]) -> Controls;

    /// Marks which choices can have an effect for a car as it is: one entry per choice, all components
    /// one after the other. Nothing for a continuous space.
    fn mask(&self, car: &Car, out: &mut [bool]);
}
