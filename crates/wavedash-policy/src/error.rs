//! What can be wrong with networks and their files.

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
}

impl PolicyError {
    /// An error unless `good`.
    pub(crate) fn unless(good: bool, key: &'static str, value: usize, rule: impl Into<String>) -> Result<(), Self> {
        if good { Ok(()) } else { Err(Self::BadValue { key, value, rule: rule.into() }) }
    }
}
