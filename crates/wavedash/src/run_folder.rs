//! The folder of a training run: `runs/NAME/` with its configuration, metrics and checkpoints.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::Context;

use crate::config::Config;
use crate::exit::bad_input;
use crate::report::{make_folder, write_atomically};

/// Where the files of a run are.
#[derive(Clone, Debug)]
pub(crate) struct RunFolder {
    path: PathBuf,
}

impl RunFolder {
    /// A new run's folder with its resolved configuration in it. Without a path: `runs/NAME-N` with the first free N.
    pub(crate) fn create(path: Option<&Path>, name: &str, config: &Config) -> anyhow::Result<Self> {
        let path = match path {
            Some(path) => path.to_owned(),
            None => (1..)
                .map(|n| PathBuf::from(format!("runs/{name}-{n}")))
                .find(|path| !path.exists())
                .context("all names of runs are taken")?,
        };
        let folder = Self { path };
        if folder.config().exists() {
            let shown = folder.path.display();
            return Err(bad_input(format!(
                "{shown} already holds a run: continue it with --resume {shown}, or name another folder with --run"
            )));
        }
        make_folder(&folder.path)?;
        folder.write_config(config)?;
        Ok(folder)
    }

    /// Writes the resolved configuration.
    pub(crate) fn write_config(&self, config: &Config) -> anyhow::Result<()> {
        write_atomically(&self.config(), config.to_toml()?.as_bytes())
    }

    /// The folder of a run that has begun, and its configuration with changes on top.
    pub(crate) fn open(path: &Path, sets: &[String]) -> anyhow::Result<(Self, Config)> {
        let folder = Self { path: path.to_owned() };
        if !folder.config().exists() {
            return Err(bad_input(format!("{} holds no run: there is no config.toml", path.display())));
        }
        let config = Config::load(Some(&folder.config()), sets)?;
        Ok((folder, config))
    }

    /// The folder itself.
    pub(crate) fn path(&self) -> &Path {
        &self.path
    }

    /// The resolved configuration.
    pub(crate) fn config(&self) -> PathBuf {
        self.path.join("config.toml")
    }

    /// One JSON object per iteration.
    pub(crate) fn metrics(&self) -> PathBuf {
        self.path.join("metrics.jsonl")
    }

    /// Folders named by agent steps.
    pub(crate) fn checkpoints(&self) -> PathBuf {
        Self::checkpoints_of(&self.path)
    }

    /// The same for a path that may be a run's folder.
    pub(crate) fn checkpoints_of(path: &Path) -> PathBuf {
        path.join("checkpoints")
    }

    /// Weights of past versions that the agent plays against.
    pub(crate) fn versions(&self) -> PathBuf {
        self.path.join("versions")
    }

    /// Match logs named by agent steps.
    pub(crate) fn matches(&self) -> PathBuf {
        self.path.join("matches")
    }

    /// Curves of the metrics.
    pub(crate) fn curves(&self) -> PathBuf {
        self.path.join("curves.png")
    }

    /// Changes to schedules while the run goes on: TOML text, if there is any.
    pub(crate) fn live(&self) -> Option<String> {
        fs::read_to_string(self.path.join("live.toml")).ok()
    }
}
