//! What a new run begins with, beside what it draws.

use std::path::PathBuf;

use serde::{Deserialize, Serialize};

/// What a new run takes over from an older one: in a file the path of a weights file, a checkpoint or a run, or
/// `{ from = PATH, keep = ["optimiser", "league", "return_scale"] }`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(
    untagged,
    expecting = "a path, or { from = PATH, keep = [some of \"optimiser\", \"league\", \"return_scale\"] }"
)]
pub enum StartConfig {
    /// Weights only.
    Weights(PathBuf),
    /// Weights and more; needs a checkpoint or a run.
    Keep(StartAndKeep),
}

/// Weights of a checkpoint, and what else of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StartAndKeep {
    /// A checkpoint or a run.
    pub from: PathBuf,
    /// What is kept beside the weights.
    pub keep: Vec<Keep>,
}

/// A part of a checkpoint.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Keep {
    /// Adam's moments.
    Optimiser,
    /// Past versions, which go on as opponents, and ratings.
    League,
    /// The running deviation of returns.
    ReturnScale,
}

impl StartConfig {
    /// Where the weights are.
    #[must_use]
    pub fn from(&self) -> &PathBuf {
        match self {
            Self::Weights(path) => path,
            Self::Keep(start) => &start.from,
        }
    }

    /// What is kept beside the weights.
    #[must_use]
    pub fn keep(&self) -> &[Keep] {
        match self {
            Self::Weights(_) => &[],
            Self::Keep(start) => &start.keep,
        }
    }
}
