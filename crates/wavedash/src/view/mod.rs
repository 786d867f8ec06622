//! Matches for the viewer: what a path or a plan becomes, and how a view begins.

mod curves;
mod live;
mod live_match;
mod recorded;
mod words;

use std::path::PathBuf;

use wavedash_analysis::Subject;
use wavedash_env::Registry;
use wavedash_viewer::settings::Settings;
use wavedash_viewer::window::{ViewError, ViewOptions};

pub(crate) use live::{LivePlan, LiveSource};
pub(crate) use recorded::open;

use crate::args::Look;
use crate::cmd;
use crate::exit::bad_input;

/// The reward that is shown where nobody names one.
const REWARD: &str = "lucy";

/// The reward of a look; `of_run` is that of a training run's configuration.
pub(crate) fn reward(look: &Look, of_run: Option<String>, registry: &Registry) -> anyhow::Result<Subject> {
    cmd::reward_subject(look.reward.as_deref().or(of_run.as_deref()).unwrap_or(REWARD), registry)
}

/// How a view begins: the settings with the flags on top.
pub(crate) fn options(look: &Look) -> anyhow::Result<ViewOptions> {
    let path = look.settings.clone().or_else(usual_settings);
    let mut settings = match &path {
        Some(path) => Settings::load(path).map_err(bad_input)?,
        None => Settings::default(),
    };
    settings.path |= look.ball_path;
    settings.agent |= look.agent;
    Ok(ViewOptions {
        settings,
        settings_path: path,
        camera: look.camera,
        follow: look.follow.map(|car| usize::from(car) - 1),
        size: look.size,
        speed: look.speed,
        debug: look.debug,
    })
}

fn usual_settings() -> Option<PathBuf> {
    Some(dirs::config_dir()?.join("wavedash").join("viewer.toml"))
}

/// Errors that a person can mend are wrong usage or input.
pub(crate) fn shown<T>(result: Result<T, ViewError>) -> anyhow::Result<T> {
    result.map_err(|error| match error {
        ViewError::Broken(_) => anyhow::Error::new(error),
        mendable => bad_input(mendable),
    })
}
