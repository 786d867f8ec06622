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

#[cfg(test)]
mod tests {
    use super::super::lives::Entry;
    use super::*;

    fn told(entries: &[f64], tellings: &[(f64, usize, i32, bool)]) -> Told {
        let telling = |(at, entry, value, is_start): &(f64, usize, i32, bool)| Telling {
            at: *at,
            entry: *entry,
            count: Count::Shots,
            value: *value,
            is_start: *is_start,
        };
        Told {
            entries: entries.iter().map(|since| Entry { since: *since, ..Entry::default() }).collect(),
            tellings: tellings.iter().map(telling).collect(),
            ..Told::default()
        }
    }

    fn shots(board: &Scoreboard) -> (usize, u32) {
        (board.gains.len(), board.before.iter().map(|before| before.shots).sum())
    }

    #[test]
    fn a_count_may_rise_by_any_number() {
        let told = told(&[0.0], &[(10.0, 0, 1, false), (20.0, 0, 6, false)]);
        assert_eq!(shots(&Scoreboard::of(&told, &[Some(0)])), (6, 0));
    }

    #[test]
    fn what_an_entry_begins_with_is_from_before_the_recording() {
        let told = told(&[0.0], &[(0.0, 0, 3, true), (20.0, 0, 4, false)]);
        assert_eq!(shots(&Scoreboard::of(&told, &[Some(0)])), (1, 3));
    }

    #[test]
    fn a_player_who_comes_back_goes_on_with_the_old_counts() {
        let restored = told(&[0.0, 50.0], &[(10.0, 0, 2, false), (50.0, 1, 2, true), (60.0, 1, 3, false)]);
        assert_eq!(shots(&Scoreboard::of(&restored, &[Some(0), Some(0)])), (3, 0));
        let a_moment_later = told(&[0.0, 50.0], &[(10.0, 0, 2, false), (51.0, 1, 2, false), (60.0, 1, 3, false)]);
        assert_eq!(shots(&Scoreboard::of(&a_moment_later, &[Some(0), Some(0)])), (3, 0));
    }

    #[test]
    fn a_player_who_comes_back_with_nothing_keeps_what_was_counted() {
        let told = told(&[0.0, 50.0], &[(10.0, 0, 2, false), (70.0, 1, 1, false)]);
        assert_eq!(shots(&Scoreboard::of(&told, &[Some(0), Some(0)])), (3, 0));
        // Another player's entry is another count.
        assert_eq!(shots(&Scoreboard::of(&told, &[Some(0), Some(1)])), (3, 0));
    }
}
