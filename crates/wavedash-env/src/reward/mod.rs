//! Rewards: what an agent step was worth.
//!
//! A [`RewardConfig`] is a tree of named functions, read from a file: summands of a potential, whose change over a
//! step is paid, and summands that are paid as they come. [`Reward::new`] checks it once; [`Reward::step`] then pays
//! every car of a match, shares with the team and takes from the opponents. Lucy-SKG's reward (arXiv 2305.15801) is
//! the default; [`catalogue()`] lists every other function.
//!
//! A function is a [`StateFunction`] or a [`RewardFunction`] in a file of its own below `builtin`, registered with its
//! formula, parameters, range and source. A user's own one is registered in the same way, see
//! [`registry`](crate::registry).

pub mod bearings;
mod builtin;
pub mod catalogue;
mod condition;
mod config;
mod expr;
mod function;
pub mod krc;
mod node;
pub mod pitch;
mod preset;
mod run;
mod scale;
mod shape;
pub mod teams;
mod term;
mod weight;

#[cfg(test)]
mod tests;

pub use bearings::{Bearing, Bearings};
pub(crate) use builtin::register;
pub use catalogue::{Kind, Listed, catalogue};
pub use condition::{Condition, Test};
pub use config::{Normalise, Plan, RewardConfig, Shaping, Terminal};
pub use expr::Expr;
pub(crate) use expr::is_combination;
pub use function::{CarStep, RewardFunction, StateFunction};
pub use node::{Combination, Node, Tested};
pub use preset::Preset;
pub use run::{Reward, RewardState};
pub use scale::RunningScale;
pub use term::Term;
pub use weight::Weight;
