//! Every reward function with its formula: what `wavedash reward list` prints.

use core::fmt;

use crate::registry::{self, Entry, Range, Registry, Type};

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

/// A reward function and what it needs.
#[derive(Clone, Debug, PartialEq)]
pub struct Listed {
    /// What it needs.
    pub kind: Kind,
    /// Name, formula, range, parameters, source.
    pub entry: Entry,
}

const LUCY: &str = "Lucy-SKG";
const RLGYM: &str = "RLGym";
const OWN: &str = "Wavedash";

/// Name, formula, range, source.
type Row = (&'static str, &'static str, &'static str, &'static str);

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

/// All reward functions: the registry's states and events, then combinations and conditions.
#[must_use]
pub fn catalogue(registry: &Registry) -> Vec<Listed> {
    let of =
        |kind, from: registry::Kind| registry.entries(from).map(move |entry| Listed { kind, entry: entry.clone() });
    let row = |kind, &(name, formula, range, source): &Row| {
        let entry = Entry::new(name, formula).formula(formula).range(range).source(source);
        Listed { kind, entry: parameters(entry) }
    };
    of(Kind::State, registry::Kind::State)
        .chain(of(Kind::Event, registry::Kind::Event))
        .chain(COMBINATIONS.iter().map(|of| row(Kind::Combination, of)))
        .chain(CONDITIONS.iter().map(|of| row(Kind::Condition, of)))
        .collect()
}

/// The parameters of a combination, besides what it combines.
fn parameters(entry: Entry) -> Entry {
    match entry.name {
        "smooth_krc" => entry.float("epsilon", 1e-3, Range::Positive, "", "added to each squared factor"),
        "scale" => entry.needed_float("by", Range::Finite, "", "the factor"),
        "clamp" => entry.float("min", -1.0, Range::Finite, "", "lower limit").float(
            "max",
            1.0,
            Range::Finite,
            "",
            "upper limit",
        ),
        "power" => entry.needed_float("exponent", Range::Positive, "", "of the absolute value"),
        "change" => entry.float("gain", 1.0, Range::Finite, "", "weight of a rise").float(
            "loss",
            1.0,
            Range::Finite,
            "",
            "weight of a fall",
        ),
        "when" => entry
            .needed("condition", Type::Other("a condition, or a reward function that is above 0"), "when it counts")
            .optional("otherwise", Type::Other("a reward function"), "", "what counts if it does not hold"),
        _ => entry,
    }
}

#[cfg(test)]
mod tests {
    use super::super::condition::Condition;
    use super::super::expr::{COMBINATIONS as NAMES, Expr};
    use super::*;

    #[test]
    fn combinations_and_conditions_are_listed() {
        let listed = catalogue(Registry::builtin_ref());
        let of = |kind| listed.iter().filter(move |of| of.kind == kind).map(|of| of.entry.name);
        assert_eq!(of(Kind::Combination).collect::<Vec<_>>(), NAMES);
        let conditions: Vec<String> = of(Kind::Condition).map(|name| format!("\"{name}\"")).collect();
        assert_eq!(conditions, Condition::ALL.map(|condition| serde_json::to_string(&condition).unwrap()));
        for name in NAMES {
            // What a combination lacks is another error than a name that nobody knows.
            let error = serde_json::from_str::<Expr>(&format!("{{\"{name}\": true}}")).unwrap_err().to_string();
            assert!(error.contains("invalid type"), "{error}");
        }
    }

    #[test]
    fn parameters_come_with_their_defaults() {
        let listed = catalogue(Registry::builtin_ref());
        let of = |name: &str| {
            let found = listed.iter().find(|of| of.entry.name == name).unwrap();
            let texts = found
                .entry
                .parameters
                .iter()
                .map(|p| format!("{}={}", p.name, p.default.as_ref().map(ToString::to_string).unwrap_or_default()));
            texts.collect::<Vec<_>>().join(" ")
        };
        assert_eq!(of("ball_to_goal_distance"), "own_goal=false dispersion=1.0 density=1.0");
        assert_eq!(of("smooth_krc"), "epsilon=0.001");
        assert_eq!(of("touch"), "");
    }
}
