//! Agents by name: the one place where a name on the command line becomes somebody who plays.

use std::path::{Path, PathBuf};

use wavedash_env::Registry;
use wavedash_env::registry::Kind;
use wavedash_eval::{Contestant, Scripted, Trained};
use wavedash_learn::{TrainConfig, WEIGHTS, checkpoint};

use crate::config::with_suggestion;
use crate::exit::bad_input;
use crate::run_folder::RunFolder;

/// How names of scripted agents begin.
const BOT: &str = "bot:";
/// How names of agents that are part of the program begin.
const AGENT: &str = "agent:";

/// The agents that come with the program: name and weights. `assets/agents/LOG.md` says how they were taught.
/// Those with a date stay as they are, for others to be measured by.
const SHIPPED: [(&str, &[u8]); 4] = [
    ("agent:1v1", include_bytes!("../../../assets/agents/1v1.safetensors")),
    ("agent:2v2", include_bytes!("../../../assets/agents/2v2.safetensors")),
    ("agent:1v1-2026-11", include_bytes!("../../../assets/agents/1v1-2026-11.safetensors")),
    ("agent:2v2-2026-11", include_bytes!("../../../assets/agents/2v2-2026-11.safetensors")),
];

/// Who plays if nobody is named: an agent that comes with the program, if there is one for so many cars a side.
#[cfg(feature = "viewer")]
pub(crate) fn usual(team_size: u8) -> &'static str {
    match team_size {
        1 => SHIPPED[0].0,
        2 => SHIPPED[1].0,
        _ => "bot:striker",
    }
}

/// The agent of a name: `bot:NAME`, `agent:MODE`, or the path of a checkpoint folder or weights file.
pub(crate) fn load(name: &str, registry: &Registry) -> anyhow::Result<Box<dyn Contestant>> {
    if registry.entry(Kind::Bot, name).is_some() {
        return Ok(Box::new(Scripted::registered(name, registry)?));
    }
    Ok(Box::new(trained(name, registry)?))
}

/// The trained agent of a name.
fn trained(name: &str, registry: &Registry) -> anyhow::Result<Trained> {
    if let Some((name, weights)) = SHIPPED.iter().find(|(known, _)| *known == name) {
        return Ok(Trained::of_bytes(weights, name)?);
    }
    let known = registry.entries(Kind::Bot).map(|entry| entry.name).chain(SHIPPED.iter().map(|(known, _)| *known));
    let known = known.map(|known| format!("`{known}`")).collect::<Vec<_>>().join(", ");
    if name.starts_with(BOT) || name.starts_with(AGENT) {
        let problem = format!("there is no agent `{name}`, expected one of {known}");
        return Err(bad_input(with_suggestion(&problem)));
    }
    if Path::new(name).exists() {
        let weights = weights_file(Path::new(name))?;
        return Trained::load(&weights, name).map_err(bad_input);
    }
    let problem = format!("the path `{name}` does not exist; agents are checkpoints and {known}");
    let short = registry.entries(Kind::Bot).find(|entry| entry.name.strip_prefix(BOT) == Some(name));
    Err(bad_input(match short {
        Some(entry) => format!("{problem}\ndid you mean `{}`?", entry.name),
        None => problem,
    }))
}

/// Puts the weights file that a path stands for now in its place, wherever a training's configuration names opponents or a
/// teacher by paths: a run that goes on later goes on with the same ones.
pub(crate) fn pin(config: &mut TrainConfig) -> anyhow::Result<()> {
    let fixed = config.league.fixed.iter_mut().map(|name| ("league.fixed", name));
    let teacher = config.teacher.iter_mut().filter_map(|teacher| Some(("teacher.policy", teacher.policy.as_mut()?)));
    for (field, name) in fixed.chain(teacher) {
        if !name.starts_with(BOT) && !name.starts_with(AGENT) && Path::new(name.as_str()).exists() {
            let file = weights_file(Path::new(name.as_str())).map_err(|e| bad_input(format!("train.{field}: {e}")))?;
            *name = file.display().to_string();
        }
    }
    Ok(())
}

/// The trained agents that a training needs, by the names that its configuration gives them.
pub(crate) fn of_training(config: &TrainConfig, registry: &Registry) -> anyhow::Result<Vec<Trained>> {
    let mut agents: Vec<Trained> = Vec::new();
    for (field, name) in config.agents() {
        if agents.iter().all(|agent| agent.name() != name) {
            agents.push(trained(name, registry).map_err(|e| bad_input(format!("train.{field}: {e}")))?);
        }
    }
    Ok(agents)
}

/// The weights that a path stands for: a file, a checkpoint, or the newest whole checkpoint of a run.
pub(crate) fn weights_file(path: &Path) -> anyhow::Result<PathBuf> {
    if path.is_file() {
        return Ok(path.to_owned());
    }
    if path.join(WEIGHTS).is_file() {
        return Ok(path.join(WEIGHTS));
    }
    let (newest, _) = checkpoint::newest_whole(&RunFolder::checkpoints_of(path));
    let (newest, _) = newest.ok_or_else(|| {
        bad_input(format!("`{}` holds no agent: expected a weights file, a checkpoint or a run", path.display()))
    })?;
    Ok(newest.join(WEIGHTS))
}

/// The agents of several names. A single folder stands for everything in it that does not begin with a dot, in the
/// order of the names; that of a run for its past versions and its newest checkpoint.
pub(crate) fn load_all(names: &[String], registry: &Registry) -> anyhow::Result<Vec<Box<dyn Contestant>>> {
    match names {
        [folder] if Path::new(folder).is_dir() => {
            let cannot_read = |e: std::io::Error| bad_input(format!("cannot read the folder {folder}: {e}"));
            let mut paths = Vec::new();
            let run = RunFolder::checkpoints_of(Path::new(folder)).is_dir();
            let folder = if run {
                paths.push(folder.clone());
                &format!("{folder}/versions")
            } else {
                folder
            };
            for entry in std::fs::read_dir(folder).map_err(cannot_read)? {
                let entry = entry.map_err(cannot_read)?;
                if !entry.file_name().to_string_lossy().starts_with('.') {
                    paths.push(entry.path().display().to_string());
                }
            }
            paths.sort();
            paths.iter().map(|path| load(path, registry)).collect()
        }
        names => names.iter().map(|name| load(name, registry)).collect(),
    }
}
