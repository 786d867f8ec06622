//! A stretch of a match that can be played without what came before.

use serde::{Deserialize, Serialize};
use wavedash_core::units::TICK_RATE;
use wavedash_sim::ArenaState;

use super::controls::{self, Change, Columns, Highest, Rest};
use super::mark::Mark;

/// Longest stretch that is read, ticks: two minutes.
pub(super) const MAX_TICKS: u32 = 120 * TICK_RATE;

/// Everything was placed anew after the tick before `tick`, which counts from the chunk's beginning, 1 and up.
#[derive(Debug, PartialEq, Serialize, Deserialize)]
pub(super) struct Placement {
    pub(super) tick: u32,
    pub(super) state: ArenaState,
}

/// A chunk.
#[derive(Debug, PartialEq)]
pub(super) struct Chunk {
    /// Ticks of the log before it.
    pub(super) first: u64,
    pub(super) ticks: u32,
    /// The key frame was placed and does not follow from the chunk before.
    pub(super) is_placed: bool,
    /// The state at its beginning.
    pub(super) key: ArenaState,
    /// In order of ticks and cars; at its beginning nothing is held.
    pub(super) changes: Vec<Change>,
    /// In order of ticks.
    pub(super) placements: Vec<Placement>,
    /// Hashes of the states at its beginning and at every whole second of the log inside it.
    pub(super) hashes: Vec<u64>,
    /// What happened after its beginning, its end included; in the first chunk its beginning too.
    pub(super) marks: Vec<Mark>,
}

/// As it lies in the file, in four parts. Each is compressed by itself: numbers that look like noise would spoil the
/// statistics of the others (7 % of a log of noise).
#[derive(Serialize, Deserialize)]
struct Stored {
    what: (u64, u32, bool, Columns),
    highest: Highest,
    noise: (Rest, Vec<[u8; 8]>),
    states: (Vec<Mark>, ArenaState, Vec<Placement>),
}

/// Ticks of a chunk whose states have a hash, counted from its beginning.
pub(super) fn hashed(first: u64, ticks: u32) -> impl Iterator<Item = u32> {
    (0..ticks.max(1)).filter(move |tick| is_hashed(first, *tick))
}

/// One of them.
pub(super) const fn is_hashed(first: u64, tick: u32) -> bool {
    tick == 0 || (first + tick as u64).is_multiple_of(TICK_RATE as u64)
}

impl Chunk {
    pub(super) const fn new(first: u64, key: ArenaState, is_placed: bool) -> Self {
        Self {
            first,
            ticks: 0,
            is_placed,
            key,
            changes: Vec::new(),
            placements: Vec::new(),
            hashes: Vec::new(),
            marks: Vec::new(),
        }
    }

    /// Its parts.
    pub(super) fn pack(self) -> Result<[Vec<u8>; 4], postcard::Error> {
        let Self { first, ticks, is_placed, key, changes, placements, hashes, marks } = self;
        let (columns, highest, rest) = controls::pack(&changes);
        let hashes: Vec<[u8; 8]> = hashes.iter().map(|hash| hash.to_le_bytes()).collect();
        Ok([
            postcard::to_stdvec(&(first, ticks, is_placed, columns))?,
            postcard::to_stdvec(&highest)?,
            postcard::to_stdvec(&(rest, hashes))?,
            postcard::to_stdvec(&(marks, key, placements))?,
        ])
    }

    /// Reads a chunk that follows `first` ticks of a log with this many cars.
    pub(super) fn unpack(raw: &[u8], first: u64, cars: usize) -> Result<Self, String> {
        let (stored, left) = postcard::take_from_bytes::<Stored>(raw).map_err(|e| format!("not a chunk: {e}"))?;
        let Stored { what, highest, noise: (rest, hashes), states: (marks, key, placements) } = stored;
        let (own_first, ticks, is_placed, columns) = what;
        if !left.is_empty() {
            return Err(format!("{} bytes are left over", left.len()));
        }
        if own_first != first || ticks > MAX_TICKS {
            return Err(format!("{ticks} ticks from tick {own_first} on; the log is at tick {first}"));
        }
        if hashes.len() != hashed(first, ticks).count() {
            return Err(format!("{} hashes for {ticks} ticks", hashes.len()));
        }
        let last = first + u64::from(ticks);
        if !marks.is_sorted_by_key(|mark| mark.tick) || marks.iter().any(|mark| !(first..=last).contains(&mark.tick)) {
            return Err("the index names ticks of other chunks".to_owned());
        }
        let ordered = placements.is_sorted_by(|a, b| a.tick < b.tick);
        if !ordered || placements.iter().any(|placed| placed.tick == 0 || placed.tick > ticks) {
            return Err("placements out of order".to_owned());
        }
        Ok(Self {
            first,
            ticks,
            is_placed,
            key,
            changes: controls::unpack(&columns, &highest, &rest, ticks, cars)?,
            placements,
            hashes: hashes.into_iter().map(u64::from_le_bytes).collect(),
            marks,
        })
    }
}
