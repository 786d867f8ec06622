//! Resets: where an episode begins.
//!
//! Each start state is a small type with one idea, made from a [`ResetConfig`]. A reset places the
//! ball, the cars and the pads; the arena's tick and score go on. All random numbers come from the
//! stream that is handed in, so an arena's starts do not depend on what other arenas do.

mod augment;
mod config;
mod draw;
mod files;
mod goalie;
mod kickoff;
mod limits;
mod lucy;
mod mixture;
mod npy_header;
mod place;
mod practice;
mod random;
mod states;
mod team_sizes;

use wavedash_core::Stream;
use wavedash_sim::Arena;

pub use config::{NAMES, ResetConfig, Weighted};
pub use limits::Limits;
pub use states::{OutOfPlay, StartCar, StartState, StateSet, StatesFile};
pub use team_sizes::{TeamSizes, WeightedSizes};

use crate::error::EnvError;

/// What start states are built with: files of states that were read already, each once, and the registry.
pub struct ResetContext<'a> {
    registry: &'a crate::registry::Registry,
}

/// Places everything for a new episode.
pub trait StateMutator: Send + Sync {
    /// Puts the arena into a start state drawn from `stream`; the pads, the boost and the wheels'
    /// contacts included.
    ///
    /// # Errors
    /// The arena refuses the state (a number of a file that is not finite or out of range).
    fn reset(&self, arena: &mut Arena, stream: &mut Stream) -> Result<(), EnvError>;
}

/// Registers the built-in ones.
pub(crate) fn register(_registry: &mut crate::registry::Registry) -> Result<(), crate::error::EnvError> {
    Ok(())
}
