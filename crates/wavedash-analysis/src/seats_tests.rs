//! Matches in which more people play than cars stand on the pitch.

use wavedash_core::{CarPreset, CarSnapshot, Team};
use wavedash_env::reward::{Preset, RewardConfig};
use wavedash_replay::{Away, Happening, Origin, Player, Timeline};

use crate::stats::Columns;
use crate::views::tests::{STEP, recorded};
use crate::{Played, Subject, Trace};

const ALL: [f64; 2] = [0.0, f64::INFINITY];

fn lucy() -> Subject {
    Subject::whole("lucy", RewardConfig::of(Preset::Lucy), wavedash_env::Registry::builtin_ref())
        .expect("a preset is whole")
}

fn trace(timeline: &Timeline) -> Trace {
    Trace::new(&lucy(), &Played::of(timeline, STEP), ALL).expect("there is play")
}

/// What snapshots hold of a car that is not there.
fn absent(team: Team) -> CarSnapshot {
    CarSnapshot { team, is_demolished: true, ..CarSnapshot::default() }
}

/// A player has no car from one time to another.
fn away(car: usize, from: f64, to: f64) -> Away {
    Away { car: car as u8, from, to }
}

/// The two-a-side match of the tests as if read from a file.
fn four() -> Timeline {
    Timeline { origin: Origin::Recorded, ..recorded(15).0 }
}

/// The same match, with players in front of each side's who come when nobody looks: the four are players 5, 6 and 12, 13.
fn fourteen() -> (Timeline, [usize; 4]) {
    let mut timeline = four();
    let place = |car: usize| if car < 2 { car + 5 } else { car + 10 };
    let side = |seat: usize| if seat < 7 { Team::Blue } else { Team::Orange };
    let all = |seat: usize| (0..4).find(|car| place(*car) == seat);
    let player = |i: usize| Player { name: format!("p{i}"), team: side(i), preset: CarPreset::Octane };
    timeline.players = (0..14).map(player).collect();
    timeline.away = (0..14).filter(|i| all(*i).is_none()).map(|i| away(i, 0.0, f64::INFINITY)).collect();
    for moment in &mut timeline.moments {
        let cars = &moment.snapshot.cars;
        moment.snapshot.cars = (0..14).map(|i| all(i).map_or_else(|| absent(side(i)), |car| cars[car])).collect();
    }
    for timed in &mut timeline.happenings {
        let shift = |car: &mut u8| *car = place(usize::from(*car)) as u8;
        match &mut timed.happening {
            Happening::Kickoff => {}
            Happening::Goal { scorer, assist, .. } => scorer.iter_mut().chain(assist).for_each(shift),
            Happening::Demolition { attacker, victim } | Happening::Bump { attacker, victim } => {
                shift(attacker);
                shift(victim);
            }
            Happening::Touch { car, .. }
            | Happening::Shot { car }
            | Happening::Save { car }
            | Happening::Pickup { car, .. }
            | Happening::Jump { car }
            | Happening::DoubleJump { car }
            | Happening::Flip { car } => shift(car),
        }
    }
    (timeline, [0, 1, 2, 3].map(place))
}

#[test]
fn a_roster_of_any_length_is_paid_as_the_cars_on_the_pitch_are() {
    let few = trace(&four());
    let (timeline, seats) = fourteen();
    let many = trace(&timeline);
    assert_eq!((many.players.len(), many.rows.len()), (14, few.rows.len()));
    for component in 0..few.components.len() {
        for (car, seat) in seats.into_iter().enumerate() {
            let of = |trace: &Trace, player| trace.sum(player, component);
            assert_eq!(of(&many, seat), of(&few, car), "{} of car {car}", few.components[component]);
        }
    }
    for player in (0..14).filter(|player| !seats.contains(player)) {
        assert_eq!(many.steps(player), 0, "player {player} never had a car");
    }
    let few = Columns::new(&lucy(), &Played::of(&four(), STEP).episodes).expect("lucy means something");
    let many = Columns::new(&lucy(), &Played::of(&timeline, STEP).episodes).expect("lucy means something");
    assert_eq!(few, many, "statistics are over the same rows");
}

#[test]
fn who_leaves_earns_nothing_afterwards_and_the_others_go_on() {
    let mut timeline = four();
    timeline.happenings.clear();
    timeline.moments.truncate(100);
    timeline.moments[60..].iter_mut().for_each(|moment| moment.snapshot.cars[3] = absent(Team::Orange));
    timeline.away.push(away(3, timeline.moments[60].seconds, f64::INFINITY));
    let played = Played::of(&timeline, STEP);
    let cars: Vec<usize> = played.episodes.iter().map(|episode| episode.seats.len()).collect();
    assert_eq!(cars, [4, 3]);
    let trace = trace(&timeline);
    assert_eq!([trace.steps(0), trace.steps(3)], [59 + 39, 59]);
    let table = table(&trace);
    assert_eq!(table.lines().count(), 1 + 59 * 4 + 39 * 3, "a line per car on the pitch");
}

#[test]
fn who_is_demolished_earns_nothing_until_the_car_is_back() {
    let mut timeline = four();
    timeline.happenings.clear();
    timeline.moments.truncate(100);
    for (i, moment) in timeline.moments[40..70].iter_mut().enumerate() {
        let car = &mut moment.snapshot.cars[0];
        (car.is_demolished, car.respawn_seconds) = (true, (30 - i) as f32 / 15.0);
    }
    let played = Played::of(&timeline, STEP);
    assert_eq!(played.episodes.len(), 1, "a demolition is a part of play");
    let trace = trace(&timeline);
    // The step in which it is demolished is paid, the one in which it comes back is not.
    let paid: Vec<bool> = (0..99).map(|row| trace.value(row, 0, 0).is_some()).collect();
    assert_eq!(paid.iter().position(|paid| !paid), Some(40));
    assert_eq!(paid.iter().filter(|paid| !**paid).count(), 30);
    assert_eq!(trace.steps(1), 99);
}

#[test]
fn more_cars_than_a_scene_holds_are_left_out_and_said() {
    let (mut timeline, _) = fourteen();
    timeline.happenings.clear();
    timeline.moments.truncate(100);
    let [from, to] = [30, 60].map(|i| timeline.moments[i].seconds);
    timeline.away.retain(|away| away.car >= 5);
    timeline.away.extend((0..5).flat_map(|car| [away(car, 0.0, from), away(car, to, f64::INFINITY)]));
    let played = Played::of(&timeline, STEP);
    assert_eq!(played.left_out, ["2 s with more than 8 cars on the pitch"]);
    let lengths: Vec<usize> = played.episodes.iter().map(|episode| episode.steps()).collect();
    assert_eq!(lengths, [29, 39]);
}

fn table(trace: &Trace) -> String {
    let mut bytes = Vec::new();
    trace.write_csv(&mut bytes).expect("memory can be written");
    String::from_utf8(bytes).expect("a table is text")
}
