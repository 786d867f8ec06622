//! Reward expressions: a tree of reward functions as a configuration file writes it.

use core::fmt;

use serde::de::value::MapAccessDeserializer;
use serde::de::{Error, IgnoredAny, MapAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::{Map, Value};

use super::condition::Test;
use super::term::One;
use crate::registry::{Component, Kind, Registry};

/// A reward function by name, or a combination of others.
///
/// In a file it is the name alone (`"face_ball"`), which takes the defaults, or a table with the name as its only key
/// (`{ player_to_ball_distance = { dispersion = 1.1 } }`, `{ krc = ["align_ball_goal", "face_ball"] }`). Formulas,
/// ranges and sources are in the [catalogue](super::catalogue()). Which functions there are is known to the registry that
/// a [`Reward`](super::Reward) is made with.
///
/// ```
/// use wavedash_env::reward::Expr;
///
/// let expr: Expr = serde_json::from_str(r#"{ "krc": ["align_ball_goal", { "ball_y": { "exponent": 2.0 } }] }"#)?;
/// assert_eq!(expr.label(), "krc(align_ball_goal,ball_y)");
/// # Ok::<(), serde_json::Error>(())
/// ```
// The derived code, which knows the combinations, becomes inherent functions; the plain names are put around them below.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(remote = "Self", rename_all = "snake_case", deny_unknown_fields)]
#[non_exhaustive]
pub enum Expr {
    /// A registered function.
    #[serde(skip)]
    Function(Component),
    /// Kinesthetic reward combination.
    Krc(Vec<Expr>),
    /// Kinesthetic reward combination with bounded slopes.
    SmoothKrc {
        /// The factors.
        of: Vec<Expr>,
        /// Added to each squared factor; above 0.
        #[serde(default = "thousandth")]
        epsilon: f32,
    },
    /// Sum.
    Sum(Vec<Expr>),
    /// The least.
    Min(Vec<Expr>),
    /// The greatest.
    Max(Vec<Expr>),
    /// Product with its ordinary sign.
    Product(Vec<Expr>),
    /// A multiple.
    Scale {
        /// The factor.
        by: f32,
        /// Of what.
        of: Box<Expr>,
    },
    /// Limited to a range.
    Clamp {
        /// Lower limit.
        #[serde(default = "minus_one")]
        min: f32,
        /// Upper limit.
        #[serde(default = "one")]
        max: f32,
        /// Of what.
        of: Box<Expr>,
    },
    /// Power of the absolute value, with the sign kept.
    Power {
        /// Above 0.
        exponent: f32,
        /// Of what.
        of: Box<Expr>,
    },
    /// Change of a state function over the step.
    Change {
        /// Weight of a rise.
        #[serde(default = "one")]
        gain: f32,
        /// Weight of a fall.
        #[serde(default = "one")]
        loss: f32,
        /// Of what.
        of: Box<Expr>,
    },
    /// One thing if a condition holds, another or nothing if not.
    When {
        /// The condition.
        condition: Test,
        /// If it holds.
        of: Box<Expr>,
        /// If not; nothing by default.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        otherwise: Option<Box<Expr>>,
    },
}

const fn minus_one() -> f32 {
    -1.0
}

const fn one() -> f32 {
    1.0
}

const fn thousandth() -> f32 {
    1e-3
}

/// Names of the combinations.
pub(super) const COMBINATIONS: [&str; 11] =
    ["krc", "smooth_krc", "sum", "product", "min", "max", "scale", "clamp", "power", "change", "when"];

/// Whether an expression of this name combines others.
pub(crate) fn is_combination(name: &str) -> bool {
    COMBINATIONS.contains(&name)
}

impl Expr {
    /// A registered function with its default parameters.
    #[must_use]
    pub fn named(name: &str) -> Self {
        Self::Function(Component::named(name))
    }

    /// A registered function with these parameters.
    #[must_use]
    pub fn with<const N: usize>(name: &str, parameters: [(&str, f32); N]) -> Self {
        let parameters: std::collections::BTreeMap<_, _> = parameters.into_iter().collect();
        Self::Function(Component::with(name, parameters))
    }

    /// The name in a configuration: of the outermost function only.
    #[must_use]
    pub fn name(&self) -> &str {
        match self {
            Self::Function(component) => component.name(),
            Self::Krc(_) => "krc",
            Self::SmoothKrc { .. } => "smooth_krc",
            Self::Sum(_) => "sum",
            Self::Product(_) => "product",
            Self::Min(_) => "min",
            Self::Max(_) => "max",
            Self::Scale { .. } => "scale",
            Self::Clamp { .. } => "clamp",
            Self::Power { .. } => "power",
            Self::Change { .. } => "change",
            Self::When { .. } => "when",
        }
    }

    /// Name for logs: the name, and for combinations what they are made of.
    #[must_use]
    pub fn label(&self) -> String {
        let parts = self.parts();
        if parts.is_empty() {
            return self.name().to_owned();
        }
        let parts: Vec<String> = parts.into_iter().map(Self::label).collect();
        format!("{}({})", self.name(), parts.join(","))
    }

    /// What the expression is directly made of, conditions left out.
    #[must_use]
    pub fn parts(&self) -> Vec<&Self> {
        match self {
            Self::Function(_) => Vec::new(),
            Self::Krc(parts)
            | Self::SmoothKrc { of: parts, .. }
            | Self::Sum(parts)
            | Self::Product(parts)
            | Self::Min(parts)
            | Self::Max(parts) => parts.iter().collect(),
            Self::Scale { of, .. } | Self::Clamp { of, .. } | Self::Power { of, .. } | Self::Change { of, .. } => {
                vec![of]
            }
            Self::When { of, otherwise, .. } => core::iter::once(of).chain(otherwise).map(|part| &**part).collect(),
        }
    }

    /// It follows from a moment alone, so that it may stand in a potential. What is not registered does not.
    #[must_use]
    pub fn is_state(&self, registry: &Registry) -> bool {
        match self {
            Self::Function(component) => registry.entry(Kind::State, component.name()).is_some(),
            Self::Change { .. } => false,
            Self::When { condition, .. } if !condition.is_state(registry) => false,
            _ => self.parts().into_iter().all(|part| part.is_state(registry)),
        }
    }

    /// The same with all parameters of all functions filled in.
    #[must_use]
    pub fn filled(&self, registry: &Registry) -> Self {
        let all = |parts: &[Self]| parts.iter().map(|part| part.filled(registry)).collect();
        let boxed = |of: &Self| Box::new(of.filled(registry));
        match self {
            Self::Function(component) => Self::Function(registry.filled(Kind::State, component)),
            Self::Krc(parts) => Self::Krc(all(parts)),
            Self::SmoothKrc { of, epsilon } => Self::SmoothKrc { of: all(of), epsilon: *epsilon },
            Self::Sum(parts) => Self::Sum(all(parts)),
            Self::Product(parts) => Self::Product(all(parts)),
            Self::Min(parts) => Self::Min(all(parts)),
            Self::Max(parts) => Self::Max(all(parts)),
            Self::Scale { by, of } => Self::Scale { by: *by, of: boxed(of) },
            Self::Clamp { min, max, of } => Self::Clamp { min: *min, max: *max, of: boxed(of) },
            Self::Power { exponent, of } => Self::Power { exponent: *exponent, of: boxed(of) },
            Self::Change { gain, loss, of } => Self::Change { gain: *gain, loss: *loss, of: boxed(of) },
            Self::When { condition, of, otherwise } => Self::When {
                condition: condition.filled(registry),
                of: boxed(of),
                otherwise: otherwise.as_deref().map(boxed),
            },
        }
    }
}

impl Serialize for Expr {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Function(component) => component.serialize(serializer),
            combination => Self::serialize(combination, serializer),
        }
    }
}

