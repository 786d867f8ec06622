//! The whole command line with a reward function of one's own inside:
//! `cargo run --release -p wavedash --example own_program -- reward plot upside_down --move car --out a.png`.

use serde::Deserialize;
use wavedash_cli::Registry;
use wavedash_env::EnvError;
use wavedash_env::registry::Entry;
use wavedash_env::reward::{Bearings, StateFunction};

#[derive(Deserialize)]
struct UpsideDown {}

impl StateFunction for UpsideDown {
    fn value(&self, at: &Bearings<'_>) -> f32 {
        -at.car.frame.up.z
    }
}

/// What configurations may name: everything built in, and `upside_down`.
pub fn registry() -> Result<Registry, EnvError> {
    let mut registry = Registry::builtin();
    registry
        .state(Entry::new("upside_down", "the roof points down").range("[-1, 1]"), |function: UpsideDown| function)?;
    Ok(registry)
}

fn main() -> Result<std::process::ExitCode, EnvError> {
    let (mut out, mut err) = (std::io::stdout(), std::io::stderr());
    Ok(wavedash_cli::run_with(&registry()?, std::env::args_os(), &mut out, &mut err).into())
}
