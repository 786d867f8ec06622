//! Matches on disk: the project's own match logs, the game's `.replay` files, and statistics that treat both alike.
//!
//! Everything that shows or counts something of a match takes a [`Timeline`], wherever it came from.

pub mod audit;
pub mod frames;
pub mod game;
pub mod log;
mod mode;
pub mod states;
pub mod stats;
mod surface;
mod timeline;

pub use mode::{Mode, Rules};
pub use timeline::{Away, Counts, Freshness, Happening, Moment, Origin, PadsTold, Player, Timed, Timeline};
