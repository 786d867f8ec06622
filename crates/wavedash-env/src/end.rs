//! Ends of episodes: terminations (nothing follows) and truncations (somebody stopped watching).

use crate::view::View;

/// How an agent step left the episode.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Verdict {
    /// The episode is over by its own rules: no value follows.
    pub terminated: bool,
    /// The episode was cut off: the value of what would have followed counts.
    pub truncated: bool,
}

/// Decides when an episode ends.
pub trait End: Send {
    /// Forgets the episode.
    fn reset(&mut self, view: &View<'_>);

    /// Looks at an agent step.
    fn judge(&mut self, view: &View<'_>) -> Verdict;
}
