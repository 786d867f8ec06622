//! A hitbox against one triangle, both in the box's axes from its centre.
//!
//! A separating-axis sweep decides whether they overlap. When they do not, the contact is the pair
//! of closest features; when they do, it lies on the axis of least overlap. The reference reports
//! the face normal in every case, so only the point and its distance are computed here.

use arrayvec::ArrayVec;
use wavedash_core::Vec3;

/// Distances that differ by less than this count as a tie, uu.
const TIE: f32 = 0.005;
/// Rounding of a gap stays below this, uu.
const ROUNDING: f32 = 1e-4;

/// Where a box and a triangle touch.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Touch {
    pub(crate) on_triangle: Vec3,
    /// Distance from the box with its shell; negative when they overlap, uu.
    pub(crate) gap: f32,
}

/// The axis with the least overlap so far.
#[derive(Clone, Copy)]
enum Axis {
    BoxFace,
    TriangleFace,
    Edges { box_axis: usize, edge: usize },
}

/// The contact of the box of half sizes `half` plus a shell of `margin` with the triangle, if it
/// is nearer than `limit`. `face` is the triangle's unit normal.
pub(crate) fn box_triangle(half: Vec3, margin: f32, face: Vec3, q: [Vec3; 3], limit: f32) -> Option<Touch> {
    let limit = limit + margin;
    let edges = [q[1] - q[0], q[2] - q[1], q[0] - q[2]];
    let mut sweep = Sweep { half, q: &q, limit, gap: 0.0, overlap: f32::MAX, axis: Vec3::zeros(), kind: None };
    for i in 0..3 {
        let (low, high) = (q[0][i].min(q[1][i]).min(q[2][i]), q[0][i].max(q[1][i]).max(q[2][i]));
        let mut axis = Vec3::zeros();
        axis[i] = 1.0;
        sweep.take(axis, half[i], low, high, Axis::BoxFace)?;
    }
    sweep.consider(face, Axis::TriangleFace)?;
    for box_axis in 0..3 {
        for (edge, e) in edges.iter().enumerate() {
            let cross = match box_axis {
                0 => Vec3::new(0.0, -e.z, e.y),
                1 => Vec3::new(e.z, 0.0, -e.x),
                _ => Vec3::new(-e.y, e.x, 0.0),
            };
            let len_sq = cross.norm_squared();
            // An edge along the box's axis gives no direction.
            if len_sq > 1e-12 {
                sweep.consider(cross / len_sq.sqrt(), Axis::Edges { box_axis, edge })?;
            }
        }
    }
    let centroid = (q[0] + q[1] + q[2]) * (1.0 / 3.0);
    if sweep.gap > 0.0 {
        return separated(half, margin, &q, &edges, face, centroid, sweep.gap, limit);
    }
    let kind = sweep.kind?;
    let towards_box = oriented(sweep.axis, -centroid, face);
    let on_triangle = overlapping(half, &q, kind, towards_box);
    Some(Touch { on_triangle, gap: -sweep.overlap - margin })
}

/// State of the separating-axis sweep.
struct Sweep<'a> {
    half: Vec3,
    q: &'a [Vec3; 3],
    limit: f32,
    /// Largest gap so far: no two points of box and triangle are nearer.
    gap: f32,
    overlap: f32,
    axis: Vec3,
    kind: Option<Axis>,
}

impl Sweep<'_> {
    /// `None` when the axis proves that the two are too far apart.
    #[inline]
    fn consider(&mut self, axis: Vec3, kind: Axis) -> Option<()> {
        let radius = self.half.dot(&axis.abs());
        let [a, b, c] = self.q.map(|p| p.dot(&axis));
        self.take(axis, radius, a.min(b).min(c), a.max(b).max(c), kind)
    }

    #[inline]
    fn take(&mut self, axis: Vec3, radius: f32, low: f32, high: f32, kind: Axis) -> Option<()> {
        let gap = (low - radius).max(-radius - high);
        if gap > 0.0 {
            if gap >= self.limit {
                return None;
            }
            self.gap = self.gap.max(gap);
        } else if self.gap == 0.0 {
            let overlap = (high + radius).min(radius - low).max(0.0);
            if overlap < self.overlap {
                self.overlap = overlap;
                self.axis = axis;
                self.kind = Some(kind);
            }
        }
        Some(())
    }
}

