//! What a registry says about a component: its parameters, one line of documentation, where it comes from.

use core::fmt;

use serde_json::Value;

/// What a component is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// What an agent sees.
    Observation,
    /// What an agent chooses from.
    Actions,
    /// A reward function that follows from a moment alone: may stand anywhere, potentials included.
    State,
    /// A reward function of a step.
    Event,
    /// A condition that ends an episode.
    Done,
    /// Where episodes begin.
    Reset,
    /// A scripted agent.
    Bot,
}

impl Kind {
    /// A name of one kind may not be one of the other: reward functions of moments and of steps stand in the same places.
    pub(super) fn shares_names_with(self, other: Self) -> bool {
        let is_function = |kind| matches!(kind, Self::State | Self::Event);
        self == other || is_function(self) && is_function(other)
    }
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Observation => "observation",
            Self::Actions => "action space",
            Self::State | Self::Event => "reward function",
            Self::Done => "done condition",
            Self::Reset => "start state",
            Self::Bot => "scripted agent",
        })
    }
}

/// Which numbers a parameter takes.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Range {
    /// Any finite number.
    Finite,
    /// Above 0.
    Positive,
    /// 0 or greater.
    NotNegative,
    /// From the first to the second, both included.
    Between(f64, f64),
}

impl Range {
    /// Why a number is refused, if it is.
    pub(super) fn refuses(self, value: f64) -> Option<String> {
        match self {
            _ if !value.is_finite() => Some("is not a number that can be worked with".to_owned()),
            Self::Positive if value <= 0.0 => Some("is not above 0".to_owned()),
            Self::NotNegative if value < 0.0 => Some("is below 0".to_owned()),
            Self::Between(low, high) if value < low || value > high => Some(format!("is not between {low} and {high}")),
            _ => None,
        }
    }
}

impl fmt::Display for Range {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Finite => f.write_str("any"),
            Self::Positive => f.write_str("above 0"),
            Self::NotNegative => f.write_str("0 or more"),
            Self::Between(low, high) => write!(f, "{low} to {high}"),
        }
    }
}

/// What kind of value a parameter takes.
#[derive(Clone, Debug, PartialEq)]
pub enum Type {
    /// A number.
    Float(Range),
    /// A whole number, with the least and the greatest.
    Integer(i64, i64),
    /// True or false.
    Flag,
    /// One of these words.
    Choice(&'static [&'static str]),
    /// The path of a file.
    Path,
    /// A list of numbers.
    Floats(Range),
    /// Another component of this kind.
    Component(Kind),
    /// A list of tables with a weight and a component of this kind under this key.
    Weighted(Kind, &'static str),
    /// What the factory itself reads and checks.
    Other(&'static str),
}

impl fmt::Display for Type {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Float(range) => write!(f, "number, {range}"),
            Self::Integer(least, most) => write!(f, "whole number, {least} to {most}"),
            Self::Flag => f.write_str("true or false"),
            Self::Choice(words) => f.write_str(&words.join(" or ")),
            Self::Path => f.write_str("path"),
            Self::Floats(range) => write!(f, "list of numbers, {range}"),
            Self::Component(kind) => write!(f, "{kind}"),
            Self::Weighted(_, key) => write!(f, "list of {{ weight, {key} }}"),
            Self::Other(what) => f.write_str(what),
        }
    }
}

/// A parameter of a component.
#[derive(Clone, Debug, PartialEq)]
pub struct Parameter {
    /// Key in a configuration.
    pub name: &'static str,
    /// What values it takes.
    pub of: Type,
    /// Unit; empty for none.
    pub unit: &'static str,
    /// Value if it is not given; none if it must be, or if its absence has a meaning of its own.
    pub default: Option<Value>,
    /// It may be absent.
    pub is_optional: bool,
    /// One line of documentation.
    pub text: &'static str,
}

/// Name, parameters and documentation of a component.
///
/// ```
/// use wavedash_env::registry::{Entry, Range};
///
/// let entry = Entry::new("near_goal", "the ball is near the opponents' goal")
///     .formula("1 if |b-G| < radius")
///     .float("radius", 2000.0, Range::Positive, "uu", "distance that counts as near");
/// assert_eq!(entry.parameters.len(), 1);
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct Entry {
    /// Name in a configuration.
    pub name: &'static str,
    /// One line of documentation.
    pub text: &'static str,
    /// Formula of a reward function: p, v the car, b, w the ball, G the back of a goal, primes for the decision before.
    pub formula: &'static str,
    /// Range of a reward function's values; empty if nothing is said.
    pub range: &'static str,
    /// Where it comes from: a paper, a library, or nothing for a user's own.
    pub source: &'static str,
    /// Its parameters.
    pub parameters: Vec<Parameter>,
}

impl Entry {
    /// A component without parameters.
    #[must_use]
    pub const fn new(name: &'static str, text: &'static str) -> Self {
        Self { name, text, formula: "", range: "", source: "", parameters: Vec::new() }
    }

    /// Says the formula of a reward function.
    #[must_use]
    pub fn formula(self, formula: &'static str) -> Self {
        Self { formula, ..self }
    }

    /// Says which values a reward function has.
    #[must_use]
    pub fn range(self, range: &'static str) -> Self {
        Self { range, ..self }
    }

    /// Says where it comes from.
    #[must_use]
    pub fn source(self, source: &'static str) -> Self {
        Self { source, ..self }
    }

    /// Adds any parameter. `default` is what an absent one counts as.
    #[must_use]
    pub fn parameter(mut self, parameter: Parameter) -> Self {
        self.parameters.push(parameter);
        self
    }

    /// Adds a number with a default.
    #[must_use]
    pub fn float(self, name: &'static str, default: f32, range: Range, unit: &'static str, text: &'static str) -> Self {
        let default = super::component::shortest(Value::from(f64::from(default)));
        self.parameter(Parameter {
            name,
            of: Type::Float(range),
            unit,
            default: Some(default),
            is_optional: true,
            text,
        })
    }

    /// Adds a number that must be given.
    #[must_use]
    pub fn needed_float(self, name: &'static str, range: Range, unit: &'static str, text: &'static str) -> Self {
        self.parameter(Parameter { name, of: Type::Float(range), unit, default: None, is_optional: false, text })
    }

    /// Adds a whole number with a default, from `least` to `most`.
    #[must_use]
    pub fn integer(self, name: &'static str, default: i64, (least, most): (i64, i64), text: &'static str) -> Self {
        let of = Type::Integer(least, most);
        self.parameter(Parameter { name, of, unit: "", default: Some(Value::from(default)), is_optional: true, text })
    }

    /// Adds a switch with a default.
    #[must_use]
    pub fn flag(self, name: &'static str, default: bool, text: &'static str) -> Self {
        let default = Some(Value::from(default));
        self.parameter(Parameter { name, of: Type::Flag, unit: "", default, is_optional: true, text })
    }

    /// Adds a parameter that may be absent, which has a meaning of its own.
    #[must_use]
    pub fn optional(self, name: &'static str, of: Type, unit: &'static str, text: &'static str) -> Self {
        self.parameter(Parameter { name, of, unit, default: None, is_optional: true, text })
    }

    /// Adds a parameter that must be given.
    #[must_use]
    pub fn needed(self, name: &'static str, of: Type, text: &'static str) -> Self {
        self.parameter(Parameter { name, of, unit: "", default: None, is_optional: false, text })
    }
}
