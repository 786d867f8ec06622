//! Rounding of bodies and inputs to the grid of the game's network state (`physics.md`, section 3).

use nalgebra::Quaternion;
use wavedash_core::{Quat, Vec3};
use wide::f32x4;

use crate::lanes::select;
use crate::state::BodyState;

/// Adding and subtracting 1.5 * 2^23 rounds a float below 2^22 in size half to even.
const ROUNDING: f32 = 12_582_912.0;

/// Rounds to the nearest integer, halves to even. `|x|` must be below 2^22.
#[inline]
fn round_half_even(x: f32) -> f32 {
    (x + ROUNDING) - ROUNDING
}

/// `x.floor()` for `|x|` below 2^22, without a call on machines that lack the instruction.
#[inline]
fn floor(x: f32x4) -> f32x4 {
    let rounding = f32x4::splat(ROUNDING);
    let r = (x + rounding) - rounding;
    r - (r.simd_gt(x) & f32x4::ONE)
}

#[inline]
fn lanes(v: Vec3) -> f32x4 {
    f32x4::new([v.x, v.y, v.z, 0.0])
}

#[inline]
fn vec3(v: f32x4) -> Vec3 {
    let [x, y, z, _] = v.to_array();
    Vec3::new(x, y, z)
}

#[inline]
fn position(p: Vec3) -> Vec3 {
    vec3(floor(lanes(p) * f32x4::splat(100.0) + f32x4::splat(0.5)) * f32x4::splat(0.01))
}

/// Truncates to multiples of 1/scale, then moves away from zero by a tenth of a step.
#[inline]
fn velocity(v: Vec3, scale: f32, step: f32) -> Vec3 {
    let scaled = lanes(v) * f32x4::splat(scale);
    let t = floor(scaled.abs()) * f32x4::splat(step);
    let moved = t + (f32x4::splat(0.1 * step) & t.simd_gt(f32x4::ZERO));
    // Zero loses its sign.
    let sign = scaled & f32x4::splat(-0.0) & t.simd_gt(f32x4::ZERO);
    vec3(moved | sign)
}

#[inline]
fn rotation(q: Quat) -> Quat {
    const MAX: f32 = 262_143.0;
    let q = normalised(f32x4::new(q.as_ref().coords.into()));
    let [ax, ay, az, aw] = q.abs().to_array();
    // The largest component is dropped; of the pairs (x, y) and (z, w) the first wins ties.
    let (xy, i_xy) = if ax < ay { (ay, 1) } else { (ax, 0) };
    let (zw, i_zw) = if az < aw { (aw, 3) } else { (az, 2) };
    let largest = if xy >= zw { i_xy } else { i_zw };
    let sign = 1.0_f32.copysign(q.as_array()[largest]);
    // The others are coded in 18 bits each: floor(round_half_even(2 v + 1/2) / 2).
    let c = q * f32x4::splat(sign);
    let v = ((c * f32x4::splat(core::f32::consts::SQRT_2)) * f32x4::splat(0.5) + f32x4::splat(0.5)) * f32x4::splat(MAX);
    let rounding = f32x4::splat(ROUNDING);
    let doubled = (v + v + f32x4::splat(0.5) + rounding) - rounding;
    let k = floor(doubled * f32x4::splat(0.5)).fast_max(f32x4::ZERO).fast_min(f32x4::splat(MAX));
    let r = k / f32x4::splat(MAX) - f32x4::splat(0.5);
    let mut coded = (r + r) * f32x4::splat(core::f32::consts::FRAC_1_SQRT_2);
    coded.as_mut_array()[largest] = 0.0;
    let [x, y, z, w] = (coded * coded).to_array();
    coded.as_mut_array()[largest] = ((((1.0 - x) - y) - z) - w).max(0.0).sqrt();
    let [x, y, z, w] = normalised(coded).to_array();
    Quat::new_unchecked(Quaternion::new(w, x, y, z))
}

