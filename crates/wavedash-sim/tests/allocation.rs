//! A step allocates nothing once its buffers have grown to what the match needs.

use std::sync::Arc;

use wavedash_core::Snapshot;
use wavedash_sim::workload::{Workload, WorkloadKind};
use wavedash_sim::{Arena, ArenaConfig, Event, Surface};

const TICKS: usize = 20_000;

#[test]
fn a_match_that_is_played_again_allocates_nothing() {
    let surface = Arc::new(Surface::soccar());
    for team in [1, 3] {
        let mut arena =
            Arena::new(ArenaConfig::soccar(Arc::clone(&surface), team, team)).expect("a valid configuration");
        let mut drivers = Workload::new(WorkloadKind::Chaos, 1, 0, 2 * team);
        let mut snapshot = Snapshot::default();
        let mut play = |arena: &mut Arena, drivers: &mut Workload| {
            for _ in 0..TICKS {
                let goal = arena.step(drivers.controls(arena)).iter().any(|event| matches!(event, Event::Goal { .. }));
                drivers.advance(goal);
                arena.snapshot_into(&mut snapshot);
                if goal {
                    arena.kickoff();
                }
            }
        };
        let beginning = (arena.state().clone(), drivers.clone());
        play(&mut arena, &mut drivers);
        let end = arena.hash();

        arena.set_state(&beginning.0).expect("the arena's own state is valid");
        drivers = beginning.1;
        let counted = allocation_counter::measure(|| play(&mut arena, &mut drivers));
        assert_eq!(arena.hash(), end, "the same match");
        assert_eq!(counted.count_total, 0, "{team}v{team}: {} bytes", counted.bytes_total);
    }
}
