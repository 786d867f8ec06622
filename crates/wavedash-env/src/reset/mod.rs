//! Resets: where an episode begins.
//!
//! Each start state is a small type with one idea, built by the [`Registry`]. A reset places the
//! ball, the cars and the pads; the arena's tick and score go on. All random numbers come from the
//! stream that is handed in, so an arena's starts do not depend on what other arenas do.

mod augment;
mod builtin;
mod draw;
mod files;
mod goalie;
mod kickoff;
mod limits;
mod mixture;
mod npy_header;
mod place;
mod practice;
mod random;
mod states;
mod team_sizes;

use wavedash_core::Stream;
use wavedash_sim::Arena;

pub(crate) use builtin::register;
use files::Files;
pub use limits::Limits;
pub use states::{OutOfPlay, StartCar, StartState, StateSet, StatesFile};
pub use team_sizes::{TeamSizes, WeightedSizes};

use crate::error::EnvError;
use crate::registry::{Component, Registry};

/// What start states are built with: the registry, and the files of states that were read already, each once.
#[derive(Clone)]
pub struct ResetContext {
    registry: Registry,
    files: Files,
}

impl ResetContext {
    /// No file was read yet; states of files must be within these limits.
    #[must_use]
    pub fn new(registry: &Registry, limits: Limits) -> Self {
        Self { registry: registry.clone(), files: Files::new(limits) }
    }

    /// A start state. `field` is its path in the configuration, for messages.
    ///
    /// # Errors
    /// There is none of this name, a parameter means nothing, or a file cannot be used.
    pub fn build(&mut self, component: &Component, field: &str) -> Result<Box<dyn StateMutator>, EnvError> {
        let registry = self.registry.clone();
        registry.build_reset(component, self, field)
    }

    /// The files that were read.
    #[must_use]
    pub fn states_files(&self) -> Vec<StatesFile> {
        self.files.all()
    }
}

/// Places everything for a new episode. There is one per match; what it remembers is saved with the match.
pub trait StateMutator: Send + Sync {
    /// Puts the arena into a start state drawn from `stream`; the pads, the boost and the wheels'
    /// contacts included.
    ///
    /// # Errors
    /// The arena refuses the state (a number of a file that is not finite or out of range).
    fn apply(&mut self, arena: &mut Arena, stream: &mut Stream) -> Result<(), EnvError>;

    /// What is remembered from reset to reset, as bytes; nothing for one that remembers nothing.
    fn save(&self) -> Vec<u8> {
        Vec::new()
    }

    /// Whether bytes are those of one with the same parameters: by default, if there are any where it saves some itself.
    fn fits(&self, saved: &[u8]) -> bool {
        self.save().is_empty() == saved.is_empty()
    }

    /// Goes on from what one with the same parameters saved; bytes that do not fit change nothing.
    fn restore(&mut self, _saved: &[u8]) {}
}