/// The axis pointing from the triangle to the box.
fn oriented(axis: Vec3, to_box: Vec3, face: Vec3) -> Vec3 {
    let side = axis.dot(&to_box);
    // With the triangle's plane through the box's centre the back of the face wins.
    if side < 0.0 || (side <= 1e-10 && axis.dot(&face) > 0.0) { -axis } else { axis }
}

/// A pair of closest candidates.
#[derive(Clone, Copy)]
struct Pair {
    on_box: Vec3,
    on_triangle: Vec3,
    distance_sq: f32,
}

impl Pair {
    fn new(on_box: Vec3, on_triangle: Vec3) -> Self {
        Self { on_box, on_triangle, distance_sq: (on_box - on_triangle).norm_squared() }
    }
}

/// 3 vertices against the box, 8 corners against the triangle, 3 x 12 edges.
type Pairs = ArrayVec<Pair, 47>;

#[expect(clippy::too_many_arguments, reason = "the sweep's findings, used here only")]
fn separated(
    half: Vec3,
    margin: f32,
    q: &[Vec3; 3],
    edges: &[Vec3; 3],
    face: Vec3,
    centroid: Vec3,
    gap: f32,
    limit: f32,
) -> Option<Touch> {
    let mut pairs = corner_pairs(half, q);
    let nearest = |pairs: &Pairs| {
        pairs.iter().fold(pairs[0], |best, pair| if pair.distance_sq < best.distance_sq { *pair } else { best })
    };
    let mut best = nearest(&pairs);
    let mut distance = best.distance_sq.sqrt();
    // Edges can be nearer only if there is room below the corners; a tie needs them as well.
    let may_tie = distance < margin && lies_flat(face, edges);
    if distance > gap + ROUNDING || may_tie {
        add_edge_pairs(half, q, edges, &mut pairs);
        best = nearest(&pairs);
        distance = best.distance_sq.sqrt();
    }
    let touch = if may_tie
        && distance < margin
        && let Some((from, to)) = tied_segment(half, &pairs)
    {
        // A whole segment is equally near: its point nearest to the triangle's middle stands for it.
        let along = to - from;
        let t = ((centroid - from).dot(&along) / along.norm_squared()).clamp(0.0, 1.0);
        let on_triangle = from + along * t;
        Touch { on_triangle, gap: (clamp_to_box(on_triangle, half) - on_triangle).norm() - margin }
    } else {
        Touch { on_triangle: best.on_triangle, gap: distance - margin }
    };
    (touch.gap < limit - margin).then_some(touch)
}

/// An edge of the box is level with the triangle, or one of the triangle with a face of the box: only
/// then can a whole segment be equally near.
fn lies_flat(face: Vec3, edges: &[Vec3; 3]) -> bool {
    // A tie allows a slope of TIE over half the box's length, about 2e-4.
    const LEVEL: f32 = 1e-3;
    let level = |direction: Vec3, length: f32| direction.abs().min() < LEVEL * length;
    level(face, 1.0) || edges.iter().any(|e| level(*e, e.norm()))
}

fn clamp_to_box(p: Vec3, half: Vec3) -> Vec3 {
    Vec3::new(p.x.clamp(-half.x, half.x), p.y.clamp(-half.y, half.y), p.z.clamp(-half.z, half.z))
}

/// The triangle's corners against the box, the box's corners against the triangle.
fn corner_pairs(half: Vec3, q: &[Vec3; 3]) -> Pairs {
    let mut pairs = Pairs::new();
    for v in q {
        pairs.push(Pair::new(clamp_to_box(*v, half), *v));
    }
    for i in 0..8 {
        let sign = |bit: usize| if i & bit == 0 { -1.0 } else { 1.0 };
        let corner = Vec3::new(sign(4) * half.x, sign(2) * half.y, sign(1) * half.z);
        pairs.push(Pair::new(corner, closest_on_triangle(corner, q)));
    }
    pairs
}

