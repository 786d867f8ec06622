//! `wavedash train`: teaches an agent until its steps are done or Ctrl-C asks it to stop.

use std::io::{IsTerminal, Write};
use std::path::{Path, PathBuf};
use std::time::Instant;

use anyhow::Context;
use wavedash_env::Registry;
use wavedash_learn::needs::{Needs, Sizes};
use wavedash_learn::{Iteration, LearnError, LiveChanges, Trainer, checkpoint};
use wavedash_metrics::keys::{behaviour, collect, ppo, rating, throughput};
use wavedash_metrics::series;
use wavedash_metrics::{JsonlSink, TableSink, TableStyle, TensorBoardSink};
use wavedash_metrics::{Outcome, Record, Reporter};
use wavedash_plot::curves;

use super::train_match;
use crate::args::Train;
use crate::config::{Config, TRAINING};
use crate::exit::{Exit, bad_input};
use crate::report::quoted;
use crate::run_folder::RunFolder;
use crate::stop::Stop;
use crate::{agents, machine};

/// What is drawn into the run's curves.
const CURVES: [&str; 12] = [
    collect::STEP_REWARD,
    collect::EPISODE_RETURN,
    collect::TOUCHES_PER_MINUTE,
    collect::GOALS_PER_MINUTE,
    behaviour::FLIPS_PER_MINUTE,
    behaviour::AIR_SHARE,
    behaviour::SPEED,
    rating::MEAN.all(),
    ppo::ENTROPY,
    ppo::EXPLAINED_VARIANCE,
    ppo::APPROX_KL,
    throughput::OVERALL_SPS,
];

