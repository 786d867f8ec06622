//! Car-ball contacts as touch events: contacts with gaps of at most 15 ticks are one touch.

use super::file::{Event, Kind};

/// A new touch needs more than this many ticks without contact.
const GAP_TICKS: u32 = 15;

/// Where each car's latest touch stands in a list of events.
pub(crate) struct Touches(Vec<Option<usize>>);

impl Touches {
    /// No touches yet.
    pub(crate) fn new(cars: usize) -> Self {
        Self(vec![None; cars])
    }

    /// Takes note of a contact at `tick`: makes the last touch longer, or adds one to `events`.
    pub(crate) fn contact(&mut self, tick: u32, car: u8, pos: [f64; 3], events: &mut Vec<Event>) {
        let latest = &mut self.0[usize::from(car)];
        if let Some(index) = *latest
            && let Some(end) = &mut events[index].end
            && tick - *end <= GAP_TICKS + 1
        {
            *end = tick;
            return;
        }
        *latest = Some(events.len());
        events.push(Event { car: Some(car), end: Some(tick), pos: Some(pos), ..Event::new(tick, Kind::Touch) });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn contacts_merge_until_more_than_fifteen_free_ticks() {
        let (mut touches, mut events) = (Touches::new(1), Vec::new());
        // 15 ticks lie between 11 and 27, 16 between 27 and 44.
        for tick in [10, 11, 27, 44] {
            touches.contact(tick, 0, [0.0; 3], &mut events);
        }
        let spans: Vec<_> = events.iter().map(|e| (e.tick, e.end)).collect();
        assert_eq!(spans, [(10, Some(27)), (44, Some(44))]);
    }
}