/// All edges against all edges.
fn add_edge_pairs(half: Vec3, q: &[Vec3; 3], edges: &[Vec3; 3], pairs: &mut Pairs) {
    // Bottom ring, top ring, uprights.
    const RING: [(f32, f32); 4] = [(-1.0, -1.0), (1.0, -1.0), (1.0, 1.0), (-1.0, 1.0)];
    let corner = |(x, y): (f32, f32), z: f32| Vec3::new(x * half.x, y * half.y, z * half.z);
    for (start, along) in q.iter().zip(edges) {
        let mut push = |from: Vec3, to: Vec3| {
            let (on_triangle, on_box) = closest_of_segments(*start, *along, from, to - from);
            pairs.push(Pair::new(on_box, on_triangle));
        };
        for z in [-1.0, 1.0] {
            for i in 0..4 {
                push(corner(RING[i], z), corner(RING[(i + 1) % 4], z));
            }
        }
        for side in RING {
            push(corner(side, -1.0), corner(side, 1.0));
        }
    }
}

/// Closest point of a triangle (Ericson, Real-Time Collision Detection, 5.1.5).
fn closest_on_triangle(p: Vec3, q: &[Vec3; 3]) -> Vec3 {
    let (ab, ac) = (q[1] - q[0], q[2] - q[0]);
    let ap = p - q[0];
    let (d1, d2) = (ab.dot(&ap), ac.dot(&ap));
    if d1 <= 0.0 && d2 <= 0.0 {
        return q[0];
    }
    let bp = p - q[1];
    let (d3, d4) = (ab.dot(&bp), ac.dot(&bp));
    if d3 >= 0.0 && d4 <= d3 {
        return q[1];
    }
    let vc = d1 * d4 - d3 * d2;
    if vc <= 0.0 && d1 >= 0.0 && d3 <= 0.0 {
        return q[0] + ab * (d1 / (d1 - d3));
    }
    let cp = p - q[2];
    let (d5, d6) = (ab.dot(&cp), ac.dot(&cp));
    if d6 >= 0.0 && d5 <= d6 {
        return q[2];
    }
    let vb = d5 * d2 - d1 * d6;
    if vb <= 0.0 && d2 >= 0.0 && d6 <= 0.0 {
        return q[0] + ac * (d2 / (d2 - d6));
    }
    let va = d3 * d6 - d5 * d4;
    if va <= 0.0 && d4 >= d3 && d5 >= d6 {
        return q[1] + (q[2] - q[1]) * ((d4 - d3) / ((d4 - d3) + (d5 - d6)));
    }
    let inv = 1.0 / (va + vb + vc);
    q[0] + ab * (vb * inv) + ac * (vc * inv)
}

/// Closest points of the segments `p + s d` and `r + t e`, s and t from 0 to 1 (Ericson, 5.1.9).
/// Nearly parallel segments meet in the middle of their overlap.
fn closest_of_segments(p: Vec3, d: Vec3, r: Vec3, e: Vec3) -> (Vec3, Vec3) {
    let between = p - r;
    let (dd, ee, de) = (d.dot(&d), e.dot(&e), d.dot(&e));
    let (c, f) = (d.dot(&between), e.dot(&between));
    // Within about 1.8 degrees of parallel.
    if de * de > 0.999_000_25 * dd * ee {
        let (t0, t1) = (-c / dd, (r + e - p).dot(&d) / dd);
        let (low, high) = (t0.min(t1).max(0.0), t0.max(t1).min(1.0));
        if low <= high {
            let on_first = p + d * ((low + high) * 0.5);
            let t = ((on_first - r).dot(&e) / ee).clamp(0.0, 1.0);
            return (on_first, r + e * t);
        }
    }
    let denominator = dd * ee - de * de;
    let mut s = if denominator > 1e-20 { ((de * f - c * ee) / denominator).clamp(0.0, 1.0) } else { 0.0 };
    let mut t = (de * s + f) / ee;
    if t < 0.0 {
        t = 0.0;
        s = (-c / dd).clamp(0.0, 1.0);
    } else if t > 1.0 {
        t = 1.0;
        s = ((de - c) / dd).clamp(0.0, 1.0);
    }
    (p + d * s, r + e * t)
}

