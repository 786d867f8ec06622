//! `wavedash replay`: one file per command.

mod audit;
mod batch;
mod convert;
mod events;
mod frames;
mod header;
mod info;
mod place;
mod states;
mod stats;
mod verify;

use std::io::Write;

use crate::args::Replay;
use crate::exit::Exit;

/// Runs a parsed command.
pub(crate) fn run(what: &Replay, out: &mut dyn Write, err: &mut dyn Write) -> anyhow::Result<Exit> {
    match what {
        Replay::Info(args) => info::run(args, out, err),
        Replay::Stats(args) => stats::run(args, out, err),
        Replay::Events(args) => events::run(args, out, err),
        Replay::Frames(args) => frames::run(args, out, err),
        Replay::States(args) => states::run(args, out, err),
        Replay::Convert(args) => convert::run(args, out, err),
        Replay::Audit(args) => audit::run(args, out, err),
        Replay::Verify(args) => verify::run(args, out, err),
    }
}
