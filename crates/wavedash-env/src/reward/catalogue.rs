//! Every reward function with its formula: what `wavedash reward list` prints.

use core::fmt;

use serde_json::{Map, Value, json};

use super::expr::Expr;

/// What a reward function needs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// A moment: may stand anywhere.
    State,
    /// A step: may stand in `event` and `on_goal`.
    Event,
    /// Other expressions; an event if one of them is.
    Combination,
    /// A condition of `when`, not an expression.
    Condition,
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::State => "state",
            Self::Event => "event",
            Self::Combination => "combination",
            Self::Condition => "condition",
        })
    }
}

/// A parameter of a reward function.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Parameter {
    /// Key in a configuration.
    pub name: String,
    /// Value if it is not given; none if it must be.
    pub default: Option<String>,
}

/// A reward function.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// Name in a configuration.
    pub name: &'static str,
    /// What it needs.
    pub kind: Kind,
    /// Formula; p, v the car, b, w the ball, G the back of a goal, primes for the decision before.
    pub formula: &'static str,
    /// Range of values.
    pub range: &'static str,
    /// Parameters, in the order of a configuration's documentation.
    pub parameters: Vec<Parameter>,
    /// Where it comes from.
    pub source: &'static str,
}

const LUCY: &str = "Lucy-SKG";
const RLGYM: &str = "RLGym";
const NECTO: &str = "Necto";
const GUIDE: &str = "RLGym-PPO guide";
const OWN: &str = "Wavedash";

/// Name, formula, range, source.
type Row = (&'static str, &'static str, &'static str, &'static str);

const STATES: &[Row] = &[
    ("player_to_ball_distance", "exp(-0.5 (|b-p| - 92.75) / (2300 dispersion density))", "(0.05, 1]", LUCY),
    (
        "ball_to_goal_distance",
        "exp(-0.5 (|b-G| - 972.75) / (6000 dispersion density))",
        "(0, 1], in the net up to 1.1",
        LUCY,
    ),
    (
        "signed_ball_to_goal_distance",
        "r = 2 exp(-0.5 (|b-G| - 972.75) / (4570 dispersion)) - 1; sign(r) |r|^(1/density)",
        "(-1, 1.3)",
        LUCY,
    ),
    (
        "ball_to_goal_distance_difference",
        "offense_weight distance(G_opp) - defense_weight distance(G_own), distance as ball_to_goal_distance",
        "(-1.2, 1.2)",
        LUCY,
    ),
    ("ball_to_goal_velocity", "unit(G-b) . w / 6000", "[-1, 1]", RLGYM),
    ("player_to_ball_velocity", "unit(b-p) . v / 2300", "[-1, 1]", RLGYM),
    ("player_to_goal_velocity", "unit(G-p) . v / 2300", "[-1, 1]", OWN),
    ("align_ball_goal", "defense cos(b-p, p-G_own) + offense cos(b-p, G_opp-p)", "[-1, 1]", RLGYM),
    ("face_ball", "forward . unit(b-p)", "[-1, 1]", RLGYM),
    ("face_velocity", "forward . unit(v)", "[-1, 1]", OWN),
    ("ball_y", "y = b_y / 5212.75 towards G_opp; sign(y) |y|^exponent", "[-1, 1]", RLGYM),
    ("ball_height", "b_z / 2044", "[0, 1]", OWN),
    ("ball_speed", "|w| / 6000", "[0, 1]", OWN),
    ("player_speed", "|v| / 2300", "[0, 1]", RLGYM),
    ("player_height", "p_z / 2044", "[0, 1]", OWN),
    ("save_boost", "boost^exponent, full tank 1", "[0, 1]", RLGYM),
    ("on_ground", "1 with at least three wheels on something", "0, 1", NECTO),
    ("in_air", "1 with fewer than three wheels on something", "0, 1", OWN),
    ("supersonic", "1 at supersonic speed", "0, 1", OWN),
    ("has_flip", "1 while a flip or double jump is available", "0, 1", OWN),
    ("air_time", "min(t / seconds, 1), t the time in the air", "[0, 1]", OWN),
    ("wall_distance", "min(d / distance, 1), d to the nearest wall or corner's wall; 0 in a goal", "[0, 1]", OWN),
    ("constant", "1", "1", RLGYM),
    ("kickoff", "player_to_ball_velocity while b_x = b_y = 0", "[-1, 1]", LUCY),
    (
        "necto_state_quality",
        "exp(-|M_opp-b| / 2300) - exp(-|M_own-b| / 2300), M = (0, +-5560, 321.39)",
        "(-1, 1)",
        NECTO,
    ),
    (
        "necto_player_quality",
        "distance exp(-|b-p| / 1410) + align align_ball_goal",
        "[-align, align + distance]",
        NECTO,
    ),
];

