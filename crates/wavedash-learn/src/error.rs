//! What can go wrong with learning.

use std::path::PathBuf;

use thiserror::Error;
use wavedash_env::EnvError;
use wavedash_policy::PolicyError;

use crate::needs::Part;

/// Why training cannot begin or go on.
#[derive(Debug, Error)]
pub enum LearnError {
    /// A value of the configuration means nothing.
    #[error("{field}: {problem}")]
    Config {
        /// Key in the configuration.
        field: String,
        /// What is wrong with it, and what it must be.
        problem: String,
    },
    /// The environment was refused.
    #[error(transparent)]
    Env(#[from] EnvError),
    /// The networks were refused, or their file.
    #[error(transparent)]
    Policy(#[from] PolicyError),
    /// A file could not be written or read.
    #[error("cannot {doing} {}: {source}", path.display())]
    File {
        /// What was tried.
        doing: &'static str,
        /// With which file.
        path: PathBuf,
        /// What the system says.
        source: std::io::Error,
    },
    /// A checkpoint is damaged.
    #[error("the checkpoint {} is damaged: {problem}", path.display())]
    Damaged {
        /// Its folder.
        path: PathBuf,
        /// What does not fit.
        problem: String,
    },
    /// A checkpoint belongs to another configuration.
    #[error("the checkpoint {} does not fit the configuration: {what} is {theirs} there, {ours} here", path.display())]
    Mismatch {
        /// Its folder.
        path: PathBuf,
        /// What differs.
        what: &'static str,
        /// In the checkpoint.
        theirs: String,
        /// In the configuration.
        ours: String,
    },
    /// There is not as much memory as training would take.
    #[error(
        "training would take about {} of memory, {} are available; {}",
        bytes(*needed), bytes(*available), spent(parts)
    )]
    Memory {
        /// Estimate, bytes.
        needed: f64,
        /// What there is, bytes.
        available: f64,
        /// What it is for, most first.
        parts: Vec<Part>,
    },
    /// A loss or a gradient is not a number, again after going back to the last good weights.
    #[error(
        "{what} is not finite after {steps} agent steps; the last good weights were kept. Try a smaller ppo.learning_rate"
    )]
    NotFinite {
        /// Loss or gradient.
        what: &'static str,
        /// When.
        steps: u64,
    },
}

impl LearnError {
    /// A wrong value of the configuration.
    pub(crate) fn config(field: impl Into<String>, problem: impl Into<String>) -> Self {
        Self::Config { field: field.into(), problem: problem.into() }
    }

    /// A file that could not be used.
    pub(crate) fn file(doing: &'static str, path: impl Into<PathBuf>) -> impl FnOnce(std::io::Error) -> Self {
        let path = path.into();
        move |source| Self::File { doing, path, source }
    }
}

/// Bytes for people: three digits and a unit.
fn bytes(bytes: f64) -> String {
    const UNITS: [&str; 6] = ["B", "kB", "MB", "GB", "TB", "PB"];
    let mut value = bytes;
    let mut unit = 0;
    while value >= 1000.0 && unit + 1 < UNITS.len() {
        value /= 1000.0;
        unit += 1;
    }
    if value >= 1000.0 { format!("{value:.1e} {}", UNITS[unit]) } else { format!("{value:.1} {}", UNITS[unit]) }
}

/// The largest part of the memory and how to make it smaller, then those that are at least a tenth of it.
fn spent(parts: &[Part]) -> String {
    let largest = parts.first().map_or(0.0, |part| part.bytes);
    let named = parts.iter().filter(|part| part.bytes >= largest / 10.0 && !part.keys.is_empty());
    let said: Vec<String> =
        named.map(|part| format!("{} for {} ({})", bytes(part.bytes), part.what, part.keys)).collect();
    said.join(", ")
}
