//! `wavedash train`: teaches an agent until its steps are done or Ctrl-C asks it to stop.

use std::io::{IsTerminal, Write};
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Instant;

use anyhow::Context;
use wavedash_learn::{Iteration, LearnError, LiveChanges, Trainer, checkpoint};
use wavedash_metrics::curves;
use wavedash_metrics::{JsonlSink, TableSink, TableStyle, TensorBoardSink};
use wavedash_metrics::{Outcome, Record, Reporter};

use super::train_match::record_match;
use crate::agents;
use crate::args::Train;
use crate::config::Config;
use crate::exit::{Exit, bad_input};
use crate::run_folder::RunFolder;

/// What is drawn into the run's curves.
const CURVES: [&str; 12] = [
    "collect/step_reward",
    "collect/episode_return",
    "collect/touches_per_minute",
    "collect/goals_per_minute",
    "behaviour/flips_per_minute",
    "behaviour/air_share",
    "behaviour/speed",
    "rating/*",
    "ppo/entropy",
    "ppo/explained_variance",
    "ppo/approx_kl",
    "throughput/overall_sps",
];

/// Runs the command.
pub(crate) fn run(args: &Train, err: &mut dyn Write) -> anyhow::Result<Exit> {
    let sets = overrides(args);
    let (folder, config, mut trainer) = match &args.resume {
        Some(path) => resume(path, &sets, err)?,
        None => begin(args, &sets)?,
    };
    let stop = stop_flag();
    writeln!(
        err,
        "{}: {} agents in {} arenas, {} parameters on {} with {} threads; Ctrl-C saves and stops",
        folder.path().display(),
        trainer.pool().batch().agents(),
        trainer.pool().arenas(),
        trainer.parameters(),
        trainer.device_name(),
        trainer.threads()
    )?;
    let reporter = reporter(&folder, &config, trainer.counters().steps)?;
    let result = go_on(&mut trainer, &config, &folder, &reporter, &stop, err);
    let Outcome { dropped, error, .. } = reporter.finish();
    if dropped > 0 {
        writeln!(err, "warning: {dropped} records of metrics were dropped")?;
    }
    if let Some(error) = error {
        writeln!(err, "warning: metrics could not be written: {error}")?;
    }
    let steps = trainer.counters().steps;
    result?;
    if let Err(error) = draw(&folder) {
        writeln!(err, "warning: no curves: {error:#}")?;
    }
    let shown = folder.path().display();
    if steps < config.train.steps {
        writeln!(err, "stopped after {steps} agent steps; go on with: wavedash train --resume {shown}")?;
    } else {
        writeln!(err, "done after {steps} agent steps; compare with: wavedash eval {shown} bot:chaser")?;
    }
    Ok(Exit::Fine)
}

/// `--steps 5` is short for `--set train.steps=5`, and so on; a `--set` comes last and wins.
fn overrides(args: &Train) -> Vec<String> {
    [("steps", args.steps), ("seed", args.seed), ("threads", args.threads.map(u64::from))]
        .into_iter()
        .filter_map(|(key, value)| Some(format!("train.{key}={}", value?)))
        .chain(args.set.iter().cloned())
        .collect()
}

fn begin(args: &Train, sets: &[String]) -> anyhow::Result<(RunFolder, Config, Trainer)> {
    let config = match &args.config {
        Some(path) => Config::load(Some(path), sets)?,
        None => Config::quick(sets)?,
    };
    let name = args.config.as_ref().and_then(|path| path.file_stem()).and_then(|name| name.to_str()).unwrap_or("quick");
    // First the trainer: a configuration that is refused leaves no folder behind.
    let mut trainer = Trainer::new(config.train.clone(), &config.env).map_err(bad_input)?;
    if let Some(start) = &config.train.start {
        trainer.start_from(&agents::weights_file(start)?).map_err(bad_input)?;
    }
    let folder = RunFolder::create(args.run.as_deref(), name, &config)?;
    Ok((folder, config, trainer))
}

fn resume(
    path: &std::path::Path,
    sets: &[String],
    err: &mut dyn Write,
) -> anyhow::Result<(RunFolder, Config, Trainer)> {
    let (folder, config) = RunFolder::open(path, sets)?;
    let mut trainer = Trainer::new(config.train.clone(), &config.env).map_err(bad_input)?;
    let (newest, damaged) = checkpoint::newest_whole(&folder.checkpoints());
    for error in damaged {
        writeln!(err, "warning: {error}; the one before it is used")?;
    }
    if let Some((checkpoint, _)) = newest {
        trainer.restore(&checkpoint, &folder.versions()).map_err(|error| match error {
            LearnError::Mismatch { .. } => bad_input(error),
            other => other.into(),
        })?;
    }
    folder.write_config(&config)?;
    Ok((folder, config, trainer))
}

