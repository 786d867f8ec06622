//! The rapier solver keeps nothing from tick to tick.

use wavedash_sim::workload::{Workload, WorkloadKind};
use wavedash_sim::{Arena, SolverKind};

use super::arena;

/// Chaos matches under way.
fn chaos(team_size: usize, id: u64, ticks: usize) -> (Arena, Workload) {
    let mut arena = arena(SolverKind::Rapier, team_size, team_size);
    let mut workload = Workload::new(WorkloadKind::Chaos, 7, id, 2 * team_size);
    workload.kickoff(&mut arena).expect("kick-offs are valid");
    run(&mut arena, &mut workload, ticks);
    (arena, workload)
}

fn run(arena: &mut Arena, workload: &mut Workload, ticks: usize) {
    for _ in 0..ticks {
        workload.step(arena, |_| ()).expect("kick-offs are valid");
    }
}

#[test]
fn a_restored_match_goes_on_exactly_as_the_saved_one() {
    for team_size in 1..=3 {
        for ticks in [61, 400, 1234, 2500] {
            let (mut used, mut workload) = chaos(team_size, 1, ticks);
            // A fresh arena has an unused rapier world and the used one a world with a past.
            let mut fresh = arena(SolverKind::Rapier, team_size, team_size);
            fresh.set_state(used.state()).expect("a valid state");
            let mut same = workload.clone();
            for _ in 0..6 {
                run(&mut used, &mut workload, 100);
                run(&mut fresh, &mut same, 100);
                assert_eq!(used.hash(), fresh.hash(), "{team_size} cars a side, saved at tick {ticks}");
            }
        }
    }
}

#[test]
fn a_clone_goes_on_exactly_as_the_original() {
    let (mut original, mut workload) = chaos(2, 2, 777);
    let (mut clone, mut same) = (original.clone(), workload.clone());
    run(&mut original, &mut workload, 600);
    run(&mut clone, &mut same, 600);
    assert_eq!(original.hash(), clone.hash());
}

#[test]
fn matches_in_turn_are_the_matches_alone() {
    let alone: Vec<u64> = (0..4).map(|id| chaos(1 + id as usize % 3, id, 900).0.hash()).collect();
    let mut matches: Vec<_> = (0..4).map(|id| chaos(1 + id as usize % 3, id, 0)).collect();
    for _ in 0..900 {
        matches.iter_mut().for_each(|(arena, workload)| run(arena, workload, 1));
    }
    let in_turn: Vec<u64> = matches.iter().map(|(arena, _)| arena.hash()).collect();
    assert_eq!(alone, in_turn);
}

#[test]
fn no_contact_is_left_in_the_state() {
    // A car on its roof touches the floor in every tick; the state must not grow.
    let car = super::on_its_roof(super::moving([0.0, 0.0, 40.0], [0.0; 3]));
    let mut arena = super::placed(SolverKind::Rapier, super::aside(), &[car]);
    let before = arena.state().bytes();
    for _ in 0..60 {
        arena.step(&[]);
        assert_eq!(arena.state().bytes(), before);
    }
    assert!(arena.state().cars[0].hull_normal.z > 0.99, "the rules must know that the hull lies on the floor");
}
