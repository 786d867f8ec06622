//! A match as a sequence of moments and of what happened between them, wherever it came from.

use serde::{Deserialize, Serialize};
use wavedash_core::{CarPreset, Snapshot, Team};

use crate::mode::Mode;

/// Where a timeline came from: it decides what can be known exactly.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Origin {
    /// Stepped again from a match log: every field of every tick is exact.
    Simulated,
    /// Read from a `.replay`: about 30 updates a second, each of some bodies, the rest filled in.
    Recorded,
}

/// Who sits in a car. Index = the car's index in every snapshot; blue first.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Player {
    /// An agent's name, or `blue 1`, `orange 2`... unless real names were asked for.
    pub name: String,
    /// Side.
    pub team: Team,
    /// Hitbox; for recorded matches the nearest of the body that was driven.
    pub preset: CarPreset,
}

/// Which parts of a moment were measured and not filled in from neighbours.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Freshness {
    /// The ball's place and motion.
    pub ball: bool,
    /// Each car's place and motion.
    pub cars: Vec<bool>,
    /// Each car's boost.
    pub boost: Vec<bool>,
}

/// A match at one time.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Moment {
    /// Since the timeline began, s.
    pub seconds: f64,
    /// The clock that players see, s left; none where it is not known or does not run down.
    pub clock: Option<f32>,
    /// The ball may be played: no countdown, no goal replay, no celebration.
    pub in_play: bool,
    /// Everything else. `snapshot.tick` counts 1/120 s since the timeline began.
    pub snapshot: Snapshot,
    /// What of it was measured.
    pub fresh: Freshness,
}

/// One thing that happened. Cars are indices of [`Timeline::players`].
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "what")]
pub enum Happening {
    /// Cars and ball were placed for a kick-off.
    Kickoff,
    /// A car began to touch the ball.
    Touch {
        /// Whose touch.
        car: u8,
        /// Ball centre, uu.
        ball: [f32; 3],
    },
    /// A ball on its way into the goal.
    Shot {
        /// The attacker.
        car: u8,
    },
    /// A shot stopped.
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
    /// A bump without demolition.
    Bump {
        /// Who bumped.
        attacker: u8,
        /// Who was bumped.
        victim: u8,
    },
    /// A boost pad was taken.
    Pickup {
        /// By whom.
        car: u8,
        /// Which, by y, then x.
        pad: u8,
        /// Boost in the tank just before, 0 to 100.
        boost_before: f32,
    },
    /// A jump from the ground.
    Jump {
        /// Whose.
        car: u8,
    },
    /// The second jump.
    DoubleJump {
        /// Whose.
        car: u8,
    },
    /// A flip.
    Flip {
        /// Whose.
        car: u8,
    },
}

impl Happening {
    /// It means something only while the ball is in play: what cars do in countdowns and celebrations is no play.
    ///
    /// Kick-offs and what the game itself counts stand outside of that: goals, shots, saves and demolitions may be told
    /// a moment later.
    #[must_use]
    pub const fn is_play(&self) -> bool {
        match self {
            Self::Kickoff | Self::Shot { .. } | Self::Save { .. } | Self::Goal { .. } | Self::Demolition { .. } => {
                false
            }
            Self::Touch { .. }
            | Self::Bump { .. }
            | Self::Pickup { .. }
            | Self::Jump { .. }
            | Self::DoubleJump { .. }
            | Self::Flip { .. } => true,
        }
    }
}

/// A happening and when.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Timed {
    /// Since the timeline began, s.
    pub seconds: f64,
    /// What.
    #[serde(flatten)]
    pub happening: Happening,
}

/// A stretch of time in which a player has no car: not yet there, gone, or watching. Demolished cars are not away.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Away {
    /// Index of [`Timeline::players`].
    pub car: u8,
    /// Since the timeline began, s.
    pub from: f64,
    /// When the car is there, s; after the last moment if it does not come back.
    pub to: f64,
}

/// What a player has on the scoreboard.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Counts {
    /// Goals.
    pub goals: u32,
    /// Assists.
    pub assists: u32,
    /// Saves.
    pub saves: u32,
    /// Shots.
    pub shots: u32,
}

/// How well a match tells which pads were taken.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PadsTold {
    /// All of them.
    #[default]
    All,
    /// Some are missing: tanks were filled more often, or a few pads are not where the usual arena's are.
    Some,
    /// None that means anything: pads lie elsewhere, or no taking was told although tanks were filled.
    Unknown,
}

/// A match.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Timeline {
    /// Where it came from.
    pub origin: Origin,
    /// Rules, ball and arena.
    pub mode: Mode,
    /// The cars' players, blue first: all who had a car at some time, however many. A player who drove for both sides has
    /// an entry for each.
    pub players: Vec<Player>,
    /// When players had no car, by car and time.
    pub away: Vec<Away>,
    /// Moments a second.
    pub rate: f32,
    /// In order of time, evenly spaced by `1 / rate`.
    pub moments: Vec<Moment>,
    /// In order of time.
    pub happenings: Vec<Timed>,
    /// Goals of blue and orange at the end.
    pub score: [u32; 2],
    /// Goals of blue and orange before the recording began.
    pub score_before: [u32; 2],
    /// What each player has on the scoreboard beyond the happenings: counted before the recording began. Empty if nobody
    /// has anything.
    pub before: Vec<Counts>,
    /// How well it is told which pads were taken.
    pub pads: PadsTold,
    /// What could not be read or does not exist in this kind of match, in words.
    pub left_out: Vec<String>,
}

impl Timeline {
    /// A match in which nothing has happened yet: soccar, all players there all the time.
    #[must_use]
    pub fn new(origin: Origin, players: Vec<Player>, rate: f32) -> Self {
        Self {
            origin,
            mode: Mode::default(),
            players,
            away: Vec::new(),
            rate,
            moments: Vec::new(),
            happenings: Vec::new(),
            score: [0; 2],
            score_before: [0; 2],
            before: Vec::new(),
            pads: PadsTold::All,
            left_out: Vec::new(),
        }
    }

    /// The player of a car has no car at a time: nothing of that entry in the snapshots means anything then.
    #[must_use]
    pub fn is_away(&self, car: usize, seconds: f64) -> bool {
        self.away.iter().any(|away| usize::from(away.car) == car && away.from <= seconds && seconds < away.to)
    }
}