/// Ends, on the triangle, of a segment along which box and triangle are equally near; `None` if
/// the nearest point is unique.
fn tied_segment(half: Vec3, pairs: &Pairs) -> Option<(Vec3, Vec3)> {
    let shortest = 0.5 * half.x.max(half.y).max(half.z);
    let shortest_sq = shortest * shortest;
    let best = pairs.iter().fold(f32::MAX, |best, pair| best.min(pair.distance_sq)).sqrt();
    let tied_sq = (best + TIE) * (best + TIE);
    let mut tied: ArrayVec<Pair, 48> = pairs.iter().filter(|pair| pair.distance_sq <= tied_sq).copied().collect();
    let share = 1.0 / tied.len() as f32;
    let mean_box = tied.iter().fold(Vec3::zeros(), |sum, pair| sum + pair.on_box) * share;
    let mean_triangle = tied.iter().fold(Vec3::zeros(), |sum, pair| sum + pair.on_triangle) * share;
    let mean_distance = (mean_box - mean_triangle).norm();

    // A far pair counts too if the distance hardly grows towards it and not at all half way.
    let mut flattest = TIE / shortest;
    let mut partner = None;
    for pair in pairs {
        let apart_sq = (pair.on_triangle - mean_triangle).norm_squared();
        if apart_sq <= shortest_sq {
            continue;
        }
        let slope = (pair.distance_sq.sqrt() - mean_distance) / apart_sq.sqrt();
        let middle = ((mean_box + pair.on_box) - (mean_triangle + pair.on_triangle)) * 0.5;
        if slope <= flattest && middle.norm() <= mean_distance + TIE {
            flattest = slope;
            partner = Some(*pair);
        }
    }
    tied.extend(partner);

    let mut ends = (tied[0], tied[0]);
    let mut span_sq = 0.0;
    for a in &tied {
        for b in &tied {
            let apart_sq = (a.on_triangle - b.on_triangle).norm_squared();
            if apart_sq > span_sq {
                span_sq = apart_sq;
                ends = (*a, *b);
            }
        }
    }
    let (a, b) = ends;
    let middle = ((a.on_box + b.on_box) - (a.on_triangle + b.on_triangle)) * 0.5;
    (span_sq > shortest_sq && middle.norm() <= best + TIE).then_some((a.on_triangle, b.on_triangle))
}

/// A point of the triangle inside of the box, chosen by the axis of least overlap.
#[cold]
fn overlapping(half: Vec3, q: &[Vec3; 3], kind: Axis, towards_box: Vec3) -> Vec3 {
    let side = |d: f32, h: f32| if d < 0.0 { -h } else { h };
    let corner = |d: Vec3| Vec3::new(side(d.x, half.x), side(d.y, half.y), side(d.z, half.z));
    let found = match kind {
        Axis::TriangleFace => {
            let deepest = corner(-towards_box);
            let on_plane = deepest - towards_box * towards_box.dot(&(deepest - q[0]));
            is_inside(on_plane, q, towards_box).then_some(on_plane)
        }
        Axis::BoxFace => {
            let depth = q.map(|v| towards_box.dot(&v));
            let deepest = depth[0].max(depth[1]).max(depth[2]);
            let tied: ArrayVec<Vec3, 3> =
                q.iter().zip(depth).filter(|(_, d)| deepest - d <= TIE).map(|(v, _)| *v).collect();
            match tied.as_slice() {
                [only] => Some(*only),
                [a, b] => clip_to_box(*a, *b, half).map(|(a, b)| (a + b) * 0.5),
                _ => overlap_centroid(half, q),
            }
        }
        Axis::Edges { box_axis, edge } => {
            let start = corner(-towards_box);
            let (mut from, mut to) = (start, start);
            from[box_axis] = half[box_axis];
            to[box_axis] = -half[box_axis];
            let (on_triangle, _) = closest_of_segments(q[edge], q[(edge + 1) % 3] - q[edge], from, to - from);
            Some(on_triangle)
        }
    };
    found.or_else(|| overlap_centroid(half, q)).unwrap_or_else(|| {
        let mut best = q[0];
        for v in &q[1..] {
            if v.dot(&towards_box) > best.dot(&towards_box) {
                best = *v;
            }
        }
        best
    })
}

