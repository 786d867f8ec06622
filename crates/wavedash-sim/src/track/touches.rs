//! Who touched the ball when.

use serde::{Deserialize, Serialize};
use wavedash_core::units::MAX_CARS;
use wavedash_core::{Team, Vec3};

use crate::config::CarSpec;

/// A car's last contact with the ball.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Touch {
    /// The car.
    pub car: u8,
    /// The arena's tick after the step of the last contact. Lasting contact moves it on.
    pub tick: u64,
    /// The contact point, uu.
    pub pos: Vec3,
}

/// The last contact of every car.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(super) struct Touches {
    last: [Option<Touch>; MAX_CARS],
}

impl Touches {
    pub(super) fn clear(&mut self) {
        self.last = [None; MAX_CARS];
    }

    /// Notes a contact; true if it begins a touch.
    pub(super) fn contact(&mut self, touch: Touch, merge_ticks: u32) -> bool {
        let last = &mut self.last[usize::from(touch.car) % MAX_CARS];
        let is_new = last.is_none_or(|old| touch.tick - old.tick > u64::from(merge_ticks));
        *last = Some(touch);
        is_new
    }

    /// No contact is of a later tick, and each is where its car's is looked for.
    pub(super) fn is_sound(&self, now: u64) -> bool {
        (0..).zip(&self.last).all(|(car, touch)| touch.is_none_or(|touch| touch.car == car && touch.tick <= now))
    }

    pub(super) fn of(&self, car: usize) -> Option<Touch> {
        self.last.get(car).copied().flatten()
    }

    /// The latest contact of a team; of two in the same tick the car with the lower index.
    pub(super) fn of_team(&self, cars: &[CarSpec], team: Team) -> Option<Touch> {
        self.latest(cars, team, |_| true)
    }

    /// The latest contact of a team's cars that `admits` holds for.
    pub(super) fn latest(&self, cars: &[CarSpec], team: Team, admits: impl Fn(&Touch) -> bool) -> Option<Touch> {
        let touches = self.last.iter().zip(cars).filter(|(_, car)| car.team == team).filter_map(|(touch, _)| *touch);
        let later = |best: Option<Touch>, touch: Touch| match best {
            Some(best) if best.tick >= touch.tick => Some(best),
            _ => Some(touch),
        };
        touches.filter(admits).fold(None, later)
    }
}
