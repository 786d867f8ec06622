//! `wavedash reward`.

mod compare;
mod gallery;
mod list;
mod named;
mod picture;
mod plot;
mod stats;
mod trace;

#[cfg(feature = "viewer")]
pub(crate) use named::subject;

use std::io::Write;

use wavedash_env::Registry;

use crate::args::Reward;
use crate::exit::Exit;

/// Runs the command.
pub(crate) fn run(what: Reward, registry: &Registry, out: &mut dyn Write, err: &mut dyn Write) -> anyhow::Result<Exit> {
    match what {
        Reward::List { json } => list::run(json, registry, out),
        Reward::Plot(args) => plot::run(&args, registry, out, err),
        Reward::Trace(args) => trace::run(&args, registry, out, err),
        Reward::Stats(args) => stats::run(&args, registry, out, err),
        Reward::Compare(args) => compare::run(&args, registry, out, err),
        Reward::Gallery { out: folder } => gallery::run(&folder, registry, err),
    }
}
