//! Observations: a scene as numbers for an agent, always in its team's canonical frame.

use wavedash_core::Controls;

use crate::scene::Scene;

/// Builds the observations of one match. It may remember things within an episode.
pub trait Observe: Send {
    /// Lengths of the axes of one agent's observation; their product is the number of floats.
    fn shape(&self) -> &[usize];

    /// What each float is, in order; as many names as floats.
    fn columns(&self) -> Vec<String>;

    /// Forgets the episode; `scene` is the start of the next one.
    fn reset(&mut self, scene: &Scene);

    /// Takes note of an agent step: the controls that every car was given, and the scene after it.
    fn note(&mut self, controls: &[Controls], scene: &Scene);

    /// Writes the observations of all cars, one after the other: `out` has `cars * floats` entries.
    fn write(&self, scene: &Scene, out: &mut [f32]);
}
