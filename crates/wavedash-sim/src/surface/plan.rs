//! The wall seen from above: stations along the plan curve, each with its floor ramp radius.

use wavedash_core::rules::{BACK_WALL_END_X, BACK_WALL_Y, CORNER_SUM, FLOOR_RAMP_RADIUS, SIDE_WALL_END_Y, SIDE_WALL_X};

use super::profile::{SEGMENTS, smoothstep, steps};

/// A point of the plane z = 0, or a direction in it.
pub(super) type Plan = [f64; 2];

/// A cross-section of the wall: where it stands, where it faces, how wide its floor ramp is.
#[derive(Clone, Copy, Debug)]
pub(super) struct Station {
    /// Foot of the flat wall, uu.
    pub(super) at: Plan,
    /// Unit direction to the playable side.
    pub(super) inward: Plan,
    /// Radius of the floor ramp, uu.
    pub(super) radius: f64,
}

/// Distance of the side walls, uu.
pub(super) const SIDE_X: f64 = SIDE_WALL_X as f64;
/// Distance of the back walls, uu.
pub(super) const BACK_Y: f64 = BACK_WALL_Y as f64;
/// Where the side wall ends and its fillet to the corner begins.
const SIDE_END_Y: f64 = SIDE_WALL_END_Y as f64;
/// Where the back wall ends and its fillet to the corner begins.
const BACK_END_X: f64 = BACK_WALL_END_X as f64;
/// Where the back fillet meets the corner wall.
const CORNER: Plan = [3200.0, CORNER_SUM as f64 - 3200.0];
/// Handle length of the fillets' Bézier curves, fitted to the real arena.
const FILLET_HANDLE: f64 = 245.855;

/// Floor ramp radius of side walls and corner walls.
const SIDE_RADIUS: f64 = FLOOR_RAMP_RADIUS as f64;
/// Floor ramp radius of the back wall away from the goal.
const BACK_RADIUS: f64 = 160.0;
/// Floor ramp radius of the back wall next to the goal.
const POST_RADIUS: f64 = 96.0;

/// The two ends of a quadrant's side wall, in sweep order (towards y = 0).
pub(super) fn side_wall() -> [Station; 2] {
    [SIDE_END_Y, 0.0].map(|y| Station { at: [SIDE_X, y], inward: [-1.0, 0.0], radius: SIDE_RADIUS })
}

/// Where straight strips of the goal end are cut: the multiples of 256 uu between two places.
///
/// The real arena's cuts are not known. With these the contacts of a ball in the back ramp, on the
/// back of the goal and of a car driving up the back wall are those of the reference.
pub(super) fn cuts(from: f64, to: f64) -> impl DoubleEndedIterator<Item = f64> {
    const SPACING: f64 = 256.0;
    (1..10).map(|i| f64::from(i) * SPACING).filter(move |&x| x > from && x < to)
}

/// The stations of a back wall from the post outwards.
pub(super) fn back_wall() -> impl Iterator<Item = Station> {
    // The ramp widens in equal steps; from there on the cuts of the whole goal end go on.
    const WIDENING: [f64; 8] = [904.0, 960.0, 1024.0, 1088.0, 1152.0, 1216.0, 1280.0, 1344.0];
    let straight = cuts(WIDENING[7], BACK_END_X);
    WIDENING.into_iter().chain(straight).map(|x| {
        let blend = smoothstep((1344.0 - x) / 384.0);
        let radius = BACK_RADIUS - (BACK_RADIUS - POST_RADIUS) * blend;
        Station { at: [x, BACK_Y], inward: [0.0, -1.0], radius }
    })
}

/// The stretch of the back wall that belongs to the corner: from the last cut to the fillet.
pub(super) fn corner_reach() -> [Station; 2] {
    let cut = cuts(0.0, BACK_END_X).next_back().unwrap_or(0.0);
    [cut, BACK_END_X].map(|x| Station { at: [x, BACK_Y], inward: [0.0, -1.0], radius: BACK_RADIUS })
}

