//! Look-up grids: which triangles can be near a point.
//!
//! Space is cut into equal cells; each cell knows every triangle that is within the grid's reach of
//! any of its points. Most cells share their list with others (all of mid-air shares the empty one),
//! so a list is stored once. A look-up is one index computation and two loads.

use std::collections::BTreeMap;

use wavedash_core::Vec3;
use wavedash_core::rules::{BACK_WALL_Y, CEILING_Z, GOAL_BACK_Y, SIDE_WALL_X};

use super::distance::box_distance;
use super::triangle::Triangle;

/// Edge length of a cell, uu; a power of two.
///
/// At 128 uu both grids of the soccar arena take 1.6 MB; half of it would take eight times as much.
pub(super) const CELL: f32 = 128.0;
/// The grid reaches at least this far beyond the walls, uu.
const MARGIN: f32 = 200.0;
/// Rounding of a look-up and of the distance bound stays below this, uu.
const SLACK: f32 = 0.02;

/// Cells on each side of the origin that cover `distance` and the margin.
const fn cells(distance: f32) -> usize {
    let covered = distance + MARGIN;
    let whole = (covered / CELL) as usize;
    if whole as f32 * CELL < covered { whole + 1 } else { whole }
}

const _: () = assert!(BACK_WALL_Y < GOAL_BACK_Y);
const BELOW: [usize; 3] = [cells(SIDE_WALL_X), cells(GOAL_BACK_Y), cells(0.0)];
const COUNT: [usize; 3] = [2 * BELOW[0], 2 * BELOW[1], BELOW[2] + cells(CEILING_Z)];
const LOW: [f32; 3] = [-(BELOW[0] as f32) * CELL, -(BELOW[1] as f32) * CELL, -(BELOW[2] as f32) * CELL];

/// Lists of the triangles within reach of each cell.
#[derive(Clone, Debug)]
pub(super) struct Grid {
    /// Per cell, x fastest: where its list starts in `pool`.
    cells: Vec<u32>,
    /// The lists: length, then rising triangle indices.
    pool: Vec<u16>,
    /// Half the side of the square around the origin, seen from above, in which all lists are empty, uu.
    open: f32,
}

impl Grid {
    /// Builds one grid per reach (uu), sharing the distance computations.
    pub(super) fn build<const N: usize>(triangles: &[Triangle], reaches: [f32; N]) -> [Self; N] {
        let farthest = reaches.iter().fold(0.0_f32, |a, &b| a.max(b)) + SLACK;
        let total = COUNT[0] * COUNT[1] * COUNT[2];
        let mut lists: [Vec<Vec<u16>>; N] = core::array::from_fn(|_| vec![Vec::new(); total]);
        for (number, triangle) in (0_u16..).zip(triangles) {
            let first = cell_of(triangle.min.add_scalar(-farthest));
            let last = cell_of(triangle.max.add_scalar(farthest));
            for z in first[2]..=last[2] {
                for y in first[1]..=last[1] {
                    for x in first[0]..=last[0] {
                        let centre = Vec3::from_fn(|axis, _| LOW[axis] + ([x, y, z][axis] as f32 + 0.5) * CELL);
                        let distance = box_distance(triangle, centre, Vec3::repeat(0.5 * CELL), farthest);
                        for (lists, reach) in lists.iter_mut().zip(reaches) {
                            if distance <= reach + SLACK {
                                lists[index([x, y, z])].push(number);
                            }
                        }
                    }
                }
            }
        }
        lists.map(|lists| Self::pack(&lists))
    }

    /// Stores each distinct list once.
    fn pack(lists: &[Vec<u16>]) -> Self {
        // The empty list comes first.
        let mut pool = vec![0];
        let mut starts = BTreeMap::from([([].as_slice(), 0_u32)]);
        let mut cells = Vec::with_capacity(lists.len());
        for list in lists {
            let start = *starts.entry(list.as_slice()).or_insert_with(|| {
                let start = pool.len() as u32;
                pool.push(list.len() as u16);
                pool.extend_from_slice(list);
                start
            });
            cells.push(start);
        }
        pool.shrink_to_fit();
        let mut open = f32::INFINITY;
        for (cell, _) in lists.iter().enumerate().filter(|(_, list)| !list.is_empty()) {
            let along = |axis: usize, number: usize| {
                let low = LOW[axis] + number as f32 * CELL;
                low.max(-(low + CELL)).max(0.0)
            };
            let (x, y) = (cell % COUNT[0], cell / COUNT[0] % COUNT[1]);
            open = open.min(along(0, x).max(along(1, y)));
        }
        Self { cells, pool, open }
    }

    /// The triangles within reach of a point; empty outside of the grid and for NaN.
    #[inline]
    pub(super) fn at(&self, p: Vec3) -> &[u16] {
        if p.x.abs().max(p.y.abs()) < self.open {
            return &[];
        }
        let scaled = [0, 1, 2].map(|axis| (p[axis] - LOW[axis]) * (1.0 / CELL));
        if !(0..3).all(|axis| scaled[axis] >= 0.0 && scaled[axis] < COUNT[axis] as f32) {
            return &[];
        }
        let start = self.cells[index(scaled.map(|s| s as i32 as usize))] as usize;
        &self.pool[start + 1..][..usize::from(self.pool[start])]
    }

    /// Bytes the grid occupies.
    #[cfg(test)]
    pub(super) fn bytes(&self) -> usize {
        size_of_val(self.cells.as_slice()) + size_of_val(self.pool.as_slice())
    }

    /// The list of every cell.
    #[cfg(test)]
    pub(super) fn lists(&self) -> impl Iterator<Item = &[u16]> {
        self.cells.iter().map(|&start| {
            let start = start as usize;
            &self.pool[start + 1..][..usize::from(self.pool[start])]
        })
    }
}

#[inline]
fn index(cell: [usize; 3]) -> usize {
    (cell[2] * COUNT[1] + cell[1]) * COUNT[0] + cell[0]
}

/// The cell of a point, or the nearest one if the point is outside.
fn cell_of(p: Vec3) -> [usize; 3] {
    // Negative numbers become zero in the conversion.
    [0, 1, 2].map(|axis| (((p[axis] - LOW[axis]) / CELL) as usize).min(COUNT[axis] - 1))
}
