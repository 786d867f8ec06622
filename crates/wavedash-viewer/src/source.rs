//! Where a match comes from, as the viewer sees it.

mod log;
mod moments;

use std::sync::Arc;

use thiserror::Error;
use wavedash_core::{Controls, Snapshot, Team};
use wavedash_replay::stats::MatchStats;
use wavedash_replay::{Player, Timed};
use wavedash_sim::{Arena, PadSpec};

pub use log::LogSource;
pub use moments::MomentSource;

/// Seconds of the ball's path that sources predict.
pub const PREDICTED_SECONDS: f32 = 2.0;

/// What does not change during a match.
#[derive(Clone, Debug, Default)]
pub struct Cast {
    /// What is shown, for the title of the window.
    pub title: String,
    /// Who sits in the cars, in the order of every snapshot; blue first.
    pub players: Vec<Player>,
    /// The boost pads, by y, then x.
    pub pads: Vec<PadSpec>,
    /// Radius of the ball, uu.
    pub ball_radius: f32,
    /// The car that a human drives.
    pub human: Option<usize>,
}

/// What is going on.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Phase {
    /// The ball may be played.
    #[default]
    Play,
    /// Everybody waits for the kick-off for this many more seconds, rounded up.
    Countdown(u8),
    /// A goal is being celebrated.
    Goal {
        /// The side that scored.
        team: Team,
        /// Who gets it.
        scorer: Option<u8>,
    },
    /// The match is over.
    Over,
}

/// A match at one time. Plain data that several threads may hold.
#[derive(Clone, Debug, Default)]
pub struct Frame {
    /// Since the show began, s.
    pub seconds: f64,
    /// Ball, cars, pads, score.
    pub snapshot: Snapshot,
    /// What the clock says, s left; in overtime the seconds of it. None where there is no clock.
    pub clock: Option<f32>,
    /// The time is over, and the next goal decides.
    pub is_overtime: bool,
    /// What is going on.
    pub phase: Phase,
    /// Where bodies touch: place, uu, and normal. Empty where nobody can know.
    pub contacts: Vec<[[f32; 3]; 2]>,
    /// What each car's agent thought at its latest decision; empty where nobody can know.
    pub thoughts: Vec<Option<Arc<Thought>>>,
}

impl Frame {
    /// Where the bodies of an arena touch, as frames have it.
    #[must_use]
    pub fn contacts_of(arena: &Arena) -> Vec<[[f32; 3]; 2]> {
        arena.state().contact_points().into_iter().map(|point| point.map(Into::into)).collect()
    }
}

/// What an agent thought at one decision.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Thought {
    /// The most likely actions in words with their probabilities, the likeliest first.
    pub actions: Vec<(String, f32)>,
    /// Entropy of the action distribution as a share of the greatest possible one.
    pub entropy: f32,
    /// Estimate of the discounted sum of rewards to come.
    pub value: f32,
    /// Probabilities that the reward to come is negative, near zero, positive; only agents with that head predict it.
    pub reward_class: Option<[f32; 3]>,
}

/// Two frames and a share of the way between them.
#[derive(Clone, Debug)]
pub struct Shown {
    /// The frame before or at the time.
    pub before: Arc<Frame>,
    /// The frame after it; the same at the end of a match.
    pub after: Arc<Frame>,
    /// 0: `before`. 1: `after`.
    pub share: f32,
    /// The time itself, s: the one asked for, or the nearest that there is.
    pub seconds: f64,
}

/// Something about each player at regular times: rewards, values.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Curves {
    /// What is shown, for a heading.
    pub name: String,
    /// Names of the curves.
    pub names: Vec<String>,
    /// Times, s, in order.
    pub seconds: Vec<f64>,
    /// Per player, per curve, a value for every time.
    pub values: Vec<Vec<Vec<f32>>>,
}

/// A match that cannot be shown.
#[derive(Debug, Error)]
#[error("{0}")]
pub struct SourceError(pub String);

/// A match that can be shown.
pub trait Source: Send {
    /// What does not change.
    fn cast(&self) -> &Cast;

    /// How long the show is, s; none while nobody can know.
    fn seconds(&self) -> Option<f64>;

    /// What has happened, in order of time. Of a live match: so far.
    fn happenings(&self) -> &[Timed];

    /// The match at a time, s. A live match plays on until then, if it can do so at once, and knows only its last
    /// seconds.
    ///
    /// # Errors
    /// The match cannot go on.
    fn at(&mut self, seconds: f64) -> Result<Shown, SourceError>;

    /// The path of the ball for the next [`PREDICTED_SECONDS`], uu, every few ticks, if nobody touches it.
    fn predict(&mut self) -> Vec<[f32; 3]>;

    /// What a human holds from now on.
    fn drive(&mut self, _controls: Controls) {}

    /// A live match begins anew.
    fn restart(&mut self) {}

    /// Rewards of every player, if they are known: of the whole match, or of the last seconds of a live one.
    fn rewards(&self) -> Option<Arc<Curves>> {
        None
    }

    /// Statistics for the end of the show.
    fn statistics(&self) -> Option<MatchStats> {
        None
    }

    /// A newer match that has turned up meanwhile, for example of a training run that goes on.
    fn newer(&mut self) -> Option<Box<dyn Source>> {
        None
    }
}
