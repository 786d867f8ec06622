//! The header's scoreboard against what the network frames tell: how far statistics of `.replay` files can be trusted.
//!
//! The header of a file states goals, assists, saves and shots of every player. None of it is used for the statistics,
//! which come from the network frames; so every player is a check. Where the frames are silent and the header fills in
//! (a goal at the very end), the number counts as different here.
//!
//! ```no_run
//! use wavedash_replay::{audit, game};
//!
//! let mut summary = audit::Summary::default();
//! for file in ["a.replay", "b.replay"] {
//!     summary.add(file, audit::file(file.as_ref(), game::Options::default()));
//! }
//! println!("{} players, goals equal: {:?}", summary.players, summary.share(audit::Statistic::Goals));
//! ```

use std::collections::BTreeMap;
use std::path::Path;

use serde::Serialize;
use wavedash_core::Team;

use crate::game::{self, GameError, Header, Options, ScoreboardRow};
use crate::mode::Mode;
use crate::stats::{Counter, PlayerStats};
use crate::timeline::{Counts, Timeline};

/// What is compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Statistic {
    /// Goals of a player.
    Goals,
    /// Assists of a player.
    Assists,
    /// Saves of a player.
    Saves,
    /// Shots of a player.
    Shots,
}

impl Statistic {
    /// All of them, in the order of [`Compared`].
    pub const ALL: [Self; 4] = [Self::Goals, Self::Assists, Self::Saves, Self::Shots];

    /// The name, which is the statistic's key, too.
    #[must_use]
    pub const fn key(self) -> &'static str {
        match self {
            Self::Goals => "goals",
            Self::Assists => "assists",
            Self::Saves => "saves",
            Self::Shots => "shots",
        }
    }

    fn of(self, counts: &Counts) -> i64 {
        i64::from(match self {
            Self::Goals => counts.goals,
            Self::Assists => counts.assists,
            Self::Saves => counts.saves,
            Self::Shots => counts.shots,
        })
    }
}

/// Why a number of the header is not that of the network frames.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Reason {
    /// The network frames show no such player: the player left before the recording began or never joined.
    NotInFrames,
    /// The header alone tells who scored.
    HeaderAlone,
    /// The recording ends with a goal, and the scoreboard's word of what belongs to it is missing.
    EndsWithGoal,
    /// The player left and came back with a new entry that begins at zero: the header states the last entry alone.
    CameBack,
    /// The player drove for both sides, or for another one than the header says.
    ChangedSides,
    /// The player left before the end.
    LeftEarly,
    /// The recording begins in mid-match.
    BeganInMidMatch,
    /// Two players of one name and no account: the rows may be exchanged.
    SameName,
    /// None of these.
    Unknown,
}

impl Reason {
    /// In words.
    #[must_use]
    pub const fn text(self) -> &'static str {
        match self {
            Self::NotInFrames => "the network frames show no such player",
            Self::HeaderAlone => "told by the header alone",
            Self::EndsWithGoal => "the recording ends with a goal, before the scoreboard tells of it",
            Self::CameBack => "the player came back: the header states the last entry alone",
            Self::ChangedSides => "the player changed sides",
            Self::LeftEarly => "the player left before the end",
            Self::BeganInMidMatch => "the recording begins in mid-match",
            Self::SameName => "several players have this name and no account",
            Self::Unknown => "not known",
        }
    }
}

/// One statistic of one player.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Compared {
    /// In the header.
    pub header: i64,
    /// In the network frames; none if they show no such player.
    pub found: Option<i64>,
    /// What `replay stats` gives: the frames' number, and what the header alone tells of goals at a recording's end.
    pub in_statistics: Option<i64>,
    /// Why they differ; none if they are equal.
    pub reason: Option<Reason>,
}

/// One player of a header.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct AuditedPlayer {
    /// As in the header; `blue 1`... unless real names were asked for.
    pub name: String,
    /// Side in the header.
    pub team: Team,
    /// Goals, assists, saves, shots.
    pub compared: [Compared; 4],
}

/// One file.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct FileAudit {
    /// What was played.
    pub mode: Mode,
    /// The players of the header, in its order; empty if the header has no scoreboard, as in files of 2015.
    pub players: Vec<AuditedPlayer>,
    /// Players of the network frames whom the header does not list.
    pub not_in_header: Vec<String>,
    /// What the timeline leaves out.
    pub notes: Vec<String>,
}

/// A difference of one file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Difference {
    /// The file's name as it was given.
    pub file: String,
    /// Whose.
    pub player: String,
    /// Of what.
    pub statistic: Statistic,
    /// The numbers.
    #[serde(flatten)]
    pub compared: Compared,
}

/// Many files.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Summary {
    /// Files that were read.
    pub files: usize,
    /// Files that are damaged or have no match, and why.
    pub without_match: Vec<(String, String)>,
    /// Players of all headers.
    pub players: usize,
    /// Players whose numbers are equal: goals, assists, saves, shots.
    pub equal: [usize; 4],
    /// The same with what the statistics take from the header.
    pub equal_in_statistics: [usize; 4],
    /// All numbers that are not equal.
    pub differences: Vec<Difference>,
    /// How many files have each note; numbers in notes are left out, so that equal ones add up.
    pub notes: BTreeMap<String, usize>,
    /// How many files were of each mode.
    pub modes: BTreeMap<String, usize>,
}