const EVENTS: &[Row] = &[
    ("goal", "goals that the car scored", "0, 1", RLGYM),
    ("team_goal", "goals of its team", "0, 1", RLGYM),
    ("concede", "goals against its team", "0, 1", RLGYM),
    ("own_goal", "own goals of the car", "0, 1", OWN),
    ("assist", "assists", "0, 1", OWN),
    ("shot", "shots", "0, 1", RLGYM),
    ("save", "saves", "0, 1", RLGYM),
    ("demo", "cars that it demolished", "0, 1, ..", RLGYM),
    ("demoed", "it was demolished", "0, 1", LUCY),
    ("bump", "cars that it bumped", "0, 1, ..", OWN),
    ("bumped", "times that it was bumped", "0, 1, ..", OWN),
    ("touch", "first of successive steps with contact with the ball", "0, 1", RLGYM),
    (
        "fresh_touch",
        "touch, if the last contact is at least pause seconds ago or an opponent has touched the ball since",
        "0, 1",
        OWN,
    ),
    ("touching", "every step with contact with the ball", "0, 1", RLGYM),
    ("touch_height", "contact: ((b_z + 92.75) / 185.5)^exponent", "[0, 11.5]", RLGYM),
    ("touch_aerial", "contact: b_z / height", "[0, 1]", LUCY),
    ("air_touch", "contact off the ground: p_z / 2044", "[0, 1]", OWN),
    ("flown_touch", "touch off the ground: min(t / seconds, b_z / height), t the time in the air", "[0, 1]", GUIDE),
    (
        "touch_ball_to_goal_acceleration",
        "contact: [unit(G_opp-b) . w - unit(G_opp-b') . w'] / speed",
        "[-5.2, 5.2]",
        LUCY,
    ),
    ("touch_acceleration", "contact: |w - w'| / speed, 0 if |w - w'| < threshold", "[0, 5.2]", NECTO),
    ("boost_change", "d = sqrt(boost) - sqrt(boost'); gain d if d >= 0, else loss d", "[-1, 1]", NECTO),
    ("big_pad", "big pads that it took", "0, 1, ..", OWN),
    ("small_pad", "small pads that it took", "0, 1, ..", OWN),
    ("jump", "jumps that began", "0, 1", OWN),
    ("double_jump", "double jumps", "0, 1", OWN),
    ("flip", "flips that began", "0, 1", OWN),
    ("flip_to_ball", "flips that began, times max(0, unit(b-p) . v / 2300)", "[0, 1]", OWN),
    ("landing", "it landed on its wheels", "0, 1", OWN),
    ("flip_reset", "flips got back in the air from the ball", "0, 1", NECTO),
    ("wavedash", "landings shortly after a flip began that kept the speed", "0, 1", OWN),
    ("goal_speed", "goal of its team: |w'| / 6000", "[0, 1]", NECTO),
    ("concede_distance", "goal against its team: 1 - exp(-|p-b'| / 2300)", "[0, 1)", NECTO),
    (
        "offensive_pressure",
        "goal of its team after n steps with |b-G| < 4652.75: (1 - min(n-1, 90) / 90)^0.7 mean P, \
         P = 0.5 + 0.5 (share of own cars there - share of the others)",
        "[0, 1]",
        "Lucy v4",
    ),
    ("defensive_pressure", "goal against its team: the opponents' offensive_pressure", "[0, 1]", "Lucy v4"),
    ("counter_pressure", "ball leaves its zone after n >= 3 steps: the same with its own P", "[0, 1]", "Lucy v4"),
];

const COMBINATIONS: &[Row] = &[
    ("krc", "s (|R_1| .. |R_n|)^(1/n), s = 1 if all R_i > 0, else -1", "that of the factors", LUCY),
    ("smooth_krc", "s (m_1 .. m_n)^(1/n), m_i = sqrt(R_i^2 + epsilon), s = min(R_i / m_i)", "that of the factors", OWN),
    ("sum", "R_1 + .. + R_n", "any", OWN),
    ("product", "R_1 .. R_n", "any", OWN),
    ("min", "the least of R_1, .., R_n", "that of the parts", OWN),
    ("max", "the greatest of R_1, .., R_n", "that of the parts", OWN),
    ("scale", "by R", "any", OWN),
    ("clamp", "R limited to min and max", "[min, max]", OWN),
    ("power", "sign(R) |R|^exponent", "any", OWN),
    ("change", "d = R - R'; gain d if d >= 0, else loss d (an event)", "any", OWN),
    ("when", "R if the condition holds, otherwise that, or 0", "any", "rlgym-tools"),
];

