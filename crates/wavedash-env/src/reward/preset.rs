//! Complete rewards by name.

use serde::{Deserialize, Serialize};

use super::config::{Plan, Shaping};
use super::expr::Expr;
use super::term::Term;

/// A published reward.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Preset {
    /// Lucy-SKG's final reward (August 2022).
    #[default]
    Lucy,
    /// Lucy's first (May 2022).
    LucyV1,
    /// With the offensive potential (May 2022).
    LucyV2,
    /// With the distance difference (June 2022): the deployed bot's.
    LucyV3,
    /// With pressure (July 2022).
    LucyV4,
    /// Necto's (January 2022).
    Necto,
    /// Nexto's (March 2022).
    Nexto,
    /// The Necto-like baseline that Lucy's authors trained (March 2022).
    NectoBaseline,
    /// Nothing but goals: +1 for each of the team's, -1 for each against it.
    Goals,
}

fn term(weight: f32, of: Expr) -> Term {
    Term::of(weight, of)
}

fn named(weight: f32, name: &str, of: Expr) -> Term {
    Term { name: Some(name.to_owned()), ..Term::of(weight, of) }
}

fn align() -> Expr {
    Expr::named("align_ball_goal")
}

/// Distance-weighted alignment.
fn weighted_alignment(weight: f32, dispersion: f32) -> Term {
    let distance = Expr::with("player_to_ball_distance", [("dispersion", dispersion), ("density", 1.0)]);
    named(weight, "distance_weighted_alignment", Expr::Krc(vec![align(), distance]))
}

/// Offensive potential.
fn offensive_potential() -> Term {
    let distance = Expr::with("player_to_ball_distance", [("dispersion", 1.0), ("density", 1.1)]);
    named(1.0, "offensive_potential", Expr::Krc(vec![align(), Expr::named("player_to_ball_velocity"), distance]))
}

fn distance_difference() -> Term {
    term(
        2.0,
        Expr::with(
            "ball_to_goal_distance_difference",
            [
                ("offense_weight", 1.0),
                ("defense_weight", 1.0),
                ("offense_dispersion", 0.6),
                ("defense_dispersion", 0.4),
                ("offense_density", 1.0),
                ("defense_density", 1.0),
            ],
        ),
    )
}

fn signed_distance(weight: f32, dispersion: f32) -> Term {
    term(weight, Expr::with("signed_ball_to_goal_distance", [("dispersion", dispersion), ("density", 1.0)]))
}

/// Versions 2 and later: what says where the ball is, then the rest.
fn lucy_potential(ball: Term, alignment_dispersion: f32) -> Vec<Term> {
    vec![
        ball,
        term(0.8, Expr::named("ball_to_goal_velocity")),
        term(0.5, Expr::with("save_boost", [("exponent", 0.5)])),
        weighted_alignment(0.6, alignment_dispersion),
        offensive_potential(),
    ]
}

fn lucy_events(goal: f32, concede: f32, shot: f32) -> Vec<Term> {
    vec![
        term(goal, Expr::named("goal")),
        term(concede, Expr::named("concede")),
        term(shot, Expr::named("shot")),
        term(3.0, Expr::named("save")),
        term(0.25, Expr::with("touch_ball_to_goal_acceleration", [("speed", 2300.0)])),
        term(0.05, Expr::named("touch")),
        term(2.0, Expr::named("demo")),
        term(-2.0, Expr::named("demoed")),
    ]
}

fn lucy_v1() -> (Vec<Term>, Vec<Term>) {
    let potential = vec![
        signed_distance(8.0, 1.0),
        term(2.0, Expr::named("ball_to_goal_velocity")),
        term(1.0, Expr::with("ball_y", [("exponent", 1.0)])),
        term(0.5, Expr::named("player_to_ball_velocity")),
        term(0.5, Expr::with("player_to_ball_distance", [("dispersion", 1.0), ("density", 1.0)])),
        weighted_alignment(0.65, 1.0),
        term(0.5, Expr::with("save_boost", [("exponent", 0.5)])),
    ];
    let events = vec![
        term(10.0, Expr::named("goal")),
        term(4.0, Expr::named("team_goal")),
        term(-10.0, Expr::named("concede")),
        term(1.0, Expr::named("shot")),
        term(3.0, Expr::named("save")),
        term(0.05, Expr::named("touch")),
        term(2.0, Expr::named("demo")),
        term(-2.0, Expr::named("demoed")),
    ];
    (potential, events)
}

/// What differs within the Necto family.
struct NectoWeights {
    team_spirit: f32,
    /// Of the state quality, all halvings included.
    ball: f32,
    distance: f32,
    align: f32,
    touch_height: f32,
    height_norm: f32,
    touch_acceleration: f32,
    speed_norm: f32,
    on_ground: f32,
}

