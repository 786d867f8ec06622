//! Agents against each other over many games: what an evaluation reports, and ratings made from it.
//!
//! * [`play`] evaluates one [`Contestant`] against another ([`Scripted`] or [`Trained`]) and returns an [`Outcome`].
//! * [`Watched`] is one game that is shown or recorded tick by tick.
//! * [`rating`] keeps TrueSkill ratings per mode; [`wilson`] gives intervals of shares and Elo differences of odds.
//!
//! Games are numbered, and each depends on the seed and its number only. Some consecutive games are played together by
//! one thread, so that a network decides for all of them in one call; which games those are does not depend on the
//! number of threads, and results are put in the games' order. So the outcome is the same for any number of threads.

mod block;
mod contestant;
mod error;
mod insight;
mod options;
mod outcome;
mod play;
pub mod rating;
mod trained;
mod trajectory;
mod watched;
pub mod wilson;

pub use contestant::{Contestant, Scripted};
pub use error::EvalError;
pub use insight::Insight;
pub use options::{ActionChoice, Length, Options};
pub use outcome::{Game, Outcome, PerMinute, Sides, Tally, TeamCounts};
pub use play::{Progress, play};
pub use trained::Trained;
pub use watched::Watched;
