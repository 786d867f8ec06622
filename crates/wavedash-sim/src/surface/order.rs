//! The order in which a piece's triangles are tested.
//!
//! The order matters: of more than four contacts of a pair only some survive, and impulses are
//! found one after the other. The references walk a bounding-volume tree from its first to its last
//! leaf; this module puts the triangles into the order of those leaves (Bullet's tree: split along
//! the axis on which the box centres vary most, those beyond the mean first).
//!
//! In Bullet the boxes lie on a grid of 2^15 steps per axis and piece, rounded outwards, in units of
//! 50 uu. Many triangles of straight strips have equal boxes, so both decide on which side of a mean
//! they fall.

use wavedash_core::Vec3;

use super::triangle::Triangle;

/// Length unit of the reference, uu.
const UNIT: f32 = 50.0;
/// Flat boxes are widened to this, units.
const THINNEST: f32 = 0.002;
/// The grid reaches this far beyond the piece, units.
const MARGIN: f32 = 1.0;
/// Steps of the grid; boxes start at even ones and end at odd ones.
const STEPS: f32 = 65533.0;

/// A triangle as the tree knows it: centre of its box, and its number.
#[derive(Clone, Copy)]
struct Leaf {
    centre: Vec3,
    triangle: usize,
}

/// Sorts the triangles of one piece into the order of the tree's leaves.
pub(super) fn sort(triangles: &mut [Triangle]) {
    let mut leaves = leaves(triangles);
    sort_leaves(&mut leaves);
    let sorted: Vec<_> = leaves.iter().map(|leaf| triangles[leaf.triangle]).collect();
    triangles.copy_from_slice(&sorted);
}

fn leaves(triangles: &[Triangle]) -> Vec<Leaf> {
    let boxes = || triangles.iter().map(|t| (t.min / UNIT, t.max / UNIT));
    let Some((low, high)) = boxes().reduce(|a, b| (a.0.inf(&b.0), a.1.sup(&b.1))) else { return Vec::new() };
    (0..)
        .zip(boxes())
        .map(|(triangle, (min, max))| {
            let centre = Vec3::from_fn(|axis, _| centre((low[axis], high[axis]), (min[axis], max[axis])));
            Leaf { centre, triangle }
        })
        .collect()
}

/// The centre of a box on the grid, along one axis.
fn centre((low, high): (f32, f32), (mut min, mut max): (f32, f32)) -> f32 {
    // The reference widens its grid once more, but only downwards: upwards its steps overflow.
    let low = low - MARGIN - MARGIN;
    let step = STEPS / (high + MARGIN - low);
    if max - min < THINNEST {
        (min, max) = (min - THINNEST / 2.0, max + THINNEST / 2.0);
    }
    let first = ((min - low) * step) as u16 & !1;
    let last = ((max - low) * step + 1.0) as u16 | 1;
    let place = |steps: u16| f32::from(steps) / step + low;
    (place(first) + place(last)) * 0.5
}

fn sort_leaves(leaves: &mut [Leaf]) {
    let count = leaves.len();
    if count < 2 {
        return;
    }
    let share = 1.0 / count as f32;
    let mean = leaves.iter().fold(Vec3::zeros(), |sum, leaf| sum + leaf.centre) * share;
    let spread = leaves.iter().fold(Vec3::zeros(), |sum, leaf| {
        let d = leaf.centre - mean;
        sum + d.component_mul(&d)
    });
    let axis = spread.imax();
    let mut split = 0;
    for i in 0..count {
        if leaves[i].centre[axis] > mean[axis] {
            leaves.swap(i, split);
            split += 1;
        }
    }
    // A lopsided split is replaced by one in the middle.
    let margin = count / 3;
    if split <= margin || split + margin + 1 >= count {
        split = count / 2;
    }
    let (first, second) = leaves.split_at_mut(split);
    sort_leaves(first);
    sort_leaves(second);
}
