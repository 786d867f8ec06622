//! Boost collected, used and carried.

use wavedash_core::CarSnapshot;
use wavedash_core::rules::{BOOST_MAX, pad_amount};

use super::counter::Seen;
use super::registry::stats;
use super::view::View;
use super::{Stat, Values, mean, percent};
use crate::timeline::{Happening, PadsTold};

pub(super) const STATS: &[Stat] = stats! { Boost, Player:
    "bpm" ["/min"] Measured: "Boost used per minute in play.";
    "bcpm" ["/min"] Measured: "Boost collected per minute in play.";
    "avg_amount" [""] Measured: "Mean boost in the tank, 0 to 100, while on the pitch.";
    "amount_collected" [""] Measured: "What pads added to the tank: 12 or 100, less what did not fit.";
    "amount_collected_big" [""] Measured: "Of it from big pads.";
    "amount_collected_small" [""] Measured: "Of it from small pads.";
    "count_collected_big" [""] Exact: "Big pads taken.";
    "count_collected_small" [""] Exact: "Small pads taken.";
    "amount_stolen" [""] Measured: "Boost collected from pads in the other half; pads on the centre line belong to nobody.";
    "amount_stolen_big" [""] Measured: "Of it from big pads.";
    "amount_stolen_small" [""] Measured: "Of it from small pads.";
    "count_stolen_big" [""] Exact: "Big pads taken in the other half.";
    "count_stolen_small" [""] Exact: "Small pads taken in the other half.";
    "amount_overfill" [""] Measured: "Boost of taken pads that did not fit into the tank.";
    "amount_overfill_stolen" [""] Measured: "The same in the other half.";
    "amount_used" [""] Measured: "Boost that left the tank. Recorded: amounts are sent at pads and when boost stops, and worked out in between.";
    "amount_used_while_supersonic" [""] Measured: "Of it at 2200 uu/s or faster.";
    "time_zero_boost" ["s"] Measured: "Time with less than half a unit.";
    "percent_zero_boost" ["%"] Measured: "Share of time on the pitch with less than half a unit.";
    "time_full_boost" ["s"] Measured: "Time with more than 99.5.";
    "percent_full_boost" ["%"] Measured: "Share of time with more than 99.5.";
    "time_boost_0_25" ["s"] Measured: "Time with less than 25.";
    "time_boost_25_50" ["s"] Measured: "Time with 25 or more and less than 50.";
    "time_boost_50_75" ["s"] Measured: "Time with 50 or more and less than 75.";
    "time_boost_75_100" ["s"] Measured: "Time with 75 or more.";
    "percent_boost_0_25" ["%"] Measured: "Share of time with less than 25.";
    "percent_boost_25_50" ["%"] Measured: "Share of time with 25 or more and less than 50.";
    "percent_boost_50_75" ["%"] Measured: "Share of time with 50 or more and less than 75.";
    "percent_boost_75_100" ["%"] Measured: "Share of time with 75 or more.";
};

/// The statistic counts takings of pads.
pub(super) fn is_of_pads(stat: &Stat) -> bool {
    const BEGIN: [&str; 5] =
        ["amount_collected", "count_collected", "amount_stolen", "count_stolen", "amount_overfill"];
    stat.key == "bcpm" || BEGIN.iter().any(|begin| stat.key.starts_with(begin))
}

/// Amounts and counts by size of pad: small, big.
#[derive(Default)]
struct Pads {
    amount: [f64; 2],
    count: [f64; 2],
    overfill: f64,
}

impl Pads {
    fn add(&mut self, is_big: bool, before: f64) {
        let size = usize::from(is_big);
        let fits = fitting(is_big, before);
        self.amount[size] += fits;
        self.count[size] += 1.0;
        self.overfill += f64::from(pad_amount(is_big)) - fits;
    }

    fn total(&self) -> f64 {
        self.amount[0] + self.amount[1]
    }
}

/// What of a pad's boost fits into a tank.
fn fitting(is_big: bool, before: f64) -> f64 {
    f64::from(pad_amount(is_big)).min((f64::from(BOOST_MAX) - before).max(0.0))
}