fn is_inside(p: Vec3, q: &[Vec3; 3], normal: Vec3) -> bool {
    let sides = [0, 1, 2].map(|i| (q[(i + 1) % 3] - q[i]).cross(&(p - q[i])).dot(&normal));
    // 1e-6 of the reference's squared unit of 50 uu.
    const SLACK: f32 = 0.0025;
    sides.iter().all(|s| *s >= -SLACK) || sides.iter().all(|s| *s <= SLACK)
}

/// The part of a segment inside of the box.
fn clip_to_box(a: Vec3, b: Vec3, half: Vec3) -> Option<(Vec3, Vec3)> {
    let along = b - a;
    let (mut enter, mut leave) = (0.0_f32, 1.0_f32);
    for axis in 0..3 {
        let (d, from, h) = (along[axis], a[axis], half[axis]);
        if d.abs() < 1e-6 {
            if from.abs() > h {
                return None;
            }
            continue;
        }
        let (t0, t1) = ((-h - from) / d, (h - from) / d);
        enter = enter.max(t0.min(t1));
        leave = leave.min(t0.max(t1));
    }
    (enter <= leave).then(|| (a + along * enter, a + along * leave))
}

/// Mean of the corners of the triangle's part inside of the box.
fn overlap_centroid(half: Vec3, q: &[Vec3; 3]) -> Option<Vec3> {
    let mut polygon: ArrayVec<Vec3, 9> = q.iter().copied().collect();
    for axis in 0..3 {
        for sign in [-1.0, 1.0] {
            let inside = |v: Vec3| half[axis] - sign * v[axis];
            let mut clipped = ArrayVec::<Vec3, 9>::new();
            let mut previous = *polygon.last()?;
            for v in &polygon {
                let (d0, d1) = (inside(previous), inside(*v));
                if (d0 < 0.0) != (d1 < 0.0) {
                    clipped.try_push(previous + (*v - previous) * (d0 / (d0 - d1))).ok()?;
                }
                if d1 >= 0.0 {
                    clipped.try_push(*v).ok()?;
                }
                previous = *v;
            }
            polygon = clipped;
        }
    }
    let n = polygon.len();
    (n > 0).then(|| polygon.iter().fold(Vec3::zeros(), |sum, v| sum + v) / n as f32)
}

#[cfg(test)]
mod tests {
    use super::*;

    const HALF: Vec3 = Vec3::new(58.0, 41.0, 17.0);

    fn floor_triangle(z: f32) -> [Vec3; 3] {
        [Vec3::new(-500.0, -400.0, z), Vec3::new(500.0, -400.0, z), Vec3::new(0.0, 800.0, z)]
    }

    #[test]
    fn a_triangle_below_the_box_is_as_far_as_it_looks() {
        let touch = box_triangle(HALF, 2.0, Vec3::z(), floor_triangle(-20.0), 4.0).expect("within the limit");
        assert!((touch.gap - 1.0).abs() < 1e-4, "{}", touch.gap);
        assert!((touch.on_triangle.z + 20.0).abs() < 1e-4);
        assert!(box_triangle(HALF, 2.0, Vec3::z(), floor_triangle(-24.0), 4.0).is_none());
    }

    #[test]
    fn a_triangle_through_the_box_reports_its_depth() {
        let touch = box_triangle(HALF, 2.0, Vec3::z(), floor_triangle(-10.0), 4.0).expect("overlaps");
        assert!((touch.gap + 9.0).abs() < 1e-4, "{}", touch.gap);
    }

    #[test]
    fn an_edge_beside_the_box_is_found() {
        let q = [Vec3::new(60.0, -100.0, 0.0), Vec3::new(60.0, 100.0, 0.0), Vec3::new(160.0, 0.0, 0.0)];
        let touch = box_triangle(HALF, 2.0, Vec3::z(), q, 4.0).expect("within the limit");
        assert!(touch.gap.abs() < 1e-4 && (touch.on_triangle.x - 60.0).abs() < 1e-4);
    }
}
