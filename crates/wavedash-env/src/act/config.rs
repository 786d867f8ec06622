//! Which action space a match uses, as configuration files name it.

use serde::{Deserialize, Serialize};

use super::ActionParser;
use super::continuous::Continuous;
use super::multi::Multi;
use super::table90::Table90;

/// An action space and its parameters.
///
/// ```
/// use wavedash_env::act::ActConfig;
///
/// let space = ActConfig::Table90.build();
/// assert_eq!(space.choices(), [90]);
/// // Row 18: straight on with boost.
/// let controls = space.controls(&[18.0]);
/// assert!(controls.boost && controls.throttle == 1.0 && controls.steer == 0.0);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum ActConfig {
    /// Lucy's keyboard: five independent components of 3, 3, 2, 2 and 2 choices.
    Multi(MultiConfig),
    /// One choice of 90 rows, Nexto's and RLGym's table.
    Table90,
    /// Eight numbers: five analog values and three buttons, which are down above 0.
    Continuous,
}

/// Parameters of the keyboard space.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct MultiConfig {
    /// Full throttle lifts the nose instead of lowering it: what the first Necto was trained with.
    pub throttle_lifts_nose: bool,
}

impl ActConfig {
    /// Every space with its defaults, and what it is.
    #[must_use]
    pub fn catalogue() -> [(Self, &'static str); 3] {
        [
            (
                Self::Multi(MultiConfig::default()),
                "Lucy's keyboard: throttle, steer, jump, boost, handbrake (3, 3, 2, 2, 2)",
            ),
            (Self::Table90, "one of 90 rows, Nexto's and RLGym's table"),
            (Self::Continuous, "eight numbers: throttle, steer, pitch, yaw, roll, and buttons that are down above 0"),
        ]
    }
}

impl Default for ActConfig {
    fn default() -> Self {
        Self::Multi(MultiConfig::default())
    }
}

impl ActConfig {
    /// The space.
    #[must_use]
    pub fn build(&self) -> Box<dyn ActionParser> {
        match self {
            Self::Multi(config) => Box::new(Multi::new(config.throttle_lifts_nose)),
            Self::Table90 => Box::new(Table90::new()),
            Self::Continuous => Box::new(Continuous),
        }
    }
}
