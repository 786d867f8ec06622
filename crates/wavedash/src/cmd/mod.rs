//! One file per command.

mod bench;
mod bench_all;
mod bench_env;
mod bench_events;
mod bench_train;
mod config;
mod eval;
mod golden;
mod hash;
mod ladder;
mod r#match;
mod replay;
mod reward;
mod shell;
mod soak;
mod surface;
mod train;
mod train_match;
#[cfg(feature = "viewer")]
mod watch;
mod yardstick;

#[cfg(feature = "viewer")]
pub(crate) use reward::subject as reward_subject;

use std::io::Write;

use wavedash_env::Registry;

use crate::args::{Bench, Command};
use crate::exit::Exit;

/// The viewer is a feature: everything else builds without packages of the system.
#[cfg(not(feature = "viewer"))]
const NO_VIEWER: &str = "\
this program was built without the viewer: build it with --features viewer, for example
  cargo run --release -p wavedash --features viewer -- watch FILE
On Debian that needs: apt install pkg-config libudev-dev libwayland-dev";

/// Runs a parsed command.
pub(crate) fn run(
    command: Command,
    registry: &Registry,
    out: &mut dyn Write,
    err: &mut dyn Write,
) -> anyhow::Result<Exit> {
    match command {
        Command::Train(args) => train::run(&args, registry, err),
        Command::Eval(args) => eval::run(&args, registry, out, err),
        Command::Ladder(args) => ladder::run(&args, registry, out, err),
        Command::Yardstick(args) => yardstick::run(&args, registry, out),
        Command::Match(args) => r#match::run(&args, registry, out),
        #[cfg(feature = "viewer")]
        Command::Watch(args) => watch::watch(&args, registry, err),
        #[cfg(feature = "viewer")]
        Command::Play(args) => watch::play(&args, registry, err),
        #[cfg(feature = "viewer")]
        Command::Render(args) => watch::render(&args, registry, out),
        #[cfg(not(feature = "viewer"))]
        Command::Watch(_) | Command::Play(_) | Command::Render(_) => Err(crate::exit::bad_input(NO_VIEWER)),
        Command::Replay { what } => replay::run(&what, out, err),
        Command::Golden(args) => golden::run(&args, out, err),
        Command::Bench { what: Bench::All(args) } => bench_all::run(&args, out, err),
        Command::Bench { what: Bench::Sim(args) } => bench::sim(&args, out),
        Command::Bench { what: Bench::Env(args) } => bench_env::run(&args, registry, out),
        Command::Bench { what: Bench::Events(args) } => bench_events::run(&args, registry, out),
        Command::Bench { what: Bench::Train(args) } => bench_train::train(&args, registry, out, err),
        Command::Bench { what: Bench::Learn(args) } => bench_train::learn(&args, registry, out, err),
        Command::Config { what } => config::run(&what, registry, out),
        Command::Reward { what } => reward::run(what, registry, out, err),
        Command::Hash(args) => hash::run(&args, out),
        Command::Soak(args) => soak::run(&args, out),
        Command::Surface(args) => surface::run(&args, out),
        Command::Completions(args) => shell::completions(&args, out),
        Command::Man(args) => shell::man(&args, out),
    }
}
