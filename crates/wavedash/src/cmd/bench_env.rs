//! `wavedash bench env`: agent steps per second of complete environments, and of the bare simulator beside it.

use std::io::Write;
use std::sync::Arc;
use std::time::Instant;

use cpu_time::ProcessTime;
use serde::Serialize;
use wavedash_core::{Controls, Purpose, StateHasher, Stream};
use wavedash_env::Registry;
use wavedash_env::VecEnv;
use wavedash_sim::{Arena, Surface};

use crate::args::BenchEnv;
use crate::config::Config;
use crate::exit::{Exit, bad_input};
use crate::{parallel, report};

/// Random decisions are made before the clock runs and used in turn.
const DECISIONS: usize = 61;

/// How fast a number of agent steps was.
#[derive(Serialize)]
pub(crate) struct Speed {
    /// CPU time of the whole process.
    seconds: f64,
    wall_seconds: f64,
    /// Per wall-clock second, all threads together.
    pub(crate) agent_steps_per_second: f64,
    /// The same, divided by the threads.
    agent_steps_per_second_per_thread: f64,
    /// Per CPU second: what one core does.
    agent_steps_per_cpu_second: f64,
}

impl Speed {
    /// Runs `work`, which makes `agent_steps` on `threads` threads.
    fn of(agent_steps: u64, threads: u16, work: impl FnOnce() -> anyhow::Result<()>) -> anyhow::Result<Self> {
        let (cpu, wall) = (ProcessTime::now(), Instant::now());
        work()?;
        let (seconds, wall_seconds) = (cpu.elapsed().as_secs_f64(), wall.elapsed().as_secs_f64());
        let per = |seconds: f64| if seconds > 0.0 { agent_steps as f64 / seconds } else { 0.0 };
        Ok(Self {
            seconds,
            wall_seconds,
            agent_steps_per_second: per(wall_seconds),
            agent_steps_per_second_per_thread: per(wall_seconds * f64::from(threads)),
            agent_steps_per_cpu_second: per(seconds),
        })
    }
}

#[derive(Serialize)]
pub(crate) struct Figures {
    arenas: u32,
    agents: usize,
    threads: u16,
    seed: u64,
    tick_skip: u32,
    steps: u64,
    /// Decisions of all agents.
    agent_steps: u64,
    /// Complete environments.
    #[serde(flatten)]
    pub(crate) complete: Speed,
    /// The same matches without observations, rewards, ends and resets, if they were run.
    bare: Option<Speed>,
    /// CPU time of complete environments over that of the bare simulator.
    cpu_time_over_bare: Option<f64>,
    /// Batch and arenas, without what they share.
    bytes: usize,
    /// Of observations, rewards and arenas after the last step.
    batch_hash: String,
}

/// Runs the benchmark.
pub(crate) fn run(args: &BenchEnv, registry: &Registry, out: &mut dyn Write) -> anyhow::Result<Exit> {
    report::figures(out, args.json, &measure(args, registry)?, print)
}

/// The figures alone.
pub(crate) fn measure(args: &BenchEnv, registry: &Registry) -> anyhow::Result<Figures> {
    let mut config = Config::load(args.config.as_deref(), &args.set, registry)?.env;
    if let Some(size) = args.team_size {
        config.team_sizes = wavedash_env::reset::TeamSizes::InTurn(vec![[usize::from(size); 2]]);
    }
    let surface = Arc::new(Surface::soccar());
    let threads = usize::from(args.threads);
    let mut pool = VecEnv::builder(&config)
        .arenas(args.arenas as usize)
        .threads(threads)
        .seed(args.seed)
        .surface(&surface)
        .registry(registry)
        .build()
        .map_err(bad_input)?;
    let decisions = decisions(&pool, args.seed);
    let agents = pool.batch().agents();
    let agent_steps = args.steps * agents as u64;
    let bare = (!args.no_bare).then(|| {
        let shares = Bare::shares(&pool, &decisions, threads);
        let (ticks, steps) = (config.tick_skip, args.steps);
        Speed::of(agent_steps, args.threads, || {
            parallel::map(threads, shares, |mut share| share.run(steps, ticks));
            Ok(())
        })
    });
    let bare = bare.transpose()?;
    let complete = Speed::of(agent_steps, args.threads, || {
        (0..args.steps as usize).try_for_each(|step| Ok(pool.step(&decisions[step % DECISIONS]).map(|_| ())?))
    })?;
    Ok(Figures {
        arenas: args.arenas,
        agents,
        threads: args.threads,
        seed: args.seed,
        tick_skip: config.tick_skip,
        steps: args.steps,
        agent_steps,
        cpu_time_over_bare: bare.as_ref().map(|bare| complete.seconds / bare.seconds).filter(|ratio| ratio.is_finite()),
        complete,
        bare,
        bytes: pool.bytes(),
        batch_hash: hash(&pool),
    })
}

