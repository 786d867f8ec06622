//! How fast pictures follow each other.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Instant;

use bevy::prelude::*;

/// Pictures at the start that do not count: pipelines are compiled meanwhile.
const FIRST: u64 = 60;

/// Pictures that were shown, as somebody outside of the app can read it.
#[derive(Resource, Clone, Default)]
pub(super) struct Pace(Arc<Mutex<Shown>>);

#[derive(Default)]
struct Shown {
    pictures: u64,
    since: Option<Instant>,
    last: Option<Instant>,
}

impl Pace {
    /// Pictures a second, without the first ones; none if there were too few.
    pub(super) fn mean(&self) -> Option<f64> {
        let shown = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let seconds = shown.last?.duration_since(shown.since?).as_secs_f64();
        (seconds > 0.0).then(|| (shown.pictures - FIRST) as f64 / seconds)
    }
}

pub(super) fn plugin(app: &mut App) {
    app.add_systems(Last, count);
}

fn count(pace: Res<Pace>) {
    let mut shown = pace.0.lock().unwrap_or_else(PoisonError::into_inner);
    shown.pictures += 1;
    if shown.pictures == FIRST {
        shown.since = Some(Instant::now());
    } else if shown.pictures > FIRST {
        shown.last = Some(Instant::now());
    }
}
