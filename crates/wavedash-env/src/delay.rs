//! Actions that reach the car some ticks after the decision, as those of a bot that plays over a network.

use arrayvec::ArrayVec;
use serde::{Deserialize, Serialize};
use wavedash_core::Controls;
use wavedash_core::units::MAX_CARS;

/// The controls of all cars of a match.
pub(crate) type AllControls = ArrayVec<Controls, MAX_CARS>;

/// The controls that the cars hold and those that will follow.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(crate) struct Delay {
    ticks: u32,
    held: AllControls,
    /// Decisions on their way, oldest first, with the ticks until they arrive.
    coming: ArrayVec<(u32, AllControls), 16>,
}

/// Longest delay, ticks.
pub(crate) const MAX_DELAY_TICKS: u32 = 15;

impl Delay {
    pub(crate) fn new(ticks: u32) -> Self {
        Self { ticks, ..Self::default() }
    }

    pub(crate) const fn ticks(&self) -> u32 {
        self.ticks
    }

    /// `other` has the same number of ticks and is for this many cars.
    pub(crate) fn fits(&self, other: &Self, cars: usize) -> bool {
        let all = core::iter::once(&other.held).chain(other.coming.iter().map(|(_, controls)| controls));
        self.ticks == other.ticks && all.into_iter().all(|controls| controls.len() == cars)
    }

    /// Nothing held, nothing coming.
    pub(crate) fn reset(&mut self, cars: usize) {
        self.held = core::iter::repeat_n(Controls::NONE, cars.min(MAX_CARS)).collect();
        self.coming.clear();
    }

    /// A decision was made.
    pub(crate) fn decide(&mut self, controls: AllControls) {
        // At most one decision per tick is on its way.
        if self.coming.is_full() {
            self.coming.remove(0);
        }
        self.coming.push((self.ticks, controls));
    }

    /// What the cars hold in the coming tick.
    pub(crate) fn tick(&mut self) -> &[Controls] {
        for (ticks, _) in &mut self.coming {
            match ticks.checked_sub(1) {
                Some(left) => *ticks = left,
                // It arrives now.
                None => *ticks = u32::MAX,
            }
        }
        while let Some((u32::MAX, _)) = self.coming.first() {
            self.held = self.coming.remove(0).1;
        }
        &self.held
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn throttle(x: f32) -> AllControls {
        [Controls { throttle: x, ..Controls::NONE }].into_iter().collect()
    }

    #[test]
    fn decisions_arrive_after_the_delay_and_in_order() {
        for (ticks, expected) in
            [(0, [1.0, 1.0, 2.0, 2.0, 2.0]), (1, [0.0, 1.0, 1.0, 2.0, 2.0]), (3, [0.0, 0.0, 0.0, 1.0, 1.0])]
        {
            let mut delay = Delay::new(ticks);
            delay.reset(1);
            let mut got = Vec::new();
            for tick in 0..5 {
                if tick % 2 == 0 && tick < 4 {
                    delay.decide(throttle((tick / 2 + 1) as f32));
                }
                got.push(delay.tick()[0].throttle);
            }
            assert_eq!(got, expected, "{ticks}");
        }
    }
}
