//! Masks against the simulator: what a closed choice does, an open one does too.

use std::sync::Arc;

use wavedash_core::Controls;
use wavedash_env::Scene;
use wavedash_env::act::ActionParser;
use wavedash_env::registry::{Component, Registry};
use wavedash_sim::workload::{Workload, WorkloadKind};
use wavedash_sim::{Arena, ArenaConfig, BodyState, Event, Surface};

/// Ticks of an agent step.
const TICKS: usize = 8;

/// All actions of a space, and the positions of their choices in a mask.
fn actions(space: &dyn ActionParser) -> Vec<(Vec<f32>, Vec<usize>)> {
    let mut all = vec![(Vec::new(), Vec::new())];
    let mut first = 0;
    for count in space.choices() {
        all = all
            .into_iter()
            .flat_map(|(action, places): (Vec<f32>, Vec<usize>)| {
                (0..*count).map(move |i| {
                    let (mut action, mut places) = (action.clone(), places.clone());
                    action.push(i as f32);
                    places.push(first + i);
                    (action, places)
                })
            })
            .collect();
        first += count;
    }
    all
}

/// Where a step with these controls of the first car leaves it and the ball, and whether it was a step of the
/// kind that masks reckon with: wheels down or in the air all the time, and no pad taken.
fn after(arena: &Arena, held: &[Controls], controls: Controls) -> ((BodyState, f32, BodyState), bool) {
    let mut arena = arena.clone();
    let mut all = held.to_vec();
    all[0] = controls;
    let down = |arena: &Arena| (arena.state().cars[0].wheel_contacts & 15).count_ones();
    let stands = down(&arena) >= 3;
    let mut is_usual = stands || down(&arena) == 0;
    for _ in 0..TICKS {
        arena.step(&all);
        is_usual &= if stands { down(&arena) >= 3 } else { down(&arena) == 0 };
        is_usual &= !arena.events().iter().any(|event| matches!(event, Event::Pickup { .. }));
    }
    let car = &arena.state().cars[0];
    ((car.body, car.boost, arena.state().ball.body), is_usual)
}

/// Of the closed actions in a match: those in unusual steps, those in usual ones, and those of the last that no
/// open action stands in for.
fn space(component: impl core::borrow::Borrow<Component>) -> Box<dyn ActionParser> {
    Registry::builtin_ref().build_actions(component.borrow(), "actions").expect("a registered space")
}

fn closed(config: &Component, kind: WorkloadKind) -> [usize; 3] {
    let space = space(config);
    let actions = actions(&*space);
    let mut arena = Arena::new(ArenaConfig::soccar(Arc::new(Surface::soccar()), 1, 1)).expect("a usual arena");
    let mut workload = Workload::new(kind, 5, 0, 2);
    workload.kickoff(&mut arena).expect("a usual kick-off");
    let mut counts = [0; 3];
    for tick in 0..8000 {
        workload.step(&mut arena, |_| ()).expect("a usual step");
        if tick % 40 != 0 {
            continue;
        }
        let snapshot = arena.snapshot();
        let scene = Scene::new(&snapshot, &[]);
        let mut mask = vec![false; space.choices().iter().sum()];
        space.mask(&scene.cars[0], &mut mask);
        let held: Vec<_> = snapshot.cars.iter().map(|car| car.controls).collect();
        let (open, closed): (Vec<_>, Vec<_>) =
            actions.iter().partition(|(_, places)| places.iter().all(|place| mask[*place]));
        let open: Vec<_> = open.iter().map(|(action, _)| after(&arena, &held, space.controls(action)).0).collect();
        for (action, _) in &closed {
            let (outcome, is_usual) = after(&arena, &held, space.controls(action));
            counts[usize::from(is_usual)] += 1;
            counts[2] += usize::from(is_usual && !open.contains(&outcome));
        }
    }
    counts
}

#[test]
fn what_a_closed_action_does_an_open_one_does_too() {
    for (name, config) in [("table", Component::named("table90")), ("multi", Component::named("multi"))] {
        for kind in [WorkloadKind::Chaos, WorkloadKind::Drive] {
            let [unusual, usual, lost] = closed(&config, kind);
            println!("{name} {kind:?}: {usual} closed actions in usual steps, {unusual} in others, {lost} lost");
            assert!(usual > 2000, "{name} {kind:?}: {usual}");
            assert_eq!(lost, 0, "{name} {kind:?}");
        }
    }
}
