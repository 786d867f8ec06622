//! The last block: without it a log is cut off.

use serde::{Deserialize, Serialize};

/// What a whole log amounts to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct End {
    /// Ticks of the match.
    pub(super) ticks: u64,
    /// Blocks before this one.
    pub(super) blocks: u32,
    /// Bytes before this block.
    pub(super) bytes: u64,
    /// XXH3-64 of them.
    pub(super) whole: u64,
    /// Hash of the last state.
    pub(super) hash: u64,
    /// Goals of blue and orange.
    pub(super) score: [u32; 2],
}
