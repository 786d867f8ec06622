//! The order in which a piece's triangles are tested.
//!
//! The order matters: of more than four contacts of a pair only some survive, and impulses are
//! found one after the other. The references walk a bounding-volume tree from its first to its last
//! leaf; this module puts the triangles into the order of those leaves (Bullet's tree: split along
//! the axis on which the box centres vary most, those beyond the mean first).

use wavedash_core::Vec3;

use super::triangle::Triangle;

/// Sorts the triangles of one piece into the order of the tree's leaves.
pub(super) fn sort(triangles: &mut [Triangle]) {
    let count = triangles.len();
    if count < 2 {
        return;
    }
    let centre = |t: &Triangle| (t.min + t.max) * 0.5;
    let share = 1.0 / count as f32;
    let mean = triangles.iter().fold(Vec3::zeros(), |sum, t| sum + centre(t)) * share;
    let spread = triangles.iter().fold(Vec3::zeros(), |sum, t| {
        let d = centre(t) - mean;
        sum + d.component_mul(&d)
    });
    let axis = spread.imax();
    let mut split = 0;
    for i in 0..count {
        if centre(&triangles[i])[axis] > mean[axis] {
            triangles.swap(i, split);
            split += 1;
        }
    }
    // A lopsided split is replaced by one in the middle.
    let margin = count / 3;
    if split <= margin || split + margin + 1 >= count {
        split = count / 2;
    }
    let (first, second) = triangles.split_at_mut(split);
    sort(first);
    sort(second);
}
