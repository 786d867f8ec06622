//! What can go wrong in a comparison.

use wavedash_sim::SimError;

/// Why a comparison could not be made.
#[derive(Debug, thiserror::Error)]
pub enum PeerError {
    /// Our arena refused the input.
    #[error("our arena: {0}")]
    Ours(#[from] SimError),
    /// The reference holds one surface per process, for good.
    #[error("the reference was started with another surface in this process; it takes only one")]
    OtherSurface,
    /// The reference does not know the car.
    #[error("the reference has no car {0}")]
    NoCar(usize),
    /// A match with too many cars for one of the simulators, or none.
    #[error("a team size from 1 to 4 is needed, got {0}")]
    TeamSize(usize),
}