/// Set by Ctrl-C and by the system's request to end; looked at after every iteration.
fn stop_flag() -> Arc<AtomicBool> {
    let stop = Arc::new(AtomicBool::new(false));
    let theirs = Arc::clone(&stop);
    // Only one handler may be set in a process. Tests run this function more than once and send no signals.
    let _ = ctrlc::set_handler(move || {
        if theirs.swap(true, Ordering::Relaxed) {
            // Asked twice: at once. The last checkpoint is whole.
            std::process::exit(1);
        }
    });
    stop
}

fn reporter(folder: &RunFolder, config: &Config, steps: u64) -> anyhow::Result<Reporter> {
    let names = config.metrics.names;
    let style = TableStyle::for_terminal(std::io::stderr().is_terminal());
    let jsonl = JsonlSink::resume(&folder.metrics(), names, steps)?;
    let board = TensorBoardSink::resume(folder.path(), names, steps)?;
    let table = TableSink::new(std::io::stderr(), style, Some(config.train.steps));
    Ok(Reporter::start(vec![Box::new(jsonl), Box::new(board), Box::new(table)])?)
}

/// Iterates until the steps are done or someone asks to stop; saves in between and at the end.
fn go_on(
    trainer: &mut Trainer,
    config: &Config,
    folder: &RunFolder,
    reporter: &Reporter,
    stop: &AtomicBool,
    err: &mut dyn Write,
) -> anyhow::Result<()> {
    let begun = Instant::now();
    let every = config.train.checkpoints.every_steps.max(1);
    let mut saved = trainer.counters().steps;
    let mut live = String::new();
    while trainer.counters().steps < config.train.steps && !stop.load(Ordering::Relaxed) {
        if let Some(text) = folder.live().filter(|text| *text != live) {
            match toml::from_str::<LiveChanges>(&text).map_err(|e| e.to_string()) {
                Ok(changes) => match trainer.change(&changes) {
                    Ok(()) => writeln!(err, "live.toml: {changes}")?,
                    Err(error) => writeln!(err, "warning: live.toml was not followed: {error}")?,
                },
                Err(error) => writeln!(err, "warning: live.toml was not followed: {error}")?,
            }
            live = text;
        }
        let voided = trainer.counters().voided;
        let iteration = trainer.iterate()?;
        if trainer.counters().voided > voided {
            writeln!(err, "warning: a loss or gradient was not finite; that update was thrown away")?;
        }
        reporter.send(record(&iteration, begun.elapsed().as_secs_f64())?);
        if let Some(error) = reporter.take_error() {
            writeln!(err, "warning: metrics cannot be written: {error}")?;
        }
        let steps = trainer.counters().steps;
        if steps / every > saved / every {
            let path = save(trainer, config, folder)?;
            saved = steps;
            let often = config.train.matches.every_checkpoints;
            if often > 0 && (steps / every).is_multiple_of(often) && !stop.load(Ordering::Relaxed) {
                // A run is worth more than a picture of it.
                if let Err(error) = record_match(&path, steps, config, folder) {
                    writeln!(err, "warning: no match was recorded: {error:#}")?;
                }
            }
        }
    }
    if trainer.counters().steps > saved || checkpoint::list(&folder.checkpoints()).is_empty() {
        save(trainer, config, folder)?;
    }
    Ok(())
}

fn save(trainer: &Trainer, config: &Config, folder: &RunFolder) -> anyhow::Result<PathBuf> {
    let checkpoints = folder.checkpoints();
    let path = checkpoint::write(&checkpoints, trainer.counters().steps, |path| {
        trainer.save(path, &folder.versions(), &config.env)
    })?;
    checkpoint::prune(&checkpoints, &config.train.checkpoints)?;
    Ok(path)
}

fn record(iteration: &Iteration, wall_seconds: f64) -> anyhow::Result<Record> {
    let mut record = Record::new(iteration.counters.steps, iteration.counters.iterations, wall_seconds);
    for (key, value) in &iteration.values {
        record.push(key.clone(), *value)?;
    }
    Ok(record)
}

fn draw(folder: &RunFolder) -> anyhow::Result<()> {
    let label = folder.path().file_name().unwrap_or_default().to_string_lossy().into_owned();
    let run = curves::read(&label, &folder.metrics())?;
    curves::write_png(&[run], &CURVES, &folder.curves()).context("curves.png")
}