/// Runs the command.
pub(crate) fn run(args: &Train, registry: &Registry, err: &mut dyn Write) -> anyhow::Result<Exit> {
    let sets = overrides(args);
    let (folder, config, mut trainer) = match &args.resume {
        Some(path) => resume(path, &sets, registry, err)?,
        None => begin(args, &sets, registry)?,
    };
    let stop = Stop::listen();
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
    let reporter = reporter(&folder, &config, trainer.counters().steps, err)?;
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
    let shown = quoted(folder.path());
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

/// A trainer, if the machine has what it needs.
fn trainer(config: &Config) -> anyhow::Result<Trainer> {
    let available = machine::available();
    let sizes = Sizes::of(&config.train, &config.env, &config.registry).map_err(bad_input)?;
    Needs::of(&config.train, &sizes, available.cores).check(&available).map_err(bad_input)?;
    config.train.check().map_err(bad_input)?;
    let agents = agents::of_training(&config.train, &config.registry)?;
    Trainer::with_registry(config.train.clone(), &config.env, &agents, &config.registry).map_err(bad_input)
}

fn begin(args: &Train, sets: &[String], registry: &Registry) -> anyhow::Result<(RunFolder, Config, Trainer)> {
    let mut config = match &args.config {
        Some(path) => Config::load(Some(path), sets, registry)?,
        None => Config::built_in(TRAINING, sets, registry)?,
    };
    agents::pin(&mut config.train)?;
    let file = args.config.as_deref().unwrap_or(Path::new(TRAINING.0));
    let name = file.file_stem().and_then(|name| name.to_str()).unwrap_or("run");
    // First the trainer: a configuration that is refused leaves no folder behind.
    let mut trainer = trainer(&config)?;
    if let Some(start) = &config.train.start {
        let weights = agents::weights_file(start.from()).map_err(|e| bad_input(format!("train.start: {e}")))?;
        match start.keep() {
            [] => trainer.start_from(&weights),
            keep => trainer.start_with(&checkpoint_of(&weights)?, &versions_of(&weights), keep),
        }
        .map_err(bad_input)?;
    }
    let folder = RunFolder::create(args.run.as_deref(), name, &config, |folder| {
        // So that there is a checkpoint to go on from whenever there is a run.
        save(&trainer, &config, folder).map(|_| ())
    })?;
    Ok((folder, config, trainer))
}

/// The checkpoint that a weights file is part of.
fn checkpoint_of(weights: &Path) -> anyhow::Result<PathBuf> {
    let folder = weights.parent().unwrap_or(Path::new("."));
    if checkpoint::verify(folder).is_err() {
        let shown = weights.display();
        let problem = "only an intact checkpoint or a run has more than weights to be kept";
        return Err(bad_input(format!("train.start.keep: {problem}, and {shown} is in none; leave keep out")));
    }
    Ok(folder.to_owned())
}

/// Where the run of a checkpoint's weights keeps its past versions: `run/checkpoints/000000002000000/policy.safetensors`.
fn versions_of(weights: &Path) -> PathBuf {
    let whole = weights.canonicalize().unwrap_or_else(|_| weights.to_owned());
    RunFolder::versions_of(whole.ancestors().nth(3).unwrap_or(Path::new(".")))
}

fn resume(
    path: &Path,
    sets: &[String],
    registry: &Registry,
    err: &mut dyn Write,
) -> anyhow::Result<(RunFolder, Config, Trainer)> {
    let (folder, config) = RunFolder::open(path, sets, registry)?;
    let (newest, damaged) = checkpoint::newest_whole(&folder.checkpoints());
    let Some((newest, _)) = newest else { return Err(bad_input(no_checkpoint(&folder, &damaged))) };
    let mut trainer = trainer(&config)?;
    trainer.restore(&newest, &folder.versions()).map_err(bad_input)?;
    for error in &damaged {
        writeln!(err, "warning: {error}; the one before it is used")?;
    }
    if !damaged.is_empty()
        && let Some(copy) = folder.keep_metrics()?
    {
        writeln!(err, "warning: what was written after that checkpoint stays in {}", copy.display())?;
    }
    folder.write_config(&config)?;
    // Nobody else writes here: what is unfinished was left by a process that was killed.
    checkpoint::clear_unfinished(&folder.checkpoints())?;
    train_match::clear_unfinished(&folder)?;
    if let Some((checkpoint, steps)) = train_match::cut_off(trainer.counters().steps, &config, &folder)
        && let Err(error) = train_match::record(&checkpoint, steps, &config, &folder)
    {
        writeln!(err, "warning: no match was recorded: {error:#}")?;
    }
    Ok((folder, config, trainer))
}

/// Why a run cannot go on, and what can be done.
fn no_checkpoint(folder: &RunFolder, damaged: &[LearnError]) -> String {
    let shown = folder.path().display();
    let there = match damaged {
        [] => format!("there is none in {}", folder.checkpoints().display()),
        damaged => damaged.iter().map(LearnError::to_string).collect::<Vec<String>>().join("; "),
    };
    format!(
        "{shown} has no intact checkpoint to go on from: {there}. Nothing was changed; put a copy of a checkpoint there, or \
         begin a new run in another folder with --run"
    )
}

fn reporter(folder: &RunFolder, config: &Config, steps: u64, err: &mut dyn Write) -> anyhow::Result<Reporter> {
    let names = config.metrics.names;
    let style = TableStyle::for_terminal(std::io::stderr().is_terminal());
    let jsonl = JsonlSink::resume(&folder.metrics(), names, steps)?;
    if let n @ 1.. = jsonl.set_aside() {
        let file = folder.metrics();
        writeln!(err, "warning: {n} unreadable lines of {} were moved to {0}.damaged", file.display())?;
    }
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
    stop: &Stop,
    err: &mut dyn Write,
) -> anyhow::Result<()> {
    let begun = Instant::now();
    let every = config.train.checkpoints.every_steps.max(1);
    let mut saved = trainer.counters().steps;
    let mut live = None;
    while trainer.counters().steps < config.train.steps && !stop.is_asked() {
        if let Some(text) = folder.live().filter(|text| live.as_ref() != Some(text)) {
            let changes = text.clone().and_then(|text| toml::from_str::<LiveChanges>(&text).map_err(|e| e.to_string()));
            match changes.and_then(|changes| trainer.change(&changes).map(|()| changes).map_err(|e| e.to_string())) {
                Ok(changes) => writeln!(err, "live.toml: {changes}")?,
                Err(error) => writeln!(err, "warning: live.toml was not followed: {error}")?,
            }
            live = Some(text);
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
        stop.set_unsaved(steps - saved);
        if steps / every > saved / every {
            let path = save(trainer, config, folder)?;
            saved = steps;
            stop.set_unsaved(0);
            // A run is worth more than a picture of it.
            if !stop.is_asked()
                && train_match::is_missing(steps, config, folder)
                && let Err(error) = train_match::record(&path, steps, config, folder)
            {
                writeln!(err, "warning: no match was recorded: {error:#}")?;
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
    let run = series::read(&label, &folder.metrics())?;
    curves::write_png(&[run], &CURVES, &folder.curves()).context("curves.png")
}
