//! Rounding of bodies and inputs to the grid of the game's network state (`physics.md`, section 3).

use nalgebra::Quaternion;
use wavedash_core::Quat;

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
fn floor(x: f32) -> f32 {
    let r = round_half_even(x);
    if r > x { r - 1.0 } else { r }
}

#[inline]
fn position(p: f32) -> f32 {
    floor(p * 100.0 + 0.5) * 0.01
}

/// Truncates to multiples of 1/scale, then moves away from zero by a tenth of a step.
#[inline]
fn velocity(v: f32, scale: f32, step: f32) -> f32 {
    let t = ((v * scale) as i32) as f32 * step;
    if t == 0.0 { 0.0 } else { t + (0.1 * step).copysign(t) }
}

/// One of the three smaller components of a quaternion in 18 bits.
#[inline]
fn component(c: f32) -> f32 {
    const MAX: f32 = 262_143.0;
    let v = ((c * core::f32::consts::SQRT_2) * 0.5 + 0.5) * MAX;
    // floor(round_half_even(2 v + 1/2) / 2)
    let k = (round_half_even(v + v + 0.5) as i32 >> 1).clamp(0, 262_143);
    let r = k as f32 / MAX - 0.5;
    (r + r) * core::f32::consts::FRAC_1_SQRT_2
}

#[inline]
fn rotation(q: Quat) -> Quat {
    let [x, y, z, w] = normalised(q.as_ref().coords.into());
    let (ax, ay, az, aw) = (x.abs(), y.abs(), z.abs(), w.abs());
    // The largest component is dropped; of the pairs (x, y) and (z, w) the first wins ties.
    let y_wins = ax < ay;
    let w_wins = az < aw;
    let xy = if y_wins { ay } else { ax };
    let zw = if w_wins { aw } else { az };
    let rest = |a: f32, b: f32, c: f32| (((1.0 - a * a) - b * b) - c * c).sqrt();
    let coded = if xy >= zw {
        if y_wins {
            let s = 1.0_f32.copysign(y);
            let (a, b, c) = (component(x * s), component(z * s), component(w * s));
            [a, rest(a, b, c), b, c]
        } else {
            let s = 1.0_f32.copysign(x);
            let (a, b, c) = (component(y * s), component(z * s), component(w * s));
            [rest(a, b, c), a, b, c]
        }
    } else if w_wins {
        let s = 1.0_f32.copysign(w);
        let (a, b, c) = (component(x * s), component(y * s), component(z * s));
        [a, b, c, rest(a, b, c)]
    } else {
        let s = 1.0_f32.copysign(z);
        let (a, b, c) = (component(x * s), component(y * s), component(w * s));
        [a, b, rest(a, b, c), c]
    };
    let [x, y, z, w] = normalised(coded);
    Quat::new_unchecked(Quaternion::new(w, x, y, z))
}

#[inline]
fn normalised([x, y, z, w]: [f32; 4]) -> [f32; 4] {
    let len_sq = ((x * x + y * y) + z * z) + w * w;
    if len_sq > 1e-8 {
        let s = 1.0 / len_sq.sqrt();
        [x * s, y * s, z * s, w * s]
    } else {
        [0.0, 0.0, 0.0, 1.0]
    }
}

/// The body on the grid: position 0.01 uu, velocity 0.01 uu/s, angular velocity 0.0001 rad/s,
/// orientation in three times 18 bits.
#[inline]
pub(crate) fn body(body: &BodyState) -> BodyState {
    BodyState {
        pos: body.pos.map(position),
        rot: rotation(body.rot),
        vel: body.vel.map(|v| velocity(v, 100.0, 0.01)),
        ang_vel: body.ang_vel.map(|w| velocity(w, 10_000.0, 0.0001)),
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

#[cfg(test)]
mod tests {
    use super::*;
    use wavedash_core::{Purpose, Stream};

    #[test]
    fn velocities_lie_a_tenth_of_a_step_beyond_the_grid() {
        assert!((velocity(235.919, 100.0, 0.01) - 235.911).abs() < 1e-4);
        assert!((velocity(-0.019, 100.0, 0.01) + 0.011).abs() < 1e-6);
        assert_eq!(velocity(0.009, 100.0, 0.01), 0.0);
    }

    #[test]
    fn inputs_are_exact_at_their_ends_and_centre() {
        for x in [-1.0, 0.0, 1.0] {
            assert_eq!(input(x), x);
        }
        assert!((input(0.5) - 64.0 / 127.0).abs() < 1e-6);
        assert!((input(-0.5) + 0.5).abs() < 1e-6);
    }

    #[test]
    fn a_rounded_orientation_stays_where_it_is() {
        let mut stream = Stream::new(1, 0, Purpose::Test, 0);
        for _ in 0..10_000 {
            let q = [stream.symmetric(), stream.symmetric(), stream.symmetric(), stream.symmetric()];
            let [x, y, z, w] = normalised(q);
            let once = rotation(Quat::new_unchecked(Quaternion::new(w, x, y, z)));
            let twice = rotation(once);
            assert!(once.angle_to(&twice) < 1e-6);
            let c = once.as_ref().coords;
            let sign = if c.x * x + c.y * y + c.z * z + c.w * w < 0.0 { -1.0 } else { 1.0 };
            assert!((c.x * sign - x).abs() < 1e-5 && (c.w * sign - w).abs() < 1e-5);
        }
    }
}
