//! What several statistics need of a timeline, worked out once.

use wavedash_core::{CarSnapshot, Team};

use crate::timeline::{Happening, Moment, Timed, Timeline};

/// A ball that nobody has touched for this long is nobody's, s; the simulator's tracker has the same value.
const LOOSE: f64 = 10.0;

pub(super) struct View<'a> {
    pub(super) timeline: &'a Timeline,
    /// Time that a moment stands for, s.
    pub(super) step: f64,
    /// Time in play, s.
    pub(super) seconds: f64,
    /// Who touched the ball last, per moment; nobody after a kick-off or a goal, or when it is loose.
    pub(super) owner: Vec<Option<u8>>,
}

impl<'a> View<'a> {
    pub(super) fn of(timeline: &'a Timeline) -> Self {
        let step = 1.0 / f64::from(timeline.rate);
        let in_play = timeline.moments.iter().filter(|moment| moment.in_play).count();
        let mut ahead = timeline.happenings.iter().peekable();
        let mut last: Option<(f64, u8)> = None;
        let owner = timeline.moments.iter().map(|moment| {
            while let Some(timed) = ahead.next_if(|timed| timed.seconds <= moment.seconds) {
                match timed.happening {
                    Happening::Touch { car, .. } => last = Some((timed.seconds, car)),
                    Happening::Kickoff | Happening::Goal { .. } => last = None,
                    _ => {}
                }
            }
            last.filter(|(at, _)| moment.seconds - at < LOOSE).map(|(_, car)| car)
        });
        Self { timeline, step, seconds: in_play as f64 * step, owner: owner.collect() }
    }

    pub(super) fn team(&self, car: usize) -> Team {
        self.timeline.players[car].team
    }

    /// The side of a car by its number in a happening.
    pub(super) fn team_of(&self, car: u8) -> Option<Team> {
        self.timeline.players.get(usize::from(car)).map(|player| player.team)
    }

    /// Number, moment and car of every moment in play in which the car is on the pitch.
    pub(super) fn on_pitch(&self, car: usize) -> impl Iterator<Item = (usize, &'a Moment, &'a CarSnapshot)> + use<'a> {
        self.timeline.moments.iter().enumerate().filter(|(_, moment)| moment.in_play).filter_map(move |(i, moment)| {
            moment.snapshot.cars.get(car).filter(|car| !car.is_demolished).map(|car| (i, moment, car))
        })
    }

    /// Happenings for which `f` holds.
    pub(super) fn count(&self, f: impl Fn(&Happening) -> bool) -> f64 {
        self.timeline.happenings.iter().filter(|timed| f(&timed.happening)).count() as f64
    }

    pub(super) fn happenings(&self) -> &'a [Timed] {
        &self.timeline.happenings
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
