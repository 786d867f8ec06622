//! What a tracker knows as plain data, to go on from later.

use serde::{Deserialize, Serialize};

use super::counts::Counts;
use super::possession::Possession;
use super::shots::ShotsState;
use super::touches::Touches;
use super::{Seen, Tracker};
use crate::error::SimError;

/// Everything that a [`Tracker`] carries from one update to the next, its counters included. Together with the
/// arena's state it gives bit for bit the same events.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct TrackerState {
    seen: Seen,
    touches: Touches,
    shots: ShotsState,
    possession: Possession,
    counts: Counts,
}

impl Tracker {
    /// What the tracker knows.
    #[must_use]
    pub fn save(&self) -> TrackerState {
        TrackerState {
            seen: self.seen.clone(),
            touches: self.touches.clone(),
            shots: self.shots.save(),
            possession: self.possession,
            counts: self.counts,
        }
    }

    /// Whether [`restore`](Self::restore) would take a state.
    ///
    /// # Errors
    /// As there.
    pub fn check_state(&self, state: &TrackerState) -> Result<(), SimError> {
        let (expected, got) = (self.cars.len(), state.seen.cars.len());
        if expected != got {
            return Err(SimError::WrongCount { field: "tracker.seen.cars", expected, got });
        }
        let now = state.seen.tick;
        crate::config::range("tracker.touches", now as f32, "of cars of this arena up to the present tick", |_| {
            state.touches.is_sound(now)
        })?;
        self.shots.check(&state.shots, now)
    }

    /// Goes on from what a tracker of the same kind of arena knew.
    ///
    /// # Errors
    /// The state is of another number of cars, or contradicts itself. The tracker is unchanged then.
    pub fn restore(&mut self, state: &TrackerState) -> Result<(), SimError> {
        self.check_state(state)?;
        self.seen.clone_from(&state.seen);
        self.touches.clone_from(&state.touches);
        self.shots.restore(&state.shots);
        (self.possession, self.counts) = (state.possession, state.counts);
        self.found.clear();
        Ok(())
    }
}
