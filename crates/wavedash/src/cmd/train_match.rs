//! Matches that are recorded while an agent is trained: who plays whom, and where the log goes.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::Context;
use wavedash_core::{Purpose, Stream};
use wavedash_env::duel::{DuelRules, Venue};
use wavedash_eval::{Contestant, Trained};
use wavedash_learn::{WEIGHTS, checkpoint};
use wavedash_sim::Surface;

use crate::config::Config;
use crate::record::{self, Plan};
use crate::run_folder::RunFolder;
use crate::{agents, report};

/// Whether a match is due after so many agent steps that is not there: one belongs to every few stretches of steps between
/// two checkpoints.
pub(crate) fn is_missing(steps: u64, config: &Config, folder: &RunFolder) -> bool {
    let every = config.train.checkpoints.every_steps.max(1);
    let often = config.train.matches.every_checkpoints;
    let stretch = steps / every;
    let is_due = often > 0 && stretch > 0 && stretch.is_multiple_of(often);
    let recorded = std::fs::read_dir(folder.matches()).into_iter().flatten().flatten();
    let steps_of = |path: PathBuf| {
        let is_log = path.extension().is_some_and(|end| end == "wdm");
        path.file_stem()?.to_str()?.parse::<u64>().ok().filter(|_| is_log)
    };
    is_due && !recorded.filter_map(|entry| steps_of(entry.path())).any(|steps| steps / every == stretch)
}

/// The checkpoint of a match that is missing from the present stretch, and its agent steps: the first of the stretch, after
/// which the process was killed.
pub(crate) fn cut_off(steps: u64, config: &Config, folder: &RunFolder) -> Option<(PathBuf, u64)> {
    if !is_missing(steps, config, folder) {
        return None;
    }
    let every = config.train.checkpoints.every_steps.max(1);
    let of_stretch = |path: PathBuf| {
        let at = checkpoint::steps_of(&path).filter(|at| at / every == steps / every)?;
        checkpoint::verify(&path).ok().map(|_| (path, at))
    };
    checkpoint::list(&folder.checkpoints()).into_iter().rev().find_map(of_stretch)
}

/// Removes recordings that a process was killed over. Nobody else may be recording in the folder.
pub(crate) fn clear_unfinished(folder: &RunFolder) -> anyhow::Result<()> {
    for entry in std::fs::read_dir(folder.matches()).into_iter().flatten().flatten() {
        let path = entry.path();
        if path.extension().is_some_and(|end| end == "unfinished") {
            std::fs::remove_file(&path).with_context(|| format!("cannot remove {}", path.display()))?;
        }
    }
    Ok(())
}

/// Lets the agent of a checkpoint play itself or somebody of its league, and records that. Training is not touched:
/// the agent is read from its file, and arena and actions have streams of their own.
pub(crate) fn record(checkpoint: &Path, steps: u64, config: &Config, folder: &RunFolder) -> anyhow::Result<PathBuf> {
    let train = &config.train;
    let number = steps / train.checkpoints.every_steps.max(1);
    let mut stream = Stream::new(train.seed, number, Purpose::Matches, 0);
    let learner = Trained::load(&checkpoint.join(WEIGHTS), &format!("learner, {steps} steps"))?;
    let opponent = opponent(steps, config, folder, &mut stream)?;
    // All team sizes in turn.
    let sizes = config.env.team_sizes.of_pool(train.arenas)?;
    let size = sizes[(number % sizes.len() as u64) as usize];
    let venue = Venue::new(config.env.arena(&Arc::new(Surface::soccar()), size))?.with_registry(&config.registry);
    let other = opponent.as_deref().unwrap_or(&learner);
    let swapped = stream.chance(0.5);
    let plan = Plan {
        both: if swapped { [other, &learner] } else { [&learner, other] },
        rules: DuelRules { seconds: train.matches.seconds, ..DuelRules::default() },
        key: (stream.bits(), number),
        sampled: true,
    };
    report::make_folder(&folder.matches())?;
    let path = folder.matches().join(format!("{steps:015}.wdm"));
    record::record(&path, &venue, &plan, &|_| ())?;
    Ok(path)
}

/// Every other match is one against somebody else, if there is anybody: a fixed opponent, or a version that is no newer than
/// the checkpoint. A run that went back to an older checkpoint may have left newer ones.
fn opponent(
    steps: u64,
    config: &Config,
    folder: &RunFolder,
    stream: &mut Stream,
) -> anyhow::Result<Option<Box<dyn Contestant>>> {
    let league = &config.train.league;
    if league.share == 0.0 || stream.chance(0.5) {
        return Ok(None);
    }
    let mut versions: Vec<PathBuf> = match std::fs::read_dir(folder.versions()) {
        Ok(entries) => entries.filter_map(|entry| entry.ok().map(|entry| entry.path())).collect(),
        Err(_) => Vec::new(),
    };
    let steps_of = |path: &PathBuf| {
        let name = path.file_stem()?.to_str()?;
        // Versions of the run before this one are older than all of its own.
        if name.starts_with("start-") { Some(0) } else { name.strip_prefix('v')?.parse::<u64>().ok() }
    };
    versions.retain(|path| {
        path.extension().is_some_and(|end| end == "safetensors") && steps_of(path).is_some_and(|at| at <= steps)
    });
    versions.sort();
    let all = league.fixed.len() + versions.len();
    if all == 0 {
        return Ok(None);
    }
    let index = stream.index(all);
    match league.fixed.get(index) {
        Some(name) => agents::load(name, &config.registry).map(Some),
        None => {
            let path = &versions[index - league.fixed.len()];
            let name = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
            Ok(Some(Box::new(Trained::load(path, &name)?)))
        }
    }
}
