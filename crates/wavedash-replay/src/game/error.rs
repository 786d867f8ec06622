//! What can be wrong with a `.replay`.

use std::io;

use super::header::Header;

/// Why a file gives nothing at all. Where only the match itself cannot be followed, reading succeeds and
/// [`super::Recording::trouble`] says why. The file's name is up to the caller.
#[derive(Debug, thiserror::Error)]
pub enum GameError {
    /// The system refused.
    #[error("cannot be read: {0}")]
    Io(#[from] io::Error),
    /// Longer than any replay.
    #[error("is longer than {limit} bytes, which no replay is; give a single .replay file")]
    TooLong {
        /// Most bytes that are read.
        limit: u64,
    },
    /// A time that no match has.
    #[error(
        "is not an intact .replay: the time jumps from {from} s to {to} s at network frame {frame}, which no match takes"
    )]
    TimeJump {
        /// Number of the frame that follows the jump, from zero.
        frame: usize,
        /// Time of the frame before, since the first, s.
        from: f32,
        /// Its own time, s.
        to: f32,
        /// The facts in front, which can be read all the same.
        header: Box<Header>,
    },
    /// Not a replay, cut off, or altered.
    #[error("is not an intact .replay: {0}")]
    Damaged(String),
    /// A rate that no timeline can have.
    #[error("a rate of {0} moments a second is not possible; give 0.1 to 120")]
    Rate(f32),
}

impl GameError {
    /// The facts in front of the file, where they can be read although the rest cannot.
    #[must_use]
    pub fn header(&self) -> Option<&Header> {
        match self {
            Self::TimeJump { header, .. } => Some(header),
            Self::Io(_) | Self::TooLong { .. } | Self::Damaged(_) | Self::Rate(_) => None,
        }
    }
}
