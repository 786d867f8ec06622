//! A step allocates nothing once the buffers have grown to what the matches need.

use wavedash_env::{EnvConfig, Pool};

#[test]
fn a_warm_pool_steps_without_allocating() {
    // Two pools play the same; the second time every buffer has the size that it needs.
    let steps = 600;
    let mut pool = Pool::new(&EnvConfig::default(), 4, 1, 0).expect("a valid configuration");
    let actions: Vec<f32> = (0..pool.batch().agents() * pool.batch().widths.action).map(|i| (i % 3) as f32).collect();
    for _ in 0..steps {
        pool.step(&actions).expect("a step");
    }
    let counted = allocation_counter::measure(|| {
        for _ in 0..steps {
            pool.step(&actions).expect("a step");
        }
    });
    // Episodes end in between; buffers of rare pile-ups may still grow, which is no allocation per step.
    assert!(counted.count_total < 20, "{} allocations in {steps} steps", counted.count_total);
}
