//! Ends of episodes: terminations (nothing follows) and truncations (somebody stopped watching).

mod builtin;
mod config;
mod full_match;

pub(crate) use builtin::register;
pub use config::{EndConfig, Ends};
pub use full_match::{FullMatch, MatchClock, MatchRules};

use crate::transition::Transition;

#[cfg(test)]
mod tests;

/// What ended an episode.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cause {
    /// A goal.
    Goal,
    /// The episode was long enough.
    TimeLimit,
    /// Nobody touched the ball for too long.
    NoTouch,
    /// The ball touched the ground.
    BallOnGround,
    /// A match was decided.
    MatchOver,
    /// A match was not decided within the overtime that was given.
    OvertimeLimit,
    /// Something that a user's own condition found; its name in metrics and logs.
    Other(&'static str),
}

impl Cause {
    /// The name in metrics and logs.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Goal => "goal",
            Self::TimeLimit => "time_limit",
            Self::NoTouch => "no_touch",
            Self::BallOnGround => "ball_on_ground",
            Self::MatchOver => "match_over",
            Self::OvertimeLimit => "overtime_limit",
            Self::Other(name) => name,
        }
    }
}

/// How an agent step left the episode.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Done {
    /// The episode is over by its own rules: no value follows.
    pub terminated: bool,
    /// The episode was cut off: the value of what would have followed counts. Never together with
    /// `terminated`.
    pub truncated: bool,
    /// The episode goes on, but with a kick-off: place ball, cars and pads for one before the next
    /// decision. Never together with one of the others.
    pub kickoff: bool,
    /// What ended the episode; `None` while it goes on.
    pub cause: Option<Cause>,
}

impl Done {
    /// The episode goes on.
    pub const GOES_ON: Self = Self { terminated: false, truncated: false, kickoff: false, cause: None };
    /// The episode goes on with a kick-off.
    pub const KICKOFF: Self = Self { kickoff: true, ..Self::GOES_ON };

    /// The episode is over by its own rules.
    #[must_use]
    pub const fn terminated(cause: Cause) -> Self {
        Self { terminated: true, cause: Some(cause), ..Self::GOES_ON }
    }

    /// The episode was cut off.
    #[must_use]
    pub const fn truncated(cause: Cause) -> Self {
        Self { truncated: true, cause: Some(cause), ..Self::GOES_ON }
    }

    /// The episode is over, one way or the other.
    #[must_use]
    pub const fn is_over(self) -> bool {
        self.terminated || self.truncated
    }

    /// Of two verdicts on a step the one that counts: a termination before a truncation before a
    /// kick-off; of equal ones the first.
    #[must_use]
    pub fn or(self, other: Self) -> Self {
        let rank = |v: Self| (v.terminated, v.truncated, v.kickoff);
        if rank(other) > rank(self) { other } else { self }
    }
}

/// Decides when an episode ends. It may remember things within an episode; there is one per match.
pub trait DoneCondition: Send + Sync {
    /// Forgets the episode; the transition is the first look at the next one.
    fn reset(&mut self, _transition: &Transition<'_>) {}

    /// Looks at an agent step: whether it ended the episode, by a termination or by a truncation.
    fn done(&mut self, transition: &Transition<'_>) -> Done;

    /// The clock of the match, where one is played.
    fn match_clock(&self) -> Option<MatchClock> {
        None
    }

    /// What is remembered, as bytes; nothing for a condition that remembers nothing.
    fn save(&self) -> Vec<u8> {
        Vec::new()
    }

    /// Whether bytes are those of a condition with the same parameters: by default, if there are any where it saves some itself.
    fn fits(&self, saved: &[u8]) -> bool {
        self.save().is_empty() == saved.is_empty()
    }

    /// Goes on from what a condition with the same parameters saved; bytes that do not fit change nothing.
    fn restore(&mut self, _saved: &[u8]) {}
}
