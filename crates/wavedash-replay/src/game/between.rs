//! Bodies between two network frames.

use wavedash_core::{Quat, Vec3};

use super::body::Body;
use super::lives::Sample;

/// Longest time that is bridged by a curve through places and velocities, s.
const LONGEST_CURVE: f64 = 0.5;
/// A body that is further than this from where its velocity would have brought it was put there, uu.
const JUMP: f32 = 400.0;

/// The body at a time; the first or last one outside of the samples. None without samples.
pub(super) fn at(samples: &[Sample], at: f64) -> Option<Body> {
    let next = samples.partition_point(|sample| sample.at <= at);
    at_index(samples, next, at)
}

/// The last one that was sent before a time, as it was sent.
pub(super) fn sent_at_index(samples: &[Sample], next: usize) -> Option<Body> {
    next.checked_sub(1).and_then(|i| samples.get(i)).or(samples.first()).map(|sample| sample.body)
}

/// The same where `next` is the number of samples up to this time.
pub(super) fn at_index(samples: &[Sample], next: usize, at: f64) -> Option<Body> {
    let Some(before) = next.checked_sub(1).and_then(|i| samples.get(i)) else {
        return samples.first().map(|first| first.body);
    };
    let Some(after) = samples.get(next) else { return Some(held(before, at)) };
    let span = after.at - before.at;
    let (a, b) = (&before.body, &after.body);
    if before.asleep || span <= 0.0 || !is_path(a, b, span as f32) {
        return Some(held(before, at));
    }
    let share = ((at - before.at) / span) as f32;
    let pos = if span <= LONGEST_CURVE { curve(a, b, span as f32, share) } else { a.pos.lerp(&b.pos, share) };
    Some(Body {
        pos,
        rot: turn(&a.rot, &b.rot, share),
        vel: a.vel.lerp(&b.vel, share),
        ang_vel: a.ang_vel.lerp(&b.ang_vel, share),
    })
}

/// A body that has not been heard of since; one that has slept or was silent for long rests.
fn held(sample: &Sample, at: f64) -> Body {
    if sample.asleep || at - sample.at > LONGEST_CURVE {
        return Body { vel: Vec3::zeros(), ang_vel: Vec3::zeros(), ..sample.body };
    }
    sample.body
}

/// The body may have moved from one to the other by itself.
fn is_path(a: &Body, b: &Body, span: f32) -> bool {
    let expected = a.pos + (a.vel + b.vel) * (0.5 * span);
    (b.pos - expected).norm() < JUMP
}

/// Cubic Hermite curve through two places with their velocities.
fn curve(a: &Body, b: &Body, span: f32, s: f32) -> Vec3 {
    let (s2, s3) = (s * s, s * s * s);
    let rise = 3.0 * s2 - 2.0 * s3;
    a.pos * (1.0 - rise) + b.pos * rise + a.vel * (span * (s3 - 2.0 * s2 + s)) + b.vel * (span * (s3 - s2))
}

/// The shorter way from one orientation to the other, at constant share of the chord; frames are near each other.
fn turn(a: &Quat, b: &Quat, share: f32) -> Quat {
    let (p, q) = (a.coords, if a.coords.dot(&b.coords) < 0.0 { -b.coords } else { b.coords });
    Quat::new_normalize(nalgebra::Quaternion::from(p * (1.0 - share) + q * share))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sample(at: f64, x: f32, vx: f32, asleep: bool) -> Sample {
        let body = Body {
            pos: Vec3::new(x, 0.0, 17.0),
            rot: Quat::identity(),
            vel: Vec3::new(vx, 0.0, 0.0),
            ang_vel: Vec3::zeros(),
        };
        Sample { at, body, asleep }
    }

    #[test]
    fn a_steady_drive_stays_on_its_line() {
        let samples = [sample(0.0, 0.0, 1000.0, false), sample(0.1, 100.0, 1000.0, false)];
        let body = at(&samples, 0.025).expect("there are samples");
        assert!((body.pos.x - 25.0).abs() < 1e-3, "{}", body.pos.x);
    }

    #[test]
    fn a_body_that_was_put_elsewhere_does_not_fly_there() {
        let samples = [sample(0.0, 0.0, 0.0, false), sample(0.1, 3000.0, 0.0, false)];
        assert_eq!(at(&samples, 0.09).map(|body| body.pos.x), Some(0.0));
        assert_eq!(at(&samples, 0.1).map(|body| body.pos.x), Some(3000.0));
    }

    #[test]
    fn a_sleeping_body_waits_for_its_next_sample() {
        let samples = [sample(0.0, 0.0, 0.0, true), sample(2.0, 50.0, 700.0, false)];
        assert_eq!(at(&samples, 1.9).map(|body| body.pos.x), Some(0.0));
    }
}
