//! `wavedash bench env`: agent steps per second of complete environments, and of the bare simulator beside it.

use std::io::Write;
use std::sync::Arc;
use std::time::Instant;

use cpu_time::ProcessTime;
use serde::Serialize;
use wavedash_core::{Controls, Purpose, StateHasher, Stream};
use wavedash_env::{EnvConfig, Pool};
use wavedash_sim::{Arena, Surface};

use crate::args::BenchEnv;
use crate::config::Config;
use crate::exit::{Exit, bad_input};
use crate::report;

/// Random decisions are made before the clock runs and used in turn.
const DECISIONS: usize = 61;

#[derive(Serialize)]
struct Figures {
    arenas: u32,
    agents: usize,
    threads: u16,
    seed: u64,
    tick_skip: u32,
    steps: u64,
    /// Decisions of all agents.
    agent_steps: u64,
    /// CPU time of the whole process.
    seconds: f64,
    wall_seconds: f64,
    /// Per wall-clock second, all threads together.
    agent_steps_per_second: f64,
    /// Per CPU second: what one core does.
    agent_steps_per_cpu_second: f64,
    /// The same matches without observations, rewards, ends and resets; 0 when left out.
    bare_agent_steps_per_cpu_second: f64,
    /// Batch and arenas, without what they share.
    bytes: usize,
    /// Of observations, rewards and arenas after the last step.
    batch_hash: String,
}

/// Runs the benchmark.
pub(crate) fn run(args: &BenchEnv, out: &mut dyn Write) -> anyhow::Result<Exit> {
    let mut config = Config::load(args.config.as_deref(), &args.set)?.env;
    if let Some(size) = args.team_size {
        config.team_sizes = wavedash_env::reset::TeamSizes::InTurn(vec![[usize::from(size); 2]]);
    }
    let surface = Arc::new(Surface::soccar());
    let threads = usize::from(args.threads);
    let mut pool = Pool::on_surface(&config, args.arenas as usize, threads, args.seed, &surface).map_err(bad_input)?;
    let decisions = decisions(&pool, args.seed);
    let bare = if args.bare { bare_seconds(&pool, &decisions, &config, args.steps) } else { 0.0 };
    let (cpu, wall) = (ProcessTime::now(), Instant::now());
    for step in 0..args.steps {
        pool.step(&decisions[step as usize % DECISIONS])?;
    }
    let (seconds, wall_seconds) = (cpu.elapsed().as_secs_f64(), wall.elapsed().as_secs_f64());
    let agents = pool.batch().agents();
    let agent_steps = args.steps * agents as u64;
    let per = |seconds: f64| if seconds > 0.0 { agent_steps as f64 / seconds } else { 0.0 };
    let figures = Figures {
        arenas: args.arenas,
        agents,
        threads: args.threads,
        seed: args.seed,
        tick_skip: config.tick_skip,
        steps: args.steps,
        agent_steps,
        seconds,
        wall_seconds,
        agent_steps_per_second: per(wall_seconds),
        agent_steps_per_cpu_second: per(seconds),
        bare_agent_steps_per_cpu_second: per(bare),
        bytes: pool.bytes(),
        batch_hash: hash(&pool),
    };
    if args.json {
        report::json(out, &figures)?;
    } else {
        print(out, &figures)?;
    }
    Ok(Exit::Fine)
}

/// Random actions of all agents for some steps.
fn decisions(pool: &Pool, seed: u64) -> Vec<Vec<f32>> {
    let width = pool.batch().widths.action;
    let one = |stream: &mut Stream| -> Vec<f32> {
        match pool.choices() {
            [] => (0..width).map(|_| stream.symmetric()).collect(),
            choices => choices.iter().map(|n| stream.index(*n) as f32).collect(),
        }
    };
    (0..DECISIONS as u64)
        .map(|step| {
            (0..pool.batch().agents() as u64)
                .flat_map(|agent| one(&mut Stream::new(seed, agent, Purpose::Action, step)))
                .collect()
        })
        .collect()
}

/// CPU seconds of one thread that steps copies of the pool's arenas with the same decisions: the same matches up to
/// the ends of their first episodes.
fn bare_seconds(pool: &Pool, decisions: &[Vec<f32>], config: &EnvConfig, steps: u64) -> f64 {
    let mut arenas: Vec<Arena> = (0..pool.arenas()).map(|i| pool.arena(i).clone()).collect();
    let width = pool.batch().widths.action;
    let controls: Vec<Vec<Controls>> =
        decisions.iter().map(|all| all.chunks(width).map(|action| pool.controls(action)).collect()).collect();
    let cpu = ProcessTime::now();
    for step in 0..steps {
        let mut rest = &controls[step as usize % DECISIONS][..];
        for arena in &mut arenas {
            let (own, others) = rest.split_at(arena.cars().len());
            rest = others;
            for _ in 0..config.tick_skip {
                arena.step(own);
            }
        }
    }
    cpu.elapsed().as_secs_f64()
}

fn hash(pool: &Pool) -> String {
    let mut hasher = StateHasher::new();
    let batch = pool.batch();
    [&batch.observations, &batch.rewards, &batch.components].into_iter().flatten().for_each(|x| hasher.f32(*x));
    (0..pool.arenas()).for_each(|i| hasher.u64(pool.arena(i).hash()));
    format!("{:016x}", hasher.finish())
}

fn print(out: &mut dyn Write, f: &Figures) -> anyhow::Result<()> {
    writeln!(out, "{} arenas, {} agents, {} threads, {} ticks per step", f.arenas, f.agents, f.threads, f.tick_skip)?;
    writeln!(out, "agent steps              {:>12}", f.agent_steps)?;
    writeln!(out, "per second               {:>12.0}   of wall time, all threads", f.agent_steps_per_second)?;
    writeln!(out, "per CPU second           {:>12.0}", f.agent_steps_per_cpu_second)?;
    if f.bare_agent_steps_per_cpu_second > 0.0 {
        writeln!(out, "bare simulator           {:>12.0}   per CPU second", f.bare_agent_steps_per_cpu_second)?;
    }
    writeln!(out, "bytes                    {:>12}", f.bytes)?;
    writeln!(out, "batch hash               {}", f.batch_hash)?;
    Ok(())
}
