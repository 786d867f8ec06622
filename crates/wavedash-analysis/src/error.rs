//! Why an analysis could not be made.

use wavedash_env::EnvError;
use wavedash_plot::PlotError;

/// Why an analysis could not be made.
#[derive(Debug, thiserror::Error)]
pub enum AnalysisError {
    /// A reward without meaning.
    #[error(transparent)]
    Reward(#[from] EnvError),
    /// A component that the reward does not have.
    #[error("unknown component `{name}`, expected one of {}", known.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", "))]
    Component {
        /// As asked for.
        name: String,
        /// Those that there are.
        known: Vec<String>,
    },
    /// A reward that has no value at a moment.
    #[error("{name} is made of events, which a place has none of; trace it over a match instead")]
    OnlyEvents {
        /// The reward.
        name: String,
    },
    /// A match, or matches together, from which nothing can be learned.
    #[error("{0}")]
    NothingToSee(String),
    /// A picture that cannot be drawn.
    #[error("the picture cannot be drawn: {0}")]
    Picture(String),
}

impl From<PlotError> for AnalysisError {
    fn from(error: PlotError) -> Self {
        Self::Picture(error.to_string())
    }
}
