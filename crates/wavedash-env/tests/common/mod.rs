//! Pools on one surface, and random actions for them.

use std::sync::{Arc, OnceLock};

use wavedash_core::{Purpose, Stream};
use wavedash_env::{EnvConfig, VecEnv};
use wavedash_sim::Surface;

fn surface() -> Arc<Surface> {
    static SURFACE: OnceLock<Arc<Surface>> = OnceLock::new();
    Arc::clone(SURFACE.get_or_init(|| Arc::new(Surface::soccar())))
}

/// A pool on the surface that all tests share.
pub(crate) fn pool(config: &EnvConfig, arenas: usize, threads: usize, seed: u64) -> VecEnv {
    VecEnv::builder(config)
        .arenas(arenas)
        .threads(threads)
        .seed(seed)
        .surface(&surface())
        .build()
        .expect("a valid configuration")
}

/// Random actions that depend on arena, car and step only.
pub(crate) fn actions(pool: &VecEnv, step: u64) -> Vec<f32> {
    let batch = pool.batch();
    let choices = pool.choices();
    (0..batch.agents())
        .flat_map(|agent| {
            let key = u64::from(batch.arenas[agent]) << 8 | u64::from(batch.cars[agent]);
            let mut stream = Stream::new(9, key, Purpose::Action, step);
            choices.iter().map(|n| stream.index(*n) as f32).collect::<Vec<_>>()
        })
        .collect()
}
