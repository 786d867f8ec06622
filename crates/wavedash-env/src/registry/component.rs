//! A component as a configuration names it: a registered name and the parameters that are given.

use core::fmt;

use serde::de::{Error, MapAccess, Visitor};
use serde::ser::SerializeMap;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::{Map, Value};

/// The name of something in a [`Registry`](super::Registry), with the parameters that differ from its defaults.
///
/// In a file it is the name alone (`"goal"`), or a table with the name as its only key
/// (`{ time_limit = { seconds = 300 } }`). Nothing is checked here: whether there is such a component, and whether it takes
/// such parameters, is known to the registry that builds it.
///
/// ```
/// use wavedash_env::Component;
///
/// let short: Component = serde_json::from_str(r#""face_ball""#)?;
/// assert_eq!(short, Component::named("face_ball"));
/// let long: Component = serde_json::from_str(r#"{ "time_limit": { "seconds": 300 } }"#)?;
/// assert_eq!((long.name(), long.parameters().len()), ("time_limit", 1));
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct Component {
    name: String,
    parameters: Map<String, Value>,
}

impl Component {
    /// A component with its default parameters.
    #[must_use]
    pub fn named(name: impl Into<String>) -> Self {
        Self { name: name.into(), parameters: Map::new() }
    }

    /// A component with parameters: a struct or a map with string keys. Fields that are `None` are not given.
    ///
    /// # Panics
    /// If the parameters are not a struct or map that JSON can hold.
    #[must_use]
    pub fn with(name: impl Into<String>, parameters: impl Serialize) -> Self {
        let Ok(Value::Object(parameters)) = serde_json::to_value(parameters) else {
            panic!("parameters are a struct or a map with string keys");
        };
        let given = parameters.into_iter().filter(|(_, value)| !value.is_null());
        Self { name: name.into(), parameters: given.map(|(key, value)| (key, shortest(value))).collect() }
    }

    /// The registered name.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The parameters that are given.
    #[must_use]
    pub fn parameters(&self) -> &Map<String, Value> {
        &self.parameters
    }

    /// The same name with other parameters.
    #[must_use]
    pub(super) fn replaced(&self, parameters: Map<String, Value>) -> Self {
        Self { name: self.name.clone(), parameters }
    }
}

/// Floats as a file would write them: JSON widens 0.1 of 32 bits to 0.10000000149011612.
pub(super) fn shortest(value: Value) -> Value {
    match value {
        Value::Number(number) if number.is_f64() => {
            let narrow = number.as_f64().unwrap_or(0.0) as f32;
            narrow.to_string().parse::<f64>().ok().map_or(Value::Number(number), Value::from)
        }
        Value::Array(values) => values.into_iter().map(shortest).collect(),
        Value::Object(table) => table.into_iter().map(|(key, value)| (key, shortest(value))).collect(),
        other => other,
    }
}

impl fmt::Display for Component {
    /// As JSON would write it.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&serde_json::to_string(self).unwrap_or_else(|_| self.name.clone()))
    }
}

impl Serialize for Component {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if self.parameters.is_empty() {
            return serializer.serialize_str(&self.name);
        }
        let mut table = serializer.serialize_map(Some(1))?;
        table.serialize_entry(&self.name, &self.parameters)?;
        table.end()
    }
}

impl<'de> Deserialize<'de> for Component {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(NameOrTable)
    }
}

struct NameOrTable;

impl<'de> Visitor<'de> for NameOrTable {
    type Value = Component;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the name of a component, or a table with its name as the only key")
    }

    fn visit_str<E: Error>(self, name: &str) -> Result<Component, E> {
        Ok(Component::named(name))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut table: A) -> Result<Component, A::Error> {
        let Some(name) = table.next_key::<String>()? else {
            return Err(A::Error::custom("an empty table; expected one with the name of a component as its only key"));
        };
        let parameters = match table.next_value::<Value>()? {
            Value::Object(parameters) => parameters,
            Value::Null => Map::new(),
            other => {
                let problem =
                    format!("`{name}` is {other}; expected a table of parameters, such as {{ {name} = {{}} }}");
                return Err(A::Error::custom(problem));
            }
        };
        match table.next_key::<String>()? {
            None => Ok(Component { name, parameters }),
            Some(second) => Err(A::Error::custom(format!(
                "a second key `{second}` beside `{name}`; expected a table with the name of a component as its only key"
            ))),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn written_components_are_read_again() {
        #[derive(Serialize)]
        struct Given {
            p: f32,
            players: Option<usize>,
        }
        for component in [Component::named("goal"), Component::with("mirror", Given { p: 0.1, players: None })] {
            let text = serde_json::to_string(&component).expect("a component can be written");
            assert_eq!(serde_json::from_str::<Component>(&text).expect(&text), component);
        }
        assert_eq!(
            serde_json::to_string(&Component::with("m", Given { p: 0.1, players: None })).unwrap(),
            r#"{"m":{"p":0.1}}"#
        );
    }

    #[test]
    fn tables_that_say_too_much_or_too_little_are_refused() {
        for (text, problem) in
            [("{}", "empty table"), (r#"{"a":{},"b":{}}"#, "second key `b`"), (r#"{"a":3}"#, "`a` is 3")]
        {
            let error = serde_json::from_str::<Component>(text).expect_err(text).to_string();
            assert!(error.contains(problem), "{error}");
        }
    }
}
