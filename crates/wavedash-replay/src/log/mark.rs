//! What a seek bar shows: the index of a log.

use serde::{Deserialize, Serialize};
use wavedash_core::Team;

use crate::timeline::Happening;

/// Something of interest. Cars are indices in arena order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum MarkKind {
    /// Everything was placed for a kick-off.
    Kickoff,
    /// A shot.
    Shot {
        /// The attacker.
        car: u8,
    },
    /// A save.
    Save {
        /// The defender.
        car: u8,
    },
    /// A goal.
    Goal {
        /// The side that scored.
        team: Team,
        /// Who gets it.
        scorer: Option<u8>,
        /// Who passed.
        assist: Option<u8>,
    },
    /// A demolition.
    Demolition {
        /// Who demolished.
        attacker: u8,
        /// Who was demolished.
        victim: u8,
    },
}

/// One of them and when.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mark {
    /// Ticks since the log began.
    pub tick: u64,
    /// What.
    pub kind: MarkKind,
}

impl MarkKind {
    /// The index holds no touches, pads and jumps: there are hundreds a minute, and a timeline has them.
    pub(super) const fn of(happening: &Happening) -> Option<Self> {
        Some(match *happening {
            Happening::Kickoff => Self::Kickoff,
            Happening::Shot { car } => Self::Shot { car },
            Happening::Save { car } => Self::Save { car },
            Happening::Goal { team, scorer, assist } => Self::Goal { team, scorer, assist },
            Happening::Demolition { attacker, victim } => Self::Demolition { attacker, victim },
            _ => return None,
        })
    }
}
