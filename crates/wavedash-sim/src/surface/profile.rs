//! Arcs and cross-sections: every curve of the arena in its own plane.
//!
//! All curved pieces of the arena are cubic Bézier arcs sampled at equal parameter steps, eight per
//! quarter turn, so facet for facet a ball bounces as it does in the game. Everything here is `f64`;
//! the vertices are rounded to `f32` once, at the end of the recipe.

use wavedash_core::rules::{CEILING_RAMP_RADIUS, CEILING_Z, GOAL_CORNER_RADIUS, GOAL_HALF_WIDTH, GOAL_HEIGHT};

use super::plan::cuts;

/// Segments of a quarter arc.
pub(super) const SEGMENTS: usize = 8;
/// Bézier handle length of a quarter arc of radius 1, fitted to the real arena.
const HANDLE: f64 = 0.5518;

/// Height of the ceiling, uu.
pub(super) const CEILING: f64 = CEILING_Z as f64;
/// Radius of the rounding between walls and ceiling, uu.
pub(super) const CEILING_RADIUS: f64 = CEILING_RAMP_RADIUS as f64;
/// Where the flat part of every wall ends, uu.
pub(super) const WALL_TOP: f64 = CEILING - CEILING_RADIUS;

/// Half the clear width of a goal, uu.
const GOAL_X: f64 = GOAL_HALF_WIDTH as f64;
/// Clear height of a goal, uu.
const GOAL_Z: f64 = GOAL_HEIGHT as f64;
/// Radius of the rounding between the goal's sides and its floor, roof and back, uu.
pub(super) const GOAL_ROUNDING: f64 = GOAL_CORNER_RADIUS as f64;
/// Width (in x, y and z) of the 45 degree chamfer around the goal mouth, uu.
pub(super) const CHAMFER: f64 = 8.0;
/// Half the width of the goal's flat floor and roof, uu.
pub(super) const GOAL_FLAT_X: f64 = GOAL_X - GOAL_ROUNDING;
/// Where the goal's interior begins, behind the chamfer, uu.
pub(super) const MOUTH_Y: f64 = 5128.0;

/// The "sine" of a quarter arc at parameter `t` from 0 to 1; the "cosine" is `arc(1 - t)`.
pub(super) fn arc(t: f64) -> f64 {
    let s = 1.0 - t;
    3.0 * s * s * t * HANDLE + 3.0 * s * t * t + t * t * t
}

/// The parameters of a quarter arc's vertices.
pub(super) fn steps(segments: usize) -> impl Iterator<Item = f64> {
    (0..=segments).map(move |i| i as f64 / segments as f64)
}

/// u²(3 - 2u) with u clamped to \[0, 1\].
pub(super) fn smoothstep(u: f64) -> f64 {
    let u = u.clamp(0.0, 1.0);
    u * u * (3.0 - 2.0 * u)
}

/// The rounding from floor to wall as (distance from the wall, height).
pub(super) fn floor_ramp(radius: f64) -> impl Iterator<Item = (f64, f64)> {
    steps(SEGMENTS).map(move |t| (radius * (1.0 - arc(t)), radius * (1.0 - arc(1.0 - t))))
}

/// The rounding from wall to ceiling as (distance from the wall, height).
pub(super) fn ceiling_ramp() -> impl Iterator<Item = (f64, f64)> {
    steps(SEGMENTS).map(|t| (CEILING_RADIUS * (1.0 - arc(1.0 - t)), WALL_TOP + CEILING_RADIUS * arc(t)))
}

/// One outline of the goal opening as (x, z), from the post's foot up and over to the middle.
///
/// `grow` is how far it lies outside the clear opening: 0 behind the chamfer, [`CHAMFER`] before it.
pub(super) fn mouth_outline(grow: f64) -> Vec<(f64, f64)> {
    let (centre_x, centre_z) = (GOAL_FLAT_X, GOAL_Z - GOAL_ROUNDING);
    let radius = GOAL_ROUNDING + grow;
    let mut outline = vec![(GOAL_X + grow, GOAL_ROUNDING)];
    outline.extend(steps(SEGMENTS).map(|t| (centre_x + radius * arc(1.0 - t), centre_z + radius * arc(t))));
    let across = cuts(0.0, centre_x).rev().chain([0.0]);
    outline.extend(across.map(|x| (x, GOAL_Z + grow)));
    outline
}

/// The goal's inside as (y, z) from the mouth along the floor, up the back and along the roof to the
/// mouth again, moved inwards by `inset`.
pub(super) fn goal_profile(inset: f64) -> Vec<(f64, f64)> {
    /// Where the floor starts to rise towards the back.
    const FLOOR_BREAK: f64 = 5354.67;
    /// Axis of the rounded back.
    const BACK: (f64, f64) = (5760.0, 256.0);
    const BACK_RADIUS: f64 = 240.0;
    /// The back ends after this many segments of its upper quarter.
    const UPPER_SEGMENTS: usize = 6;
    /// Where the roof starts to fall towards the back.
    const ROOF_BREAK: f64 = 5344.0;
    // How the rounding narrows the back and moves the roof's break, fitted to the real arena.
    let radius = BACK_RADIUS - 1.003 * inset;
    let roof_break = ROOF_BREAK - 0.1074 * inset;

    let mut profile = vec![(MOUTH_Y, inset), (FLOOR_BREAK, inset)];
    profile.extend(steps(SEGMENTS).map(|t| (BACK.0 + radius * arc(t), BACK.1 - radius * arc(1.0 - t))));
    let upper = steps(SEGMENTS).skip(1).take(UPPER_SEGMENTS);
    profile.extend(upper.map(|t| (BACK.0 + radius * arc(1.0 - t), BACK.1 + radius * arc(t))));
    profile.extend([(roof_break, GOAL_Z - inset), (MOUTH_Y, GOAL_Z - inset)]);
    profile
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_arc_is_round_to_three_parts_in_ten_thousand() {
        for t in steps(64) {
            let radius = (arc(t) * arc(t) + arc(1.0 - t) * arc(1.0 - t)).sqrt();
            assert!((radius - 1.0).abs() < 3e-4, "{t}: {radius}");
        }
    }

    #[test]
    fn the_goals_back_ends_where_the_real_one_does() {
        let profile = goal_profile(0.0);
        let end = profile[profile.len() - 3];
        // The fitted arc passes 0.013 uu above the real vertex at (5853.37, 477.11).
        assert!((end.0 - 5853.37).abs() < 0.001 && (end.1 - 477.123).abs() < 0.001, "{end:?}");
        assert_eq!(profile.len(), 19);
    }
}
