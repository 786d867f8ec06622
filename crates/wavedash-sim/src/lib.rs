//! The deterministic 120 Hz car-ball arena of Wavedash, backed by rapier3d.
//!
//! [`Arena`] is made from an [`ArenaConfig`], stepped with one [`Controls`](wavedash_core::Controls)
//! per car, and returns [`Event`]s. Its [`ArenaState`] is plain data: clone it to save, hand it back
//! to restore, hash it to compare. The [`Surface`] that bodies and wheels touch is generated from
//! the arena's published dimensions; no game asset is needed.
//!
//! No clock, no environment variable, no global, no hash-map order enters a tick, and after the
//! first ticks none allocates, except inside rapier when it is chosen as the solver.

mod arena;
mod body;
mod bump;
mod car;
mod config;
mod contact;
mod curve;
mod error;
mod event;
mod hit;
mod hitbox;
mod kickoff;
mod lanes;
mod near;
mod pads;
mod predict;
mod preset;
mod quantise;
mod solve;
mod state;
mod step;
pub mod surface;
mod track;
pub mod workload;

pub use arena::Arena;
pub use config::{ArenaConfig, CarSpec, DemolitionMode, Mutators, PadSpec, SolverKind};
pub use error::SimError;
pub use event::Event;
pub use hitbox::Hitbox;
pub use pads::soccar_pads;
pub use predict::{PredictedBall, PredictedGoal, Predictor, PredictorState};
pub use preset::{Body as CarBody, body as car_body};
pub use state::{Activity, ArenaState, BallState, BodyState, CarState};
pub use surface::{Surface, SurfaceError};
pub use track::{
    CarCounts, Possession, TeamCounts, TickObserver, Touch, TrackedEvent, Tracker, TrackerConfig, TrackerState,
};
