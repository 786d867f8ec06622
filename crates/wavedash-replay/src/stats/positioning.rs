//! Places relative to pitch, ball and mates.

use wavedash_core::units::BACK_WALL_Y;

use super::registry::stats;
use super::view::{View, distance};
use super::{Stat, Values, mean, percent};
use crate::timeline::{Happening, Moment};

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

#[derive(Default)]
struct Sums {
    time: f64,
    to_ball: f64,
    owned: (f64, f64),
    not_owned: (f64, f64),
    to_mates: (f64, f64),
    thirds: [f64; 3],
    halves: [f64; 2],
    behind: f64,
    ranks: [f64; 4],
}

pub(super) fn player(view: &View<'_>, car: usize, values: &mut Values) {
    let (step, team) = (view.step, view.team(car));
    // Own goal at negative values.
    let forward = -team.own_goal_sign();
    let mut sums = Sums::default();
    for (number, moment, state) in view.on_pitch(car) {
        let ball = moment.snapshot.ball.pos;
        let far = distance(state.pos, ball);
        sums.time += step;
        sums.to_ball += far * step;
        match view.owner[number].and_then(|owner| view.team_of(owner)) {
            Some(owner) if owner == team => sums.owned = (sums.owned.0 + far, sums.owned.1 + 1.0),
            Some(_) => sums.not_owned = (sums.not_owned.0 + far, sums.not_owned.1 + 1.0),
            None => {}
        }
        let y = state.pos[1] * forward;
        sums.thirds[usize::from(y > -THIRD) + usize::from(y > THIRD)] += step;
        sums.halves[usize::from(y > 0.0)] += step;
        sums.behind += if y < ball[1] * forward { step } else { 0.0 };
        if let Some(ranks) = ranks(view, moment, car) {
            (0..4).for_each(|i| sums.ranks[i] += if ranks[i] { step } else { 0.0 });
        }
        for mate in mates(view, moment, car) {
            sums.to_mates = (sums.to_mates.0 + distance(state.pos, mate), sums.to_mates.1 + 1.0);
        }
    }
    values.insert("avg_distance_to_ball", mean(sums.to_ball, sums.time));
    values.insert("avg_distance_to_ball_possession", mean(sums.owned.0, sums.owned.1));
    values.insert("avg_distance_to_ball_no_possession", mean(sums.not_owned.0, sums.not_owned.1));
    values.insert("avg_distance_to_mates", mean(sums.to_mates.0, sums.to_mates.1));
    for (seconds, share, part) in [
        ("time_defensive_third", "percent_defensive_third", sums.thirds[0]),
        ("time_neutral_third", "percent_neutral_third", sums.thirds[1]),
        ("time_offensive_third", "percent_offensive_third", sums.thirds[2]),
        ("time_defensive_half", "percent_defensive_half", sums.halves[0]),
        ("time_offensive_half", "percent_offensive_half", sums.halves[1]),
        ("time_behind_ball", "percent_behind_ball", sums.behind),
        ("time_infront_ball", "percent_infront_ball", sums.time - sums.behind),
        ("time_most_back", "percent_most_back", sums.ranks[0]),
        ("time_most_forward", "percent_most_forward", sums.ranks[1]),
        ("time_closest_to_ball", "percent_closest_to_ball", sums.ranks[2]),
        ("time_farthest_from_ball", "percent_farthest_from_ball", sums.ranks[3]),
    ] {
        values.insert(seconds, Some(part));
        values.insert(share, percent(part, sums.time));
    }
    values.insert("goals_against_while_last_defender", Some(goals_as_last(view, car)));
}

/// Places of the other cars of a side that are on the pitch.
fn mates<'a>(view: &View<'a>, moment: &'a Moment, car: usize) -> impl Iterator<Item = [f32; 3]> + use<'a> {
    let team = view.team(car);
    let players = &view.timeline.players;
    let others = moment.snapshot.cars.iter().zip(players).enumerate();
    let is_mate = move |i: usize, other: wavedash_core::Team| i != car && other == team;
    others
        .filter(move |(i, (state, player))| is_mate(*i, player.team) && !state.is_demolished)
        .map(|(_, (state, _))| state.pos)
}

/// Last, foremost, nearest to the ball, furthest from it, among the side; none without mates.
fn ranks(view: &View<'_>, moment: &Moment, car: usize) -> Option<[bool; 4]> {
    let forward = -view.team(car).own_goal_sign();
    let (place, ball) = (moment.snapshot.cars[car].pos, moment.snapshot.ball.pos);
    let (y, far) = (place[1] * forward, distance(place, ball));
    let mut ranks = [true; 4];
    let mut has_mates = false;
    for mate in mates(view, moment, car) {
        has_mates = true;
        let (mate_y, mate_far) = (mate[1] * forward, distance(mate, ball));
        let beats = [y < mate_y, y > mate_y, far < mate_far, far > mate_far];
        (0..4).for_each(|i| ranks[i] &= beats[i]);
    }
    has_mates.then_some(ranks)
}

fn goals_as_last(view: &View<'_>, car: usize) -> f64 {
    let against = view.team(car).other();
    let goals = view
        .happenings()
        .iter()
        .filter(|timed| matches!(timed.happening, Happening::Goal { team, .. } if team == against));
    let is_last = goals.filter(|goal| {
        // The last moment before the goal.
        let next = view.timeline.moments.partition_point(|moment| moment.seconds < goal.seconds);
        let before = next.checked_sub(1).and_then(|i| view.timeline.moments.get(i));
        before.is_some_and(|moment| {
            let on_pitch = moment.snapshot.cars.get(car).is_some_and(|state| !state.is_demolished);
            on_pitch && ranks(view, moment, car).is_none_or(|ranks| ranks[0])
        })
    });
    is_last.count() as f64
}
