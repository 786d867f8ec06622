//! A step allocates nothing once the buffers have grown to what the matches need, ends of episodes included. All
//! threads are counted, so this is the only test of its program: others would be counted as well.

use std::alloc::System;

use stats_alloc::{INSTRUMENTED_SYSTEM, Region, StatsAlloc};
use wavedash_env::{Autoreset, EnvConfig, RowsMut, VecEnv};

#[global_allocator]
static COUNTED: &StatsAlloc<System> = &INSTRUMENTED_SYSTEM;

const STEPS: usize = 630;

/// Allocations of a number of steps of a pool with these threads that has played for a while; `is_lent`: into buffers of
/// the caller, with arenas that are held for a step after an end.
fn allocations(threads: usize, is_lent: bool) -> usize {
    // Every change that can be made to a start state, and ends every three seconds.
    let config = r#"{
        "reset": { "shuffle_cars": { "of": { "swap_ends": { "p": 0.5, "of": { "mirror": { "p": 0.5, "of": {
            "random_pads": { "p": 0.5, "of": { "random_boost": { "low": 0.0, "high": 1.0, "of": { "mixture": { "of": [
                { "weight": 1.0, "reset": { "lucy": {} } }, { "weight": 1.0, "reset": "kickoff_like" }
            ] } } } } }
        } } } } } } },
        "end": { "when": ["goal", { "time_limit": { "seconds": 3.0 } }] },
        "reward": { "normalise": {} }
    }"#;
    let config: EnvConfig = serde_json::from_str(config).expect("names that exist");
    let autoreset = if is_lent { Autoreset::NextStep } else { Autoreset::SameStep };
    let builder = VecEnv::builder(&config).arenas(12).threads(threads).autoreset(autoreset);
    let mut pool = builder.build().expect("a valid configuration");
    let actions: Vec<f32> = (0..pool.batch().agents() * pool.batch().widths.action).map(|i| (i % 3) as f32).collect();
    let mut lent = pool.batch().clone();
    let mut step = || {
        if !is_lent {
            pool.step(&actions).expect("a step");
            return;
        }
        let (widths, agents) = (lent.widths, lent.agents());
        let mut rows = RowsMut::new(widths, agents, lent.buffers()).expect("buffers of a batch");
        pool.step_into(&actions, &mut rows).expect("a step");
    };
    (0..4 * STEPS).for_each(|_| step());
    let region = Region::new(COUNTED);
    (0..STEPS).for_each(|_| step());
    let change = region.change();
    println!("{threads} threads, lent {is_lent}: {change:?}");
    change.allocations + change.reallocations
}

#[test]
fn a_warm_pool_steps_without_allocating() {
    for is_lent in [false, true] {
        let one = allocations(1, is_lent);
        assert!(one < 20, "{one} allocations in {STEPS} steps, lent {is_lent}");
        // rayon hands work from outside to its threads in a queue of blocks with 63 places.
        let three = allocations(3, is_lent);
        assert!(three < one + STEPS / 63 + 2, "{three} allocations in {STEPS} steps, lent {is_lent}");
    }
}
