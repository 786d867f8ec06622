//! The arena's collision surface: triangles in pieces, their internal edges, and look-up grids.
//!
//! [`Surface::soccar`] generates the soccar arena from curves (arcs fitted to the real arena, eight
//! segments per quarter turn) and needs no game asset; [`Surface::read_cmf`] reads pieces dumped
//! from the game instead. Four half spaces are *not* part of a surface, the simulator tests them as
//! planes: the floor z = 0, the ceiling z = 2048 and the side walls x = ±4096. The soccar pieces
//! therefore leave out what lies in them: field floor, ceiling and the flat part of the side walls.
//!
//! A piece acts as one body: contacts of the same piece share a manifold, and edges only know
//! neighbours of their own piece.
//!
//! From curves to contacts: `profile` (arcs and cross-sections) and `plan` (the wall seen from
//! above) give the lines, `recipe` spans strips between them in a `mesh` and mirrors it, `edge`
//! finds neighbours, `grid` answers "which triangles are near".

mod cmf;
mod distance;
mod edge;
mod error;
mod grid;
mod mesh;
mod obj;
mod order;
mod plan;
mod profile;
mod rapier;
mod recipe;
#[cfg(test)]
mod tests;
mod triangle;

use core::ops::Range;
use std::sync::OnceLock;

use rapier3d::geometry::SharedShape;
use wavedash_core::Vec3;
use wavedash_core::rules::{CEILING_Z, SIDE_WALL_X};
use wide::f32x4;

use grid::Grid;
use recipe::Corners;

pub use error::SurfaceError;
pub use triangle::{Edge, EdgeKind, Triangle};

/// Triangles sorted by piece, with what a simulator needs to find and use them.
///
/// ```
/// use wavedash_core::Vec3;
/// use wavedash_sim::surface::Surface;
///
/// let surface = Surface::soccar();
/// // A ball at rest in mid-field touches a plane, no triangle.
/// assert!(surface.near_ball(Vec3::new(0.0, 0.0, 93.15)).is_empty());
/// // A ball at a post touches the post.
/// let ball = Vec3::new(850.0, 5040.0, 200.0);
/// let triangles = surface.near_ball(ball).iter().map(|&i| &surface.triangles()[usize::from(i)]);
/// let distances = triangles.map(|t| (t.closest_point(ball) - ball).norm());
/// assert!(distances.fold(f32::INFINITY, f32::min) < 100.0);
/// ```
#[derive(Clone, Debug)]
pub struct Surface {
    triangles: Vec<Triangle>,
    /// Their bounding boxes again, for tests of many.
    boxes: Vec<TriangleBox>,
    /// Per piece: its triangles and its bounding box.
    pieces: Vec<(Range<usize>, (Vec3, Vec3))>,
    ball_grid: Grid,
    car_grid: Grid,
    open_half_size: f32,
    /// The triangles as a shape for rapier, made when first needed.
    rapier_shape: OnceLock<Option<SharedShape>>,
}

/// Lower and upper corner of a triangle's bounding box; the fourth lanes overlap everything.
#[derive(Clone, Copy, Debug)]
struct TriangleBox {
    low: f32x4,
    high: f32x4,
}

impl TriangleBox {
    fn new(low: Vec3, high: Vec3) -> Self {
        let lanes = |v: Vec3| f32x4::new([v.x, v.y, v.z, 0.0]);
        Self { low: lanes(low), high: lanes(high) }
    }

    fn overlaps(&self, other: &Self) -> bool {
        (self.low.simd_le(other.high) & self.high.simd_ge(other.low)).all()
    }
}

impl Surface {
    /// Pieces of the soccar arena: corners 0 to 3 (+x+y, -x+y, +x-y, -x-y), goal ends 4 (+y) and
    /// 5 (-y), side floor ramps 6 (+x) and 7 (-x), side ceiling ramps 8 (+x) and 9 (-x).
    pub const PIECES: usize = recipe::PIECES;
    /// [`Self::near_ball`] finds everything within this distance of the ball's centre, uu.
    ///
    /// The ball's radius plus its contact skin is 93.15.
    pub const BALL_REACH: f32 = 100.0;
    /// [`Self::near_car`] finds everything within this distance of the car's origin, uu.
    pub const CAR_REACH: f32 = 110.0;

    /// The soccar arena, generated; mirror images agree to the last bit.
    #[must_use]
    pub fn soccar() -> Self {
        Self::from_pieces(&recipe::soccar())
    }

