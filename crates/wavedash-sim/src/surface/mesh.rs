//! A small indexed mesh the recipe builds its quadrant in: welded points, strips and fans.

/// A point in space, uu.
pub(super) type Point = [f64; 3];

/// Points closer than this in every coordinate are one, uu: only rounding separates them.
const WELD: f64 = 1e-6;

/// Which kind of piece a triangle belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Part {
    /// A corner with both fillets.
    Corner,
    /// A back wall with its goal.
    GoalEnd,
    /// The rounding between floor and side wall.
    SideFloor,
    /// The rounding between side wall and ceiling.
    SideCeiling,
}

/// Triangles over shared points; every triangle is counter-clockwise seen from the playable side.
#[derive(Default)]
pub(super) struct Mesh {
    points: Vec<Point>,
    triangles: Vec<(Part, [usize; 3])>,
}

impl Mesh {
    /// Adds points, or finds them if they are already there.
    pub(super) fn points(&mut self, points: impl IntoIterator<Item = Point>) -> Vec<usize> {
        points.into_iter().map(|p| self.point(p)).collect()
    }

    fn point(&mut self, p: Point) -> usize {
        let same = |q: &Point| (0..3).all(|axis| (p[axis] - q[axis]).abs() < WELD);
        self.points.iter().position(same).unwrap_or_else(|| {
            self.points.push(p);
            self.points.len() - 1
        })
    }

    /// The points halfway between two rows.
    pub(super) fn midpoints(&mut self, left: &[usize], right: &[usize]) -> Vec<usize> {
        let pairs: Vec<_> = left.iter().zip(right).map(|(&l, &r)| (self.points[l], self.points[r])).collect();
        self.points(pairs.into_iter().map(|(l, r)| [0, 1, 2].map(|axis| (l[axis] + r[axis]) / 2.0)))
    }

    /// One triangle.
    pub(super) fn triangle(&mut self, part: Part, corners: [usize; 3]) {
        self.triangles.push((part, corners));
    }

    /// Quads between two rows of as many points, cut along their shorter diagonal; of equal ones,
    /// along that which rises to the right.
    ///
    /// From the playable side, `right` lies to the right when the rows run upwards.
    pub(super) fn strip(&mut self, part: Part, left: &[usize], right: &[usize]) {
        for (l, r) in left.windows(2).zip(right.windows(2)) {
            // The margin keeps rounding from choosing between equal diagonals.
            let falling = self.distance_squared(l[1], r[0]) < self.distance_squared(l[0], r[1]) - 1e-6;
            self.quad(part, [l[0], l[1]], [r[0], r[1]], falling);
        }
    }

    /// As [`Self::strip`], but every quad is cut along the diagonal that falls to the right.
    pub(super) fn falling_strip(&mut self, part: Part, left: &[usize], right: &[usize]) {
        for (l, r) in left.windows(2).zip(right.windows(2)) {
            self.quad(part, [l[0], l[1]], [r[0], r[1]], true);
        }
    }

    /// As [`Self::strip`], but every quad is cut along the diagonal that rises to the right.
    pub(super) fn rising_strip(&mut self, part: Part, left: &[usize], right: &[usize]) {
        for (l, r) in left.windows(2).zip(right.windows(2)) {
            self.quad(part, [l[0], l[1]], [r[0], r[1]], false);
        }
    }

    /// Two triangles between two edges that run upwards.
    fn quad(&mut self, part: Part, l: [usize; 2], r: [usize; 2], falling: bool) {
        if falling {
            self.triangle(part, [l[0], r[0], l[1]]);
            self.triangle(part, [r[0], r[1], l[1]]);
        } else {
            self.triangle(part, [l[0], r[0], r[1]]);
            self.triangle(part, [l[0], r[1], l[1]]);
        }
    }

    /// Triangles between two rows of which `fine` has two segments for each of `coarse`.
    ///
    /// From the playable side, `coarse` lies to the left when the rows run upwards.
    pub(super) fn halving_strip(&mut self, part: Part, coarse: &[usize], fine: &[usize]) {
        for (c, f) in coarse.windows(2).zip(fine.windows(3).step_by(2)) {
            self.triangle(part, [c[0], f[0], f[1]]);
            self.triangle(part, [c[0], f[1], c[1]]);
            self.triangle(part, [c[1], f[1], f[2]]);
        }
    }

    /// As [`Self::halving_strip`], but with fans from the lower ends of the coarse segments.
    pub(super) fn halving_fans(&mut self, part: Part, coarse: &[usize], fine: &[usize]) {
        for (c, f) in coarse.windows(2).zip(fine.windows(3).step_by(2)) {
            self.fan(part, &[c[0], f[0], f[1], f[2], c[1]]);
        }
    }

    /// A convex polygon, counter-clockwise from the playable side, cut from its first point.
    pub(super) fn fan(&mut self, part: Part, polygon: &[usize]) {
        for pair in polygon[1..].windows(2) {
            self.triangle(part, [polygon[0], pair[0], pair[1]]);
        }
    }

    /// All triangles with their coordinates.
    pub(super) fn triangles(&self) -> impl Iterator<Item = (Part, [Point; 3])> {
        self.triangles.iter().map(|&(part, corners)| (part, corners.map(|i| self.points[i])))
    }

    fn distance_squared(&self, a: usize, b: usize) -> f64 {
        let (a, b) = (self.points[a], self.points[b]);
        (0..3).map(|axis| (a[axis] - b[axis]) * (a[axis] - b[axis])).sum()
    }
}
