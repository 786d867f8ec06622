//! The commands that read recorded matches.

use clap::Subcommand;

use super::{Convert, Events, Frames, Info, States, Stats};

#[derive(Debug, Subcommand)]
pub(crate) enum Replay {
    /// What a file holds: build, arena, players, goals, and what cannot be read of it
    Info(Info),
    /// Statistics of players and sides
    Stats(Stats),
    /// What happened when: kick-offs, touches, shots, goals, pads, jumps...
    Events(Events),
    /// Every moment as a table of numbers: CSV or Parquet
    Frames(Frames),
    /// Start states that environments can train from
    States(States),
    /// The whole match as JSON
    Convert(Convert),
}
