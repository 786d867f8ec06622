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
    /// Compare players' goals, assists, saves and shots in the headers of .replay files with what their frames tell
    Audit(Audit),
    /// Step match logs again and prove every recorded hash
    Verify(Verify),
}

#[derive(Debug, ClapArgs)]
#[command(after_help = "\
The header of a .replay states goals, assists, saves and shots of every player; `replay stats` counts them in the network
frames instead. Where both agree, the statistics can be trusted; every difference is listed with its likely reason. Files
without a match are listed at the end. \"In statistics\" are the players of whom `replay stats` gives the header's number: a
goal with which a recording ends is taken from the header where the frames do not tell of it. Exit codes: 1 if there are such files or --require is missed; 2 if no file has a
match.

Example:
  wavedash replay audit replays --require 99.5")]
pub(crate) struct Audit {
    /// The game's .replay files, also as .gz; folders of them, patterns in quotation marks, or - for the standard input
    #[arg(value_name = "FOLDER", required = true)]
    pub(crate) files: Vec<PathBuf>,
    /// Fail unless each of the four is equal for this share of the players, per cent
    #[arg(long, value_name = "PERCENT")]
    pub(crate) require: Option<f64>,
    /// Keep the names of players; without it they are blue 1, orange 2...
    #[arg(long)]
    pub(crate) names: bool,
    /// Threads [default: all cores]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..))]
    pub(crate) threads: Option<u16>,
    /// Print one JSON object
    #[arg(long)]
    pub(crate) json: bool,
}

#[derive(Debug, ClapArgs)]
#[command(after_help = "\
A folder stands for all match logs below it, - for the standard input; a log may also be a .gz. Exit codes: 1 if a match differs from what was recorded, or if one of several
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
