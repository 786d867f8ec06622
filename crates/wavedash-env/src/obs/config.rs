//! Which observation a match uses, as configuration files name it.

use serde::{Deserialize, Serialize};
use wavedash_core::units::MAX_CARS;

use super::ObsBuilder;
use super::ahead::Ahead;
use super::flat::Flat;
use super::flat_v2::{FlatV2, MOST_NEAR};
use super::lucy::Lucy;
use super::necto::Necto;
use super::nexto::Nexto;
use crate::error::EnvError;

/// Most past actions that can be stacked.
const MAX_STACK: usize = 64;

/// An observation builder and its parameters.
///
/// ```
/// use wavedash_env::obs::{LucyConfig, ObsConfig};
///
/// let config = ObsConfig::LucyV1(LucyConfig::default());
/// // Two against two on the usual field.
/// let builder = config.build([2, 2], 34).expect("six slots hold four cars");
/// assert_eq!(builder.shape(), [8, 64]);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum ObsConfig {
    /// Lucy's final observation: ball and players, the last actions, no pads (8 x 64 by default).
    LucyV1(LucyConfig),
    /// Lucy's observation with a row for every pad (42 x 65 by default).
    LucyV2(LucyConfig),
    /// What the first Necto was trained on, pad timers included.
    Necto(NectoConfig),
    /// What Nexto was trained on.
    Nexto(NextoConfig),
    /// One row in the canonical frame, after RLGym's default.
    Flat(FlatConfig),
    /// One row; ball and other cars as seen from the agent's car, after RLGym's relative default.
    FlatRelative(FlatConfig),
    /// One row with everything in the frames in which it is needed, timers, near pads and the ball's places to come.
    FlatV2(FlatV2Config),
}

/// Parameters of Lucy's observations.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct LucyConfig {
    /// Past actions in the query row.
    pub stack: usize,
    /// Rows for players; those without a car are padding.
    pub players: usize,
    /// Players by arena index and pads by position in the world, as in the published code. Otherwise the
    /// order is canonical: self, team mates, opponents, padding, and pads seen from the own goal.
    pub as_published: bool,
}

impl Default for LucyConfig {
    fn default() -> Self {
        Self { stack: 5, players: 6, as_published: false }
    }
}

/// Parameters of Necto's observation.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct NectoConfig {
    /// Rows for players (the training used 6); without it, as many as there are cars.
    pub players: Option<usize>,
    /// As in [`LucyConfig`]. The shipped bot's order is the canonical one for blue.
    pub as_published: bool,
    /// Time demolitions as the shipped bot does: for every car, demolished or not, from 3 s down and again.
    pub shipped_demo_timers: bool,
}

/// Parameters of Nexto's observation.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct NextoConfig {
    /// Rows for players; without it, as many as there are cars.
    pub players: Option<usize>,
    /// As in [`LucyConfig`].
    pub as_published: bool,
}

/// Parameters of the flat observations.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct FlatConfig {
    /// Cars per side that there is room for; the rest is zeros.
    pub team_size: usize,
    /// Past actions.
    pub stack: usize,
}

impl Default for FlatConfig {
    fn default() -> Self {
        Self { team_size: 3, stack: 1 }
    }
}

/// How an observation knows where the ball will be.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Prediction {
    /// By the arena's own physics: exact as long as nobody touches the ball.
    #[default]
    Exact,
    /// As scripted agents do, much cheaper: gravity, drag and bounces off flat walls, without corners, ramps and goals.
    Rough,
}

/// Parameters of the second flat observation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct FlatV2Config {
    /// Cars per side that there is room for; the rest is zeros.
    pub team_size: usize,
    /// Past actions.
    pub stack: usize,
    /// How many of the nearest pads are seen from the car, besides the readiness of all.
    pub near_pads: usize,
    /// For which times, in seconds, the ball's place is predicted; may be empty.
    pub ahead: Ahead,
    /// How it is predicted.
    pub prediction: Prediction,
}

impl Default for FlatV2Config {
    fn default() -> Self {
        Self { team_size: 3, stack: 1, near_pads: 4, ahead: Ahead::default(), prediction: Prediction::Exact }
    }
}

