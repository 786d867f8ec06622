//! Where in a TOML text a value stands that an error message names by its path.

use core::fmt;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

/// A line and a column, from 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Place {
    line: usize,
    column: usize,
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "line {}, column {}", self.line, self.column)
    }
}

/// The place of what a message begins with, such as `env.end.when[1].no_touch.seconds: is 0`: of the whole path, or of as
/// much of it as the text has.
pub(crate) fn of_error(text: &str, message: &str) -> Option<Place> {
    let path = message.split(": ").next()?;
    let table = DeTable::parse(text).ok()?;
    let mut at = None;
    let mut here = Here::Table(table.get_ref());
    for step in steps(path) {
        let Some((offset, inner)) = here.step(&step) else { break };
        at = Some(offset);
        here = inner;
    }
    let before = text.get(..at?)?;
    let line = before.matches('\n').count() + 1;
    let column = before.rsplit('\n').next().map_or(0, |begin| begin.chars().count()) + 1;
    Some(Place { line, column })
}

/// A step of a path: a key or an index.
enum Step<'a> {
    Key(&'a str),
    Index(usize),
}

/// `when[1].seconds` as a key, an index and a key.
fn steps(path: &str) -> impl Iterator<Item = Step<'_>> {
    path.split('.').flat_map(|part| {
        let (key, indices) = part.split_once('[').unwrap_or((part, ""));
        let indices = indices.split(['[', ']']).filter_map(|index| index.parse().ok()).map(Step::Index);
        core::iter::once(Step::Key(key)).chain(indices)
    })
}

/// What a path has led to so far.
enum Here<'a, 'text> {
    Table(&'a DeTable<'text>),
    Value(&'a Spanned<DeValue<'text>>),
}

impl<'a, 'text> Here<'a, 'text> {
    /// The byte at which the next step begins, and what is there.
    fn step(&self, step: &Step<'_>) -> Option<(usize, Self)> {
        let value = match self {
            Self::Table(table) => return Self::key(table, step),
            Self::Value(value) => value,
        };
        match (value.get_ref(), step) {
            (DeValue::Table(table), _) => Self::key(table, step),
            (DeValue::Array(list), Step::Index(index)) => {
                let inner = list.get(*index)?;
                Some((inner.span().start, Self::Value(inner)))
            }
            // A component by its name alone.
            (DeValue::String(_), _) => Some((value.span().start, Self::Value(value))),
            _ => None,
        }
    }

    fn key(table: &'a DeTable<'text>, step: &Step<'_>) -> Option<(usize, Self)> {
        let Step::Key(wanted) = step else { return None };
        let (key, value) = table.iter().find(|(key, _)| key.get_ref() == wanted)?;
        Some((key.span().start, Self::Value(value)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_found_as_far_as_they_go() {
        let text = "[env]\nactions = \"table9\"\n\n[[env.reward.event]]\nof = \"goal\"\n[[env.reward.event]]\nweight = 2\n\
                    of = { krc = [\"face_ball\", { ball_y = { exponant = 2 } }] }\n";
        let at = |path: &str| of_error(text, &format!("{path}: is wrong")).map(|place| (place.line, place.column));
        assert_eq!(at("env.actions.table9"), Some((2, 11)));
        assert_eq!(at("env.reward.event[1].weight"), Some((7, 1)));
        assert_eq!(at("env.reward.event[1].of.krc[1].ball_y.exponant"), Some((8, 41)));
        assert_eq!(at("env.reward.event[0].of.gaol"), Some((5, 6)));
        assert_eq!(at("env.end.when[3]"), Some((1, 2)));
        assert_eq!(at("train.ppo"), None);
    }
}