/// The stations of a corner, from the back wall over both fillets to the side wall.
///
/// The straight corner wall lies between the last of the first fillet and the first of the second.
pub(super) fn corner() -> Vec<Station> {
    let back = back_fillet();
    // The second fillet is the first one, mirrored in the corner's own diagonal.
    let side = back.iter().rev().map(|station| Station {
        at: [station.at[1] - 1024.0, station.at[0] + 1024.0],
        inward: [station.inward[1], station.inward[0]],
        radius: SIDE_RADIUS,
    });
    back.iter().copied().chain(side).collect()
}

fn back_fillet() -> Vec<Station> {
    let slant = FILLET_HANDLE * core::f64::consts::FRAC_1_SQRT_2;
    let curve = Bezier([
        [BACK_END_X, BACK_Y],
        [BACK_END_X + FILLET_HANDLE, BACK_Y],
        [CORNER[0] - slant, CORNER[1] + slant],
        CORNER,
    ]);
    let whole = curve.length(1.0);
    steps(SEGMENTS)
        .map(|t| {
            let [x, y] = curve.derivative(t);
            let length = (x * x + y * y).sqrt();
            let blend = smoothstep(curve.length(t) / whole);
            Station {
                at: curve.point(t),
                inward: [y / length, -x / length],
                radius: BACK_RADIUS + (SIDE_RADIUS - BACK_RADIUS) * blend,
            }
        })
        .collect()
}

/// A cubic Bézier curve in plan.
struct Bezier([Plan; 4]);

impl Bezier {
    fn point(&self, t: f64) -> Plan {
        let s = 1.0 - t;
        let weights = [s * s * s, 3.0 * s * s * t, 3.0 * s * t * t, t * t * t];
        [0, 1].map(|axis| weights.iter().zip(&self.0).map(|(w, p)| w * p[axis]).sum())
    }

    /// A third of the derivative; only its direction and relative size matter here.
    fn derivative(&self, t: f64) -> Plan {
        let s = 1.0 - t;
        let weights = [s * s, 2.0 * s * t, t * t];
        [0, 1].map(|axis| weights.iter().zip(self.0.windows(2)).map(|(w, p)| w * (p[1][axis] - p[0][axis])).sum())
    }

    /// A third of the arc length from the start to `t`, by Simpson's rule.
    fn length(&self, t: f64) -> f64 {
        const INTERVALS: usize = 64;
        let speed = |i: usize| {
            let [x, y] = self.derivative(t * i as f64 / INTERVALS as f64);
            (x * x + y * y).sqrt()
        };
        let inner: f64 = (1..INTERVALS).map(|i| speed(i) * if i % 2 == 1 { 4.0 } else { 2.0 }).sum();
        (speed(0) + inner + speed(INTERVALS)) * t / (3 * INTERVALS) as f64
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_back_fillets_ramp_widens_as_in_the_real_arena() {
        const REAL: [f64; 9] = [160.0, 164.35, 175.48, 190.81, 208.13, 225.40, 240.63, 251.67, 256.0];
        for (station, real) in corner().iter().zip(REAL) {
            assert!((station.radius - real).abs() < 0.01, "{} against {real}", station.radius);
        }
    }

    #[test]
    fn the_plan_curve_has_no_gap() {
        let corner = corner();
        let (first, last) = (corner[0], corner[corner.len() - 1]);
        let back = back_wall().last().expect("the back wall has stations");
        let side = side_wall()[0];
        let [inner, outer] = corner_reach();
        for (a, b) in [(inner, back), (first, outer), (last, side)] {
            assert_eq!(a.inward.map(f64::to_bits), b.inward.map(|n| (n + 0.0).to_bits()), "{a:?} {b:?}");
            assert!((a.at[0] - b.at[0]).abs() + (a.at[1] - b.at[1]).abs() < 1e-9);
            assert!((a.radius - b.radius).abs() < 1e-9);
        }
    }

    #[test]
    fn the_corner_wall_is_straight_and_at_45_degrees() {
        let corner = corner();
        for station in &corner[8..10] {
            assert!((station.at[0] + station.at[1] - f64::from(CORNER_SUM)).abs() < 1e-9);
            assert!((station.inward[0] - station.inward[1]).abs() < 1e-12);
        }
    }
}
