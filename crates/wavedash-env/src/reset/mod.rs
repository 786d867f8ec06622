//! Resets: where an episode begins.

use wavedash_core::Stream;
use wavedash_sim::Arena;

use crate::error::EnvError;

/// Places everything for a new episode.
pub trait Reset: Send + Sync {
    /// Puts the arena into a start state drawn from `stream`; the pads, the boost and the wheels'
    /// contacts included.
    ///
    /// # Errors
    /// The arena refuses the state (for example one of a file made for another number of cars).
    fn reset(&self, arena: &mut Arena, stream: &mut Stream) -> Result<(), EnvError>;
}
