//! Speed, height, powerslides, jumps.

use wavedash_core::CarSnapshot;
use wavedash_core::rules::{CAR_MAX_SPEED, GOAL_HEIGHT, SUPERSONIC_SPEED, THROTTLE_MAX_SPEED};

use super::counter::Seen;
use super::registry::stats;
use super::view::{View, length};
use super::{Stat, Values, mean, percent};
use crate::timeline::Happening;

pub(super) const STATS: &[Stat] = stats! { Movement, Player:
    "avg_speed" ["uu/s"] Measured: "Mean speed while on the pitch.";
    "avg_speed_percentage" ["%"] Measured: "Mean speed in per cent of the fastest, 2300 uu/s.";
    "total_distance" ["uu"] Measured: "Speed summed over time on the pitch.";
    "time_supersonic_speed" ["s"] Measured: "Time at 2200 uu/s or faster.";
    "time_boost_speed" ["s"] Measured: "Time faster than 1410 uu/s, which throttle alone cannot reach, and below 2200.";
    "time_slow_speed" ["s"] Measured: "Time at 1410 uu/s or slower.";
    "percent_supersonic_speed" ["%"] Measured: "Share of time on the pitch at 2200 uu/s or faster.";
    "percent_boost_speed" ["%"] Measured: "Share of time between 1410 and 2200 uu/s.";
    "percent_slow_speed" ["%"] Measured: "Share of time at 1410 uu/s or slower.";
    "time_ground" ["s"] Estimated: "Time with wheels on floor, wall or ceiling. Recorded: by place and orientation.";
    "time_low_air" ["s"] Estimated: "Time in the air with the car's centre below the goal's bar, 640 uu.";
    "time_high_air" ["s"] Measured: "Time in the air above that.";
    "percent_ground" ["%"] Estimated: "Share of time on the pitch with wheels on a surface.";
    "percent_low_air" ["%"] Estimated: "Share of time in the air below 640 uu.";
    "percent_high_air" ["%"] Measured: "Share of time in the air above 640 uu.";
    "time_powerslide" ["s"] Measured: "Time with the handbrake held and wheels on a surface.";
    "count_powerslide" [""] Measured: "Times that a powerslide began.";
    "avg_powerslide_duration" ["s"] Measured: "Time of powerslides over their number.";
    "jumps" [""] Measured: "Jumps from the ground. Recorded: from the game's counter; one that begins and ends between two messages may be missed.";
    "double_jumps" [""] Measured: "Second jumps in the air.";
    "flips" [""] Measured: "Flips in any direction.";
};

/// Seconds on the pitch, uu, and counts.
#[derive(Default)]
pub(super) struct Sums {
    time: f64,
    distance: f64,
    supersonic: f64,
    boost: f64,
    slow: f64,
    ground: f64,
    low: f64,
    high: f64,
    sliding: f64,
    slides: f64,
    /// Number of the last moment of a powerslide.
    slid_at: Option<usize>,
}

impl Sums {
    /// A moment in play with the car on the pitch.
    pub(super) fn see(&mut self, seen: &Seen<'_>, state: &CarSnapshot) {
        let (step, speed) = (seen.step, length(state.vel));
        self.time += step;
        self.distance += speed * step;
        *if speed >= f64::from(SUPERSONIC_SPEED) {
            &mut self.supersonic
        } else if speed > f64::from(THROTTLE_MAX_SPEED) {
            &mut self.boost
        } else {
            &mut self.slow
        } += step;
        *if state.on_ground {
            &mut self.ground
        } else if state.pos[2] < GOAL_HEIGHT {
            &mut self.low
        } else {
            &mut self.high
        } += step;
        if state.on_ground && state.controls.handbrake {
            self.sliding += step;
            self.slides += if self.slid_at.is_some_and(|last| last + 1 == seen.number) { 0.0 } else { 1.0 };
            self.slid_at = Some(seen.number);
        }
    }

    pub(super) fn player(&self, view: &View<'_>, car: usize, values: &mut Values) {
        let speed = mean(self.distance, self.time);
        values.insert("avg_speed", speed);
        values.insert("avg_speed_percentage", speed.and_then(|speed| percent(speed, f64::from(CAR_MAX_SPEED))));
        values.insert("total_distance", Some(self.distance));
        for (seconds, share, part) in [
            ("time_supersonic_speed", "percent_supersonic_speed", self.supersonic),
            ("time_boost_speed", "percent_boost_speed", self.boost),
            ("time_slow_speed", "percent_slow_speed", self.slow),
            ("time_ground", "percent_ground", self.ground),
            ("time_low_air", "percent_low_air", self.low),
            ("time_high_air", "percent_high_air", self.high),
        ] {
            values.insert(seconds, Some(part));
            values.insert(share, percent(part, self.time));
        }
        values.insert("time_powerslide", Some(self.sliding));
        values.insert("count_powerslide", Some(self.slides));
        values.insert("avg_powerslide_duration", mean(self.sliding, self.slides));
        let is = |other: u8| usize::from(other) == car;
        values.insert("jumps", Some(view.count(|what| matches!(what, Happening::Jump { car } if is(*car)))));
        let second = view.count(|what| matches!(what, Happening::DoubleJump { car } if is(*car)));
        values.insert("double_jumps", Some(second));
        values.insert("flips", Some(view.count(|what| matches!(what, Happening::Flip { car } if is(*car)))));
    }
}
