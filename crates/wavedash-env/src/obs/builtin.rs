//! The observations that come with the crate, and their parameters.

use serde::{Deserialize, Serialize};
use serde_json::json;
use wavedash_core::units::MAX_CARS;

use super::ObsContext;
use super::ahead::Ahead;
use super::flat::Flat;
use super::flat_v2::{FlatV2, MOST_NEAR};
use super::lucy::Lucy;
use super::necto::Necto;
use super::nexto::Nexto;
use crate::error::EnvError;
use crate::registry::{Entry, Parameter, Parameters, Range, Registry, Type};

const LUCY: &str = "Lucy-SKG";
const NECTO: &str = "Necto";
const RLGYM: &str = "RLGym";

/// Most past actions that can be stacked.
const MAX_STACK: i64 = 64;

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

/// Cars that a builder has rows for.
const PLAYERS: Type = Type::Integer(1, MAX_CARS as i64);

fn lucy(name: &'static str, text: &'static str) -> Entry {
    Entry::new(name, text)
        .source(LUCY)
        .integer("stack", 5, (0, MAX_STACK), "past actions in the query row")
        .integer("players", 6, (1, MAX_CARS as i64), "rows for players; those without a car are padding")
        .flag("as_published", false, "the published code's order of players and pads")
}

fn flat(name: &'static str, text: &'static str) -> Entry {
    Entry::new(name, text)
        .integer("team_size", 3, (1, MAX_CARS as i64), "cars a side that there is room for; the rest is zeros")
        .integer("stack", 1, (0, MAX_STACK), "past actions")
}

/// Registers the built-in observations.
pub(crate) fn register(registry: &mut Registry) -> Result<(), EnvError> {
    let text = "Lucy-SKG's final one: ball and players as rows, past actions in the query";
    registry.observation(lucy("lucy_v1", text), |parameters, context| {
        let config: LucyConfig = parameters.read()?;
        slots(parameters, config.players, context)?;
        Ok(Lucy::v1(&config))
    })?;
    registry.observation(lucy("lucy_v2", "the same with a row for every pad"), |parameters, context| {
        let config: LucyConfig = parameters.read()?;
        slots(parameters, config.players, context)?;
        Ok(Lucy::v2(&config, context.pads))
    })?;
    let players = "rows for players; without it, as many as there are cars";
    let necto = Entry::new("necto", "Necto's, with the timers of pads and demolitions as it was trained")
        .source(NECTO)
        .optional("players", PLAYERS, "", players)
        .flag("as_published", false, "the published code's order of players and pads")
        .flag(
            "shipped_demo_timers",
            false,
            "time demolitions as the shipped bot does: for every car, from 3 s down and again",
        );
    registry.observation(necto, |parameters, context| {
        let config: NectoConfig = parameters.read()?;
        let players = slots(parameters, config.players.unwrap_or(context.all_cars()), context)?;
        Ok(Necto::new(&config, players, context.pads))
    })?;
    let nexto = Entry::new("nexto", "Nexto's: keys turned to the car's heading")
        .source(NECTO)
        .optional("players", PLAYERS, "", players)
        .flag("as_published", false, "the published code's order of players and pads");
    registry.observation(nexto, |parameters, context| {
        let config: NextoConfig = parameters.read()?;
        let players = slots(parameters, config.players.unwrap_or(context.all_cars()), context)?;
        Ok(Nexto::new(players, context.pads, config.as_published))
    })?;
    let kinds = [
        ("flat", false, "one row in the team's frame, after RLGym's default"),
        ("flat_relative", true, "one row as seen from the car, after RLGym's relative default"),
    ];
    for (name, is_relative, text) in kinds {
        registry.observation(flat(name, text).source(RLGYM), move |parameters, context| {
            let config: FlatConfig = parameters.read()?;
            team(parameters, config.team_size, context)?;
            Ok(Flat::new(&config, context.pads, is_relative))
        })?;
    }
    let ahead = Parameter {
        name: "ahead",
        of: Type::Floats(Range::Positive),
        unit: "s",
        default: Some(json!([0.5, 1.0, 2.0])),
        is_optional: true,
        text: "times for which the ball's place is predicted, ascending, at most four; may be empty",
    };
    let prediction = Parameter {
        name: "prediction",
        of: Type::Choice(&["exact", "rough"]),
        unit: "",
        default: Some(json!("exact")),
        is_optional: true,
        text: "by the arena's own physics, or as scripted agents do, much cheaper: without corners, ramps and goals",
    };
    let near = "how many of the nearest pads are seen from the car, besides the readiness of all";
    let flat_v2 = flat("flat_v2", "one row with both frames, goals, timers, near pads and where the ball will be")
        .integer("near_pads", 4, (0, MOST_NEAR as i64), near)
        .parameter(ahead)
        .parameter(prediction);
    registry.observation(flat_v2, |parameters, context| {
        let config: FlatV2Config = parameters.read()?;
        team(parameters, config.team_size, context)?;
        Ok(FlatV2::new(&config, context.pads))
    })
}

/// Refuses fewer rows than there are cars.
fn slots(parameters: &Parameters, players: usize, context: ObsContext) -> Result<usize, EnvError> {
    let cars = context.all_cars();
    if players >= cars {
        return Ok(players);
    }
    Err(parameters.refuse("players", format!("{players} rows for {cars} cars; expected {cars} to {MAX_CARS}")))
}

/// Refuses less room than the larger team needs.
fn team(parameters: &Parameters, size: usize, context: ObsContext) -> Result<(), EnvError> {
    let largest = context.cars[0].max(context.cars[1]);
    if size >= largest {
        return Ok(());
    }
    Err(parameters.refuse("team_size", format!("room for {size} cars a side; expected {largest} to {MAX_CARS}")))
}
