//! What can be wrong with an environment's configuration or the files that it names.

use wavedash_sim::SimError;

/// Input that an environment refuses.
#[derive(Debug, thiserror::Error)]
pub enum EnvError {
    /// A value of the configuration means nothing.
    #[error("{field}: {problem}")]
    Config {
        /// Path of the field, for example `reward.potential[2].weight`.
        field: String,
        /// What is wrong and what is expected.
        problem: String,
    },
    /// A file of start states cannot be used.
    #[error("{path}: {problem}")]
    File {
        /// The file.
        path: String,
        /// What is wrong with it.
        problem: String,
    },
    /// A start state of a file has a value that the rules of the arena do not allow.
    #[error("{path}: {place}: {field} {problem}")]
    StartState {
        /// The file.
        path: String,
        /// Where in the file: `line 3`, `row 0`.
        place: String,
        /// Path of the field within the state, for example `cars[1].boost`.
        field: String,
        /// What is there and what is expected.
        problem: String,
    },
    /// The simulator refuses what it was given.
    #[error(transparent)]
    Sim(#[from] SimError),
}

impl EnvError {
    /// A value of the configuration that means nothing.
    pub(crate) fn config(field: impl Into<String>, problem: impl Into<String>) -> Self {
        Self::Config { field: field.into(), problem: problem.into() }
    }
}
