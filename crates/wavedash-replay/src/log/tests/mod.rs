//! Logs of chaos matches: played back, sought in, cut off, altered.

mod damage;
mod hostile;
mod play;

use std::sync::Arc;

use wavedash_core::Controls;
use wavedash_sim::workload::{Workload, WorkloadKind};
use wavedash_sim::{Arena, ArenaConfig, Event, Surface, Tracker, TrackerConfig};

use super::{Agent, Recorder, Rules};

/// A match as it was played, and its log.
struct Match {
    file: Vec<u8>,
    /// Of the states after 0, 1, 2... ticks.
    hashes: Vec<u64>,
    kickoffs: usize,
}

fn config(seed: u64, size: usize) -> ArenaConfig {
    ArenaConfig { seed, arena_id: 3, ..ArenaConfig::soccar(surface(), size, size) }
}

fn surface() -> Arc<Surface> {
    Arc::clone(crate::surface::soccar())
}

fn agents(cars: usize) -> Vec<Agent> {
    (0..cars).map(|car| Agent { name: format!("driver {car}"), tick_skip: (car % 2 == 0).then_some(8) }).collect()
}

/// Chaos: every number of every control is another one, and the ball is pushed at kick-offs. Every `again` ticks and
/// after goals there is a kick-off.
fn record(config: ArenaConfig, ticks: u64, again: u64) -> Match {
    let cars = config.cars.len();
    let mut workload = Workload::new(WorkloadKind::Chaos, config.seed, config.arena_id, cars);
    let mut arena = Arena::new(config).unwrap();
    workload.kickoff(&mut arena).unwrap();
    let rules = Rules { ticks: Some(ticks), goals: None };
    let mut recorder = Recorder::new(Vec::new(), &arena, &agents(cars), rules).unwrap();
    let mut tracker = Tracker::new(&arena, TrackerConfig::default()).unwrap();
    let (mut hashes, mut kickoffs) = (vec![arena.hash()], 0);
    for tick in 1..=ticks {
        let held: Vec<Controls> = workload.controls(&arena).to_vec();
        let goal = arena.step(&held).iter().any(|event| matches!(event, Event::Goal { .. }));
        workload.advance(goal);
        recorder.tick(&held, &arena, tracker.update(&arena)).unwrap();
        if goal || tick % again == 0 {
            workload.kickoff(&mut arena).unwrap();
            kickoffs += 1;
            tracker.update(&arena);
            tracker.reset();
            recorder.placed(&arena);
        }
        assert_eq!(recorder.ticks(), tick);
        hashes.push(arena.hash());
    }
    Match { file: recorder.finish(&arena).unwrap(), hashes, kickoffs }
}

/// Three chunks, the second of which begins with a kick-off, and a few ticks.
fn example() -> Match {
    record(config(4, 2), 2_500, 1_200)
}
