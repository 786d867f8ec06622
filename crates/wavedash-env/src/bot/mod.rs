//! Scripted agents: fixed opponents with names, `bot:idle` to `bot:striker`.

use wavedash_core::{Controls, Stream};

use crate::scene::Scene;

/// A scripted agent that drives one car.
pub trait Bot: Send {
    /// Forgets the episode.
    fn reset(&mut self);

    /// The controls until the next decision.
    fn decide(&mut self, scene: &Scene, car: usize, stream: &mut Stream) -> Controls;
}
