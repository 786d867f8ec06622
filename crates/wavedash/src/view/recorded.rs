//! Recorded matches by their path: a match log, a `.replay`, or the newest match of a training run.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use wavedash_analysis::Subject;
use wavedash_core::Controls;
use wavedash_env::Registry;
use wavedash_replay::stats::MatchStats;
use wavedash_replay::{Timed, game};
use wavedash_viewer::source::{Cast, Curves, LogSource, MomentSource, Shown, Source, SourceError};

use super::curves::curves;
use crate::args::Look;
use crate::exit::bad_input;
use crate::input::{Input, Kind, STANDARD_INPUT};
use crate::run_folder::RunFolder;

/// Moments a second of the game's own files: as many as they hold.
const RATE: f32 = 30.0;

/// The match at a path.
pub(crate) fn open(path: &Path, look: &Look, registry: &Registry) -> anyhow::Result<Box<dyn Source>> {
    let is_stream = path == Path::new(STANDARD_INPUT);
    if !is_stream && !path.exists() {
        return Err(bad_input(format!("the path `{}` does not exist", path.display())));
    }
    if path.is_dir() {
        return of_run(path, look, registry);
    }
    let subject = super::reward(look, None, registry)?;
    let input = Input::given(path.to_owned()).map_err(|e| bad_input(format!("{}: {e}", path.display())))?;
    of_file(&input, &subject).map_err(bad_input)
}

fn of_file(input: &Input, subject: &Subject) -> Result<Box<dyn Source>, SourceError> {
    let shown = input.name().display();
    let failed = |problem: String| SourceError(format!("{shown}: {problem}"));
    let file = input.unpack().map_err(failed)?;
    match file.kind {
        Kind::Log => Ok(Box::new(LogSource::open(file.path(), |timeline| curves(subject, timeline))?)),
        Kind::Game => {
            let options = game::Options { rate: RATE, ..game::Options::default() };
            let recording = game::open(file.path(), options).map_err(|e| failed(e.to_string()))?;
            let trouble = recording.trouble.unwrap_or_default();
            let timeline = recording.timeline.ok_or_else(|| failed(trouble))?;
            let curves = curves(subject, &timeline);
            let title = input.name().file_name().unwrap_or_default().to_string_lossy().into_owned();
            Ok(Box::new(MomentSource::new(timeline, title, curves)?))
        }
    }
}

/// The newest match of a run.
fn of_run(path: &Path, look: &Look, registry: &Registry) -> anyhow::Result<Box<dyn Source>> {
    let (folder, _) = RunFolder::open(path, &[], registry)?;
    let config = folder.config().display().to_string();
    let subject = Arc::new(super::reward(look, Some(config), registry)?);
    let newest = newest(&folder.matches()).ok_or_else(|| {
        let shown = path.display();
        bad_input(format!(
            "the run {shown} has recorded no match yet; one is recorded after every checkpoint (train.matches)"
        ))
    })?;
    Ok(Box::new(RunSource::open(newest, folder.matches(), subject).map_err(bad_input)?))
}

/// The match log with the most agent steps; names have as many digits.
fn newest(folder: &Path) -> Option<PathBuf> {
    let entries = std::fs::read_dir(folder).ok()?;
    let paths = entries.filter_map(|entry| entry.ok().map(|entry| entry.path()));
    paths.filter(|path| path.extension().is_some_and(|end| end == "wdm")).max()
}

/// A match of a run that may still go on.
struct RunSource {
    shown: Box<dyn Source>,
    path: PathBuf,
    folder: PathBuf,
    subject: Arc<Subject>,
}

impl RunSource {
    fn open(path: PathBuf, folder: PathBuf, subject: Arc<Subject>) -> Result<Self, SourceError> {
        Ok(Self { shown: of_file(&Input::new(path.clone()), &subject)?, path, folder, subject })
    }
}

impl Source for RunSource {
    fn cast(&self) -> &Cast {
        self.shown.cast()
    }

    fn seconds(&self) -> Option<f64> {
        self.shown.seconds()
    }

    fn happenings(&self) -> &[Timed] {
        self.shown.happenings()
    }

    fn at(&mut self, seconds: f64) -> Result<Shown, SourceError> {
        self.shown.at(seconds)
    }

    fn predict(&mut self) -> Vec<[f32; 3]> {
        self.shown.predict()
    }

    fn drive(&mut self, controls: Controls) {
        self.shown.drive(controls);
    }

    fn rewards(&self) -> Option<Arc<Curves>> {
        self.shown.rewards()
    }

    fn statistics(&self) -> Option<MatchStats> {
        self.shown.statistics()
    }

    fn newer(&mut self) -> Option<Box<dyn Source>> {
        let newest = newest(&self.folder).filter(|path| *path > self.path)?;
        // A log is given its name when it is whole; one that cannot be read is passed over.
        let source = Self::open(newest.clone(), self.folder.clone(), Arc::clone(&self.subject));
        source.inspect_err(|_| self.path = newest).ok().map(|source| Box::new(source) as Box<dyn Source>)
    }
}
