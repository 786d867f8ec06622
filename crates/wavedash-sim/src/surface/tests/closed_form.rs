//! Distance to the smooth arena without a mesh: an independent description of the same shape.
//!
//! Sweeps are perpendicular to their path, so the distance is a plan distance to the wall, rounded
//! into floor and ceiling. It is at most a facet's sagitta (4.6 uu) off the faceted surface.

use wavedash_core::Vec3;

const POST_X: f64 = 904.0;
const MOUTH_Y: f64 = 5128.0;

fn smoothstep(u: f64) -> f64 {
    let u = u.clamp(0.0, 1.0);
    u * u * (3.0 - 2.0 * u)
}

/// The smaller of two distances, rounded where both are below `r`.
fn round_min(a: f64, b: f64, r: f64) -> f64 {
    if a < r && b < r { r - (r - a).hypot(r - b) } else { a.min(b) }
}

/// Distance inwards from the smooth surface, uu; negative outside.
pub(super) fn distance(p: Vec3) -> f64 {
    let (x, y, z) = (f64::from(p.x.abs()), f64::from(p.y.abs()), f64::from(p.z));
    if y > MOUTH_Y { in_goal(x, y, z) } else { in_field(x, y, z) }
}

fn in_field(x: f64, y: f64, z: f64) -> f64 {
    let (plan, mut radius) = wall(x, y);
    let mut wall = plan;
    if x < 1400.0 && y > 4000.0 {
        if z < 96.0 && x < POST_X {
            wall = (POST_X - x).hypot(MOUTH_Y - y) - 8.0;
            radius = 96.0;
        } else if z >= 96.0 {
            let opening = opening(x, z);
            if opening > -8.0 {
                wall = to_chamfer(opening + 8.0, MOUTH_Y - y);
            }
        }
    }
    let low = if z < radius { round_min(wall, z, radius) } else { wall.min(z) };
    let high = if z > 1536.0 { round_min(plan, 2048.0 - z, 512.0) } else { 2048.0 - z };
    low.min(high)
}

/// Plan distance to the wall curve and the floor ramp's radius there.
fn wall(x: f64, y: f64) -> (f64, f64) {
    const FILLET: f64 = 882.0;
    const BACK_CENTRE: (f64, f64) = (2578.7, 4238.0);
    const SIDE_CENTRE: (f64, f64) = (3214.0, 3602.7);
    let (dx, dy) = (x - BACK_CENTRE.0, y - BACK_CENTRE.1);
    if dx > 0.0 && dy > dx {
        let turned = dx.atan2(dy) / core::f64::consts::FRAC_PI_4;
        return (FILLET - dx.hypot(dy), 160.0 + 96.0 * smoothstep(turned));
    }
    let (dx, dy) = (x - SIDE_CENTRE.0, y - SIDE_CENTRE.1);
    if dy > 0.0 && dx > dy {
        return (FILLET - dx.hypot(dy), 256.0);
    }
    let back = 160.0 - 64.0 * smoothstep((1344.0 - x) / 384.0);
    let flat = [(4096.0 - x, 256.0), (5120.0 - y, back), ((8064.0 - x - y) / 2.0_f64.sqrt(), 256.0)];
    flat.into_iter().fold((f64::INFINITY, 0.0), |a, b| if b.0 < a.0 { b } else { a })
}

/// Signed distance to the clear opening's outline in the x-z plane, positive inside the opening.
fn opening(x: f64, z: f64) -> f64 {
    round_min(896.0 - x, 640.0 - z, 96.0)
}

/// Distance of a point from the segment (0, 8)-(8, 0).
fn to_chamfer(u: f64, v: f64) -> f64 {
    let along = ((u - v + 8.0) / 16.0).clamp(0.0, 1.0);
    (u - 8.0 * along).hypot(v - 8.0 * (1.0 - along))
}

fn in_goal(x: f64, y: f64, z: f64) -> f64 {
    // Distance above the line from one point of the profile to another, to the left of it.
    let line = |from: (f64, f64), to: (f64, f64)| {
        let (dy, dz) = (to.0 - from.0, to.1 - from.1);
        (dy * (z - from.1) - dz * (y - from.0)) / dy.hypot(dz)
    };
    let mut inset = z.min(640.0 - z);
    inset = inset.min(line((5354.67, 0.0), (5760.0, 16.0)));
    inset = inset.min(line((5853.37, 477.11), (5344.0, 640.0)));
    // The arc goes from straight down to where the roof's slope begins.
    let (dy, dz) = (y - 5760.0, z - 256.0);
    if dy > 0.0 && dy * 221.11 > dz * 93.37 {
        inset = inset.min(240.0 - dy.hypot(dz));
    }
    round_min(896.0 - x, inset, 96.0)
}
