//! Speed, height, powerslides, jumps.

use wavedash_core::units::{CAR_MAX_SPEED, GOAL_HEIGHT};

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

/// Fastest that throttle alone reaches, uu/s.
const THROTTLE_SPEED: f64 = 1410.0;
/// uu/s.
const SUPERSONIC: f64 = 2200.0;

pub(super) fn player(view: &View<'_>, car: usize, values: &mut Values) {
    let (mut time, mut distance) = (0.0, 0.0);
    let (mut supersonic, mut boost, mut slow) = (0.0, 0.0, 0.0);
    let (mut ground, mut low, mut high) = (0.0, 0.0, 0.0);
    let (mut sliding, mut slides, mut slid_at) = (0.0, 0.0, None);
    let step = view.step;
    for (number, _, state) in view.on_pitch(car) {
        let speed = length(state.vel);
        time += step;
        distance += speed * step;
        *if speed >= SUPERSONIC {
            &mut supersonic
        } else if speed > THROTTLE_SPEED {
            &mut boost
        } else {
            &mut slow
        } += step;
        *if state.on_ground {
            &mut ground
        } else if state.pos[2] < GOAL_HEIGHT {
            &mut low
        } else {
            &mut high
        } += step;
        if state.on_ground && state.controls.handbrake {
            sliding += step;
            slides += if slid_at.is_some_and(|last| last + 1 == number) { 0.0 } else { 1.0 };
            slid_at = Some(number);
        }
    }
    let speed = mean(distance, time);
    values.insert("avg_speed", speed);
    values.insert("avg_speed_percentage", speed.and_then(|speed| percent(speed, f64::from(CAR_MAX_SPEED))));
    values.insert("total_distance", Some(distance));
    for (seconds, share, part) in [
        ("time_supersonic_speed", "percent_supersonic_speed", supersonic),
        ("time_boost_speed", "percent_boost_speed", boost),
        ("time_slow_speed", "percent_slow_speed", slow),
        ("time_ground", "percent_ground", ground),
        ("time_low_air", "percent_low_air", low),
        ("time_high_air", "percent_high_air", high),
    ] {
        values.insert(seconds, Some(part));
        values.insert(share, percent(part, time));
    }
    values.insert("time_powerslide", Some(sliding));
    values.insert("count_powerslide", Some(slides));
    values.insert("avg_powerslide_duration", mean(sliding, slides));
    let is = |other: u8| usize::from(other) == car;
    values.insert("jumps", Some(view.count(|what| matches!(what, Happening::Jump { car } if is(*car)))));
    values.insert("double_jumps", Some(view.count(|what| matches!(what, Happening::DoubleJump { car } if is(*car)))));
    values.insert("flips", Some(view.count(|what| matches!(what, Happening::Flip { car } if is(*car)))));
}
