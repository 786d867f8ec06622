//! Who takes part at a moment: a roster has any length, but the pitch holds only so many cars.

use wavedash_core::Snapshot;
use wavedash_core::units::MAX_CARS;
use wavedash_replay::Timeline;

/// The seats of a match: which of the players take part when.
#[derive(Clone, Copy)]
pub(crate) struct Seats<'a> {
    timeline: &'a Timeline,
}

impl<'a> Seats<'a> {
    pub(crate) const fn of(timeline: &'a Timeline) -> Self {
        Self { timeline }
    }

    /// Who takes part at a moment, as indices of the players: those with a car on the pitch, and those whose car was
    /// demolished and comes back.
    pub(crate) fn at(self, moment: usize) -> Vec<usize> {
        self.present(moment).collect()
    }

    /// The same players take part at a moment.
    pub(crate) fn are(self, seats: &[usize], moment: usize) -> bool {
        self.present(moment).eq(seats.iter().copied())
    }

    /// The match at a moment with the cars of these players only.
    pub(crate) fn snapshot(self, moment: usize, seats: &[usize]) -> Snapshot {
        let all = &self.timeline.moments[moment].snapshot;
        let cars = seats.iter().filter_map(|seat| all.cars.get(*seat).copied()).collect();
        Snapshot { tick: all.tick, ball: all.ball, cars, pads: all.pads.clone(), score: all.score }
    }

    /// Seconds of play with more cars than a scene holds.
    pub(crate) fn crowded_seconds(self) -> f64 {
        let in_play = (0..self.timeline.moments.len()).filter(|moment| self.timeline.moments[*moment].in_play);
        let crowded = in_play.filter(|moment| self.present(*moment).count() > MAX_CARS);
        crowded.count() as f64 / f64::from(self.timeline.rate)
    }

    fn present(self, moment: usize) -> impl Iterator<Item = usize> + 'a {
        let (timeline, seconds) = (self.timeline, self.timeline.moments[moment].seconds);
        (0..timeline.players.len()).filter(move |player| !timeline.is_away(*player, seconds))
    }
}

#[cfg(test)]
#[path = "seats_tests.rs"]
mod tests;