/// Random actions of all agents for some steps.
fn decisions(pool: &VecEnv, seed: u64) -> Vec<Vec<f32>> {
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

/// A thread's share of copies of a pool's arenas, and what their cars do: the same matches as the pool's up to the
/// ends of their first episodes.
struct Bare {
    arenas: Vec<Arena>,
    /// Of all cars of these arenas, for each of the decisions.
    controls: Vec<Vec<Controls>>,
}

impl Bare {
    fn shares(pool: &VecEnv, decisions: &[Vec<f32>], threads: usize) -> Vec<Self> {
        let width = pool.batch().widths.action;
        let all: Vec<usize> = (0..pool.arenas()).collect();
        let mut first = 0;
        all.chunks(all.len().div_ceil(threads))
            .map(|ids| {
                let arenas: Vec<Arena> = ids.iter().map(|id| pool.arena(*id).clone()).collect();
                let actions = first * width;
                first += arenas.iter().map(|arena| arena.cars().len()).sum::<usize>();
                let own = |all: &Vec<f32>| {
                    all[actions..first * width].chunks(width).map(|action| pool.controls(action)).collect()
                };
                Self { controls: decisions.iter().map(own).collect(), arenas }
            })
            .collect()
    }

    fn run(&mut self, steps: u64, tick_skip: u32) {
        for step in 0..steps as usize {
            let mut rest = &self.controls[step % DECISIONS][..];
            for arena in &mut self.arenas {
                let (own, others) = rest.split_at(arena.cars().len());
                rest = others;
                (0..tick_skip).for_each(|_| _ = arena.step(own));
            }
        }
    }
}

fn hash(pool: &VecEnv) -> String {
    let mut hasher = StateHasher::new();
    let batch = pool.batch();
    [&batch.observations, &batch.rewards, &batch.components].into_iter().flatten().for_each(|x| hasher.f32(*x));
    (0..pool.arenas()).for_each(|i| hasher.u64(pool.arena(i).hash()));
    format!("{:016x}", hasher.finish())
}

fn print(out: &mut dyn Write, f: &Figures) -> anyhow::Result<()> {
    writeln!(out, "{} arenas, {} agents, {} threads, {} ticks per step", f.arenas, f.agents, f.threads, f.tick_skip)?;
    writeln!(
        out,
        "{:<24} {:>12} {:>14} {:>16}",
        "agent steps per second", "all threads", "of each thread", "of CPU time"
    )?;
    let speed = |name: &str, s: &Speed| {
        let (all, each) = (s.agent_steps_per_second, s.agent_steps_per_second_per_thread);
        format!("{name:<24} {all:>12.0} {each:>14.0} {:>16.0}", s.agent_steps_per_cpu_second)
    };
    writeln!(out, "{}", speed("complete", &f.complete))?;
    if let Some(bare) = &f.bare {
        writeln!(out, "{}", speed("bare simulator", bare))?;
    }
    if let Some(ratio) = f.cpu_time_over_bare {
        writeln!(out, "complete / bare          {ratio:>12.3}   of CPU time")?;
    }
    writeln!(out, "agent steps              {:>12}", f.agent_steps)?;
    writeln!(out, "bytes                    {:>12}", f.bytes)?;
    writeln!(out, "batch hash               {}", f.batch_hash)?;
    Ok(())
}
