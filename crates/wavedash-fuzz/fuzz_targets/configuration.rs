//! Configurations of environments: refused, or an environment of one match that makes a step.
#![no_main]

use std::sync::{Arc, LazyLock};

use libfuzzer_sys::fuzz_target;
use wavedash_env::{EnvConfig, VecEnv};
use wavedash_sim::Surface;

static SURFACE: LazyLock<Arc<Surface>> = LazyLock::new(|| Arc::new(Surface::soccar()));

fuzz_target!(|text: &str| {
    let Ok(table) = text.parse::<toml::Table>() else { return };
    let env = table.get("env").cloned().unwrap_or(toml::Value::Table(table));
    let Ok(config) = env.try_into::<EnvConfig>() else { return };
    if config.check().is_err() {
        return;
    }
    let Ok(mut pool) = VecEnv::builder(&config).surface(&SURFACE).build() else { return };
    // A continuous action is eight numbers.
    let width = if pool.choices().is_empty() { 8 } else { pool.choices().len() };
    let actions = vec![0.0; pool.batch().agents() * width];
    let _ = pool.step(&actions);
});
