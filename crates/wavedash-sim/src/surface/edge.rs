//! Internal edges: which triangles of a piece are neighbours, and how the surface bends between them.
//!
//! A contact near an edge takes the face normal unless the edge is convex, so that a ball rolls over
//! seams without a bump and still bounces off a goal post. Pieces are bodies of their own: an edge
//! between two of them counts as having no neighbour.

use super::triangle::{Edge, EdgeKind, Triangle};
use wavedash_core::Vec3;

/// Corners closer than this are the same point, uu.
const SAME_POINT: f32 = 0.005;
/// Below this sine of the angle between the normals an edge is flat.
const FLAT_SINE: f32 = 0.01;

/// One side of an edge: its two points, lower number first, and whose it is.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Side {
    ends: [usize; 2],
    triangle: usize,
    edge: usize,
    /// Whether the triangle runs from the higher number to the lower.
    backwards: bool,
}

/// Fills in the edges of one piece's triangles.
pub(super) fn connect(triangles: &mut [Triangle]) {
    let numbers = number_points(triangles);
    let mut sides = Vec::with_capacity(3 * triangles.len());
    for (triangle, corners) in numbers.iter().enumerate() {
        for edge in 0..3 {
            let (a, b) = (corners[edge], corners[(edge + 1) % 3]);
            sides.push(Side { ends: [a.min(b), a.max(b)], triangle, edge, backwards: a > b });
        }
    }
    sides.sort_unstable();
    for group in sides.chunk_by(|a, b| a.ends == b.ends) {
        for side in group {
            // Pieces with overlapping skirts may have more than two: prefer one that continues the
            // surface, that is, runs the other way along the edge.
            let others = || group.iter().filter(|other| other.triangle != side.triangle);
            let neighbour = others().find(|other| other.backwards != side.backwards).or_else(|| others().next());
            if let Some(other) = neighbour {
                let far = triangles[other.triangle].points[(other.edge + 2) % 3];
                let normal = triangles[other.triangle].normal;
                triangles[side.triangle].edges[side.edge] = bend(&triangles[side.triangle], far, normal);
            }
        }
    }
}

/// How the surface bends from a triangle to a neighbour with this far corner and normal.
fn bend(triangle: &Triangle, far: Vec3, neighbour_normal: Vec3) -> Edge {
    let kind = if triangle.normal.cross(&neighbour_normal).norm() < FLAT_SINE {
        EdgeKind::Flat
    } else if triangle.normal.dot(&(far - triangle.points[0])) < 0.0 {
        EdgeKind::Convex
    } else {
        EdgeKind::Concave
    };
    Edge { kind, neighbour_normal }
}

/// Numbers the corners so that the same point has the same number.
pub(super) fn number_points(triangles: &[Triangle]) -> Vec<[usize; 3]> {
    let corner = |i: usize| triangles[i / 3].points[i % 3];
    let mut order: Vec<usize> = (0..3 * triangles.len()).collect();
    order.sort_unstable_by(|&a, &b| corner(a).x.total_cmp(&corner(b).x).then(a.cmp(&b)));
    let mut numbers = vec![[0; 3]; triangles.len()];
    // Distinct points so far, by rising x; only the last few can be near the next corner.
    let mut distinct: Vec<Vec3> = Vec::new();
    for i in order {
        let p = corner(i);
        let near = distinct.iter().enumerate().rev().take_while(|(_, q)| p.x - q.x <= SAME_POINT);
        let same = near.filter(|(_, q)| (p - *q).norm_squared() <= SAME_POINT * SAME_POINT).map(|(n, _)| n).last();
        numbers[i / 3][i % 3] = same.unwrap_or(distinct.len());
        if same.is_none() {
            distinct.push(p);
        }
    }
    numbers
}
