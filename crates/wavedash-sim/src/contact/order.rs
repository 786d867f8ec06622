//! Pairs of bodies whose boxes overlap, and the order in which their contacts are resolved.
//!
//! Impulses are found one after the other, so when several contacts share a body their order shows
//! in the result. The reference keeps a list of overlapping pairs, new ones at its end, a removed
//! one replaced by the last; each tick it sorts the list by island with an unstable quicksort that
//! swaps equal keys. This module follows that list, because with another order pile-ups end
//! differently (kick-offs of 2v2, chaos of 3v3).

use arrayvec::ArrayVec;
use serde::{Deserialize, Serialize};
use wavedash_core::StateHasher;
use wavedash_core::units::MAX_CARS;

use super::ARENA;
use crate::body::BALL;

/// First body and second body, the latter possibly a part of the arena.
pub(crate) type Pair = (u8, u8);

/// Places for the arena's parts in a mask.
pub(super) const PARTS: u8 = 20;

/// Per body the things its box overlaps: bits 0 to 19 the arena's parts, bit 20 + i body `i`.
pub(super) type Masks = [u32; MAX_CARS + 1];

/// The mask's bit of another body.
pub(super) const fn body_bit(body: usize) -> u32 {
    1 << (PARTS as usize + body)
}

/// The reference compares boxes on a grid of this step, uu: 2^16 cells over 2^21 / 100 units of 50 uu,
/// of which the last bit tells lower from upper sides.
pub(super) const STEP: f32 = 2.0 * 50.0 * 20_971.48 / 65_535.0;

/// Number of the grid's cell along one axis.
#[inline]
pub(super) fn cell(x: f32) -> i32 {
    const ORIGIN: f32 = 50.0 * 10_485.74;
    ((x + ORIGIN) * (1.0 / STEP)) as i32
}

/// Lower and upper cells of a body's box along the three axes.
pub(super) type Cells = [i32; 6];

/// Two boxes share a cell.
pub(super) fn share_a_cell(a: &Cells, b: &Cells) -> bool {
    (0..3).all(|i| a[i] <= b[i + 3] && a[i + 3] >= b[i])
}

/// The overlapping pairs. Part of the arena's state.
#[derive(Debug, Default, PartialEq, Serialize, Deserialize)]
pub(crate) struct Pairs {
    order: Vec<Pair>,
    masks: Masks,
    /// Boxes of the cars of the last tick, for cars that were near another.
    cells: [Cells; MAX_CARS],
}

/// More pairs than eight cars and a ball can have at once: they only sort worse.
type Sorted = ArrayVec<Pair, 96>;

impl Clone for Pairs {
    fn clone(&self) -> Self {
        Self { order: self.order.clone(), masks: self.masks, cells: self.cells }
    }

    fn clone_from(&mut self, source: &Self) {
        self.order.clone_from(&source.order);
        (self.masks, self.cells) = (source.masks, source.cells);
    }
}

impl Pairs {
    /// Forgets everything.
    pub(super) fn clear(&mut self) {
        self.order.clear();
        self.masks = Masks::default();
        self.cells = Default::default();
    }

    /// What a body's box overlapped in the last tick.
    pub(super) const fn mask(&self, body: usize) -> u32 {
        self.masks[body]
    }

    /// Notes the boxes of two cars that are near each other; true if they overlap.
    ///
    /// The reference moves one box after the other: a pair that loses touch when the first box has
    /// moved and finds it again when the second has moved goes to the end of the list.
    pub(super) fn meet(&mut self, (a, b): (usize, usize), box_a: Cells, box_b: Cells) -> bool {
        let known = self.masks[a + 1] & body_bit(b + 1) != 0;
        if known && !share_a_cell(&box_a, &self.cells[b]) {
            self.remove(((a + 1) as u8, (b + 1) as u8));
        }
        share_a_cell(&box_a, &box_b)
    }

    /// Keeps a car's box for the next tick.
    pub(super) fn keep(&mut self, car: usize, cells: Cells) {
        self.cells[car] = cells;
    }

    fn remove(&mut self, (a, b): Pair) {
        if let Some(i) = self.order.iter().position(|pair| *pair == (a, b)) {
            self.order.swap_remove(i);
        }
        self.masks[usize::from(a)] &= !body_bit(b.into());
    }