#[inline]
fn normalised(q: f32x4) -> f32x4 {
    let [x, y, z, w] = (q * q).to_array();
    let len_sq = ((x + y) + z) + w;
    if len_sq > 1e-8 { q * f32x4::splat(1.0 / len_sq.sqrt()) } else { f32x4::new([0.0, 0.0, 0.0, 1.0]) }
}

/// The body on the grid: position 0.01 uu, velocity 0.01 uu/s, angular velocity 0.0001 rad/s,
/// orientation in three times 18 bits.
#[inline]
pub(crate) fn body(body: &BodyState) -> BodyState {
    BodyState {
        pos: position(body.pos),
        rot: rotation(body.rot),
        vel: velocity(body.vel, 100.0, 0.01),
        ang_vel: velocity(body.ang_vel, 10_000.0, 0.0001),
    }
}

/// An analog input through the game's 8 bits. Exact at 0 and at +-1.
#[inline]
pub(crate) fn input(x: f32) -> f32 {
    let x = x.clamp(-1.0, 1.0);
    let biased = if x < 0.0 { x * 128.0 } else { x * 127.0 } + 128.0;
    let byte = (round_half_even(biased + biased + 0.5) as i32) >> 1;
    let s = (byte - 128) as f32;
    if s < 0.0 { s * (1.0 / 128.0) } else { s / 127.0 }
}

/// Four analog inputs, already within -1 to 1, through the game's 8 bits.
#[inline]
pub(crate) fn inputs(x: [f32; 4]) -> [f32; 4] {
    let x = f32x4::new(x);
    let scale = select(x.simd_lt(f32x4::ZERO), f32x4::splat(128.0), f32x4::splat(127.0));
    let biased = x * scale + f32x4::splat(128.0);
    let rounding = f32x4::splat(ROUNDING);
    let doubled = (biased + biased + f32x4::splat(0.5) + rounding) - rounding;
    let s = floor(doubled * f32x4::splat(0.5)) - f32x4::splat(128.0);
    select(s.simd_lt(f32x4::ZERO), s * f32x4::splat(1.0 / 128.0), s / f32x4::splat(127.0)).to_array()
}

#[cfg(test)]
mod tests {
    use super::*;
    use wavedash_core::{Purpose, Stream};

    #[test]
    fn velocities_lie_a_tenth_of_a_step_beyond_the_grid() {
        let rounded = velocity(Vec3::new(235.919, -0.019, 0.009), 100.0, 0.01);
        assert!((rounded - Vec3::new(235.911, -0.011, 0.0)).norm() < 1e-4, "{rounded}");
    }

    #[test]
    fn inputs_are_exact_at_their_ends_and_centre() {
        for x in [-1.0, 0.0, 1.0] {
            assert_eq!(input(x), x);
        }
        for i in -1000..=1000 {
            let x = i as f32 / 1000.0;
            assert_eq!(inputs([x; 4]), [input(x); 4]);
        }
        assert!((input(0.5) - 64.0 / 127.0).abs() < 1e-6);
        assert!((input(-0.5) + 0.5).abs() < 1e-6);
    }

    #[test]
    fn a_rounded_orientation_stays_where_it_is() {
        let mut stream = Stream::new(1, 0, Purpose::Test, 0);
        for _ in 0..10_000 {
            let q = [stream.symmetric(), stream.symmetric(), stream.symmetric(), stream.symmetric()];
            let [x, y, z, w] = normalised(f32x4::new(q)).to_array();
            let once = rotation(Quat::new_unchecked(Quaternion::new(w, x, y, z)));
            let twice = rotation(once);
            assert!(once.angle_to(&twice) < 1e-6);
            let c = once.as_ref().coords;
            let sign = if c.x * x + c.y * y + c.z * z + c.w * w < 0.0 { -1.0 } else { 1.0 };
            assert!((c.x * sign - x).abs() < 1e-5 && (c.w * sign - w).abs() < 1e-5);
        }
    }
}
