//! Thousands of car-ball arenas as one batched, seeded, multi-agent environment.
//!
//! Data flows one way. An arena is stepped by some ticks; what it did becomes a [`Scene`] (the state,
//! worked out once) and [`StepInfo`] per car (what happened in between). Observations, rewards, ends of
//! episodes and scripted agents read nothing else: never the simulator, and not each other.
//!
//! Every component is named in a configuration and built by a [`Registry`], in which a user's own is one more entry.

pub mod act;
mod batch;
pub mod bot;
mod config;
mod delay;
pub mod duel;
pub mod end;
mod env;
mod error;
mod match_;
pub mod memory;
pub mod obs;
pub mod registry;
pub mod reset;
pub mod reward;
mod scene;
mod step_info;
mod transition;
mod vec_env;

pub use batch::{Batch, Buffers, ExtraRows, RowsMut, Widths};
pub use config::EnvConfig;
pub use env::EnvState;
pub use error::EnvError;
pub use match_::Match;
pub use registry::{Component, Registry};
pub use scene::{Ball, Car, Pad, Scene};
pub use step_info::{Behaviour, StepInfo, StepInfoCollector, StepInfoState};
pub use transition::{Clock, Transition};
pub use vec_env::{Autoreset, VecEnv, VecEnvBuilder, VecEnvState};
pub use wavedash_sim::TickObserver;
