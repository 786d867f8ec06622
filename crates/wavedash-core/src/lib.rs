//! Plain data that every layer of Wavedash agrees on.
//!
//! No physics, no files, no threads: units ([`units`]), the game's rules in numbers ([`rules`]), vectors and the float functions
//! whose bits are the same everywhere ([`math`]), the eight inputs of a car ([`Controls`]), teams
//! ([`Team`]), what a viewer or a reward sees of a match ([`Snapshot`]), random streams that do not
//! depend on one another ([`rng`]) and the stable state hash ([`hash`]).

pub mod controls;
pub mod hash;
pub mod ids;
pub mod math;
pub mod rng;
pub mod rules;
pub mod snapshot;
pub mod units;

pub use controls::Controls;
pub use hash::StateHasher;
pub use ids::{CarPreset, Team};
pub use math::{Frame, Quat, Vec3};
pub use rng::{Purpose, Stream};
pub use snapshot::{BallSnapshot, CarSnapshot, PadSnapshot, Snapshot};
