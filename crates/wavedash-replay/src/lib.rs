//! Matches on disk: the project's own match logs, the game's `.replay` files, and statistics that treat both alike.
//!
//! Everything that shows or counts something of a match takes a [`Timeline`], wherever it came from.

pub mod frames;
pub mod game;
pub mod log;
pub mod states;
pub mod stats;
mod timeline;

pub use timeline::{Freshness, Happening, Moment, Origin, Player, Timed, Timeline};
