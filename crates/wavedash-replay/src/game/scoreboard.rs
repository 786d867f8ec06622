//! What the scoreboard says of the players: what each had before the recording, and when it rose.
//!
//! An entry's counts are told when they change. What an entry begins with is either from before the recording, or of a
//! player who has come back and finds the own counts again.

use super::lives::{Count, Telling, Told};
use crate::timeline::Counts;

/// A count rose by one.
#[derive(Clone, Copy, Debug)]
pub(super) struct Gain {
    pub(super) at: f64,
    pub(super) entry: usize,
    pub(super) count: Count,
}

/// The players' counts.
#[derive(Debug, Default)]
pub(super) struct Scoreboard {
    /// In order of time.
    pub(super) gains: Vec<Gain>,
    /// Of each person.
    pub(super) before: Vec<Counts>,
}

/// A player who comes back is told the old counts within this time, s.
const RESTORED: f64 = 5.0;
/// Counts do not rise by more than this at once; what does is no count.
const MOST_AT_ONCE: i32 = 100;

impl Scoreboard {
    /// Follows the counts of all entries; `person_of_entry` as in [`super::seats::Seats`].
    pub(super) fn of(told: &Told, person_of_entry: &[Option<usize>]) -> Self {
        let people = person_of_entry.iter().flatten().max().map_or(0, |last| last + 1);
        let mut board = Self { gains: Vec::new(), before: vec![Counts::default(); people] };
        // Of each entry: the last value. Of each person: the last value, and whose entry it was.
        let mut values = vec![[0; Count::ALL.len()]; told.entries.len()];
        let mut totals = vec![[0; Count::ALL.len()]; people];
        let mut owners = vec![[usize::MAX; Count::ALL.len()]; people];
        for telling in &told.tellings {
            let Telling { at, entry, count, value, .. } = *telling;
            let Some(person) = person_of_entry[entry] else { continue };
            let kind = count as usize;
            let value = value.clamp(0, i32::MAX);
            let old = core::mem::replace(&mut values[entry][kind], value);
            let owner = core::mem::replace(&mut owners[person][kind], entry);
            let total = &mut totals[person][kind];
            let is_new_entry = owner != entry;
            let is_restored =
                is_new_entry && owner != usize::MAX && value == *total && at - told.entries[entry].since < RESTORED;
            if is_restored {
                continue;
            }
            let gained = (value - old).clamp(0, MOST_AT_ONCE);
            if telling.is_start {
                // Told together with the entry: what was counted out of our sight.
                let unseen = if owner == usize::MAX { gained } else { (value - *total).clamp(0, MOST_AT_ONCE) };
                *count.of_mut(&mut board.before[person]) += unseen as u32;
            } else {
                board.gains.extend((0..gained).map(|_| Gain { at, entry, count }));
            }
            *total = value.max(*total);
        }
        board
    }
}
