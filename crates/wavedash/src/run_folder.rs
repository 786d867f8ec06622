//! The folder of a training run: `runs/NAME/` with its configuration, metrics and checkpoints.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::Context;
use wavedash_env::Registry;

use crate::config::Config;
use crate::exit::bad_input;
use crate::report::{make_folder, quoted, write_atomically};
use crate::run_lock::RunLock;

/// The resolved configuration of a run; a folder with one holds a run.
const CONFIG: &str = "config.toml";

/// Where the files of a run are. While it exists no other process can train in the folder.
#[derive(Debug)]
pub(crate) struct RunFolder {
    path: PathBuf,
    _lock: RunLock,
}

impl RunFolder {
    /// A new run's folder with what `fill` puts there, and at last its resolved configuration. Without a path:
    /// `runs/NAME-N` with the first free N.
    pub(crate) fn create(
        path: Option<&Path>,
        name: &str,
        config: &Config,
        fill: impl FnOnce(&Self) -> anyhow::Result<()>,
    ) -> anyhow::Result<Self> {
        let path = match path {
            Some(path) => path.to_owned(),
            None => (1..)
                .map(|n| PathBuf::from(format!("runs/{name}-{n}")))
                .find(|path| !path.exists())
                .context("all names of runs are taken")?,
        };
        let refuse_run = || {
            if path.join(CONFIG).exists() {
                let shown = quoted(&path);
                return Err(bad_input(format!(
                    "{shown} already holds a run: continue it with --resume {shown}, or name another folder with --run"
                )));
            }
            Ok(())
        };
        refuse_run()?;
        make_folder(&path)?;
        let lock = RunLock::take(&path)?;
        // Another process may have begun one before it let the lock go.
        refuse_run()?;
        let folder = Self { path, _lock: lock };
        fill(&folder)?;
        folder.write_config(config)?;
        Ok(folder)
    }

    /// Writes the resolved configuration.
    pub(crate) fn write_config(&self, config: &Config) -> anyhow::Result<()> {
        write_atomically(&self.config(), config.to_toml()?.as_bytes())
    }

    /// The folder of a run that has begun, and its configuration with changes on top.
    pub(crate) fn open(path: &Path, sets: &[String], registry: &Registry) -> anyhow::Result<(Self, Config)> {
        if !path.join(CONFIG).exists() {
            return Err(bad_input(format!("{} holds no run: there is no {CONFIG}", path.display())));
        }
        let folder = Self { path: path.to_owned(), _lock: RunLock::take(path)? };
        let config = Config::load(Some(&folder.config()), sets, registry)?;
        Ok((folder, config))
    }

    /// The folder itself.
    pub(crate) fn path(&self) -> &Path {
        &self.path
    }

    /// The resolved configuration.
    pub(crate) fn config(&self) -> PathBuf {
        self.path.join(CONFIG)
    }

    /// One JSON object per iteration.
    pub(crate) fn metrics(&self) -> PathBuf {
        self.path.join("metrics.jsonl")
    }

    /// Copies the metrics aside, for a run that goes back behind what it has written. The copy's path, if there are any.
    pub(crate) fn keep_metrics(&self) -> anyhow::Result<Option<PathBuf>> {
        let metrics = self.metrics();
        if !metrics.exists() {
            return Ok(None);
        }
        let copy = (1..)
            .map(|n| self.path.join(format!("metrics.before-{n}.jsonl")))
            .find(|path| !path.exists())
            .context("all names of copies are taken")?;
        fs::copy(&metrics, &copy).with_context(|| format!("cannot write {}", copy.display()))?;
        Ok(Some(copy))
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
        Self::versions_of(&self.path)
    }

    /// The same for a path that may be a run's folder.
    pub(crate) fn versions_of(path: &Path) -> PathBuf {
        path.join("versions")
    }

    /// Match logs named by agent steps.
    pub(crate) fn matches(&self) -> PathBuf {
        self.path.join("matches")
    }

    /// Curves of the metrics.
    pub(crate) fn curves(&self) -> PathBuf {
        self.path.join("curves.png")
    }

    /// Changes to schedules while the run goes on: TOML text, if there is any, or why it cannot be read.
    pub(crate) fn live(&self) -> Option<Result<String, String>> {
        match fs::read(self.path.join("live.toml")) {
            Ok(bytes) => Some(String::from_utf8(bytes).map_err(|e| format!("it is not UTF-8: {e}"))),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => None,
            Err(error) => Some(Err(format!("it cannot be read: {error}"))),
        }
    }
}
