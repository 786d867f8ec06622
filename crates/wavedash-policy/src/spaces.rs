//! What a network must know about an environment: the shape of what it sees and of what it chooses.

use serde::{Deserialize, Serialize};

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
}
