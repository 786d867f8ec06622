//! Live comparison of the arena with the C++ reference (RocketSim 2.2.1, crate `rocketsim_rs`).
//!
//! Both simulators get the same collision surface: ours, generated, handed to the reference in
//! memory ([`Reference`]). Then both run the same scenarios ([`trajectory`]) and the same chaos
//! workload ([`speed`]) in one process and on one thread. Lengths are uu, angles radians, axes as
//! everywhere in Wavedash; what has to be converted is in [`convert`].
//!
//! ```
//! use wavedash_core::Controls;
//! use wavedash_peer::{Pair, PeerError};
//!
//! let mut pair = Pair::kickoff(1, 0)?;
//! for _ in 0..30 {
//!     pair.step(&[Controls { throttle: 1.0, ..Controls::NONE }; 2])?;
//! }
//! let (ours, theirs) = (pair.our_car(0), pair.their_car(0)?);
//! assert!((ours.body.pos - theirs.body.pos).norm() < 20.0);
//! # Ok::<(), PeerError>(())
//! ```

pub mod convert;
mod error;
mod pair;
mod reference;
pub mod scenario;
pub mod speed;
pub mod trajectory;

pub use error::PeerError;
pub use pair::{Pair, surface};
pub use reference::Reference;
