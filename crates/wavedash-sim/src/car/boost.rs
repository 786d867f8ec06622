//! Boost: thrust, consumption and recharge (`physics.md`, section 11).

use wavedash_core::Frame;
use wavedash_core::units::TICK_SECONDS;

use super::Inputs;
use crate::body::Body;
use crate::config::Mutators;
use crate::state::CarState;

/// A boost fires at least this long, seconds.
const MIN_SECONDS: f32 = 0.1;

pub(super) fn update(state: &mut CarState, mutators: &Mutators, inputs: &Inputs, axes: &Frame, body: &mut Body) {
    let mut fires = inputs.raw.boost && state.boost > 0.0;
    if state.is_boosting {
        // The first tick costs nothing; every later one pays before it pushes.
        state.boost = (state.boost - mutators.boost_per_second * TICK_SECONDS).max(0.0);
        let released = !inputs.raw.boost && state.boosting_time >= MIN_SECONDS;
        // A car that never runs dry does not stop either.
        fires = state.boost > 0.0 && !released;
    }
    state.is_boosting = fires;
    if fires {
        state.boosting_time += TICK_SECONDS;
        state.time_since_boosted = 0.0;
        let acceleration =
            if state.on_ground { mutators.boost_acceleration_ground } else { mutators.boost_acceleration_air };
        body.push += axes.forward * (acceleration * TICK_SECONDS);
    } else {
        state.boosting_time = 0.0;
        state.time_since_boosted += TICK_SECONDS;
        if mutators.boost_recharge && state.time_since_boosted >= mutators.boost_recharge_delay {
            state.boost += mutators.boost_recharge_per_second * TICK_SECONDS;
        }
    }
    state.boost = state.boost.clamp(0.0, mutators.boost_max);
}
