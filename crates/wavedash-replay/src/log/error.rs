//! What can be wrong with a match log.

use std::fmt;
use std::io;
use std::path::{Path, PathBuf};

use wavedash_sim::SimError;

use super::FORMAT;

/// Where in a log: which block, and its first byte.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Place {
    /// The header is block 0.
    pub block: u32,
    /// Bytes from the beginning of the file.
    pub byte: u64,
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "block {} at byte {}", self.block, self.byte)
    }
}

/// Why a log cannot be written, read or proved.
#[derive(Debug, thiserror::Error)]
pub enum LogError {
    /// Something is wrong with one file.
    #[error("{}: {problem}", path.display())]
    InFile {
        /// The file.
        path: PathBuf,
        /// What is wrong.
        #[source]
        problem: Box<LogError>,
    },
    /// The system refused.
    #[error("cannot {action}: {source}")]
    Io {
        /// What was tried.
        action: &'static str,
        /// The system's reason.
        #[source]
        source: io::Error,
    },
    /// Too long to be a match.
    #[error("{bytes} bytes; a match log has at most {most}")]
    TooLong {
        /// Length of the file.
        bytes: u64,
        /// Longest that is read.
        most: u64,
    },
    /// The first bytes are not those of a log.
    #[error("not a match log: it does not begin with the bytes of one")]
    NotALog,
    /// Written in another format.
    #[error(
        "a match log of format {found}, and this program reads format {FORMAT}: use the wavedash that wrote it, or \
         record the match again"
    )]
    Version {
        /// The format's number.
        found: u32,
    },
    /// The file ends too early.
    #[error("cut off in {place}: {problem}; with --salvage, `wavedash replay` reads what is intact before it")]
    CutOff {
        /// The block that is not whole.
        place: Place,
        /// What is missing.
        problem: String,
    },
    /// The file was changed.
    #[error("damaged in {place}: {problem}; with --salvage, `wavedash replay` reads what is intact before it")]
    Damaged {
        /// The first block that is not as it was written.
        place: Place,
        /// What is wrong.
        problem: String,
    },
    /// What was handed to a recorder cannot be written.
    #[error("cannot record: {0}")]
    CannotRecord(String),
    /// The arena of the header cannot be made, or a state of the log is none of it.
    #[error("the log's arena cannot be made: {0}")]
    Arena(#[from] SimError),
    /// Played on another collision surface.
    #[error(
        "recorded on another collision surface ({recorded:016x}, this one is {here:016x}): open it with the surface it \
         was recorded on"
    )]
    Surface {
        /// Fingerprint in the log.
        recorded: u64,
        /// Fingerprint of the surface at hand.
        here: u64,
    },
    /// Stepping gave another state than the one that was recorded.
    #[error(
        "tick {tick} ({seconds:.2} s) differs: the recorded state is {recorded:016x}, stepping gives {found:016x}; it \
         was recorded by {program}, and all is proved up to tick {proved}"
    )]
    Differs {
        /// The first tick with a hash that differs.
        tick: u64,
        /// The same as match time, s.
        seconds: f64,
        /// The last tick that was proved.
        proved: u64,
        /// Hash in the log.
        recorded: u64,
        /// Hash of the state that was stepped to.
        found: u64,
        /// The program that recorded it.
        program: String,
    },
    /// A rate of moments that is not possible.
    #[error("a rate must be from {least} to 120 moments a second, got {rate}", least = super::LEAST_RATE)]
    Rate {
        /// What was asked for.
        rate: f32,
    },
}

impl LogError {
    pub(super) fn io(action: &'static str) -> impl FnOnce(io::Error) -> Self {
        move |source| Self::Io { action, source }
    }

    /// The same, with the file's name.
    #[must_use]
    pub fn in_file(self, path: &Path) -> Self {
        Self::InFile { path: path.to_owned(), problem: Box::new(self) }
    }

    /// The error without the file's name.
    #[must_use]
    pub fn problem(&self) -> &Self {
        match self {
            Self::InFile { problem, .. } => problem.problem(),
            other => other,
        }
    }
}
