//! One agent against another over many games: what an evaluation reports and ratings are made from.
//!
//! Games are numbered, and each depends on the seed and its number only. Some consecutive games are played together by
//! one thread, so that a network decides for all of them in one call; which games those are does not depend on the
//! number of threads, and results are put in the games' order. So the outcome is the same for any number of threads.

mod block;
mod contestant;
mod insight;
mod options;
mod outcome;
mod play;
mod trained;
mod trajectory;
mod watched;

pub use contestant::{Contestant, Scripted};
pub use insight::Insight;
pub use options::{ActionChoice, Length, Options};
pub use outcome::{Game, Outcome, PerMinute, Sides, Tally, TeamCounts};
pub use play::{Progress, play};
pub use trained::Trained;
pub use watched::Watched;
