//! What can be wrong with a `.replay`.

use std::io;

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
    /// Not a replay, cut off, or altered.
    #[error("is not an intact .replay: {0}")]
    Damaged(String),
    /// A rate that no timeline can have.
    #[error("a rate of {0} moments a second is not possible; give 0.1 to 120")]
    Rate(f32),
}
