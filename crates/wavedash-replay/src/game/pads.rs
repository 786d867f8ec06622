//! Which pad is which.
//!
//! A file numbers its pads in an order of its own, and the numbers differ from arena to arena. Who takes a pad stands
//! on it, so every pad is the one of ours that its takers were nearest to most often.

use std::collections::BTreeMap;

use wavedash_sim::PadSpec;

use super::between;
use super::lives::Told;
use crate::timeline::PadsTold;

/// Takers further from every pad than this stand on none of ours, uu: the largest pad's radius, and two frames' way.
const REACH: f32 = 400.0;
/// Fillings of tanks that no pad explains are overlooked up to this number and this share.
const FEW: usize = 3;
const MOST_LOST: f64 = 0.1;

/// The file's pads by our index.
pub(super) struct PadNames {
    pads: Vec<PadSpec>,
    /// Object number and index.
    named: Vec<(i32, u8)>,
    /// Objects that are none of our pads.
    pub(super) unknown: usize,
    /// How often those were taken.
    unknown_taken: usize,
}

/// The pad with the most votes; none without votes.
fn winner(row: &[u32]) -> Option<u8> {
    let (index, _) = row.iter().enumerate().max_by_key(|(_, votes)| **votes).filter(|(_, votes)| **votes > 0)?;
    u8::try_from(index).ok()
}

impl PadNames {
    /// Finds out where each pad is.
    pub(super) fn of(told: &Told) -> Self {
        let pads = wavedash_sim::soccar_pads();
        let mut votes: BTreeMap<i32, Vec<u32>> = BTreeMap::new();
        for taken in &told.taken {
            let Some(car) = between::at(&told.lives[taken.life].samples, taken.at) else { continue };
            let distance = |pad: &PadSpec| {
                (pad.pos[0] - car.pos.x) * (pad.pos[0] - car.pos.x)
                    + (pad.pos[1] - car.pos.y) * (pad.pos[1] - car.pos.y)
            };
            let nearest = pads.iter().map(distance).enumerate().min_by(|a, b| a.1.total_cmp(&b.1));
            let row = votes.entry(taken.pad).or_insert_with(|| vec![0; pads.len()]);
            if let Some((index, _)) = nearest.filter(|(_, distance)| *distance < REACH * REACH) {
                row[index] += 1;
            }
        }
        let mut unknown = 0;
        let mut named = Vec::new();
        for (object, row) in &votes {
            match winner(row) {
                Some(index) => named.push((*object, index)),
                None => unknown += 1,
            }
        }
        let is_unknown = |object: i32| named.iter().all(|(known, _)| *known != object);
        let unknown_taken = told.taken.iter().filter(|taken| is_unknown(taken.pad)).count();
        Self { pads, named, unknown, unknown_taken }
    }

    /// How well the takings are told, with `unexplained` fillings of tanks.
    pub(super) fn told(&self, told: &Told, has_usual_arena: bool, unexplained: usize) -> PadsTold {
        let taken = told.taken.len() as f64;
        let (lost, elsewhere) = (unexplained as f64, self.unknown_taken as f64);
        let is_elsewhere = (!has_usual_arena && taken > 0.0) || elsewhere > MOST_LOST * taken;
        if is_elsewhere || (taken == 0.0 && unexplained > FEW) {
            PadsTold::Unknown
        } else if self.unknown > 0 || (unexplained > FEW && lost > MOST_LOST * (lost + taken)) {
            PadsTold::Some
        } else {
            PadsTold::All
        }
    }

    /// Our index of a file's pad.
    pub(super) fn index(&self, object: i32) -> Option<u8> {
        self.named.binary_search_by_key(&object, |(object, _)| *object).ok().map(|row| self.named[row].1)
    }

    pub(super) fn is_big(&self, pad: u8) -> bool {
        self.pads.get(usize::from(pad)).is_some_and(|pad| pad.big)
    }

    pub(super) fn count(&self) -> usize {
        self.pads.len()
    }
}

#[cfg(test)]
mod tests {
    use super::super::lives::Taken;
    use super::*;

    fn told(named: usize, elsewhere: usize, has_usual_arena: bool, unexplained: usize) -> PadsTold {
        let taken = |pad: i32| Taken { at: 0.0, life: 0, pad, before: 0.0 };
        let taken = core::iter::repeat_n(taken(1), named).chain(core::iter::repeat_n(taken(2), elsewhere)).collect();
        let pads = PadNames {
            pads: Vec::new(),
            named: vec![(1, 0)],
            unknown: usize::from(elsewhere > 0),
            unknown_taken: elsewhere,
        };
        pads.told(&Told { taken, ..Told::default() }, has_usual_arena, unexplained)
    }

    #[test]
    fn takings_are_held_against_the_tanks() {
        assert_eq!(told(100, 0, true, 2), PadsTold::All);
        assert_eq!(told(80, 0, true, 193), PadsTold::Some);
        assert_eq!(told(0, 0, true, 40), PadsTold::Unknown);
        assert_eq!(told(0, 0, true, 0), PadsTold::All, "nobody took any");
    }

    #[test]
    fn pads_of_other_arenas_are_not_ours() {
        assert_eq!(told(77, 40, false, 0), PadsTold::Unknown);
        assert_eq!(told(100, 2, true, 0), PadsTold::Some);
        assert_eq!(told(60, 30, true, 0), PadsTold::Unknown);
    }
}
