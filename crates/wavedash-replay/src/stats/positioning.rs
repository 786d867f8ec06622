//! Places relative to pitch, ball and mates.

use wavedash_core::rules::BACK_WALL_Y;
use wavedash_core::{CarSnapshot, Team};

use super::counter::Seen;
use super::registry::stats;
use super::view::distance;
use super::{Stat, Values, mean, percent};

pub(super) const STATS: &[Stat] = stats! { Positioning, Player:
    "avg_distance_to_ball" ["uu"] Measured: "Mean distance from the car's origin to the ball's centre.";
    "avg_distance_to_ball_possession" ["uu"] Estimated: "The same while the own side touched the ball last.";
    "avg_distance_to_ball_no_possession" ["uu"] Estimated: "The same while the other side touched the ball last.";
    "avg_distance_to_mates" ["uu"] Measured: "Mean distance to the mates on the pitch; none without mates.";
    "time_defensive_third" ["s"] Measured: "Time in the third next to the own goal (|y| beyond 1706.7 uu).";
    "time_neutral_third" ["s"] Measured: "Time in the middle third.";
    "time_offensive_third" ["s"] Measured: "Time in the third next to the other goal.";
    "time_defensive_half" ["s"] Measured: "Time in the own half.";
    "time_offensive_half" ["s"] Measured: "Time in the other half.";
    "time_behind_ball" ["s"] Measured: "Time nearer to the own back wall than the ball.";
    "time_infront_ball" ["s"] Measured: "Time nearer to the other back wall than the ball.";
    "percent_defensive_third" ["%"] Measured: "Share of time on the pitch in the defensive third.";
    "percent_neutral_third" ["%"] Measured: "Share of time in the neutral third.";
    "percent_offensive_third" ["%"] Measured: "Share of time in the offensive third.";
    "percent_defensive_half" ["%"] Measured: "Share of time in the own half.";
    "percent_offensive_half" ["%"] Measured: "Share of time in the other half.";
    "percent_behind_ball" ["%"] Measured: "Share of time behind the ball.";
    "percent_infront_ball" ["%"] Measured: "Share of time in front of the ball.";
    "time_most_back" ["s"] Measured: "Time as the side's last car; zero without mates.";
    "time_most_forward" ["s"] Measured: "Time as the side's foremost car; zero without mates.";
    "time_closest_to_ball" ["s"] Measured: "Time as the side's car nearest to the ball; zero without mates.";
    "time_farthest_from_ball" ["s"] Measured: "Time as the side's car furthest from the ball; zero without mates.";
    "percent_most_back" ["%"] Measured: "Share of time on the pitch as the last car.";
    "percent_most_forward" ["%"] Measured: "Share of time as the foremost car.";
    "percent_closest_to_ball" ["%"] Measured: "Share of time as the car nearest to the ball.";
    "percent_farthest_from_ball" ["%"] Measured: "Share of time as the car furthest from the ball.";
    "goals_against_while_last_defender" [""] Measured: "Goals of the other side at which the player was the side's last car.";
};

/// Where the middle third ends.
const THIRD: f32 = BACK_WALL_Y / 3.0;

/// Where a car is.
pub(super) struct Place {
    team: Team,
    /// Not demolished.
    is_there: bool,
    pos: [f32; 3],
    /// Towards the other goal, uu.
    y: f32,
    /// Distance to the ball, uu.
    to_ball: f64,
}

impl Place {
    pub(super) fn of(team: Team, car: &CarSnapshot, ball: [f32; 3]) -> Self {
        let y = car.pos[1] * -team.own_goal_sign();
        Self { team, is_there: !car.is_demolished, pos: car.pos, y, to_ball: distance(car.pos, ball) }
    }
}

