//! What a track says at a moment.

use super::between;
use super::body::Body;
use super::lives::Sample;

/// How moments are filled.
#[derive(Clone, Copy, Debug)]
pub(super) struct Filling {
    /// Time between two moments, s.
    pub(super) step: f64,
    /// Repeat what was sent last.
    pub(super) as_sent: bool,
}

impl Filling {
    /// The body at a time; `next` is the number of samples up to it.
    pub(super) fn body(self, samples: &[Sample], next: usize, at: f64) -> Option<Body> {
        if self.as_sent { between::sent_at_index(samples, next) } else { between::at_index(samples, next, at) }
    }

    /// One of the two samples around a time is within half a step of it.
    pub(super) fn is_fresh(self, samples: &[Sample], next: usize, at: f64) -> bool {
        let near = |sample: Option<&Sample>| sample.is_some_and(|sample| (sample.at - at).abs() <= 0.5 * self.step);
        near(samples.get(next)) || near(next.checked_sub(1).and_then(|i| samples.get(i)))
    }
}

/// What was said last before a time that only goes forward.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Last {
    next: usize,
}

impl Last {
    /// The last of `said`, each with its time, up to a time that is not before the one asked for last.
    pub(super) fn of<'a, T>(&mut self, said: &'a [(f64, T)], at: f64) -> Option<&'a T> {
        while said.get(self.next).is_some_and(|(from, _)| *from <= at) {
            self.next += 1;
        }
        self.next.checked_sub(1).and_then(|i| said.get(i)).map(|(_, what)| what)
    }
}

/// The number of samples up to a time, counted on from an earlier time.
pub(super) fn advance(samples: &[Sample], mut next: usize, at: f64) -> usize {
    while samples.get(next).is_some_and(|sample| sample.at <= at) {
        next += 1;
    }
    next
}

/// An orientation as snapshots have it.
pub(super) fn wxyz(body: &Body) -> [f32; 4] {
    let q = body.rot.coords;
    [q.w, q.x, q.y, q.z]
}
