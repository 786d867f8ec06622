//! A prediction as plain data.
//!
//! Equal balls have equal fingerprints, but a fingerprint leaves out in which order the ball's contacts are solved,
//! and that order depends on how the predicted world got there. A prediction made anew could therefore differ; no test
//! has seen it. To be exact by construction, the world and all that was predicted are kept, passed ticks left out.

use serde::{Deserialize, Serialize};
use wavedash_core::Team;

use super::{PredictedBall, Predictor};
use crate::error::SimError;
use crate::state::ArenaState;

/// Everything that a [`Predictor`] knows.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PredictorState {
    /// The arena without cars at the end of the last predicted tick.
    world: ArenaState,
    now: u64,
    tick: u64,
    /// The last two passed ticks, if there are any, and those ahead.
    balls: Vec<PredictedBall>,
    prints: Vec<u64>,
    /// Number of passed ticks among these: at most 2.
    first: usize,
    goals: Vec<(u64, Team)>,
    computed: u64,
}

impl Predictor {
    /// What the predictor knows.
    #[must_use]
    pub fn save(&self) -> PredictorState {
        // Whether the last two ticks are the same is asked for, so they matter even when they have passed.
        let from = self.first.saturating_sub(2);
        PredictorState {
            world: self.world.state.clone(),
            now: self.now,
            tick: self.tick,
            balls: self.balls[from..].to_vec(),
            prints: self.prints[from..].to_vec(),
            first: self.first - from,
            goals: self.goals.clone(),
            computed: self.computed,
        }
    }

    /// Refuses what [`restore`](Self::restore) could not go on from.
    ///
    /// # Errors
    /// Names the first field that is wrong.
    pub fn check(&self, state: &PredictorState) -> Result<(), SimError> {
        let (expected, got) = (state.balls.len(), state.prints.len());
        if expected != got {
            return Err(SimError::WrongCount { field: "tracker.shots.predictor.prints", expected, got });
        }
        let is_behind = state.goals.iter().all(|(tick, _)| *tick > state.tick);
        crate::config::range("tracker.shots.predictor.first", state.first as f32, "within the prediction", |_| {
            state.first <= expected && is_behind
        })?;
        self.world.check_state(&state.world)
    }

    /// Goes on from what a predictor of the same kind of arena knew, if it was [checked](Self::check).
    pub fn restore(&mut self, state: &PredictorState) {
        self.world.state.clone_from(&state.world);
        (self.now, self.tick, self.first, self.computed) = (state.now, state.tick, state.first, state.computed);
        self.balls.clone_from(&state.balls);
        self.prints.clone_from(&state.prints);
        self.goals.clone_from(&state.goals);
    }
}
