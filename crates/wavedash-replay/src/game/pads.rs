//! Which pad is which.
//!
//! A file numbers its pads in an order of its own, and the numbers differ from arena to arena. Who takes a pad stands
//! on it, so every pad is the one of ours that its takers were nearest to most often.

use std::collections::BTreeMap;

use wavedash_sim::PadSpec;

use super::between;
use super::lives::Told;

/// Takers further from every pad than this stand on none of ours, uu: the largest pad's radius, and two frames' way.
const REACH: f32 = 400.0;

/// The file's pads by our index.
pub(super) struct PadNames {
    pads: Vec<PadSpec>,
    /// Object number and index.
    named: Vec<(i32, u8)>,
    /// Objects that are none of our pads.
    pub(super) unknown: usize,
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
        Self { pads, named, unknown }
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
