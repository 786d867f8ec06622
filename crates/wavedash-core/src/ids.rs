//! Teams and car bodies.

use core::fmt;
use core::str::FromStr;

use serde::{Deserialize, Serialize};

/// A side of the match.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Team {
    /// Team 0: defends -y, attacks +y.
    #[default]
    Blue,
    /// Team 1: defends +y, attacks -y.
    Orange,
}

impl Team {
    /// Both teams in index order.
    pub const ALL: [Self; 2] = [Self::Blue, Self::Orange];

    /// 0 for blue, 1 for orange.
    #[must_use]
    pub const fn index(self) -> usize {
        self as usize
    }

    /// The other side.
    #[must_use]
    pub const fn other(self) -> Self {
        match self {
            Self::Blue => Self::Orange,
            Self::Orange => Self::Blue,
        }
    }

    /// Sign of y of the goal this team defends: -1 for blue, +1 for orange.
    #[must_use]
    pub const fn own_goal_sign(self) -> f32 {
        match self {
            Self::Blue => -1.0,
            Self::Orange => 1.0,
        }
    }
}

/// A car's hitbox and handling preset.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum CarPreset {
    /// The usual choice.
    #[default]
    Octane,
    /// Long and low.
    Dominus,
    /// The flattest one ("Batmobile").
    Plank,
    /// Long and narrow.
    Breakout,
    /// Between Octane and Dominus.
    Hybrid,
    /// Short and tall.
    Merc,
    /// Three-wheeled handling.
    Psyclops,
}

impl CarPreset {
    /// All presets, in the order of the specification's table.
    pub const ALL: [Self; 7] =
        [Self::Octane, Self::Dominus, Self::Plank, Self::Breakout, Self::Hybrid, Self::Merc, Self::Psyclops];

    /// The lower-case name used in files and on the command line.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Octane => "octane",
            Self::Dominus => "dominus",
            Self::Plank => "plank",
            Self::Breakout => "breakout",
            Self::Hybrid => "hybrid",
            Self::Merc => "merc",
            Self::Psyclops => "psyclops",
        }
    }
}

impl fmt::Display for CarPreset {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// A preset name that does not exist.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnknownPreset(pub String);

impl fmt::Display for UnknownPreset {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "unknown car preset '{}'; expected one of:", self.0)?;
        CarPreset::ALL.iter().try_for_each(|p| write!(f, " {p}"))
    }
}

impl core::error::Error for UnknownPreset {}

impl FromStr for CarPreset {
    type Err = UnknownPreset;

    fn from_str(s: &str) -> Result<Self, UnknownPreset> {
        Self::ALL.into_iter().find(|p| p.name() == s).ok_or_else(|| UnknownPreset(s.to_owned()))
    }
}
