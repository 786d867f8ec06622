//! Many recorded matches at once: which files, read in parallel, damaged ones listed at the end.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};

use anyhow::Context;
use serde::Serialize;
use wavedash_replay::Timeline;
use wavedash_replay::game::{self, Header};
use wavedash_replay::log::{self, LogError};
use wavedash_replay::stats::{self, MatchStats};

use crate::args::Source;
use crate::exit::{Exit, bad_input};
use crate::parallel;
use crate::progress::Progress;

/// Endings of files that are looked for in folders.
const ENDINGS: [&str; 2] = ["replay", "wdm"];

/// A match that was read.
pub(super) struct Recorded {
    /// Facts of a `.replay`; none for a match log.
    pub(super) header: Option<Header>,
    /// The match, or why there is none.
    pub(super) timeline: Result<Timeline, String>,
    /// Why the match is not all that the file held; only with `--salvage`.
    damage: Option<String>,
}

/// A file that gave nothing, or less than it once held.
#[derive(Debug, Serialize)]
pub(super) struct Damaged {
    file: String,
    problem: String,
}

/// What became of the files.
pub(super) struct Batch<R> {
    /// In the order of the command line; folders by name.
    pub(super) done: Vec<(PathBuf, R)>,
    pub(super) damaged: Vec<Damaged>,
}

/// Reads every file and makes something of it. An error of `f` marks its file as damaged.
pub(super) fn each<R: Send>(
    source: &Source,
    f: impl Fn(&Path, Recorded) -> Result<R, String> + Sync,
) -> anyhow::Result<Batch<R>> {
    each_file(source, |file| {
        let mut recorded = read(file, source)?;
        let damage = recorded.damage.take();
        Ok((f(file, recorded)?, damage))
    })
}

/// The statistics of every match.
pub(super) fn each_stats<R: Send>(source: &Source, f: impl Fn(MatchStats) -> R + Sync) -> anyhow::Result<Batch<R>> {
    each_file(source, |file| {
        let (counted, damage) = match kind(file)? {
            Kind::Log => {
                let (timeline, damage) = log_timeline(file, source)?;
                (stats::stats(&timeline), damage)
            }
            Kind::Game => (game::count(file, options(source)).map_err(|e| e.to_string())??, None),
        };
        Ok((f(counted), damage))
    })
}

/// `f` gives what it made, and why that is not of the whole file; a file can so be both done and damaged.
fn each_file<R: Send>(
    source: &Source,
    f: impl Fn(&Path) -> Result<(R, Option<String>), String> + Sync,
) -> anyhow::Result<Batch<R>> {
    if !(0.1..=120.0).contains(&source.rate) {
        return Err(bad_input(format!("--rate {}: give 0.1 to 120 moments a second", source.rate)));
    }
    let files = files(&source.files)?;
    let threads = source.threads.map_or_else(parallel::default_threads, usize::from);
    let (count, finished, progress) = (files.len(), AtomicUsize::new(0), Progress::new());
    let results = parallel::map(threads, files, |file| {
        let result = f(&file);
        let finished = finished.fetch_add(1, Ordering::Relaxed) + 1;
        progress.set(finished as f64 / count as f64, || format!("{finished} of {count} files"));
        (file, result)
    });
    let mut batch = Batch { done: Vec::new(), damaged: Vec::new() };
    for (file, result) in results {
        let shown = file.display().to_string();
        let problem = match result {
            Ok((made, damage)) => {
                batch.done.push((file, made));
                damage
            }
            Err(problem) => Some(problem),
        };
        batch.damaged.extend(problem.map(|problem| Damaged { file: shown, problem }));
    }
    Ok(batch)
}

impl<R> Batch<R> {
    /// Lists the damaged files and says how the command ends.
    pub(super) fn finish(&self, err: &mut dyn Write) -> anyhow::Result<Exit> {
        for Damaged { file, problem } in &self.damaged {
            writeln!(err, "error: {file}: {problem}")?;
        }
        Ok(match (self.done.len(), self.damaged.len()) {
            (_, 0) => Exit::Fine,
            (0, _) => Exit::Usage,
            _ => Exit::Failed,
        })
    }
}

/// The match of a file, or the reason why the file is of no use to a command that needs one.
pub(super) fn timeline(recorded: Recorded) -> Result<Timeline, String> {
    recorded.timeline
}

enum Kind {
    Log,
    Game,
}

fn kind(file: &Path) -> Result<Kind, String> {
    let ending = file.extension().map(|ending| ending.to_string_lossy().to_lowercase());
    match ending.as_deref() {
        Some("wdm") => Ok(Kind::Log),
        Some("replay") => Ok(Kind::Game),
        _ if !file.exists() => Err("no such file".to_owned()),
        _ => Err("ends in neither .replay nor .wdm".to_owned()),
    }
}

fn read(file: &Path, source: &Source) -> Result<Recorded, String> {
    match kind(file)? {
        Kind::Log => {
            let (timeline, damage) = log_timeline(file, source)?;
            Ok(Recorded { header: None, timeline: Ok(timeline), damage })
        }
        Kind::Game => {
            let recording = game::open(file, options(source)).map_err(|e| e.to_string())?;
            let trouble = recording.trouble.unwrap_or_default();
            let timeline = recording.timeline.ok_or(trouble);
            Ok(Recorded { header: Some(recording.header), timeline, damage: None })
        }
    }
}

/// The match of a log, and why it is not the whole one.
fn log_timeline(file: &Path, source: &Source) -> Result<(Timeline, Option<String>), String> {
    let in_words = |e: LogError| without_name(&e.to_string(), file);
    let opened = if source.salvage { log::salvage(file) } else { log::open(file).map(|player| (player, None)) };
    let (mut player, damage) = opened.map_err(in_words)?;
    let timeline = player.timeline(source.rate).map_err(in_words)?;
    Ok((timeline, damage.map(in_words)))
}

fn options(source: &Source) -> game::Options {
    game::Options { rate: source.rate, names: source.names, as_sent: source.as_sent }
}

/// Errors of match logs begin with the file's name, which the list of damaged files already gives.
fn without_name(problem: &str, file: &Path) -> String {
    problem.strip_prefix(&format!("{}: ", file.display())).unwrap_or(problem).to_owned()
}

/// The files that are meant.
pub(crate) fn files(given: &[String]) -> anyhow::Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    for name in given {
        let path = Path::new(name);
        let found = if path.is_dir() {
            matching(&format!("{}/**/*", glob::Pattern::escape(name)), |path| {
                path.extension().is_some_and(|e| ENDINGS.iter().any(|ending| e.eq_ignore_ascii_case(ending)))
            })?
        } else if path.exists() || !name.contains(['*', '?', '[']) {
            vec![path.to_owned()]
        } else {
            matching(name, |path| path.is_file())?
        };
        if found.is_empty() {
            return Err(bad_input(format!("{name}: no .replay or .wdm files there")));
        }
        files.extend(found);
    }
    Ok(files)
}

fn matching(pattern: &str, is_meant: impl Fn(&Path) -> bool) -> anyhow::Result<Vec<PathBuf>> {
    let paths = glob::glob(pattern).map_err(|e| bad_input(format!("{pattern}: {e}")))?;
    let paths = paths.collect::<Result<Vec<_>, _>>().with_context(|| format!("cannot list {pattern}"))?;
    Ok(paths.into_iter().filter(|path| is_meant(path)).collect())
}
