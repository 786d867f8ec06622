//! How a car is driven, in numbers that can be added up.

use core::ops::AddAssign;

use serde::{Deserialize, Serialize};
use wavedash_core::Vec3;
use wavedash_core::rules::{BACK_WALL_Y, GOAL_HEIGHT, SIDE_WALL_X, SUPERSONIC_SPEED};
use wavedash_core::units::TICK_RATE;
use wavedash_sim::CarState;

/// From here on a touch is high, uu: out of reach of a car that jumps once.
const HIGH_TOUCH_Z: f32 = 300.0;
/// Lowest car of a flown touch, uu.
const FLOWN_CAR_Z: f32 = 150.0;
/// Greatest distance from a wall of a touch at it, and its least height, uu.
const WALL_TOUCH: (f32, f32) = (400.0, 250.0);

/// What one car did, over an agent step or over any number of them: counts and sums, so that a sum over steps, agents and
/// arenas means the same as one step. Heights and places of touches are those of the contact.
///
/// ```
/// use wavedash_env::Behaviour;
///
/// let mut sum = Behaviour::default();
/// for _ in 0..900 {
///     // 900 agent steps of 8 ticks are a minute.
///     sum += Behaviour { ticks: 8, ticks_on_pitch: 8, ticks_in_air: 2, ..Behaviour::default() };
/// }
/// sum += Behaviour { flips: 12, ..Behaviour::default() };
/// assert_eq!(sum.rate("flips_per_minute"), Some(12.0));
/// assert_eq!(sum.rate("air_share"), Some(0.25));
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Behaviour {
    /// Ticks.
    pub ticks: u64,
    /// Of these not demolished.
    pub ticks_on_pitch: u64,
    /// Of these with fewer than three wheels on something.
    pub ticks_in_air: u64,
    /// Of these above the goals' bar, 640 uu.
    pub ticks_high_in_air: u64,
    /// Ticks on the pitch with 2,200 uu/s or more.
    pub ticks_supersonic: u64,
    /// Way driven and flown, uu.
    pub distance: f64,
    /// Boost that left the tank, 0 to 100 for a full one.
    pub boost_used: f64,
    /// Touches that began.
    pub touches: u64,
    /// Of these with the car off the ground.
    pub air_touches: u64,
    /// Touches of a ball above 300 uu.
    pub high_touches: u64,
    /// Of these with the car off the ground and itself above 150 uu.
    pub flown_touches: u64,
    /// Touches within 400 uu of a wall and above 250 uu.
    pub wall_touches: u64,
    /// Jumps that began.
    pub jumps: u64,
    /// Double jumps.
    pub double_jumps: u64,
    /// Flips that began.
    pub flips: u64,
    /// Big pads taken.
    pub big_pads: u64,
    /// Small pads taken.
    pub small_pads: u64,
}

impl Behaviour {
    /// Names of what [`rates`](Self::rates) gives, in its order.
    pub const RATES: [&str; 15] = [
        "touches_per_minute",
        "air_touches_per_minute",
        "high_touches_per_minute",
        "flown_touches_per_minute",
        "wall_touches_per_minute",
        "jumps_per_minute",
        "double_jumps_per_minute",
        "flips_per_minute",
        "boost_used_per_minute",
        "big_pads_per_minute",
        "small_pads_per_minute",
        "air_share",
        "high_air_share",
        "supersonic_share",
        "speed",
    ];

    /// Per minute and car, or as a share of the time on the pitch from 0 to 1, or as the mean speed there, uu/s; all 0
    /// before the first tick.
    #[must_use]
    pub fn rates(&self) -> [f64; Self::RATES.len()] {
        let over = |sum: f64, ticks: u64| if ticks > 0 { sum / ticks as f64 } else { 0.0 };
        let per_minute = |sum: f64| over(sum * 60.0 * f64::from(TICK_RATE), self.ticks);
        let share = |ticks: u64| over(ticks as f64, self.ticks_on_pitch);
        [
            per_minute(self.touches as f64),
            per_minute(self.air_touches as f64),
            per_minute(self.high_touches as f64),
            per_minute(self.flown_touches as f64),
            per_minute(self.wall_touches as f64),
            per_minute(self.jumps as f64),
            per_minute(self.double_jumps as f64),
            per_minute(self.flips as f64),
            per_minute(self.boost_used),
            per_minute(self.big_pads as f64),
            per_minute(self.small_pads as f64),
            share(self.ticks_in_air),
            share(self.ticks_high_in_air),
            share(self.ticks_supersonic),
            over(self.distance * f64::from(TICK_RATE), self.ticks_on_pitch),
        ]
    }

    /// One of these by its name.
    #[must_use]
    pub fn rate(&self, name: &str) -> Option<f64> {
        Self::RATES.iter().position(|known| *known == name).map(|index| self.rates()[index])
    }

    /// Takes in a tick. `boost` is what was in the tank before it; negative if that is not known, or if a pad or a respawn
    /// filled it.
    pub(super) fn tick(&mut self, car: &CarState, boost: f32) {
        self.ticks += 1;
        if car.is_demolished {
            return;
        }
        let speed = car.body.vel.norm();
        self.ticks_on_pitch += 1;
        self.ticks_in_air += u64::from(!car.on_ground);
        self.ticks_high_in_air += u64::from(!car.on_ground && car.body.pos.z > GOAL_HEIGHT);
        self.ticks_supersonic += u64::from(speed >= SUPERSONIC_SPEED);
        self.distance += f64::from(speed) * (1.0 / f64::from(TICK_RATE));
        self.boost_used += f64::from((boost - car.boost).max(0.0));
    }

    /// Takes in a touch that began at a point.
    pub(super) fn touch(&mut self, car: &CarState, at: Vec3) {
        let is_high = at.z > HIGH_TOUCH_Z;
        let (near, above) = WALL_TOUCH;
        let from_wall = (SIDE_WALL_X - at.x.abs()).min(BACK_WALL_Y - at.y.abs());
        self.touches += 1;
        self.air_touches += u64::from(!car.on_ground);
        self.high_touches += u64::from(is_high);
        self.flown_touches += u64::from(is_high && !car.on_ground && car.body.pos.z > FLOWN_CAR_Z);
        self.wall_touches += u64::from(from_wall < near && at.z > above);
    }
}

impl AddAssign for Behaviour {
    fn add_assign(&mut self, other: Self) {
        self.ticks += other.ticks;
        self.ticks_on_pitch += other.ticks_on_pitch;
        self.ticks_in_air += other.ticks_in_air;
        self.ticks_high_in_air += other.ticks_high_in_air;
        self.ticks_supersonic += other.ticks_supersonic;
        self.distance += other.distance;
        self.boost_used += other.boost_used;
        self.touches += other.touches;
        self.air_touches += other.air_touches;
        self.high_touches += other.high_touches;
        self.flown_touches += other.flown_touches;
        self.wall_touches += other.wall_touches;
        self.jumps += other.jumps;
        self.double_jumps += other.double_jumps;
        self.flips += other.flips;
        self.big_pads += other.big_pads;
        self.small_pads += other.small_pads;
    }
}