impl<'de> Deserialize<'de> for Expr {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(NameOrTable)
    }
}

const EXPECTED: &str = "the name of a reward function, or a table with its name as the only key";

struct NameOrTable;

impl<'de> Visitor<'de> for NameOrTable {
    type Value = Expr;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(EXPECTED)
    }

    fn visit_str<E: Error>(self, name: &str) -> Result<Expr, E> {
        if is_combination(name) {
            return Err(E::custom(format!("`{name}` combines others: give {{ {name} = .. }}")));
        }
        Ok(Expr::named(name))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut table: A) -> Result<Expr, A::Error> {
        let Some(name) = table.next_key::<String>()? else {
            return Err(A::Error::custom(format!("an empty table; expected {EXPECTED}")));
        };
        let expr = if is_combination(&name) {
            Expr::deserialize(MapAccessDeserializer::new(One { key: Some(name), table: &mut table }))?
        } else {
            match table.next_value::<Value>()? {
                Value::Object(parameters) => Expr::Function(Component::with(&name, parameters)),
                Value::Null => Expr::Function(Component::with(&name, Map::new())),
                other => {
                    let problem = format!("`{name}` is {other}; expected a table of parameters, such as {{}}");
                    return Err(A::Error::custom(problem));
                }
            }
        };
        match table.next_key::<IgnoredAny>()? {
            None => Ok(expr),
            Some(_) => Err(A::Error::custom(format!("a second key beside `{}`; expected {EXPECTED}", expr.name()))),
        }
    }
}
