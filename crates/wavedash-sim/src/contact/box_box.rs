//! Two hitboxes against each other.
//!
//! Fifteen separating axes find the direction of least overlap. If it belongs to a face, the other
//! box's most opposed face is clipped to it and up to four of the clipped corners become contacts;
//! if it is the cross product of two edges, their closest points are the contact. This is the
//! classic scheme of the Open Dynamics Engine, which the reference uses: parry's manifold of the
//! same boxes has other points, and with it bumps turn cars differently (ARCHITECTURE.md, Solvers).

use arrayvec::ArrayVec;
use wavedash_core::Vec3;

use super::ContactBox;

/// An edge axis must beat the best face axis by this factor.
const EDGE_HANDICAP: f32 = 1.05;

/// Contacts of two boxes.
#[derive(Clone, Debug)]
pub(super) struct Overlap {
    /// From the second box to the first.
    pub(super) normal: Vec3,
    /// World points on the second box and their (negative) gaps.
    pub(super) points: ArrayVec<(Vec3, f32), 4>,
}

/// A box's half sizes and axes.
#[derive(Clone, Copy)]
struct Oriented {
    centre: Vec3,
    axes: [Vec3; 3],
    half: Vec3,
}

#[derive(Clone, Copy)]
enum Axis {
    FaceA(usize),
    FaceB(usize),
    Edges(usize, usize),
}

/// The contacts of two overlapping boxes; `None` if an axis separates them.
pub(super) fn box_box(a: &ContactBox, half_a: Vec3, b: &ContactBox, half_b: Vec3) -> Option<Overlap> {
    let of = |hitbox: &ContactBox, half: Vec3| {
        let f = &hitbox.frame;
        Oriented { centre: hitbox.centre, axes: [f.forward, f.right, f.up], half }
    };
    let (a, b) = (of(a, half_a), of(b, half_b));
    let (axis, towards_b, depth) = least_overlap(&a, &b)?;
    let mut overlap = Overlap { normal: -towards_b, points: ArrayVec::new() };
    match axis {
        Axis::Edges(i, j) => {
            let on_a = support_edge(&a, towards_b);
            let on_b = support_edge(&b, -towards_b);
            overlap.points.push((closest_on_second(on_a, a.axes[i], on_b, b.axes[j]), -depth));
        }
        Axis::FaceA(i) => clip(&a, i, towards_b, &b, |p, depth| overlap.points.push((p, -depth))),
        // Seen from the second box; the point is moved onto its face.
        Axis::FaceB(i) => {
            clip(&b, i, -towards_b, &a, |p, depth| overlap.points.push((p - towards_b * depth, -depth)));
        }
    }
    Some(overlap)
}

/// The axis of least overlap, pointing from the first box to the second, and the overlap.
fn least_overlap(a: &Oriented, b: &Oriented) -> Option<(Axis, Vec3, f32)> {
    let delta = b.centre - a.centre;
    let reach = |of: &Oriented, axis: Vec3| {
        of.half.x * of.axes[0].dot(&axis).abs()
            + of.half.y * of.axes[1].dot(&axis).abs()
            + of.half.z * of.axes[2].dot(&axis).abs()
    };
    let mut best = f32::NEG_INFINITY;
    let mut found = None;
    let faces = (0..3).map(|i| (Axis::FaceA(i), a.axes[i])).chain((0..3).map(|i| (Axis::FaceB(i), b.axes[i])));
    for (kind, axis) in faces {
        let along = delta.dot(&axis);
        let gap = along.abs() - reach(a, axis) - reach(b, axis);
        if gap > 0.0 {
            return None;
        }
        if gap > best {
            best = gap;
            found = Some((kind, if along < 0.0 { -axis } else { axis }));
        }
    }
    for i in 0..3 {
        for j in 0..3 {
            let cross = a.axes[i].cross(&b.axes[j]);
            let length = cross.norm();
            if length < 1e-6 {
                continue;
            }
            let axis = cross / length;
            let along = delta.dot(&axis);
            let gap = along.abs() - reach(a, axis) - reach(b, axis);
            if gap > 1e-5 {
                return None;
            }
            if gap * EDGE_HANDICAP > best {
                best = gap;
                found = Some((Axis::Edges(i, j), if along < 0.0 { -axis } else { axis }));
            }
        }
    }
    found.map(|(kind, axis)| (kind, axis, -best))
}

/// The corner furthest along a direction: one end of the edge that touches.
fn support_edge(of: &Oriented, direction: Vec3) -> Vec3 {
    (0..3).fold(of.centre, |p, i| {
        let side = if direction.dot(&of.axes[i]) > 0.0 { of.half[i] } else { -of.half[i] };
        p + of.axes[i] * side
    })
}

/// The point of the second line that is closest to the first.
fn closest_on_second(p: Vec3, u: Vec3, q: Vec3, w: Vec3) -> Vec3 {
    let between = q - p;
    let uw = u.dot(&w);
    let d = 1.0 - uw * uw;
    let along = if d <= 0.0001 { 0.0 } else { (uw * u.dot(&between) - w.dot(&between)) / d };
    q + w * along
}

