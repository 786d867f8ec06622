//! Rewards: what an agent step was worth.
//!
//! A [`RewardConfig`] is a tree of named functions, read from a file: summands of a potential, whose change over a
//! step is paid, and summands that are paid as they come. [`Reward::new`] checks it once; [`Reward::step`] then pays
//! every car of a match, shares with the team and takes from the opponents. Lucy-SKG's reward (arXiv 2305.15801) is
//! the default; what else there is says [`catalogue()`].
//!
//! To add a function: write it in [`state`] or [`event`], name it in [`Expr`], call it in `eval.rs`, check its
//! parameters in `validate.rs` and list it in [`catalogue`](mod@catalogue); a test compares the lists.

pub mod bearings;
pub mod catalogue;
mod condition;
mod config;
mod eval;
pub mod event;
mod expr;
mod function;
pub mod krc;
mod names;
pub mod pitch;
mod preset;
pub mod pressure;
mod run;
mod scale;
pub mod state;
pub mod teams;
mod term;
mod validate;
mod weight;

#[cfg(test)]
mod tests;

pub use catalogue::{Entry, Kind, Parameter, catalogue};
pub use condition::Condition;
pub use config::{Normalise, Plan, RewardConfig, Shaping, Terminal};
pub use expr::Expr;
pub use function::{CarStep, RewardFunction, StateFunction};
pub use preset::Preset;
pub use run::{Reward, RewardState};
pub use scale::RunningScale;
pub use term::Term;
pub use weight::Weight;

/// Registers the built-in ones.
pub(crate) fn register(_registry: &mut crate::registry::Registry) -> Result<(), crate::error::EnvError> {
    Ok(())
}