impl ObsConfig {
    /// Every builder with its defaults, and what it is.
    #[must_use]
    pub fn catalogue() -> [(Self, &'static str); 7] {
        [
            (
                Self::LucyV1(LucyConfig::default()),
                "Lucy-SKG's final one: ball and players as rows, past actions in the query",
            ),
            (Self::LucyV2(LucyConfig::default()), "the same with a row for every pad"),
            (Self::Necto(NectoConfig::default()), "Necto's, with the timers of pads and demolitions as it was trained"),
            (Self::Nexto(NextoConfig::default()), "Nexto's: keys turned to the car's heading"),
            (Self::Flat(FlatConfig::default()), "one row in the team's frame, after RLGym's default"),
            (Self::FlatRelative(FlatConfig::default()), "one row as seen from the car, after RLGym's relative default"),
            (
                Self::FlatV2(FlatV2Config::default()),
                "one row with both frames, goals, timers, near pads and where the ball will be",
            ),
        ]
    }
}

impl Default for ObsConfig {
    fn default() -> Self {
        Self::LucyV1(LucyConfig::default())
    }
}

impl ObsConfig {
    /// The builder for one match. `cars` are the numbers of blue and orange cars, `pads` the boost pads.
    ///
    /// # Errors
    /// If there is no room for the cars, or more room or actions than make sense.
    pub fn build(&self, cars: [usize; 2], pads: usize) -> Result<Box<dyn ObsBuilder>, EnvError> {
        let all = cars[0] + cars[1];
        Ok(match *self {
            Self::LucyV1(config) => {
                slots("observation.lucy_v1.players", config.players, all)?;
                stack("observation.lucy_v1.stack", config.stack)?;
                Box::new(Lucy::v1(&config))
            }
            Self::LucyV2(config) => {
                slots("observation.lucy_v2.players", config.players, all)?;
                stack("observation.lucy_v2.stack", config.stack)?;
                Box::new(Lucy::v2(&config, pads))
            }
            Self::Necto(config) => {
                let players = slots("observation.necto.players", config.players.unwrap_or(all), all)?;
                Box::new(Necto::new(&config, players, pads))
            }
            Self::Nexto(config) => {
                let players = slots("observation.nexto.players", config.players.unwrap_or(all), all)?;
                Box::new(Nexto::new(players, pads, config.as_published))
            }
            Self::Flat(config) => {
                team("observation.flat.team_size", config.team_size, cars)?;
                stack("observation.flat.stack", config.stack)?;
                Box::new(Flat::new(&config, pads, false))
            }
            Self::FlatRelative(config) => {
                team("observation.flat_relative.team_size", config.team_size, cars)?;
                stack("observation.flat_relative.stack", config.stack)?;
                Box::new(Flat::new(&config, pads, true))
            }
            Self::FlatV2(config) => {
                team("observation.flat_v2.team_size", config.team_size, cars)?;
                stack("observation.flat_v2.stack", config.stack)?;
                if config.near_pads > MOST_NEAR {
                    let problem = format!("{} pads; expected 0 to {MOST_NEAR}", config.near_pads);
                    return Err(EnvError::config("observation.flat_v2.near_pads", problem));
                }
                Box::new(FlatV2::new(&config, pads))
            }
        })
    }
}

fn slots(field: &str, players: usize, cars: usize) -> Result<usize, EnvError> {
    if (cars.max(1)..=MAX_CARS).contains(&players) {
        return Ok(players);
    }
    Err(EnvError::config(field, format!("{players} rows for {cars} cars; expected {} to {MAX_CARS}", cars.max(1))))
}

fn team(field: &str, size: usize, cars: [usize; 2]) -> Result<(), EnvError> {
    let largest = cars[0].max(cars[1]).max(1);
    if (largest..=MAX_CARS).contains(&size) {
        return Ok(());
    }
    Err(EnvError::config(field, format!("room for {size} cars a side; expected {largest} to {MAX_CARS}")))
}

fn stack(field: &str, stack: usize) -> Result<(), EnvError> {
    if stack <= MAX_STACK {
        return Ok(());
    }
    Err(EnvError::config(field, format!("{stack} actions; expected 0 to {MAX_STACK}")))
}