/// Seconds on the pitch, and boost.
#[derive(Default)]
pub(super) struct Sums {
    time: f64,
    sum: f64,
    zero: f64,
    full: f64,
    quarters: [f64; 4],
    /// Boost that left the tank, and of it while supersonic: what the tank lost from moment to moment, and what pads
    /// gave in between. A tank that is set anew (kick-off, respawn) has lost nothing.
    used: f64,
    used_supersonic: f64,
    /// From pads since the last moment.
    gained: f64,
    /// Number of the last moment, and the boost then.
    last: Option<(usize, f64)>,
}

impl Sums {
    /// A pad was taken.
    pub(super) fn gain(&mut self, is_big: bool, before: f32) {
        self.gained += fitting(is_big, f64::from(before));
    }

    /// A moment in play with the car on the pitch.
    pub(super) fn see(&mut self, seen: &Seen<'_>, state: &CarSnapshot) {
        let (step, boost) = (seen.step, f64::from(state.boost));
        self.time += step;
        self.sum += boost;
        self.zero += if state.boost < 0.5 { step } else { 0.0 };
        self.full += if state.boost > 99.5 { step } else { 0.0 };
        self.quarters[((state.boost / 25.0) as usize).min(3)] += step;
        let gained = core::mem::take(&mut self.gained);
        if let Some((_, before)) = self.last.filter(|(last, _)| last + 1 == seen.number) {
            let lost = (before + gained - boost).max(0.0);
            self.used += lost;
            self.used_supersonic += if state.is_supersonic { lost } else { 0.0 };
        }
        self.last = Some((seen.number, boost));
    }

    pub(super) fn player(&self, view: &View<'_>, car: usize, values: &mut Values) {
        let (all, stolen) = pads(view, car);
        let minutes = view.seconds / 60.0;
        values.insert("bpm", mean(self.used, minutes));
        values.insert("bcpm", mean(all.total(), minutes));
        for (key, value) in [
            ("amount_collected", all.total()),
            ("amount_collected_big", all.amount[1]),
            ("amount_collected_small", all.amount[0]),
            ("count_collected_big", all.count[1]),
            ("count_collected_small", all.count[0]),
            ("amount_stolen", stolen.total()),
            ("amount_stolen_big", stolen.amount[1]),
            ("amount_stolen_small", stolen.amount[0]),
            ("count_stolen_big", stolen.count[1]),
            ("count_stolen_small", stolen.count[0]),
            ("amount_overfill", all.overfill),
            ("amount_overfill_stolen", stolen.overfill),
        ] {
            values.insert(key, Some(value));
        }
        if view.timeline.pads == PadsTold::Unknown {
            STATS.iter().filter(|stat| is_of_pads(stat)).for_each(|stat| {
                values.insert(stat.key, None);
            });
        }
        values.insert("amount_used", Some(self.used));
        values.insert("amount_used_while_supersonic", Some(self.used_supersonic));
        values.insert("avg_amount", mean(self.sum, self.time / view.step));
        for (seconds, share, part) in [
            ("time_zero_boost", "percent_zero_boost", self.zero),
            ("time_full_boost", "percent_full_boost", self.full),
            ("time_boost_0_25", "percent_boost_0_25", self.quarters[0]),
            ("time_boost_25_50", "percent_boost_25_50", self.quarters[1]),
            ("time_boost_50_75", "percent_boost_50_75", self.quarters[2]),
            ("time_boost_75_100", "percent_boost_75_100", self.quarters[3]),
        ] {
            values.insert(seconds, Some(part));
            values.insert(share, percent(part, self.time));
        }
    }
}

/// All pads that were taken, and those in the other half.
fn pads(view: &View<'_>, car: usize) -> (Pads, Pads) {
    let other_half = -view.team(car).own_goal_sign();
    let (mut all, mut stolen) = (Pads::default(), Pads::default());
    for timed in &view.happenings {
        let Happening::Pickup { car: who, pad, boost_before } = timed.happening else { continue };
        let Some(place) = view.pads.get(usize::from(pad)).filter(|_| usize::from(who) == car) else { continue };
        all.add(place.big, f64::from(boost_before));
        if place.pos[1] * other_half > 0.0 {
            stolen.add(place.big, f64::from(boost_before));
        }
    }
    (all, stolen)
}