const NECTO: NectoWeights = NectoWeights {
    team_spirit: 0.3,
    ball: 10.0,
    distance: 0.75,
    align: 0.5,
    touch_height: 1.0,
    height_norm: 2044.0,
    touch_acceleration: 0.5,
    speed_norm: 6000.0,
    on_ground: 0.0,
};

/// 0.5 of the quality's definition and 0.5 of its use make 2.5 of the weight 10.
const NEXTO: NectoWeights = NectoWeights {
    ball: 2.5,
    height_norm: 2250.0,
    touch_acceleration: 0.25,
    speed_norm: 2300.0,
    on_ground: 0.005,
    ..NECTO
};

const NECTO_BASELINE: NectoWeights = NectoWeights { team_spirit: 0.6, distance: 0.5, height_norm: 2044.0, ..NEXTO };

/// The Necto family. `boost` is gain and loss of boost changes, or none for boost as a part of the potential.
fn necto(weights: &NectoWeights, boost: Option<(f32, f32)>) -> Plan {
    let mut potential = vec![
        term(1.0, Expr::with("necto_player_quality", [("distance", weights.distance), ("align", weights.align)])),
        term(weights.ball, Expr::named("necto_state_quality")),
    ];
    let mut event = vec![
        term(weights.touch_height, Expr::with("touch_aerial", [("height", weights.height_norm)])),
        term(
            weights.touch_acceleration,
            Expr::with("touch_acceleration", [("speed", weights.speed_norm), ("threshold", 0.0)]),
        ),
        term(2.5, Expr::named("demo")),
        term(-2.5, Expr::named("demoed")),
    ];
    match boost {
        Some((gain, loss)) => event.push(term(1.0, Expr::with("boost_change", [("gain", gain), ("loss", loss)]))),
        None => potential.push(term(1.0, Expr::with("save_boost", [("exponent", 0.5)]))),
    }
    if weights.on_ground > 0.0 {
        event.push(term(-weights.on_ground, Expr::named("on_ground")));
    }
    let on_goal = vec![
        term(10.0, Expr::named("team_goal")),
        term(2.5, Expr::named("goal_speed")),
        term(-2.5, Expr::named("concede_distance")),
    ];
    Plan { team_spirit: weights.team_spirit, potential, event, on_goal, ..empty() }
}

fn empty() -> Plan {
    Plan {
        team_spirit: 0.3,
        opponent: 1.0,
        shaping: Shaping::default(),
        normalise: None,
        as_published: false,
        potential: Vec::new(),
        event: Vec::new(),
        on_goal: Vec::new(),
    }
}

impl Preset {
    /// All presets.
    pub const ALL: [Self; 9] = [
        Self::Lucy,
        Self::LucyV1,
        Self::LucyV2,
        Self::LucyV3,
        Self::LucyV4,
        Self::Necto,
        Self::Nexto,
        Self::NectoBaseline,
        Self::Goals,
    ];

    /// Name in a configuration.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Lucy => "lucy",
            Self::LucyV1 => "lucy_v1",
            Self::LucyV2 => "lucy_v2",
            Self::LucyV3 => "lucy_v3",
            Self::LucyV4 => "lucy_v4",
            Self::Necto => "necto",
            Self::Nexto => "nexto",
            Self::NectoBaseline => "necto_baseline",
            Self::Goals => "goals",
        }
    }

    /// The whole reward.
    #[must_use]
    pub fn plan(self) -> Plan {
        let lucy = |potential, event| Plan { potential, event, ..empty() };
        match self {
            Self::Lucy => lucy(lucy_potential(distance_difference(), 1.1), lucy_events(10.0, -3.0, 1.5)),
            Self::LucyV1 => {
                let (potential, event) = lucy_v1();
                lucy(potential, event)
            }
            Self::LucyV2 => lucy(lucy_potential(signed_distance(2.5, 1.05), 0.8), lucy_events(10.0, -3.0, 1.5)),
            Self::LucyV3 => lucy(lucy_potential(distance_difference(), 0.8), lucy_events(10.0, -3.0, 1.5)),
            Self::LucyV4 => {
                let mut event = lucy_events(6.0, -2.0, 1.0);
                event.push(term(5.5, Expr::named("offensive_pressure")));
                event.push(term(-4.5, Expr::named("defensive_pressure")));
                event.push(term(1.75, Expr::named("counter_pressure")));
                lucy(lucy_potential(distance_difference(), 1.1), event)
            }
            Self::Necto => necto(&NECTO, None),
            Self::Nexto => necto(&NEXTO, Some((1.0, 0.5))),
            Self::NectoBaseline => necto(&NECTO_BASELINE, Some((1.0, 0.7))),
            Self::Goals => {
                Plan { event: vec![term(1.0, Expr::named("team_goal")), term(-1.0, Expr::named("concede"))], ..empty() }
            }
        }
    }
}
