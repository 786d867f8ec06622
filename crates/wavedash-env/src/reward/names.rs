//! How expressions are written: a name alone, or a table with the name as its only key.

use core::fmt;
use std::collections::BTreeMap;

use serde::de::value::{MapAccessDeserializer, MapDeserializer};
use serde::de::{Error, IgnoredAny, MapAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::expr::Expr;

impl Serialize for Expr {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        Self::serialize(self, serializer)
    }
}

impl<'de> Deserialize<'de> for Expr {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(NameOrTable)
    }
}

struct NameOrTable;

impl<'de> Visitor<'de> for NameOrTable {
    type Value = Expr;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the name of a reward function, or a table with its name as the only key")
    }

    fn visit_str<E: Error>(self, name: &str) -> Result<Expr, E> {
        let no_parameters = BTreeMap::<&str, f32>::new();
        let table = MapDeserializer::new(core::iter::once((name, no_parameters)));
        Expr::deserialize(MapAccessDeserializer::new(table))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut table: A) -> Result<Expr, A::Error> {
        let expr = Expr::deserialize(MapAccessDeserializer::new(&mut table))?;
        match table.next_key::<IgnoredAny>()? {
            None => Ok(expr),
            Some(_) => Err(A::Error::custom(format!("a second key beside `{}`; expected {}", expr.name(), Expected))),
        }
    }
}

/// What [`NameOrTable`] expects, for messages.
struct Expected;

impl fmt::Display for Expected {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        NameOrTable.expecting(f)
    }
}

impl Expr {
    /// The expression's name in a configuration: of the outermost function only.
    ///
    /// # Panics
    ///
    /// Never: every expression can be written as JSON.
    #[must_use]
    pub fn name(&self) -> String {
        let written = serde_json::to_value(self).expect("an expression has string keys only");
        written.as_object().and_then(|table| table.keys().next()).expect("a table with the name").clone()
    }

    /// Name for logs: the name, and for combinations what they are made of.
    #[must_use]
    pub fn label(&self) -> String {
        let parts = self.parts();
        if parts.is_empty() {
            return self.name();
        }
        let parts: Vec<String> = parts.into_iter().map(Self::label).collect();
        format!("{}({})", self.name(), parts.join(","))
    }

    /// What the expression is directly made of.
    #[must_use]
    pub fn parts(&self) -> Vec<&Self> {
        match self {
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
            _ => Vec::new(),
        }
    }
}