impl Summary {
    /// Adds a file.
    pub fn add(&mut self, file: &str, audited: Result<Result<FileAudit, String>, GameError>) {
        self.files += 1;
        let audited = match audited {
            Ok(Ok(audited)) => audited,
            Ok(Err(trouble)) => return self.without_match.push((file.to_owned(), trouble)),
            Err(error) => return self.without_match.push((file.to_owned(), error.to_string())),
        };
        self.players += audited.players.len();
        for player in audited.players {
            for (i, compared) in player.compared.into_iter().enumerate() {
                self.equal_in_statistics[i] += usize::from(compared.in_statistics == Some(compared.header));
                if compared.reason.is_none() {
                    self.equal[i] += 1;
                    continue;
                }
                let (file, player, statistic) = (file.to_owned(), player.name.clone(), Statistic::ALL[i]);
                self.differences.push(Difference { file, player, statistic, compared });
            }
        }
        for note in audited.notes {
            *self.notes.entry(without_numbers(&note)).or_default() += 1;
        }
        *self.modes.entry(audited.mode.to_string()).or_default() += 1;
    }

    /// The share of players whose number is equal, 0 to 1; none without players.
    #[must_use]
    pub fn share(&self, statistic: Statistic) -> Option<f64> {
        (self.players > 0).then(|| self.equal[statistic as usize] as f64 / self.players as f64)
    }
}

fn without_numbers(note: &str) -> String {
    let mut text = String::with_capacity(note.len());
    for c in note.chars() {
        match c {
            '0'..='9' if text.ends_with('N') => {}
            '0'..='9' => text.push('N'),
            _ => text.push(c),
        }
    }
    text
}

/// Compares a file's header with its network frames; or why there is no match to compare.
///
/// # Errors
/// As [`game::open`].
pub fn file(path: &Path, options: Options) -> Result<Result<FileAudit, String>, GameError> {
    game::audited(path, options)
}

/// What lies behind a timeline's player.
pub(crate) struct Seat {
    /// The person: somebody who drove for both sides has two seats.
    pub(crate) person: usize,
    /// Entries of the person on the scoreboard.
    pub(crate) entries: usize,
    /// What of the counts stands in the header alone.
    pub(crate) of_header: Counts,
}

/// Compares. `seats` are those of the outline's players; `ends_with_goal`: the side that scored after the last frame.
pub(crate) fn compare(header: &Header, outline: &Timeline, seats: &[Seat], ends_with_goal: Option<Team>) -> FileAudit {
    let stats = Counter::new(outline).finish();
    let players = header.players.iter().map(|row| {
        let cars: Vec<usize> = (0..seats.len()).filter(|car| Some(seats[*car].person) == row.person).collect();
        let compared = Statistic::ALL.map(|statistic| {
            let value = |stats: &PlayerStats| stats.values[statistic.key()].unwrap_or(0.0) as i64;
            let in_stats: i64 = cars.iter().map(|car| value(&stats.players[*car])).sum();
            let of_header: i64 = cars.iter().map(|car| statistic.of(&seats[*car].of_header)).sum();
            let found = row.person.map(|_| in_stats - of_header);
            let stated = stated(statistic, row);
            let reason = (found != Some(stated)).then(|| {
                if of_header > 0 {
                    Reason::HeaderAlone
                } else if ends_with_goal.is_some() && found.is_some_and(|found| found + 1 == stated) {
                    Reason::EndsWithGoal
                } else {
                    reason(header, outline, row, &cars, seats)
                }
            });
            Compared { header: stated, found, in_statistics: row.person.map(|_| in_stats), reason }
        });
        AuditedPlayer { name: row.name.clone(), team: row.team, compared }
    });
    let players = players.collect();
    let is_listed = |car: usize| header.players.iter().any(|row| row.person == Some(seats[car].person));
    let not_in_header = (0..seats.len()).filter(|car| !is_listed(*car) && !header.players.is_empty());
    FileAudit {
        mode: outline.mode.clone(),
        players,
        not_in_header: not_in_header.map(|car| outline.players[car].name.clone()).collect(),
        notes: outline.left_out.clone(),
    }
}

fn stated(statistic: Statistic, row: &ScoreboardRow) -> i64 {
    i64::from(match statistic {
        Statistic::Goals => row.goals,
        Statistic::Assists => row.assists,
        Statistic::Saves => row.saves,
        Statistic::Shots => row.shots,
    })
}

/// The most likely reason of a difference.
fn reason(header: &Header, outline: &Timeline, row: &ScoreboardRow, cars: &[usize], seats: &[Seat]) -> Reason {
    let is_same = |other: &&ScoreboardRow| other.name == row.name && other.team == row.team;
    let end = outline.away.iter().map(|away| away.to).fold(0.0, f64::max);
    let leaves = |car: &usize| {
        let mut away = outline.away.iter().filter(|away| usize::from(away.car) == *car);
        away.any(|away| away.from > 0.0 && away.to >= end)
    };
    if row.person.is_none() {
        Reason::NotInFrames
    } else if cars.iter().any(|car| seats[*car].entries > 1) {
        Reason::CameBack
    } else if cars.len() > 1 || cars.iter().any(|car| outline.players[*car].team != row.team) {
        Reason::ChangedSides
    } else if row.is_bot && header.players.iter().filter(is_same).count() > 1 {
        Reason::SameName
    } else if cars.iter().any(leaves) {
        Reason::LeftEarly
    } else if outline.score_before != [0; 2] || !outline.before.is_empty() {
        Reason::BeganInMidMatch
    } else {
        Reason::Unknown
    }
}
