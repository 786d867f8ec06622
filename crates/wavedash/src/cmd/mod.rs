//! One file per command.

mod bench;
mod golden;
mod hash;
mod soak;
mod surface;

use std::io::Write;

use crate::args::{Bench, Command};
use crate::exit::Exit;

/// Runs a parsed command.
pub(crate) fn run(command: Command, out: &mut dyn Write, err: &mut dyn Write) -> anyhow::Result<Exit> {
    match command {
        Command::Golden(args) => golden::run(&args, out, err),
        Command::Bench { what: Bench::Sim(args) } => bench::sim(&args, out),
        Command::Hash(args) => hash::run(&args, out),
        Command::Soak(args) => soak::run(&args, out),
        Command::Surface(args) => surface::run(&args, out),
    }
}
