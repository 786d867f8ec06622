//! The commands that read recorded matches.

use std::path::PathBuf;

use clap::{Args as ClapArgs, Subcommand};

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
    /// Step match logs again and prove every recorded hash
    Verify(Verify),
}

#[derive(Debug, ClapArgs)]
#[command(after_help = "\
A folder stands for all match logs in it. Exit codes: 1 if a match differs from what was recorded, or if one of several
files cannot be read; 2 if none can be read.

Example:
  wavedash replay verify replays --json")]
pub(crate) struct Verify {
    /// Match logs, or folders of them
    #[arg(value_name = "FILE", required = true)]
    pub(crate) files: Vec<PathBuf>,
    /// Prove what is intact of logs that are cut off or damaged; they still count as failed
    #[arg(long)]
    pub(crate) salvage: bool,
    /// Threads [default: all cores]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..))]
    pub(crate) threads: Option<u16>,
    /// Print one JSON object
    #[arg(long)]
    pub(crate) json: bool,
}
