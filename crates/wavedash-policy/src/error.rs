//! What can be wrong with networks and their files.

use std::path::PathBuf;

/// Why a network could not be built, or its file not be read; each message says what to change.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum PolicyError {
    /// The network reads rows of entities, the environment gives one row of floats.
    #[error(
        "a {network} network needs observations of entities (lucy_v1, lucy_v2, necto or nexto); with flat \
             observations use `mlp`"
    )]
    NeedsEntities {
        /// Name of the network in a configuration.
        network: &'static str,
    },
    /// The network scores rows of a table of controls, the environment has none.
    #[error(
        "a {network} network needs actions that are rows of a table (`table90`); with other actions use \
             `perceiver` or `mlp`"
    )]
    NeedsTable {
        /// Name of the network in a configuration.
        network: &'static str,
    },
    /// A number of the configuration cannot be used.
    #[error("{key} is {value}: {rule}")]
    BadValue {
        /// The key.
        key: &'static str,
        /// What it is set to.
        value: usize,
        /// What it must be.
        rule: String,
    },
    /// A space without floats, choices, or with a table that is not as long as its choices.
    #[error("the spaces of the environment do not fit together: {0}")]
    BadSpaces(String),
    /// A bias that is to be added to the logits cannot be.
    #[error("the initial bias cannot be used: {0}")]
    BadBias(String),
    /// A weights file could not be read or written.
    #[error("cannot {action} {path}: {source}")]
    File {
        /// What was tried.
        action: &'static str,
        /// The file.
        path: PathBuf,
        /// What the system says.
        source: std::io::Error,
    },
    /// A weights file was read, but it is damaged or not ours.
    #[error("{path} cannot be used: {problem}")]
    BadFile {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        problem: String,
    },
    /// The header does not describe the model it was to be saved with.
    #[error("the header's {what} is not the model's; begin with Header::new(&model)")]
    OtherHeader {
        /// Which part.
        what: &'static str,
    },
}

impl PolicyError {
    /// An error unless `good`.
    pub(crate) fn unless(good: bool, key: &'static str, value: usize, rule: impl Into<String>) -> Result<(), Self> {
        if good { Ok(()) } else { Err(Self::BadValue { key, value, rule: rule.into() }) }
    }
}
