//! A step allocates nothing once the buffers have grown to what the matches need, ends of episodes included. All
//! threads are counted, so this is the only test of its program: others would be counted as well.

use std::alloc::System;

use stats_alloc::{INSTRUMENTED_SYSTEM, Region, StatsAlloc};
use wavedash_env::{EnvConfig, VecEnv};

#[global_allocator]
static COUNTED: &StatsAlloc<System> = &INSTRUMENTED_SYSTEM;

const STEPS: usize = 630;

/// Allocations of a number of steps of a pool with these threads that has played for a while.
fn allocations(threads: usize) -> usize {
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
    let mut pool = VecEnv::builder(&config).arenas(12).threads(threads).build().expect("a valid configuration");
    let actions: Vec<f32> = (0..pool.batch().agents() * pool.batch().widths.action).map(|i| (i % 3) as f32).collect();
    for _ in 0..4 * STEPS {
        pool.step(&actions).expect("a step");
    }
    let region = Region::new(COUNTED);
    for _ in 0..STEPS {
        pool.step(&actions).expect("a step");
    }
    let change = region.change();
    println!("{threads} threads: {change:?}");
    change.allocations + change.reallocations
}

#[test]
fn a_warm_pool_steps_without_allocating() {
    let one = allocations(1);
    assert!(one < 20, "{one} allocations in {STEPS} steps");
    // rayon hands work from outside to its threads in a queue of blocks with 63 places.
    let three = allocations(3);
    assert!(three < one + STEPS / 63 + 2, "{three} allocations in {STEPS} steps");
}
