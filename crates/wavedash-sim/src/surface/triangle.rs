//! One triangle of the surface and what lies across its edges.

use wavedash_core::Vec3;

/// How the surface bends at an edge, seen from the playable side.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EdgeKind {
    /// No neighbour in the same piece, or a coplanar one.
    Flat,
    /// The neighbour rises towards the playable side, as in a ramp.
    Concave,
    /// The surface bulges towards the playable side, as at a goal post.
    Convex,
}

/// One edge of a triangle.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Edge {
    /// How the surface bends here.
    pub kind: EdgeKind,
    /// Unit normal of the triangle on the other side; the triangle's own where there is none.
    pub neighbour_normal: Vec3,
}

/// One triangle, counter-clockwise seen from the playable side; all lengths in uu.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Triangle {
    /// The corners.
    pub points: [Vec3; 3],
    /// Unit normal towards the playable side.
    pub normal: Vec3,
    /// `normal` times any corner: a point `p` is in front when `normal.dot(&p) > plane`.
    pub plane: f32,
    /// Lower corner of the axis-aligned bounding box.
    pub min: Vec3,
    /// Upper corner of the axis-aligned bounding box.
    pub max: Vec3,
    /// Piece it belongs to.
    pub piece: u8,
    /// Edge `i` runs from `points[i]` to `points[(i + 1) % 3]`.
    pub edges: [Edge; 3],
}

impl Triangle {
    /// A triangle without neighbours, or `None` if its area is zero.
    ///
    /// The normal is found in double precision, so a mirrored triangle has the mirrored normal to
    /// the last bit.
    pub(super) fn new(points: [Vec3; 3], piece: u8) -> Option<Self> {
        let [a, b, c] = points.map(|p| p.cast::<f64>());
        let cross = (b - a).cross(&(c - a));
        let double_area = cross.norm();
        let longest_squared = (b - a).norm_squared().max((c - a).norm_squared()).max((c - b).norm_squared());
        // Flatter than this, the normal would be made of the corners' rounding.
        if double_area <= 1e-7 * longest_squared || double_area <= 1e-9 {
            return None;
        }
        let normal = (cross / double_area).cast::<f32>();
        let edge = Edge { kind: EdgeKind::Flat, neighbour_normal: normal };
        Some(Self {
            points,
            normal,
            plane: normal.cast::<f64>().dot(&a) as f32,
            min: points[0].inf(&points[1]).inf(&points[2]),
            max: points[0].sup(&points[1]).sup(&points[2]),
            piece,
            edges: [edge; 3],
        })
    }

    /// The point of the triangle nearest to `p` (Ericson, Real-Time Collision Detection, 5.1.5).
    #[must_use]
    pub fn closest_point(&self, p: Vec3) -> Vec3 {
        let [a, b, c] = self.points;
        let (ab, ac, ap) = (b - a, c - a, p - a);
        let (d1, d2) = (ab.dot(&ap), ac.dot(&ap));
        if d1 <= 0.0 && d2 <= 0.0 {
            return a;
        }
        let bp = p - b;
        let (d3, d4) = (ab.dot(&bp), ac.dot(&bp));
        if d3 >= 0.0 && d4 <= d3 {
            return b;
        }
        let vc = d1 * d4 - d3 * d2;
        if vc <= 0.0 && d1 >= 0.0 && d3 <= 0.0 {
            return a + ab * (d1 / (d1 - d3));
        }
        let cp = p - c;
        let (d5, d6) = (ab.dot(&cp), ac.dot(&cp));
        if d6 >= 0.0 && d5 <= d6 {
            return c;
        }
        let vb = d5 * d2 - d1 * d6;
        if vb <= 0.0 && d2 >= 0.0 && d6 <= 0.0 {
            return a + ac * (d2 / (d2 - d6));
        }
        let va = d3 * d6 - d5 * d4;
        if va <= 0.0 && d4 - d3 >= 0.0 && d5 - d6 >= 0.0 {
            return b + (c - b) * ((d4 - d3) / ((d4 - d3) + (d5 - d6)));
        }
        let scale = 1.0 / (va + vb + vc);
        a + ab * (vb * scale) + ac * (vc * scale)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_triangle_without_area_is_none() {
        let p = |x: f32| Vec3::new(4096.0, x, 544.0);
        assert_eq!(Triangle::new([p(0.0), p(1.0), p(3.0)], 0), None);
        assert_eq!(Triangle::new([p(0.0), p(0.0), p(0.0)], 0), None);
    }

    #[test]
    fn closest_points_of_all_seven_regions() {
        let triangle = Triangle::new([Vec3::zeros(), Vec3::new(4.0, 0.0, 0.0), Vec3::new(0.0, 4.0, 0.0)], 0);
        let triangle = triangle.expect("it has an area");
        for (p, nearest) in [
            ([1.0, 1.0, 3.0], [1.0, 1.0, 0.0]),
            ([-1.0, -1.0, 3.0], [0.0, 0.0, 0.0]),
            ([9.0, 1.0, -3.0], [4.0, 0.0, 0.0]),
            ([1.0, 9.0, 3.0], [0.0, 4.0, 0.0]),
            ([2.0, -1.0, 3.0], [2.0, 0.0, 0.0]),
            ([-1.0, 2.0, 3.0], [0.0, 2.0, 0.0]),
            ([4.0, 4.0, 3.0], [2.0, 2.0, 0.0]),
        ] {
            assert_eq!(triangle.closest_point(Vec3::from(p)), Vec3::from(nearest));
        }
    }
}
