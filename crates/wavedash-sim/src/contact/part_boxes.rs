//! Boxes around the arena's parts, four to a register: which of them a body's box overlaps.

use wavedash_core::Vec3;
use wavedash_core::rules::{CEILING_Z, SIDE_WALL_X};
use wide::i32x4;

use super::order::cell;
use super::{FIRST_PLANE, PLANE_BOX};
use crate::lanes::Vec3x4;
use crate::surface::Surface;

/// Four pieces' boxes, as they are and in the cells of the reference's grid.
#[derive(Clone, Debug)]
struct Group {
    low: Vec3x4,
    high: Vec3x4,
    low_cells: [i32x4; 3],
    high_cells: [i32x4; 3],
}

/// The boxes of a surface's pieces and of the planes.
#[derive(Clone, Debug, Default)]
pub(crate) struct PartBoxes {
    pieces: Vec<Group>,
    /// Half the side of the square around the origin, seen from above, that no piece's box overlaps, uu.
    pub(super) open_half_size: f32,
}

impl PartBoxes {
    pub(crate) fn new(surface: &Surface) -> Self {
        // A box that overlaps nothing fills the last group.
        let nothing = (Vec3::repeat(f32::MAX), Vec3::repeat(f32::MIN));
        let bounds: Vec<_> = (0..surface.pieces()).map(|piece| surface.piece_bounds(piece)).collect();
        let group = |pieces: &[(Vec3, Vec3)]| {
            let four: [_; 4] = core::array::from_fn(|i| pieces.get(i).copied().unwrap_or(nothing));
            let cells = |of: [Vec3; 4]| [0, 1, 2].map(|axis| i32x4::new(of.map(|corner| cell(corner[axis]))));
            let (low, high) = (four.map(|b| b.0), four.map(|b| b.1));
            Group {
                low: Vec3x4::from_array(low),
                high: Vec3x4::from_array(high),
                low_cells: cells(low),
                high_cells: cells(high),
            }
        };
        Self { pieces: bounds.chunks(4).map(group).collect(), open_half_size: surface.open_half_size() }
    }

    /// Bits of the parts whose boxes overlap a box: pieces from bit 0, planes from [`FIRST_PLANE`].
    pub(super) fn overlapping(&self, low: Vec3, high: Vec3) -> u32 {
        let planes = planes([
            low.z <= PLANE_BOX,
            high.z >= CEILING_Z - PLANE_BOX,
            low.x <= PLANE_BOX - SIDE_WALL_X,
            high.x >= SIDE_WALL_X - PLANE_BOX,
        ]);
        if self.is_open(low, high) {
            return planes;
        }
        let (low, high) = (Vec3x4::splat(low), Vec3x4::splat(high));
        let overlap = |g: &Group| {
            low.x.simd_le(g.high.x)
                & high.x.simd_ge(g.low.x)
                & low.y.simd_le(g.high.y)
                & high.y.simd_ge(g.low.y)
                & low.z.simd_le(g.high.z)
                & high.z.simd_ge(g.low.z)
        };
        self.pieces.iter().rev().fold(0, |bits, g| bits << 4 | overlap(g).to_bitmask()) | planes
    }

    /// The same for boxes that share a cell of the grid on which the reference compares moving boxes.
    pub(super) fn sharing_cells(&self, low: Vec3, high: Vec3) -> u32 {
        let [lx, ly, lz] = [low.x, low.y, low.z].map(cell);
        let [hx, hy, hz] = [high.x, high.y, high.z].map(cell);
        let planes = planes([
            lz <= cell(PLANE_BOX),
            hz >= cell(CEILING_Z - PLANE_BOX),
            lx <= cell(PLANE_BOX - SIDE_WALL_X),
            hx >= cell(SIDE_WALL_X - PLANE_BOX),
        ]);
        let blur = Vec3::repeat(super::order::STEP);
        if self.is_open(low - blur, high + blur) {
            return planes;
        }
        let (low, high) = ([lx, ly, lz].map(i32x4::splat), [hx, hy, hz].map(i32x4::splat));
        let apart = |g: &Group| {
            let along = |axis: usize| low[axis].simd_gt(g.high_cells[axis]) | g.low_cells[axis].simd_gt(high[axis]);
            along(0) | along(1) | along(2)
        };
        let overlap = |g: &Group| !apart(g).to_bitmask() & 0xf;
        self.pieces.iter().rev().fold(0, |bits, g| bits << 4 | overlap(g)) | planes
    }

    fn is_open(&self, low: Vec3, high: Vec3) -> bool {
        low.x.min(low.y) > -self.open_half_size && high.x.max(high.y) < self.open_half_size
    }
}

fn planes(overlap: [bool; 4]) -> u32 {
    (u32::from(FIRST_PLANE)..).zip(overlap).fold(0, |bits, (bit, overlap)| bits | u32::from(overlap) << bit)
}
