//! `wavedash bench train|learn`: agent steps per second of training, and where the time goes.

use std::io::Write;
use std::time::Instant;

use serde::Serialize;
use wavedash_env::Registry;
use wavedash_learn::Trainer;

use crate::agents;
use crate::args::BenchTrain;
use crate::config::{BENCHMARK, Config};
use crate::exit::{Exit, bad_input};
use crate::report;

#[derive(Serialize)]
pub(crate) struct Figures {
    device: &'static str,
    threads: usize,
    arenas: usize,
    agents: usize,
    parameters: usize,
    minibatch: usize,
    epochs: usize,
    iterations: u32,
    /// Agent steps that were learned from.
    pub(crate) agent_steps: u64,
    pub(crate) wall_seconds: f64,
    /// Overall, by the wall clock.
    pub(crate) agent_steps_per_second: f64,
    /// Agent steps of the update alone per second, all epochs together.
    pub(crate) learned_per_second: f64,
    /// Shares of the wall time.
    share_simulate: f64,
    pub(crate) share_infer: f64,
    share_learn: f64,
}

/// Whole iterations.
pub(crate) fn train(
    args: &BenchTrain,
    registry: &Registry,
    out: &mut dyn Write,
    err: &mut dyn Write,
) -> anyhow::Result<Exit> {
    print(args, out, &measure(args, registry, err)?)
}

/// The figures of whole iterations alone.
pub(crate) fn measure(args: &BenchTrain, registry: &Registry, err: &mut dyn Write) -> anyhow::Result<Figures> {
    let mut trainer = trainer(args, registry)?;
    trainer.iterate()?;
    let (mut simulate, mut infer, mut learn, mut steps) = (0.0, 0.0, 0.0, 0);
    let begun = Instant::now();
    for i in 0..args.iterations {
        let done = trainer.iterate()?;
        simulate += done.seconds.simulate;
        infer += done.seconds.infer;
        learn += done.seconds.learn;
        steps += done.steps;
        writeln!(err, "iteration {}: {:.0} agent steps/s", i + 1, done.steps as f64 / done.seconds.all)?;
    }
    Ok(figures(args, &trainer, steps, begun.elapsed().as_secs_f64(), [simulate, infer, learn]))
}

/// Updates only.
pub(crate) fn learn(
    args: &BenchTrain,
    registry: &Registry,
    out: &mut dyn Write,
    err: &mut dyn Write,
) -> anyhow::Result<Exit> {
    let mut trainer = trainer(args, registry)?;
    let steps = trainer.iterate()?.steps;
    let (mut learn, begun) = (0.0, Instant::now());
    for i in 0..args.iterations {
        let seconds = trainer.learn_again()?;
        learn += seconds;
        writeln!(err, "update {}: {:.0} agent steps/s", i + 1, steps as f64 / seconds)?;
    }
    let wall = begun.elapsed().as_secs_f64();
    print(args, out, &figures(args, &trainer, steps * u64::from(args.iterations), wall, [0.0, 0.0, learn]))
}

fn trainer(args: &BenchTrain, registry: &Registry) -> anyhow::Result<Trainer> {
    let config = match &args.config {
        Some(path) => Config::load(Some(path), &args.set, registry)?,
        None => Config::built_in(BENCHMARK, &args.set, registry)?,
    };
    let agents = agents::of_training(&config.train, registry)?;
    Trainer::with_registry(config.train, &config.env, &agents, registry).map_err(bad_input)
}

fn figures(
    args: &BenchTrain,
    trainer: &Trainer,
    agent_steps: u64,
    wall_seconds: f64,
    [simulate, infer, learn]: [f64; 3],
) -> Figures {
    let config = trainer.config();
    Figures {
        device: trainer.device_name(),
        threads: trainer.threads(),
        arenas: config.arenas,
        agents: trainer.pool().batch().agents(),
        parameters: trainer.parameters(),
        minibatch: config.ppo.minibatch,
        epochs: config.ppo.epochs,
        iterations: args.iterations,
        agent_steps,
        wall_seconds,
        agent_steps_per_second: agent_steps as f64 / wall_seconds,
        learned_per_second: agent_steps as f64 / learn,
        share_simulate: simulate / wall_seconds,
        share_infer: infer / wall_seconds,
        share_learn: learn / wall_seconds,
    }
}

fn print(args: &BenchTrain, out: &mut dyn Write, f: &Figures) -> anyhow::Result<Exit> {
    if args.json {
        report::json(out, f)?;
        return Ok(Exit::Fine);
    }
    writeln!(out, "{} agents in {} arenas, {} threads, {}", f.agents, f.arenas, f.threads, f.device)?;
    writeln!(out, "{} parameters, {} epochs of minibatches of {}", f.parameters, f.epochs, f.minibatch)?;
    writeln!(out, "agent steps per second   {:>10.0}   by the wall clock", f.agent_steps_per_second)?;
    writeln!(out, "of the update alone      {:>10.0}", f.learned_per_second)?;
    for (name, share) in [("simulate", f.share_simulate), ("infer", f.share_infer), ("learn", f.share_learn)] {
        writeln!(out, "{name:<24} {:>10.1} %", share * 100.0)?;
    }
    Ok(Exit::Fine)
}
