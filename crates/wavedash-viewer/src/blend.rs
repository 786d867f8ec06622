//! What a match looks like between two frames.

use nalgebra::{Quaternion, UnitQuaternion};
use wavedash_core::rules::BALL_MAX_SPEED;
use wavedash_core::{BallSnapshot, CarSnapshot, Snapshot};

use crate::source::Shown;

/// Nothing moves faster; what would have to was placed. A margin for recorded places, which are rounded.
const FASTEST: f32 = 1.25 * BALL_MAX_SPEED;

/// Writes the match at the shown time into `out`: places and velocities between the two frames, everything else as in
/// the one before. What was placed anew in between stays where it was until the second frame.
pub fn blend(shown: &Shown, out: &mut Snapshot) {
    let (a, b) = (&shown.before, &shown.after);
    out.clone_from(&a.snapshot);
    if shown.share <= 0.0 || a.snapshot.cars.len() != b.snapshot.cars.len() {
        return;
    }
    let reach = FASTEST * (b.seconds - a.seconds).max(0.0) as f32;
    ball(&mut out.ball, &b.snapshot.ball, shown.share, reach);
    for (car, next) in out.cars.iter_mut().zip(&b.snapshot.cars) {
        drive(car, next, shown.share, reach);
    }
}

fn ball(now: &mut BallSnapshot, next: &BallSnapshot, share: f32, reach: f32) {
    if distance(now.pos, next.pos) <= reach {
        now.pos = between(now.pos, next.pos, share);
        now.vel = between(now.vel, next.vel, share);
        now.rot_wxyz = turned(now.rot_wxyz, next.rot_wxyz, share);
    }
}

fn drive(now: &mut CarSnapshot, next: &CarSnapshot, share: f32, reach: f32) {
    if now.is_demolished == next.is_demolished && distance(now.pos, next.pos) <= reach {
        now.pos = between(now.pos, next.pos, share);
        now.vel = between(now.vel, next.vel, share);
        now.rot_wxyz = turned(now.rot_wxyz, next.rot_wxyz, share);
        now.steer_angle += share * (next.steer_angle - now.steer_angle);
        for (length, next) in now.suspension.iter_mut().zip(next.suspension) {
            *length += share * (next - *length);
        }
    }
}

fn distance(a: [f32; 3], b: [f32; 3]) -> f32 {
    a.iter().zip(b).map(|(a, b)| (a - b) * (a - b)).sum::<f32>().sqrt()
}

fn between(a: [f32; 3], b: [f32; 3], share: f32) -> [f32; 3] {
    core::array::from_fn(|i| a[i] + share * (b[i] - a[i]))
}

fn turned(a: [f32; 4], b: [f32; 4], share: f32) -> [f32; 4] {
    let unit = |[w, x, y, z]: [f32; 4]| UnitQuaternion::try_new(Quaternion::new(w, x, y, z), 1e-6);
    let (Some(from), Some(to)) = (unit(a), unit(b)) else { return a };
    let q = from.try_slerp(&to, share, 1e-6).unwrap_or(from);
    [q.w, q.i, q.j, q.k]
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::source::Frame;

    fn shown(to: f32, share: f32) -> Shown {
        let frame = |seconds, x| {
            let mut snapshot = Snapshot::default();
            snapshot.ball.pos = [x, 0.0, 93.0];
            Arc::new(Frame { seconds, snapshot, ..Frame::default() })
        };
        Shown { before: frame(0.0, 0.0), after: frame(1.0 / 120.0, to), share, seconds: 0.0 }
    }

    #[test]
    fn a_ball_that_flew_is_in_between_and_one_that_was_placed_is_not() {
        let mut out = Snapshot::default();
        blend(&shown(40.0, 0.25), &mut out);
        assert_eq!(out.ball.pos[0], 10.0);
        blend(&shown(4000.0, 0.25), &mut out);
        assert_eq!(out.ball.pos[0], 0.0);
    }

    #[test]
    fn turning_goes_the_short_way() {
        let quarter = std::f32::consts::FRAC_1_SQRT_2;
        // The same orientation with the other sign in the second place.
        let [w, .., z] = turned([1.0, 0.0, 0.0, 0.0], [-quarter, 0.0, 0.0, -quarter], 0.5);
        assert!((2.0 * libm::atan2f(z, w) - std::f32::consts::FRAC_PI_4).abs() < 1e-5);
    }
}
