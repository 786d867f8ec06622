//! Given parameters, checked against an entry and filled up with its defaults.

use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

use super::component::{Component, shortest};
use super::entry::{Entry, Kind, Type};
use super::{Registry, near};
use crate::error::EnvError;

/// The parameters that a factory gets: every name is known, every number within its range, defaults filled in.
#[derive(Clone, Debug)]
pub struct Parameters {
    field: String,
    values: Map<String, Value>,
}

impl Parameters {
    /// Checks what is given for a component at a path of the configuration.
    pub(super) fn of(registry: &Registry, entry: &Entry, given: &Component, field: &str) -> Result<Self, EnvError> {
        let field = format!("{field}.{}", entry.name);
        let names = || entry.parameters.iter().map(|parameter| parameter.name);
        for key in given.parameters().keys() {
            if !names().any(|name| name == key) {
                let known: Vec<&str> = names().collect();
                let known =
                    if known.is_empty() { "it has none".to_owned() } else { format!("known are {}", known.join(", ")) };
                let problem = format!("there is no such parameter; {known}{}", near(key, names()));
                return Err(EnvError::config(format!("{field}.{key}"), problem));
            }
        }
        let mut values = Map::new();
        for parameter in &entry.parameters {
            let path = || format!("{field}.{}", parameter.name);
            match given.parameters().get(parameter.name).or(parameter.default.as_ref()) {
                Some(value) => {
                    values.insert(parameter.name.to_owned(), checked(registry, &parameter.of, value, &path())?);
                }
                None if parameter.is_optional => {}
                None => return Err(EnvError::config(path(), format!("is missing: {}", parameter.text))),
            }
        }
        Ok(Self { field, values })
    }

    /// Path of the component in the configuration, for error messages.
    #[must_use]
    pub fn field(&self) -> &str {
        &self.field
    }

    /// All values by name.
    #[must_use]
    pub fn values(&self) -> &Map<String, Value> {
        &self.values
    }

    /// The parameters as a type of the factory's: a struct with a field for each, or the component itself.
    ///
    /// # Errors
    /// The type cannot hold them.
    pub fn read<P: DeserializeOwned>(&self) -> Result<P, EnvError> {
        serde_json::from_value(Value::Object(self.values.clone()))
            .map_err(|e| EnvError::config(&self.field, e.to_string()))
    }

    /// One parameter as a type.
    ///
    /// # Errors
    /// The type cannot hold it, or there is none of this name.
    pub fn get<P: DeserializeOwned>(&self, name: &str) -> Result<P, EnvError> {
        let value = self.values.get(name).cloned().unwrap_or(Value::Null);
        serde_json::from_value(value).map_err(|e| EnvError::config(format!("{}.{name}", self.field), e.to_string()))
    }

    /// An error about one parameter.
    #[must_use]
    pub fn refuse(&self, name: &str, problem: impl Into<String>) -> EnvError {
        EnvError::config(format!("{}.{name}", self.field), problem)
    }

    pub(super) fn into_values(self) -> Map<String, Value> {
        self.values
    }
}

/// A component within a parameter, with its own parameters checked and filled in.
fn component(registry: &Registry, kind: Kind, value: &Value, path: &str) -> Result<Value, EnvError> {
    let refuse = |e: serde_json::Error| EnvError::config(path, e.to_string());
    let component: Component = serde_json::from_value(value.clone()).map_err(refuse)?;
    serde_json::to_value(registry.resolved(kind, &component, path)?).map_err(refuse)
}

/// A value of the right type and within its range, as a file would write it.
fn checked(registry: &Registry, of: &Type, value: &Value, path: &str) -> Result<Value, EnvError> {
    let refuse = |problem: String| Err(EnvError::config(path, problem));
    let number = |value: &Value, range: super::Range| match value.as_f64() {
        // Not a number and the infinities have no place in JSON; TOML's become null.
        None if value.is_null() => refuse("is not a number that can be worked with".to_owned()),
        None => refuse(format!("is {value}; expected a number")),
        Some(number) => match range.refuses(number) {
            Some(problem) => refuse(format!("{value} {problem}")),
            None => Ok(shortest(Value::from(number))),
        },
    };
    match of {
        Type::Float(range) => number(value, *range),
        Type::Floats(range) => match value.as_array() {
            Some(list) => list.iter().map(|value| number(value, *range)).collect(),
            None => refuse(format!("is {value}; expected a list of numbers")),
        },
        Type::Integer(least, most) => match value.as_i64() {
            Some(whole) if (*least..=*most).contains(&whole) => Ok(value.clone()),
            _ => refuse(format!("is {value}; expected a whole number from {least} to {most}")),
        },
        Type::Flag if !value.is_boolean() => refuse(format!("is {value}; expected true or false")),
        Type::Path if !value.is_string() => refuse(format!("is {value}; expected the path of a file")),
        Type::Choice(words) if !value.as_str().is_some_and(|word| words.contains(&word)) => {
            let near = value.as_str().map_or_else(String::new, |word| near(word, words.iter().copied()));
            refuse(format!("is {value}; expected {}{near}", words.join(" or ")))
        }
        Type::Component(kind) => component(registry, *kind, value, path),
        Type::Weighted(kind, key) => {
            let Some(list) = value.as_array() else {
                return refuse(format!("is {value}; expected a list of {{ weight, {key} }}"));
            };
            let entry = |(i, entry): (usize, &Value)| {
                let mut entry = entry.clone();
                if let Some(of) = entry.get_mut(*key) {
                    *of = component(registry, *kind, of, &format!("{path}[{i}].{key}"))?;
                }
                Ok(entry)
            };
            list.iter().enumerate().map(entry).collect()
        }
        Type::Flag | Type::Path | Type::Choice(_) | Type::Other(_) => Ok(value.clone()),
    }
}