    /// A surface of these pieces; triangles without area are left out.
    fn from_pieces(corners: &[Vec<Corners>]) -> Self {
        let mut triangles = Vec::new();
        let mut pieces = Vec::with_capacity(corners.len());
        for (number, corners) in (0_u8..).zip(corners) {
            let start = triangles.len();
            triangles.extend(corners.iter().filter_map(|&points| Triangle::new(points, number)));
            let piece = &mut triangles[start..];
            order::sort(piece);
            edge::connect(piece);
            let bounds = bounds(piece);
            pieces.push((start..triangles.len(), bounds));
        }
        let [ball_grid, car_grid] = Grid::build(&triangles, [Self::BALL_REACH, Self::CAR_REACH]);
        let open_half_size = pieces.iter().fold(f32::INFINITY, |open: f32, (_, (low, high))| {
            // Distance of the piece's box from the origin along x and along y.
            let off = |axis: usize| low[axis].max(-high[axis]).max(0.0);
            open.min(off(0).max(off(1)))
        });
        let boxes = triangles.iter().map(|t| TriangleBox::new(t.min, t.max)).collect();
        Self { triangles, boxes, pieces, ball_grid, car_grid, open_half_size, rapier_shape: OnceLock::new() }
    }

    /// All triangles, sorted by piece.
    #[inline]
    #[must_use]
    pub fn triangles(&self) -> &[Triangle] {
        &self.triangles
    }

    /// Number of pieces.
    #[inline]
    #[must_use]
    pub fn pieces(&self) -> usize {
        self.pieces.len()
    }

    /// The triangles of one piece.
    ///
    /// # Panics
    /// If there is no such piece.
    #[inline]
    #[must_use]
    pub fn piece_triangles(&self, piece: usize) -> &[Triangle] {
        &self.triangles[self.pieces[piece].0.clone()]
    }

    /// Lower and upper corner of a piece's bounding box, uu.
    ///
    /// # Panics
    /// If there is no such piece.
    #[inline]
    #[must_use]
    pub fn piece_bounds(&self, piece: usize) -> (Vec3, Vec3) {
        self.pieces[piece].1
    }

    /// Half the side of the square around the origin, seen from above, that no piece's box overlaps, uu.
    #[inline]
    #[must_use]
    pub fn open_half_size(&self) -> f32 {
        self.open_half_size
    }

    /// Indices of all triangles within [`Self::BALL_REACH`] of a ball's centre, and of some that are
    /// a little further away, rising. Empty outside of the arena (more than 200 uu behind a wall).
    #[inline]
    #[must_use]
    pub fn near_ball(&self, centre: Vec3) -> &[u16] {
        self.ball_grid.at(centre)
    }

    /// Distance from a point to what bodies touch, the four planes included, uu; negative behind it. None if everything
    /// is further than [`Self::CAR_REACH`]: in mid-air, and far behind a wall.
    ///
    /// ```
    /// use wavedash_core::Vec3;
    /// use wavedash_sim::Surface;
    ///
    /// let surface = Surface::soccar();
    /// assert_eq!(surface.distance(Vec3::new(0.0, 0.0, 17.0)), Some(17.0));
    /// assert_eq!(surface.distance(Vec3::new(0.0, 0.0, 1000.0)), None);
    /// // Between the floor and a side wall, in the ramp.
    /// let in_the_ramp = surface.distance(Vec3::new(4096.0 - 80.0, 0.0, 80.0));
    /// assert!(in_the_ramp.is_some_and(|distance| distance > 0.0 && distance < 10.0));
    /// ```
    #[must_use]
    pub fn distance(&self, p: Vec3) -> Option<f32> {
        /// Squared distances that differ by less are those of one edge, uu^2.
        const SAME: f32 = 1e-2;
        let (mut nearest, mut height) = (f32::INFINITY, 0.0_f32);
        for &index in self.near_car(p) {
            let triangle = &self.triangles[usize::from(index)];
            let from = p - triangle.closest_point(p);
            let (squared, above) = (from.norm_squared(), from.dot(&triangle.normal));
            // Of two triangles that share the nearest edge the one that the point is furthest off tells the side.
            if squared < nearest - SAME || (squared < nearest + SAME && above.abs() > height.abs()) {
                height = above;
            }
            nearest = nearest.min(squared);
        }
        let planes = p.z.min(CEILING_Z - p.z).min(SIDE_WALL_X - p.x.abs());
        let distance = planes.min(nearest.sqrt().copysign(height));
        (distance <= Self::CAR_REACH).then_some(distance)
    }

    /// Appends those triangles of `list` to `out` whose bounding boxes overlap a box.
    pub(crate) fn overlapping(&self, list: &[u16], low: Vec3, high: Vec3, out: &mut Vec<u16>) {
        let wanted = TriangleBox::new(low, high);
        out.extend(list.iter().filter(|&&i| self.boxes[usize::from(i)].overlaps(&wanted)));
    }

    /// Indices of all triangles within [`Self::CAR_REACH`] of a car's origin, and of some that are a
    /// little further away, rising. Empty outside of the arena (more than 200 uu behind a wall).
    #[inline]
    #[must_use]
    pub fn near_car(&self, origin: Vec3) -> &[u16] {
        self.car_grid.at(origin)
    }
}

/// The box around triangles; a point at the origin if there are none.
fn bounds(triangles: &[Triangle]) -> (Vec3, Vec3) {
    let all = triangles.iter().map(|t| (t.min, t.max));
    all.reduce(|a, b| (a.0.inf(&b.0), a.1.sup(&b.1))).unwrap_or_default()
}
