//! Numbers that change while training goes on.

use serde::{Deserialize, Serialize};

/// A number, or a straight line between two numbers over the first agent steps. In a file: `0.01`, or
/// `{ from = 0.01, to = 0.001, steps = 50000000 }`.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Schedule {
    /// Always the same.
    Constant(f64),
    /// From one value to another.
    Line(Line),
}

/// A straight line that stays at its end.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Line {
    /// Value at the start.
    pub from: f64,
    /// Value after `steps`.
    pub to: f64,
    /// Agent steps from one to the other.
    pub steps: u64,
}

impl Schedule {
    /// The value after so many agent steps.
    #[must_use]
    pub fn at(&self, steps: u64) -> f64 {
        match *self {
            Self::Constant(value) => value,
            Self::Line(Line { from, to, steps: length }) => {
                let part = if length == 0 { 1.0 } else { (steps as f64 / length as f64).min(1.0) };
                from + (to - from) * part
            }
        }
    }

    /// Every value it can have, to be checked.
    pub(crate) fn ends(&self) -> [f64; 2] {
        match *self {
            Self::Constant(value) => [value; 2],
            Self::Line(Line { from, to, .. }) => [from, to],
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_stays_at_its_end() {
        let line = Schedule::Line(Line { from: 1.0, to: 0.0, steps: 100 });
        assert_eq!([0, 50, 100, 1000].map(|steps| line.at(steps)), [1.0, 0.5, 0.0, 0.0]);
        assert_eq!(Schedule::Constant(0.3).at(7), 0.3);
    }
}
