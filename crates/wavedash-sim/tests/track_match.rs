//! Trackers over long matches: counters against the arena's own events.

#![allow(clippy::unwrap_used, reason = "a test that panics has failed")]

use std::sync::Arc;

use wavedash_core::Team;
use wavedash_sim::workload::{Workload, WorkloadKind};
use wavedash_sim::{
    Arena, ArenaConfig, CarCounts, DemolitionMode, Event, Surface, Tracker, TrackerConfig, soccar_pads,
};

#[test]
fn counters_agree_with_the_events_of_a_long_match_and_the_arena_does_not_notice() {
    let normal = long_match(DemolitionMode::Normal);
    assert!(normal.bumps > 0 && normal.flips > 0 && normal.big_pads > 0 && normal.small_pads > 0, "{normal:?}");
    let rough = long_match(DemolitionMode::OnContact);
    assert!(rough.demolitions > 0 && rough.demolitions == rough.demolished, "{rough:?}");
}

/// Plays chaos, checks the counters and returns the sums of those that need no judgement.
fn long_match(demolition: DemolitionMode) -> CarCounts {
    let mut config = ArenaConfig::soccar(Arc::new(Surface::soccar()), 2, 2);
    config.mutators.demolition = demolition;
    let mut arena = Arena::new(config).unwrap();
    let mut twin = arena.clone();
    let pads = soccar_pads();
    let mut workloads = [Workload::new(WorkloadKind::Chaos, 9, 0, 4), Workload::new(WorkloadKind::Chaos, 9, 0, 4)];
    workloads[0].kickoff(&mut arena).unwrap();
    workloads[1].kickoff(&mut twin).unwrap();
    let mut tracker = Tracker::new(&arena, TrackerConfig::default()).unwrap();
    let mut copy = tracker.clone();
    let (mut expected, mut goals, mut contacts) = ([CarCounts::default(); 4], [0, 0], 0);
    for _ in 0..30_000 {
        workloads[0]
            .step(&mut arena, |event| match *event {
                Event::Demolition { attacker, victim, .. } => {
                    expected[usize::from(attacker)].demolitions += 1;
                    expected[usize::from(victim)].demolished += 1;
                }
                Event::Bump { attacker, victim, .. } => {
                    expected[usize::from(attacker)].bumps += 1;
                    expected[usize::from(victim)].bumped += 1;
                }
                Event::Pickup { car, pad } if pads[usize::from(pad)].big => {
                    expected[usize::from(car)].big_pads += 1;
                }
                Event::Pickup { car, .. } => expected[usize::from(car)].small_pads += 1,
                Event::Flip { car } => expected[usize::from(car)].flips += 1,
                Event::Goal { team } => goals[team.index()] += 1,
                Event::Touch { .. } => contacts += 1,
                _ => {}
            })
            .unwrap();
        workloads[1].step(&mut twin, |_| {}).unwrap();
        assert_eq!(tracker.update(&arena), copy.update(&arena));
    }
    assert_eq!(arena.hash(), twin.hash());
    for (i, expected) in expected.into_iter().enumerate() {
        let got = tracker.car(i);
        let CarCounts { touches, shots, saves, goals, assists, own_goals, possession_ticks, .. } = got;
        let expected = CarCounts { touches, shots, saves, goals, assists, own_goals, possession_ticks, ..expected };
        assert_eq!(got, expected);
    }
    let of = |count: fn(&CarCounts) -> u32| (0..4).map(|i| count(&tracker.car(i))).sum::<u32>();
    assert_eq!(Team::ALL.map(|team| tracker.team(team).goals), goals);
    assert!(of(|c| c.goals) + of(|c| c.own_goals) <= goals[0] + goals[1]);
    assert!((20..contacts).contains(&of(|c| c.touches)), "{} of {contacts}", of(|c| c.touches));
    assert!(of(|c| c.saves) <= of(|c| c.shots));
    // Prediction on demand costs a small part of the match itself.
    assert!(tracker.predicted_ticks() < 15_000, "{}", tracker.predicted_ticks());
    CarCounts {
        demolitions: of(|c| c.demolitions),
        demolished: of(|c| c.demolished),
        bumps: of(|c| c.bumps),
        flips: of(|c| c.flips),
        big_pads: of(|c| c.big_pads),
        small_pads: of(|c| c.small_pads),
        ..CarCounts::default()
    }
}