    /// Takes over which boxes overlap now.
    pub(super) fn update(&mut self, now: &Masks) {
        if self.masks == *now {
            return;
        }
        let mask_of = |b: u8| if b & ARENA != 0 { 1 << (b & !ARENA) } else { body_bit(b.into()) };
        let mut i = 0;
        while i < self.order.len() {
            let (a, b) = self.order[i];
            if now[usize::from(a)] & mask_of(b) == 0 {
                self.order.swap_remove(i);
            } else {
                i += 1;
            }
        }
        // Boxes met the arena's large ones long before, then the ball, then each other.
        const ARENA_BITS: u32 = body_bit(BALL) - 1;
        const BALL_BIT: u32 = body_bit(BALL);
        for class in [ARENA_BITS, BALL_BIT, !(ARENA_BITS | BALL_BIT)] {
            for (a, (now, before)) in (0_u8..).zip(now.iter().zip(&self.masks)) {
                let mut added = now & !before & class;
                while added != 0 {
                    let bit = added.trailing_zeros() as u8;
                    added &= added - 1;
                    self.order.push((a, if bit < PARTS { ARENA | bit } else { bit - PARTS }));
                }
            }
        }
        self.masks = *now;
    }

    /// Place of a pair in the list.
    pub(super) fn position(&self, pair: Pair) -> usize {
        self.order.iter().position(|other| *other == pair).unwrap_or(usize::MAX)
    }

    /// All pairs of the list are like that.
    pub(super) fn all(&self, is_pair: impl Fn(Pair) -> bool) -> bool {
        self.order.iter().all(|pair| is_pair(*pair))
    }

    /// Forgets everything about a body.
    pub(super) fn forget(&mut self, body: u8) {
        self.order.retain(|&(a, b)| a != body && b != body);
        self.masks[usize::from(body)] = 0;
        for mask in &mut self.masks {
            *mask &= !body_bit(body.into());
        }
    }

    /// All pairs in the order in which the reference resolves them; those of a sleeping ball with
    /// the arena are left out.
    pub(crate) fn sorted(&self, ball_asleep: bool) -> Sorted {
        let mut islands: [u8; MAX_CARS + 1] = core::array::from_fn(|i| i as u8);
        for &(a, b) in self.order.iter().filter(|(_, b)| b & ARENA == 0) {
            let (low, high) = (root(&islands, a.min(b)), root(&islands, a.max(b)));
            islands[usize::from(low)] = high;
        }
        let awake = |pair: &&Pair| !(ball_asleep && is_ball_on_arena(**pair));
        let mut pairs: Sorted = self.order.iter().filter(awake).copied().take(96).collect();
        let key = |pair: &Pair| root(&islands, pair.0);
        if pairs.len() > 1 {
            quicksort(&mut pairs, &key);
        }
        pairs
    }

    pub(super) fn bytes(&self) -> usize {
        self.order.capacity() * size_of::<Pair>()
    }

    pub(super) fn hash(&self, h: &mut StateHasher) {
        for &(a, b) in &self.order {
            h.bytes(&[a, b]);
            if b & ARENA == 0 && usize::from(b) != BALL {
                self.cells[usize::from(b) - 1].iter().for_each(|cell| h.bytes(&cell.to_le_bytes()));
            }
        }
    }
}

fn root(islands: &[u8; MAX_CARS + 1], body: u8) -> u8 {
    let mut root = body;
    while islands[usize::from(root)] != root {
        root = islands[usize::from(root)];
    }
    root
}

/// Hoare's partition around the middle element; equal keys are swapped like unequal ones.
fn quicksort(pairs: &mut [Pair], key: &impl Fn(&Pair) -> u8) {
    let pivot = key(&pairs[(pairs.len() - 1) / 2]);
    let (mut i, mut j) = (0, pairs.len() as isize - 1);
    loop {
        while key(&pairs[i as usize]) < pivot {
            i += 1;
        }
        while pivot < key(&pairs[j as usize]) {
            j -= 1;
        }
        if i <= j {
            pairs.swap(i as usize, j as usize);
            i += 1;
            j -= 1;
        }
        if i > j {
            break;
        }
    }
    if j > 0 {
        quicksort(&mut pairs[..=j as usize], key);
    }
    if (i as usize) + 1 < pairs.len() {
        quicksort(&mut pairs[i as usize..], key);
    }
}

/// True for the pair of the ball and a part of the arena.
const fn is_ball_on_arena((a, b): Pair) -> bool {
    a as usize == BALL && b & ARENA != 0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_keys_are_swapped_as_the_reference_does() {
        let order = |n: u8| {
            let mut pairs: Vec<Pair> = (0..n).map(|i| (1, i)).collect();
            quicksort(&mut pairs, &|_| 0);
            pairs.into_iter().map(|(_, b)| b).collect::<Vec<_>>()
        };
        assert_eq!(order(2), [1, 0]);
        assert_eq!(order(3), [2, 1, 0]);
        assert_eq!(order(4), [2, 3, 0, 1]);
    }

    #[test]
    fn a_removed_pair_is_replaced_by_the_last() {
        let mut pairs = Pairs::default();
        let mut now = [0; MAX_CARS + 1];
        now[1] = 0b111;
        pairs.update(&now);
        now[1] = 0b110;
        pairs.update(&now);
        assert_eq!(pairs.order, [(1, ARENA | 2), (1, ARENA | 1)]);
    }
}
