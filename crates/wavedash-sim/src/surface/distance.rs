//! How far a triangle is from a box at least: the filter of the look-up grids.

use wavedash_core::Vec3;

use super::triangle::Triangle;

/// A lower bound of the distance between a triangle and an axis-aligned box.
///
/// The largest gap over the candidate directions: the box's axes, the triangle's normal, the normals
/// of its edges in its plane, the products of box axes and triangle edges, and, for corners nearest
/// to corners or to edges, directions between points of the two that approach the nearest pair.
///
/// A bound beyond `enough` may be smaller than it could be: the search stops there.
pub(super) fn box_distance(triangle: &Triangle, centre: Vec3, half: Vec3, enough: f32) -> f32 {
    let corners = triangle.points.map(|p| p - centre);
    let gap = |axis: Vec3| {
        let length_squared = axis.norm_squared();
        if length_squared < 1e-6 {
            return 0.0;
        }
        let along = corners.map(|p| axis.dot(&p));
        let low = along[0].min(along[1]).min(along[2]);
        let high = along[0].max(along[1]).max(along[2]);
        let reach = axis.abs().dot(&half);
        (low - reach).max(-high - reach) / length_squared.sqrt()
    };
    let mut bound = gap(triangle.normal).max(0.0);
    let mut in_box = centre;
    for _ in 0..4 {
        if bound > enough {
            return bound;
        }
        let on_triangle = triangle.closest_point(in_box);
        bound = bound.max(gap(on_triangle - in_box));
        in_box = on_triangle.sup(&(centre - half)).inf(&(centre + half));
    }
    for axis in 0..3 {
        let unit = Vec3::ith(axis, 1.0);
        bound = bound.max(gap(unit));
        let side = corners[(axis + 1) % 3] - corners[axis];
        bound = bound.max(gap(side.cross(&triangle.normal)));
        for i in 0..3 {
            bound = bound.max(gap(unit.cross(&(corners[(i + 1) % 3] - corners[i]))));
        }
    }
    bound
}

#[cfg(test)]
mod tests {
    use super::*;
    use wavedash_core::{Purpose, Stream};

    /// The distance by alternating nearest points, which converges for convex sets.
    fn iterated(triangle: &Triangle, centre: Vec3, half: Vec3) -> f32 {
        let mut p = centre;
        for _ in 0..2000 {
            p = triangle.closest_point(p).sup(&(centre - half)).inf(&(centre + half));
        }
        (triangle.closest_point(p) - p).norm()
    }

    #[test]
    fn the_bound_is_never_above_the_distance_and_rarely_far_below() {
        let mut stream = Stream::new(3, 0, Purpose::Test, 0);
        let half = Vec3::repeat(64.0);
        let (mut tested, mut slack) = (0, 0.0);
        while tested < 1000 {
            let mut point = |size: f32| Vec3::from_fn(|_, _| stream.symmetric() * size);
            let (centre, offset) = (point(1000.0), point(400.0));
            let points = [0; 3].map(|_| centre + offset + point(200.0));
            let Some(triangle) = Triangle::new(points, 0) else { continue };
            let (bound, exact) =
                (box_distance(&triangle, centre, half, f32::INFINITY), iterated(&triangle, centre, half));
            assert!(bound <= exact + 0.01, "{bound} > {exact}");
            slack += exact - bound;
            tested += 1;
        }
        assert!(slack / 1000.0 < 0.3, "mean slack {}", slack / 1000.0);
    }
}
