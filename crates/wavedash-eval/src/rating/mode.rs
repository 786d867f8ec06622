//! What is rated separately.

use core::fmt;

use serde::{Deserialize, Serialize};

use crate::error::EvalError;

/// Cars a side: `1v1`, `2v2` and so on. Agents have one rating in each.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub struct Mode(u8);

impl Mode {
    /// The mode with this many cars a side.
    ///
    /// # Errors
    /// An arena holds 1 to 4 a side.
    pub fn of_team_size(size: usize) -> Result<Self, EvalError> {
        match u8::try_from(size) {
            Ok(size @ 1..=4) => Ok(Self(size)),
            _ => Err(EvalError::config("team_size", format!("is {size}; expected 1 to 4"))),
        }
    }

    /// Cars a side.
    #[must_use]
    pub fn team_size(self) -> usize {
        usize::from(self.0)
    }
}

impl fmt::Display for Mode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{0}v{0}", self.0)
    }
}

impl From<Mode> for String {
    fn from(mode: Mode) -> Self {
        mode.to_string()
    }
}

impl TryFrom<String> for Mode {
    type Error = EvalError;

    fn try_from(name: String) -> Result<Self, EvalError> {
        (1..=4)
            .map(Self)
            .find(|mode| mode.to_string() == name)
            .ok_or_else(|| EvalError::config("mode", format!("there is no '{name}'; expected 1v1 to 4v4")))
    }
}