/// Seconds on the pitch, sums of distances with the number of their terms, and counts.
#[derive(Default)]
pub(super) struct Sums {
    time: f64,
    to_ball: f64,
    owned: (f64, f64),
    not_owned: (f64, f64),
    to_mates: (f64, f64),
    thirds: [f64; 3],
    halves: [f64; 2],
    behind: f64,
    ranks: [f64; 4],
    /// Goals of the other side at whose last moment before the car was the last defender.
    pub(super) conceded_as_last: usize,
}

impl Sums {
    /// A moment in play with the car on the pitch.
    pub(super) fn see(&mut self, seen: &Seen<'_>, car: usize) {
        let (step, place) = (seen.step, &seen.places[car]);
        self.time += step;
        self.to_ball += place.to_ball * step;
        match seen.owner {
            Some(owner) if owner == place.team => self.owned = (self.owned.0 + place.to_ball, self.owned.1 + 1.0),
            Some(_) => self.not_owned = (self.not_owned.0 + place.to_ball, self.not_owned.1 + 1.0),
            None => {}
        }
        let y = place.y;
        self.thirds[usize::from(y > -THIRD) + usize::from(y > THIRD)] += step;
        self.halves[usize::from(y > 0.0)] += step;
        self.behind += if y < seen.ball[1] * -place.team.own_goal_sign() { step } else { 0.0 };
        // Last, foremost, nearest to the ball, furthest from it, among the side; nothing without mates.
        let (mut ranks, mut has_mates) = ([true; 4], false);
        for mate in mates(seen.places, car) {
            has_mates = true;
            let far = [place.to_ball < mate.to_ball, place.to_ball > mate.to_ball];
            let beats = [y < mate.y, y > mate.y, far[0], far[1]];
            (0..4).for_each(|i| ranks[i] &= beats[i]);
            self.to_mates = (self.to_mates.0 + distance(place.pos, mate.pos), self.to_mates.1 + 1.0);
        }
        (0..4).for_each(|i| self.ranks[i] += if has_mates && ranks[i] { step } else { 0.0 });
    }

    pub(super) fn player(&self, values: &mut Values) {
        values.insert("avg_distance_to_ball", mean(self.to_ball, self.time));
        values.insert("avg_distance_to_ball_possession", mean(self.owned.0, self.owned.1));
        values.insert("avg_distance_to_ball_no_possession", mean(self.not_owned.0, self.not_owned.1));
        values.insert("avg_distance_to_mates", mean(self.to_mates.0, self.to_mates.1));
        for (seconds, share, part) in [
            ("time_defensive_third", "percent_defensive_third", self.thirds[0]),
            ("time_neutral_third", "percent_neutral_third", self.thirds[1]),
            ("time_offensive_third", "percent_offensive_third", self.thirds[2]),
            ("time_defensive_half", "percent_defensive_half", self.halves[0]),
            ("time_offensive_half", "percent_offensive_half", self.halves[1]),
            ("time_behind_ball", "percent_behind_ball", self.behind),
            ("time_infront_ball", "percent_infront_ball", self.time - self.behind),
            ("time_most_back", "percent_most_back", self.ranks[0]),
            ("time_most_forward", "percent_most_forward", self.ranks[1]),
            ("time_closest_to_ball", "percent_closest_to_ball", self.ranks[2]),
            ("time_farthest_from_ball", "percent_farthest_from_ball", self.ranks[3]),
        ] {
            values.insert(seconds, Some(part));
            values.insert(share, percent(part, self.time));
        }
        values.insert("goals_against_while_last_defender", Some(self.conceded_as_last as f64));
    }
}

/// The other cars of a side that are on the pitch.
fn mates(places: &[Place], car: usize) -> impl Iterator<Item = &Place> {
    let team = places[car].team;
    let others = places.iter().enumerate().filter(move |(i, _)| *i != car);
    others.map(|(_, place)| place).filter(move |place| place.team == team && place.is_there)
}

/// The car is on the pitch, and its side's last one there.
pub(super) fn is_last_defender(places: &[Place], car: usize) -> bool {
    places.get(car).is_some_and(|place| place.is_there && mates(places, car).all(|mate| place.y < mate.y))
}
