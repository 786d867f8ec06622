//! `wavedash hash`: one line that is the same for every thread count, order and build.

use std::io::Write;

use wavedash_core::{Purpose, StateHasher, Stream};
use wavedash_sim::workload::WorkloadKind;

use crate::args::{Hash, Order};
use crate::exit::Exit;
use crate::fleet::{Ground, Match, Plan, shares};
use crate::parallel;

/// Prints the hash.
pub(crate) fn run(args: &Hash, out: &mut dyn Write) -> anyhow::Result<Exit> {
    let plan = Plan { ground: Ground::of(&args.world)?, kind: WorkloadKind::Chaos, seed: args.seed };
    let run = |ids: std::ops::Range<u64>| -> anyhow::Result<Vec<(u64, u64)>> {
        let team = usize::from(args.team_size);
        let mut ids: Vec<u64> = ids.collect();
        if args.order == Order::Reverse {
            ids.reverse();
        }
        let mut matches = Vec::with_capacity(ids.len());
        for id in ids {
            matches.push((id, Match::new(&plan, id, team, team)?));
        }
        for tick in 0..args.ticks {
            for (id, m) in &mut matches {
                m.workload.step(&mut m.arena, |_| {})?;
                if restores(args, *id, tick) {
                    m.save_and_restore()?;
                }
            }
        }
        Ok(matches.iter().map(|(id, m)| (*id, m.arena.hash())).collect())
    };
    let threads = usize::from(args.threads);
    let results = parallel::map(threads, shares(u64::from(args.arenas), threads), run);
    let mut hashes: Vec<(u64, u64)> = results.into_iter().collect::<Result<Vec<_>, _>>()?.concat();
    hashes.sort_unstable();
    let mut hasher = StateHasher::new();
    hashes.iter().for_each(|(_, hash)| hasher.u64(*hash));
    writeln!(out, "{:016x}", hasher.finish())?;
    Ok(Exit::Fine)
}

/// Whether this arena goes through save and restore after this tick.
fn restores(args: &Hash, id: u64, tick: u64) -> bool {
    args.restore_every.is_some_and(|every| Stream::new(args.seed, id, Purpose::Test, tick).index(every as usize) == 0)
}
