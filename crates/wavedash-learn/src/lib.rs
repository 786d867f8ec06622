//! PPO with auxiliary heads and self-play.
//!
//! The algorithm reads from top to bottom in [`Trainer::iterate`]: act in all arenas for some steps ([`Rollout`]),
//! estimate advantages ([`gae`]), update the networks ([`update`]). Losses are pure functions ([`loss`]); gradients
//! pass through [`gradients`].

pub mod checkpoint;
mod collect;
mod config;
mod device;
mod distance;
mod error;
mod future_targets;
pub mod gae;
pub mod gradients;
mod invited;
mod league;
mod live;
pub mod loss;
mod moments;
pub mod needs;
mod normalise;
mod reflection;
mod report;
mod reward_weights;
mod rollout;
mod saved;
mod schedule;
mod spaces;
mod start;
mod tally;
mod trainer;
pub mod update;
pub mod windows;

pub use config::{
    AuxLossConfig, CheckpointConfig, DeviceKind, Keep, LeagueConfig, MatchConfig, PpoConfig, RewardClasses,
    StartAndKeep, StartConfig, TeacherConfig, TrainConfig,
};
pub use error::LearnError;
pub use league::LEARNER;
pub use live::LiveChanges;
pub use normalise::{ObservationStatistics, ReturnScale};
pub use report::{Iteration, Seconds};
pub use rollout::Rollout;
pub use saved::WEIGHTS;
pub use schedule::{Line, Schedule};
pub use trainer::{Counters, Trainer};
