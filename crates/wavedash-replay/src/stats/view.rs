//! What several statistics need of a match besides its moments.

use wavedash_core::Team;
use wavedash_sim::PadSpec;

use crate::timeline::{Happening, Timed, Timeline};

pub(super) struct View<'a> {
    /// The match; its moments are not looked at.
    pub(super) timeline: &'a Timeline,
    /// Time that a moment stands for, s.
    pub(super) step: f64,
    /// Time in play, s; known at the end.
    pub(super) seconds: f64,
    /// The arena's pads, as happenings number them.
    pub(super) pads: Vec<PadSpec>,
    /// What counts of what happens, in order of time; all of it at the end.
    pub(super) happenings: Vec<Timed>,
}

impl<'a> View<'a> {
    pub(super) fn of(timeline: &'a Timeline) -> Self {
        let step = 1.0 / f64::from(timeline.rate);
        let happenings = Vec::with_capacity(timeline.happenings.len());
        Self { timeline, step, seconds: 0.0, pads: wavedash_sim::soccar_pads(), happenings }
    }

    pub(super) fn team(&self, car: usize) -> Team {
        self.timeline.players[car].team
    }

    /// The side of a car by its number in a happening.
    pub(super) fn team_of(&self, car: u8) -> Option<Team> {
        self.timeline.players.get(usize::from(car)).map(|player| player.team)
    }

    /// The pad is a big one; false if there is no such pad.
    pub(super) fn is_big(&self, pad: u8) -> bool {
        self.pads.get(usize::from(pad)).is_some_and(|pad| pad.big)
    }

    /// Happenings for which `f` holds.
    pub(super) fn count(&self, f: impl Fn(&Happening) -> bool) -> f64 {
        self.happenings.iter().filter(|timed| f(&timed.happening)).count() as f64
    }
}

/// Length of a vector.
pub(super) fn length(v: [f32; 3]) -> f64 {
    f64::from(v.iter().map(|x| x * x).sum::<f32>()).sqrt()
}

/// Distance of two points.
pub(super) fn distance(a: [f32; 3], b: [f32; 3]) -> f64 {
    length([a[0] - b[0], a[1] - b[1], a[2] - b[2]])
}
