//! The action spaces that come with the crate, and their parameters.

use serde::{Deserialize, Serialize};

use super::continuous::Continuous;
use super::multi::Multi;
use super::table90::Table90;
use crate::error::EnvError;
use crate::registry::{Entry, Registry};

/// Parameters of the keyboard space.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct MultiConfig {
    /// Full throttle lifts the nose instead of lowering it: what the first Necto was trained with.
    pub throttle_lifts_nose: bool,
}

/// Registers the built-in action spaces.
pub(crate) fn register(registry: &mut Registry) -> Result<(), EnvError> {
    let multi = Entry::new("multi", "Lucy's keyboard: throttle, steer, jump, boost, handbrake (3, 3, 2, 2, 2)")
        .source("Lucy-SKG")
        .flag(
            "throttle_lifts_nose",
            false,
            "full throttle lifts the nose instead of lowering it, as the first Necto's",
        );
    registry.actions(multi, |parameters| {
        let config: MultiConfig = parameters.read()?;
        Ok(Multi::new(config.throttle_lifts_nose))
    })?;
    let table90 = Entry::new("table90", "one of 90 rows, Nexto's and RLGym's table").source("RLGym");
    registry.actions(table90, |_| Ok(Table90::new()))?;
    let text = "eight numbers: throttle, steer, pitch, yaw, roll, and buttons that are down above 0";
    registry.actions(Entry::new("continuous", text), |_| Ok(Continuous))
}