/// Clips the face of `incident` that faces the reference face and hands over the world points below
/// it with their depths.
fn clip(reference: &Oriented, face: usize, normal: Vec3, incident: &Oriented, mut put: impl FnMut(Vec3, f32)) {
    let facing = incident.axes.map(|axis| normal.dot(&axis));
    let size = facing.map(f32::abs);
    // The most opposed axis; ties go to the later one, as the reference's comparisons do.
    let (main, u, w) = if size[1] > size[0] {
        if size[1] > size[2] { (1, 0, 2) } else { (2, 0, 1) }
    } else if size[0] > size[2] {
        (0, 1, 2)
    } else {
        (2, 0, 1)
    };
    let side = if facing[main] < 0.0 { incident.half[main] } else { -incident.half[main] };
    let centre = incident.centre - reference.centre + incident.axes[main] * side;
    let (s, t) = match face {
        0 => (1, 2),
        1 => (0, 2),
        _ => (0, 1),
    };
    // The incident face's corners in the plane of the reference face.
    let (c1, c2) = (centre.dot(&reference.axes[s]), centre.dot(&reference.axes[t]));
    let m11 = reference.axes[s].dot(&incident.axes[u]);
    let m12 = reference.axes[s].dot(&incident.axes[w]);
    let m21 = reference.axes[t].dot(&incident.axes[u]);
    let m22 = reference.axes[t].dot(&incident.axes[w]);
    let (hu, hw) = (incident.half[u], incident.half[w]);
    let corner = |i: f32, j: f32| [c1 + i * m11 * hu + j * m12 * hw, c2 + i * m21 * hu + j * m22 * hw];
    let mut polygon: Polygon =
        [corner(-1.0, -1.0), corner(-1.0, 1.0), corner(1.0, 1.0), corner(1.0, -1.0)].into_iter().collect();
    clip_to_rectangle(&mut polygon, [reference.half[s], reference.half[t]]);

    let det = 1.0 / (m11 * m22 - m12 * m21);
    let mut flat = Polygon::new();
    let mut below: ArrayVec<(Vec3, f32), 8> = ArrayVec::new();
    for p in polygon {
        let (d1, d2) = (p[0] - c1, p[1] - c2);
        let k1 = (m22 * d1 - m12 * d2) * det;
        let k2 = (m11 * d2 - m21 * d1) * det;
        let point = centre + incident.axes[u] * k1 + incident.axes[w] * k2;
        let depth = reference.half[face] - normal.dot(&point);
        if depth >= 0.0 && !below.is_full() {
            below.push((point + reference.centre, depth));
            flat.push(p);
        }
    }
    if below.len() <= 4 {
        below.iter().for_each(|(p, depth)| put(*p, *depth));
        return;
    }
    let mut deepest = 0;
    for (i, (_, depth)) in below.iter().enumerate() {
        if *depth > below[deepest].1 {
            deepest = i;
        }
    }
    for i in spread(&flat, deepest) {
        put(below[i].0, below[i].1);
    }
}

type Polygon = ArrayVec<[f32; 2], 16>;

/// Cuts a convex polygon down to |x| < half[0], |y| < half[1].
fn clip_to_rectangle(polygon: &mut Polygon, half: [f32; 2]) {
    for axis in 0..2 {
        for sign in [-1.0, 1.0] {
            let inside = |p: &[f32; 2]| sign * p[axis] < half[axis];
            let mut kept = Polygon::new();
            for (i, p) in polygon.iter().enumerate() {
                let next = &polygon[(i + 1) % polygon.len()];
                if inside(p) {
                    kept.push(*p);
                }
                if inside(p) != inside(next) {
                    let other = 1 - axis;
                    let bound = sign * half[axis];
                    let mut cut = [bound; 2];
                    cut[other] = p[other] + (next[other] - p[other]) / (next[axis] - p[axis]) * (bound - p[axis]);
                    kept.push(cut);
                }
            }
            *polygon = kept;
        }
    }
}

/// Four of more corners of a polygon, `first` among them, spread evenly around its centroid.
fn spread(polygon: &Polygon, first: usize) -> [usize; 4] {
    use core::f32::consts::{PI, TAU};

    let (mut area, mut cx, mut cy) = (0.0, 0.0, 0.0);
    for (i, p) in polygon.iter().enumerate() {
        let next = polygon[(i + 1) % polygon.len()];
        let q = p[0] * next[1] - next[0] * p[1];
        area += q;
        cx += q * (p[0] + next[0]);
        cy += q * (p[1] + next[1]);
    }
    let scale = if area.abs() > 1e-4 { 1.0 / (3.0 * area) } else { 1e18 };
    let angle = |p: &[f32; 2]| libm::atan2f(p[1] - cy * scale, p[0] - cx * scale);
    let mut free = [true; 16];
    free[first] = false;
    let mut chosen = [first; 4];
    for (j, slot) in chosen.iter_mut().enumerate().skip(1) {
        let mut target = j as f32 * (TAU / 4.0) + angle(&polygon[first]);
        if target > PI {
            target -= TAU;
        }
        let mut smallest = f32::MAX;
        for (i, p) in polygon.iter().enumerate().filter(|(i, _)| free[*i]) {
            let off = (angle(p) - target).abs();
            let off = if off > PI { TAU - off } else { off };
            if off < smallest {
                smallest = off;
                *slot = i;
            }
        }
        free[*slot] = false;
    }
    chosen
}
