//! Errors of evaluations and ratings.

use thiserror::Error;
use wavedash_env::EnvError;
use wavedash_policy::PolicyError;

/// Why agents cannot be evaluated or rated.
#[derive(Debug, Error)]
pub enum EvalError {
    /// An option has a value out of its range.
    #[error("{field}: {problem}")]
    Config {
        /// Name of the option.
        field: String,
        /// What is wrong with it, and what it must be.
        problem: String,
    },
    /// A contestant could not be seated or could not act.
    #[error("{name}: {problem}")]
    Contestant {
        /// Its name.
        name: String,
        /// What went wrong.
        problem: String,
    },
    /// The environment was refused.
    #[error(transparent)]
    Env(#[from] EnvError),
    /// The network was refused, or its file.
    #[error(transparent)]
    Policy(#[from] PolicyError),
}

impl EvalError {
    /// A wrong value of an option.
    pub(crate) fn config(field: impl Into<String>, problem: impl Into<String>) -> Self {
        Self::Config { field: field.into(), problem: problem.into() }
    }
}
