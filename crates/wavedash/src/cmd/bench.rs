//! `wavedash bench sim`: ticks per second of CPU time.

use std::io::Write;
use std::time::Instant;

use cpu_time::ThreadTime;
use serde::Serialize;
use wavedash_core::StateHasher;
use wavedash_sim::Event;

use crate::args::{BenchSim, Workload};
use crate::exit::Exit;
use crate::fleet::{Ground, Match, Plan, shares};
use crate::{parallel, report};

#[derive(Serialize)]
pub(crate) struct Figures {
    workload: &'static str,
    team_size: u8,
    solver: &'static str,
    seed: u64,
    threads: u16,
    arenas: u64,
    /// Of all arenas together.
    ticks: u64,
    /// CPU time of all stepping threads.
    seconds: f64,
    pub(crate) ticks_per_second: f64,
    wall_seconds: f64,
    bytes_per_arena: usize,
    state_hash: String,
    air_percent: f64,
    touches: u64,
    goals: u64,
    demolitions: u64,
}

/// What one thread measured.
#[derive(Default)]
struct Share {
    cpu_seconds: f64,
    wall_seconds: f64,
    hashes: Vec<u64>,
    bytes: usize,
    tally: Tally,
}

#[derive(Clone, Copy, Default)]
struct Tally {
    touches: u64,
    goals: u64,
    demolitions: u64,
    cars_seen: u64,
    cars_in_air: u64,
}

impl Tally {
    fn count(&mut self, event: &Event) {
        match event {
            Event::Touch { .. } => self.touches += 1,
            Event::Goal { .. } => self.goals += 1,
            Event::Demolition { .. } => self.demolitions += 1,
            _ => {}
        }
    }
}

/// Runs the benchmark.
pub(crate) fn sim(args: &BenchSim, out: &mut dyn Write) -> anyhow::Result<Exit> {
    report::figures(out, args.json, &measure(args)?, print)
}

/// The figures alone.
pub(crate) fn measure(args: &BenchSim) -> anyhow::Result<Figures> {
    let plan = Plan { ground: Ground::of(&args.world)?, kind: args.workload.into(), seed: args.seed };
    let arenas = u64::from(args.arenas.unwrap_or(u32::from(args.threads)));
    let run = |ids: std::ops::Range<u64>| -> anyhow::Result<Share> {
        let team = usize::from(args.team_size);
        let mut matches = ids.map(|id| Match::new(&plan, id, team, team)).collect::<Result<Vec<_>, _>>()?;
        let mut share = Share::default();
        let (cpu, wall) = (ThreadTime::now(), Instant::now());
        for tick in 0..args.ticks {
            for m in &mut matches {
                m.workload.step(&mut m.arena, |event| share.tally.count(event))?;
                if tick % 64 == 0 {
                    share.tally.cars_seen += m.arena.state().cars.len() as u64;
                    share.tally.cars_in_air += m.arena.state().cars.iter().filter(|c| !c.on_ground).count() as u64;
                }
            }
        }
        share.cpu_seconds = cpu.elapsed().as_secs_f64();
        share.wall_seconds = wall.elapsed().as_secs_f64();
        share.hashes = matches.iter().map(|m| m.arena.hash()).collect();
        share.bytes = matches.iter().map(|m| m.arena.bytes()).max().unwrap_or(0);
        Ok(share)
    };
    let threads = usize::from(args.threads);
    let results = parallel::map(threads, shares(arenas, threads), run).into_iter().collect::<Result<Vec<_>, _>>()?;
    Ok(figures(args, arenas, plan.ground.solver_name(), &results))
}

fn figures(args: &BenchSim, arenas: u64, solver: &'static str, results: &[Share]) -> Figures {
    let ticks = args.ticks * arenas;
    let seconds: f64 = results.iter().map(|r| r.cpu_seconds).sum();
    let mut hasher = StateHasher::new();
    results.iter().flat_map(|r| &r.hashes).for_each(|hash| hasher.u64(*hash));
    let sum = |f: fn(&Tally) -> u64| results.iter().map(|r| f(&r.tally)).sum::<u64>();
    Figures {
        workload: match args.workload {
            Workload::Chaos => "chaos",
            Workload::Drive => "drive",
        },
        team_size: args.team_size,
        solver,
        seed: args.seed,
        threads: args.threads,
        arenas,
        ticks,
        seconds,
        ticks_per_second: if seconds > 0.0 { ticks as f64 / seconds } else { 0.0 },
        wall_seconds: results.iter().map(|r| r.wall_seconds).fold(0.0, f64::max),
        bytes_per_arena: results.iter().map(|r| r.bytes).max().unwrap_or(0),
        state_hash: format!("{:016x}", hasher.finish()),
        air_percent: 100.0 * sum(|t| t.cars_in_air) as f64 / sum(|t| t.cars_seen).max(1) as f64,
        touches: sum(|t| t.touches),
        goals: sum(|t| t.goals),
        demolitions: sum(|t| t.demolitions),
    }
}

fn print(out: &mut dyn Write, f: &Figures) -> anyhow::Result<()> {
    writeln!(
        out,
        "{} {size}v{size}, solver {}, seed {}: {} arenas on {} threads",
        f.workload,
        f.solver,
        f.seed,
        f.arenas,
        f.threads,
        size = f.team_size,
    )?;
    writeln!(out, "ticks              {:>14}", f.ticks)?;
    writeln!(out, "CPU seconds        {:>14.3}", f.seconds)?;
    writeln!(out, "ticks per second   {:>14.0}   of CPU time", f.ticks_per_second)?;
    writeln!(out, "wall seconds       {:>14.3}", f.wall_seconds)?;
    writeln!(out, "bytes per arena    {:>14}", f.bytes_per_arena)?;
    writeln!(out, "state hash         {}", f.state_hash)?;
    writeln!(
        out,
        "cars in the air {:.0} %, touches {}, goals {}, demolitions {}",
        f.air_percent, f.touches, f.goals, f.demolitions
    )?;
    Ok(())
}
