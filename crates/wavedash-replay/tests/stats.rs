//! Statistics of a made-up match of known numbers.

use std::collections::BTreeSet;

use wavedash_core::{CarPreset, CarSnapshot, PadSnapshot, Snapshot, Team};
use wavedash_replay::stats::{self, Confidence, Scope};
use wavedash_replay::{Freshness, Happening, Moment, Origin, PadsTold, Player, Timed, Timeline};

const RATE: f32 = 30.0;

/// Ten seconds: blue drives at 1500 uu/s up the pitch and uses all its boost at 33 a second, orange stands at its goal.
fn timeline(origin: Origin) -> Timeline {
    let player = |name: &str, team| Player { name: name.to_owned(), team, preset: CarPreset::Octane };
    let moments = (0..300).map(|i| {
        let seconds = f64::from(i) / f64::from(RATE);
        let mut blue =
            CarSnapshot { team: Team::Blue, boost: (40.0 - 33.3 * seconds as f32).max(0.0), ..CarSnapshot::default() };
        blue.pos = [0.0, -4000.0 + 1500.0 * seconds as f32 * 0.5, 17.0];
        blue.vel = [0.0, 1500.0, 0.0];
        blue.on_ground = true;
        let orange =
            CarSnapshot { team: Team::Orange, pos: [0.0, 5000.0, 17.0], on_ground: true, ..CarSnapshot::default() };
        Moment {
            seconds,
            clock: None,
            in_play: true,
            snapshot: Snapshot {
                cars: vec![blue, orange],
                pads: vec![PadSnapshot::default(); 34],
                ..Snapshot::default()
            },
            fresh: Freshness::default(),
        }
    });
    let at = |seconds, happening| Timed { seconds, happening };
    let players = vec![player("a", Team::Blue), player("b", Team::Orange)];
    Timeline {
        moments: moments.collect(),
        happenings: vec![
            at(0.0, Happening::Kickoff),
            at(1.0, Happening::Touch { car: 0, ball: [0.0; 3] }),
            at(4.0, Happening::Touch { car: 1, ball: [0.0; 3] }),
            at(5.0, Happening::Pickup { car: 0, pad: 33, boost_before: 95.0 }),
            at(6.0, Happening::Shot { car: 0 }),
            at(8.0, Happening::Goal { team: Team::Blue, scorer: Some(0), assist: None }),
        ],
        score: [1, 0],
        ..Timeline::new(origin, players, RATE)
    }
}

#[test]
fn every_statistic_of_the_registry_has_a_value_and_no_other_is_made() {
    let stats = stats::stats(&timeline(Origin::Simulated));
    let keys =
        |scope| stats::registry().filter(|stat| stat.scope == scope).map(|stat| stat.key).collect::<BTreeSet<_>>();
    for player in &stats.players {
        assert_eq!(player.values.keys().copied().collect::<BTreeSet<_>>(), keys(Scope::Player));
    }
    for team in &stats.teams {
        assert_eq!(team.values.keys().copied().collect::<BTreeSet<_>>(), keys(Scope::Team));
    }
    assert_eq!(stats::registry().count(), keys(Scope::Player).len() + keys(Scope::Team).len(), "keys are unique");
    assert!(stats::registry().all(|stat| stat.definition.ends_with('.') && stat.definition.len() > 8));
}

#[test]
fn simulated_matches_are_exact_and_recorded_ones_say_how_far_they_can_be_trusted() {
    assert!(stats::registry().all(|stat| stat.confidence(Origin::Simulated) == Confidence::Exact));
    let touches = stats::find("touches").expect("there is such a key");
    assert_eq!(touches.confidence(Origin::Recorded), Confidence::Estimated);
    let (simulated, recorded) = (stats::stats(&timeline(Origin::Simulated)), stats::stats(&timeline(Origin::Recorded)));
    assert_eq!(simulated.players, recorded.players, "the same code counts both");
}

#[test]
fn counts_of_pads_are_only_as_good_as_their_takings_are_told() {
    let with = |pads| stats::stats(&Timeline { pads, ..timeline(Origin::Recorded) });
    let pads = stats::find("count_collected_small").expect("there is such a key");
    let used = stats::find("amount_used").expect("there is such a key");
    let some = with(PadsTold::Some);
    assert_eq!((some.confidence(pads), some.confidence(used)), (Confidence::Estimated, Confidence::Measured));
    assert_eq!(with(PadsTold::All).confidence(pads), Confidence::Exact);
    let unknown = &with(PadsTold::Unknown).players[0].values;
    for key in ["count_collected_small", "amount_collected", "count_stolen_big", "amount_overfill", "bcpm"] {
        assert_eq!(unknown[key], None, "{key}");
    }
    assert!(unknown["amount_used"].is_some() && some.players[0].values["count_collected_small"] == Some(1.0));
}

#[test]
fn known_numbers_come_out() {
    let stats = stats::stats(&timeline(Origin::Simulated));
    let value = |player: usize, key: &str| stats.players[player].values[key].expect("there is a value");
    assert_eq!((value(0, "goals"), value(1, "goals_against"), value(0, "shooting_percentage")), (1.0, 1.0, 100.0));
    assert_eq!(stats.players[1].values["shooting_percentage"], None);
    assert!((value(0, "avg_speed") - 1500.0).abs() < 1e-6);
    assert!((value(0, "time_boost_speed") - 10.0).abs() < 1e-6);
    assert!((value(0, "amount_used") - 40.0 - 5.0).abs() < 0.01, "{}", value(0, "amount_used"));
    assert_eq!(
        (value(0, "count_stolen_small"), value(0, "amount_collected"), value(0, "amount_overfill")),
        (1.0, 5.0, 7.0)
    );
    // From 1 s to 4 s, and from 4 s to the goal.
    assert!((value(0, "possession_time") - 3.0).abs() < 0.05 && (value(1, "possession_time") - 4.0).abs() < 0.05);
    assert_eq!((value(0, "turnovers"), value(1, "goals_against_while_last_defender")), (1.0, 1.0));
    assert!((value(1, "percent_defensive_third") - 100.0).abs() < 1e-9);
}
