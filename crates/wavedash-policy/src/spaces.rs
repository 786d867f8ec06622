//! What a network must know about an environment: the shape of what it sees and of what it chooses.

use serde::{Deserialize, Serialize};

use crate::error::PolicyError;

/// How the floats of one agent's observation are arranged.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Layout {
    /// One row of floats.
    Flat {
        /// Their number.
        floats: usize,
    },
    /// Rows `[1 + keys, columns]`: the first is the query, the others are keys, the last column is 1 in padded
    /// key rows.
    Entities {
        /// Key rows.
        keys: usize,
        /// Floats of a row.
        columns: usize,
        /// Leading columns that the query uses.
        query_features: usize,
        /// Leading columns that a key uses.
        key_features: usize,
    },
}

impl Layout {
    /// Floats of one observation.
    #[must_use]
    pub const fn floats(&self) -> usize {
        match *self {
            Self::Flat { floats } => floats,
            Self::Entities { keys, columns, .. } => (1 + keys) * columns,
        }
    }
}

/// What a policy sees and chooses from; part of every weights file.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Spaces {
    /// Arrangement of an observation.
    pub observation: Layout,
    /// Choices of each component of an action, for example `[3, 3, 2, 2, 2]` or `[90]`.
    pub choices: Vec<usize>,
    /// The controls of each choice, if there is one component and the choices are rows of a table: throttle, steer,
    /// pitch, yaw, roll, jump, boost, handbrake.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub table: Option<Vec<[f32; 8]>>,
}

impl Spaces {
    /// Logits of one agent: choices of all components.
    #[must_use]
    pub fn logits(&self) -> usize {
        self.choices.iter().sum()
    }

    /// Which choices of all components press jump, where that is known: rows of a table, and the second choice of the
    /// third component of the keyboard space `[3, 3, 2, 2, 2]`.
    ///
    /// ```
    /// use wavedash_policy::{Layout, Spaces};
    ///
    /// let spaces = Spaces { observation: Layout::Flat { floats: 4 }, choices: vec![3, 3, 2, 2, 2], table: None };
    /// assert_eq!(spaces.jumps().expect("the keyboard").iter().position(|jumps| *jumps), Some(7));
    /// ```
    #[must_use]
    pub fn jumps(&self) -> Option<Vec<bool>> {
        match &self.table {
            Some(table) => Some(table.iter().map(|controls| controls[JUMP] > 0.5).collect()),
            None if self.choices == KEYBOARD => {
                Some((0..self.logits()).map(|choice| choice == KEYBOARD_JUMP).collect())
            }
            None => None,
        }
    }

    /// Whether the numbers fit together.
    pub(crate) fn check(&self) -> Result<(), PolicyError> {
        let fail = |what: String| Err(PolicyError::BadSpaces(what));
        if self.observation.floats() == 0 {
            return fail("an observation has no floats".to_owned());
        }
        if let Layout::Entities { keys, columns, query_features, key_features } = self.observation
            && (keys == 0 || query_features >= columns || key_features >= columns || key_features < FLAGS)
        {
            return fail(format!(
                "rows of {columns} columns, the last of them for padding, cannot hold a query of {query_features} and \
                 {keys} keys of {key_features} (at least {FLAGS} flags) columns"
            ));
        }
        if self.choices.is_empty() || self.choices.contains(&0) {
            return fail(format!(
                "the choices {:?} must be at least one component with at least one choice each",
                self.choices
            ));
        }
        match &self.table {
            Some(table) if self.choices != [table.len()] => fail(format!(
                "the action table has {} rows, but the choices are {:?} instead of one component of as many",
                table.len(),
                self.choices
            )),
            _ => Ok(()),
        }
    }
}

/// Place of the button among the controls of a table's row.
const JUMP: usize = 5;
/// Throttle, steer, jump, boost, handbrake.
const KEYBOARD: [usize; 5] = [3, 3, 2, 2, 2];
/// Place of a pressed jump among the choices of all its components.
const KEYBOARD_JUMP: usize = 7;

/// Leading columns of a key row that say what it is: self, team mate, opponent, ball.
pub(crate) const FLAGS: usize = 4;
