//! Flags of the commands that read recorded matches.

use std::path::PathBuf;

use clap::{Args as ClapArgs, ValueEnum};

/// Which files, and how they are read.
#[derive(Clone, Debug, ClapArgs)]
pub(crate) struct Source {
    /// Match logs (.wdm), the game's .replay files, both also as .gz; folders of them, patterns in quotation marks, or - for
    /// the standard input
    #[arg(value_name = "FILE", required = true)]
    pub(crate) files: Vec<PathBuf>,
    /// Moments a second, 0.1 to 120
    #[arg(long, value_name = "N", default_value_t = 30.0)]
    pub(crate) rate: f32,
    /// Keep the names of the players of .replay files; without it they are blue 1, orange 2...
    #[arg(long)]
    pub(crate) names: bool,
    /// Repeat what was sent last instead of filling in between the messages of a .replay file
    #[arg(long)]
    pub(crate) as_sent: bool,
    /// Read what is intact of match logs that are cut off or damaged; they still count as damaged
    #[arg(long)]
    pub(crate) salvage: bool,
    /// Threads [default: all cores]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..))]
    pub(crate) threads: Option<u16>,
}

/// How text is printed.
#[derive(Clone, Copy, Debug, ClapArgs)]
pub(crate) struct Form {
    /// Print one JSON object
    #[arg(long)]
    pub(crate) json: bool,
    /// Print CSV
    #[arg(long, conflicts_with = "json")]
    pub(crate) csv: bool,
}

const CODES: &str = "\
A match that is given twice counts once where matches are counted, and a note says so. Damaged files are listed at the
end: exit code 1, or 2 if there is no other file.";

#[derive(Debug, ClapArgs)]
#[command(after_help = format!("\
The header of a .replay that is cut off behind it is shown, with exit code 1. {CODES}

Example:
  wavedash replay info match.replay --names"))]
pub(crate) struct Info {
    #[command(flatten)]
    pub(crate) source: Source,
    /// Print one JSON object
    #[arg(long)]
    pub(crate) json: bool,
}

/// A group of statistics.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Group {
    /// Goals, shots, saves, assists
    Core,
    /// Boost collected, used, carried
    Boost,
    /// Speed, air, powerslides, jumps
    Movement,
    /// Places relative to pitch, ball and mates
    Positioning,
    /// Demolitions and bumps
    Demo,
    /// Touches, possession, pressure
    Ball,
}

#[derive(Debug, ClapArgs)]
#[command(after_help = format!("\
Only time in play counts. Marks after a key: none exact, ~ measured (a few per cent), ? estimated (single events may be
missing). The same definitions hold for simulated matches, where all is exact. {CODES}

Example:
  wavedash replay stats replays --csv > stats.csv
  wavedash replay stats --list"))]
pub(crate) struct Stats {
    #[command(flatten)]
    pub(crate) source: StatsSource,
    /// Only these groups; may be given several times
    #[arg(long, value_enum, value_name = "NAME")]
    pub(crate) group: Vec<Group>,
    /// List every statistic with unit, confidence and definition; reads no file
    #[arg(long, exclusive = true)]
    pub(crate) list: bool,
    #[command(flatten)]
    pub(crate) form: Form,
}

/// As [`Source`]; `--list` needs no file.
#[derive(Debug, ClapArgs)]
pub(crate) struct StatsSource {
    /// Match logs (.wdm), the game's .replay files, both also as .gz; folders of them, patterns in quotation marks, or - for
    /// the standard input
    #[arg(value_name = "FILE", required_unless_present = "list")]
    pub(crate) files: Vec<PathBuf>,
    /// Moments a second, 0.1 to 120
    #[arg(long, value_name = "N", default_value_t = 30.0)]
    pub(crate) rate: f32,
    /// Keep the names of the players of .replay files
    #[arg(long)]
    pub(crate) names: bool,
    /// Read what is intact of match logs that are cut off or damaged; they still count as damaged
    #[arg(long)]
    pub(crate) salvage: bool,
    /// Threads [default: all cores]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..))]
    pub(crate) threads: Option<u16>,
}

impl StatsSource {
    pub(crate) fn source(&self) -> Source {
        let Self { files, rate, names, salvage, threads } = self;
        let (files, rate, names, salvage, threads) = (files.clone(), *rate, *names, *salvage, *threads);
        Source { files, rate, names, as_sent: false, salvage, threads }
    }
}

#[derive(Debug, ClapArgs)]
#[command(after_help = format!("{CODES}\n\nExample:\n  wavedash replay events match.replay --csv > events.csv"))]
pub(crate) struct Events {
    #[command(flatten)]
    pub(crate) source: Source,
    #[command(flatten)]
    pub(crate) form: Form,
}

#[derive(Debug, ClapArgs)]
#[command(after_help = format!("\
The ending of --out decides: .csv or .parquet. A folder takes one file per match, Parquet unless --csv. Without --out
one match is printed as CSV. {CODES}

Example:
  wavedash replay frames match.replay --rate 10 --out match.parquet"))]
pub(crate) struct Frames {
    #[command(flatten)]
    pub(crate) source: Source,
    /// File for one match, or folder for any number; made if missing
    #[arg(long, value_name = "FILE|DIR")]
    pub(crate) out: Option<PathBuf>,
    /// In a folder: CSV
    #[arg(long)]
    pub(crate) csv: bool,
}

#[derive(Debug, ClapArgs)]
#[command(after_help = format!("\
.npy: a matrix of float64, a row per state: ball place, velocity, angular velocity; then per car, blue first, place, pitch
yaw roll, velocity, angular velocity, boost 0 to 1. Only states with --team-size cars a side; read by the reset
`replay_rows`. .jsonl or .jsonl.gz: whole snapshots with pads and jumps, any number of cars; read by `snapshots`. {CODES}

Example:
  wavedash replay states replays --every 5 --team-size 2 --out states.npy"))]
pub(crate) struct States {
    #[command(flatten)]
    pub(crate) source: Source,
    /// .npy, .jsonl or .jsonl.gz
    #[arg(long, value_name = "FILE")]
    pub(crate) out: PathBuf,
    /// Seconds between two states of a match
    #[arg(long, value_name = "SECONDS", default_value_t = 5.0)]
    pub(crate) every: f64,
    /// Cars a side; .jsonl takes all states if it is not given [default for .npy: the most frequent]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u8).range(1..=4))]
    pub(crate) team_size: Option<u8>,
    /// Take matches of all modes; without it only those of soccar, which the simulator plays
    #[arg(long)]
    pub(crate) any_mode: bool,
    /// Print one JSON object
    #[arg(long)]
    pub(crate) json: bool,
}

#[derive(Debug, ClapArgs)]
#[command(after_help = format!("{CODES}\n\nExample:\n  wavedash replay convert replays --rate 10 --out converted"))]
pub(crate) struct Convert {
    #[command(flatten)]
    pub(crate) source: Source,
    /// .json or .json.gz for one match, or a folder for any number; made if missing
    #[arg(long, value_name = "FILE|DIR")]
    pub(crate) out: PathBuf,
}