const CONDITIONS: &[Row] = &[
    ("closest_to_ball", "|b-p| least of all cars on the pitch", "yes, no", LUCY),
    ("closest_to_ball_of_team", "|b-p| least of its team's cars on the pitch", "yes, no", LUCY),
    ("touched_last", "the last of all to touch the ball (an event)", "yes, no", RLGYM),
    ("touched", "contact with the ball in the step (an event)", "yes, no", OWN),
    ("behind_ball", "p_y nearer to its own side than b_y", "yes, no", RLGYM),
    ("on_ground", "at least three wheels on something", "yes, no", OWN),
    ("in_air", "fewer than three wheels on something", "yes, no", OWN),
    ("supersonic", "at supersonic speed", "yes, no", OWN),
    ("alive", "not waiting to come back from a demolition", "yes, no", LUCY),
    ("kickoff", "b_x = b_y = 0", "yes, no", LUCY),
    ("ball_in_opponent_half", "b_y on the opponents' side of 0", "yes, no", OWN),
    ("ball_in_own_half", "b_y on its own side of 0", "yes, no", OWN),
];

/// All reward functions: states, events, combinations and conditions, each in the order of the documentation.
#[must_use]
pub fn catalogue() -> Vec<Entry> {
    [(Kind::State, STATES), (Kind::Event, EVENTS), (Kind::Combination, COMBINATIONS), (Kind::Condition, CONDITIONS)]
        .into_iter()
        .flat_map(|(kind, rows)| rows.iter().map(move |&row| entry(kind, row)))
        .collect()
}

fn entry(kind: Kind, (name, formula, range, source): Row) -> Entry {
    let parameters = if kind == Kind::Condition { Vec::new() } else { parameters(name) };
    Entry { name, kind, formula, range, parameters, source }
}

/// Parameters as the type itself writes them, so that the catalogue cannot go stale; inner expressions left out.
fn parameters(name: &str) -> Vec<Parameter> {
    let written = serde_json::to_value(example(name)).expect("an expression has string keys only");
    let Some(fields) = written.get(name).and_then(Value::as_object) else { return Vec::new() };
    let shown = fields.iter().filter(|(field, _)| *field != "of");
    shown
        .map(|(field, value)| {
            let mut without: Map<String, Value> = fields.clone();
            without.remove(field);
            let is_optional = serde_json::from_value::<Expr>(json!({ name: without })).is_ok();
            Parameter { name: field.clone(), default: is_optional.then(|| text(value)) }
        })
        .collect()
}

/// The function with its defaults and, where something is required, something simple.
fn example(name: &str) -> Expr {
    let inner = match name {
        "krc" | "sum" | "product" | "min" | "max" => json!(["constant"]),
        "smooth_krc" => json!({ "of": ["constant"] }),
        "scale" => json!({ "by": 1.0, "of": "constant" }),
        "power" => json!({ "exponent": 1.0, "of": "constant" }),
        "clamp" | "change" => json!({ "of": "constant" }),
        "when" => json!({ "condition": "on_ground", "of": "constant" }),
        _ => json!({}),
    };
    serde_json::from_value(json!({ name: inner })).expect("every name of the catalogue is an expression's")
}

/// A default as a configuration writes it: JSON widens to f64, which shows digits that nobody wrote.
fn text(value: &Value) -> String {
    value.as_f64().map_or_else(|| value.to_string(), |number| format!("{:?}", number as f32))
}

#[cfg(test)]
mod tests {
    use super::super::condition::Condition;
    use super::*;

    #[test]
    fn every_function_is_listed_with_its_kind() {
        let error = serde_json::from_str::<Expr>(r#""nothing""#).unwrap_err().to_string();
        let mut known: Vec<&str> = error.split('`').skip(3).step_by(2).collect();
        let mut entries = catalogue();
        let conditions: Vec<_> = entries.extract_if(.., |entry| entry.kind == Kind::Condition).collect();
        let conditions: Vec<String> = conditions.iter().map(|entry| format!("\"{}\"", entry.name)).collect();
        assert_eq!(conditions, Condition::ALL.map(|condition| serde_json::to_string(&condition).unwrap()));
        let mut listed: Vec<&str> = entries.iter().map(|entry| entry.name).collect();
        known.sort_unstable();
        listed.sort_unstable();
        assert_eq!(listed, known);
        for entry in entries.iter().filter(|entry| entry.kind != Kind::Combination) {
            assert_eq!(example(entry.name).is_state(), entry.kind == Kind::State, "{}", entry.name);
        }
    }

    #[test]
    fn parameters_come_with_their_defaults() {
        let of = |name: &str| {
            let entry = catalogue().into_iter().find(|entry| entry.name == name).unwrap();
            let texts = entry.parameters.into_iter().map(|p| format!("{}={}", p.name, p.default.unwrap_or_default()));
            texts.collect::<Vec<_>>().join(" ")
        };
        assert_eq!(of("ball_to_goal_distance"), "density=1.0 dispersion=1.0 own_goal=false");
        assert_eq!(of("smooth_krc"), "epsilon=0.001");
        assert_eq!(of("when"), "condition=");
        assert_eq!(of("touch"), "");
    }
}
