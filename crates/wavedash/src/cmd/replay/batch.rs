//! Many recorded matches at once: which files, read in parallel, damaged ones listed at the end.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};

use serde::Serialize;
use wavedash_replay::Timeline;
use wavedash_replay::game::{self, GameError, Header};
use wavedash_replay::log::{self, LogError};
use wavedash_replay::stats::{self, MatchStats};

use super::header;
use crate::args::Source;
use crate::exit::{Exit, bad_input};
use crate::input::{self, Copies, Input, Inputs, Kind, Unpacked, Wanted};
use crate::parallel;
use crate::progress::Progress;

/// A match that was read.
pub(super) struct Recorded {
    /// StepInfo of a `.replay`; none for a match log.
    pub(super) header: Option<Header>,
    /// The match, or why there is none.
    pub(super) timeline: Result<Timeline, String>,
    /// Why this is not all that the file held: of a match log with `--salvage`, or of a `.replay` that has no more than an
    /// intact header.
    damage: Option<String>,
}

/// A file that gave nothing, or less than it once held.
#[derive(Debug, Serialize)]
pub(super) struct Damaged {
    pub(super) file: String,
    pub(super) problem: String,
}

/// What became of the files.
pub(super) struct Batch<R> {
    /// In the order of the command line; folders by name.
    pub(super) done: Vec<(PathBuf, R)>,
    pub(super) damaged: Vec<Damaged>,
    /// What else there is to say of the files: matches that were given twice.
    pub(super) notes: Vec<String>,
}

/// The files of a command line.
pub(super) fn inputs(source: &Source, copies: Copies) -> anyhow::Result<Inputs> {
    Inputs::of(&source.files, Wanted::Matches, copies, threads(source))
}

/// Reads every match once and makes something of it. An error of `f` marks its file as damaged.
pub(super) fn each<R: Send>(
    source: &Source,
    f: impl Fn(&Path, Recorded) -> Result<R, String> + Sync,
) -> anyhow::Result<Batch<R>> {
    each_of(source, inputs(source, Copies::Dropped)?, f)
}

/// As [`each`], of files that are known already.
pub(super) fn each_of<R: Send>(
    source: &Source,
    inputs: Inputs,
    f: impl Fn(&Path, Recorded) -> Result<R, String> + Sync,
) -> anyhow::Result<Batch<R>> {
    each_file(source, inputs, |input, file| {
        let mut recorded = read(file, source)?;
        let damage = recorded.damage.take();
        Ok((f(input.name(), recorded)?, damage))
    })
}

/// The statistics of every match.
pub(super) fn each_stats<R: Send>(source: &Source, f: impl Fn(MatchStats) -> R + Sync) -> anyhow::Result<Batch<R>> {
    each_file(source, inputs(source, Copies::Dropped)?, |_, file| {
        let (counted, damage) = match file.kind {
            Kind::Log => {
                let (timeline, damage) = log_timeline(file.path(), source)?;
                (stats::stats(&timeline), damage)
            }
            Kind::Game => (game::count(file.path(), options(source)).map_err(|e| e.to_string())??, None),
        };
        Ok((f(counted), damage))
    })
}

/// `f` gives what it made, and why that is not of the whole file; a file can so be both done and damaged.
fn each_file<R: Send>(
    source: &Source,
    inputs: Inputs,
    f: impl Fn(&Input, &Unpacked) -> Result<(R, Option<String>), String> + Sync,
) -> anyhow::Result<Batch<R>> {
    if !(0.1..=120.0).contains(&source.rate) {
        return Err(bad_input(format!("--rate {}: give 0.1 to 120 moments a second", source.rate)));
    }
    Ok(of_files(threads(source), inputs, f))
}

/// As [`each_file`], without anything that a command line could get wrong.
pub(super) fn of_files<R: Send>(
    threads: usize,
    inputs: Inputs,
    f: impl Fn(&Input, &Unpacked) -> Result<(R, Option<String>), String> + Sync,
) -> Batch<R> {
    let Inputs { files, notes } = inputs;
    let (count, finished, progress) = (files.len(), AtomicUsize::new(0), Progress::new());
    let results = parallel::map(threads, files, |input| {
        let result = input.unpack().and_then(|file| f(&input, &file));
        let finished = finished.fetch_add(1, Ordering::Relaxed) + 1;
        progress.set(finished as f64 / count as f64, || format!("{finished} of {count} files"));
        (input, result)
    });
    let mut batch = Batch { done: Vec::new(), damaged: Vec::new(), notes };
    for (input, result) in results {
        let shown = input.name().display().to_string();
        let problem = match result {
            Ok((made, damage)) => {
                batch.done.push((input.name().to_owned(), made));
                damage
            }
            Err(problem) => Some(problem),
        };
        batch.damaged.extend(problem.map(|problem| Damaged { file: shown, problem }));
    }
    batch
}

fn threads(source: &Source) -> usize {
    source.threads.map_or_else(parallel::default_threads, usize::from)
}

impl<R> Batch<R> {
    /// Prints the notes, lists the damaged files and says how the command ends.
    pub(super) fn finish(&self, err: &mut dyn Write) -> anyhow::Result<Exit> {
        input::print_notes(&self.notes, err)?;
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

fn read(file: &Unpacked, source: &Source) -> Result<Recorded, String> {
    match file.kind {
        Kind::Log => {
            let (timeline, damage) = log_timeline(file.path(), source)?;
            Ok(Recorded { header: None, timeline: Ok(timeline), damage })
        }
        Kind::Game => match game::open(file.path(), options(source)) {
            Ok(recording) => {
                let trouble = recording.trouble.unwrap_or_default();
                let timeline = recording.timeline.ok_or(trouble);
                Ok(Recorded { header: Some(recording.header), timeline, damage: None })
            }
            Err(error) => only_header(file.path(), options(source), &error),
        },
    }
}

/// The header of a `.replay` that is cut off or altered behind it. Times that no match has are refused all the same.
fn only_header(file: &Path, options: game::Options, error: &GameError) -> Result<Recorded, String> {
    let problem = error.to_string();
    let found = match error {
        GameError::Damaged(_) => header::alone(file, options),
        _ => None,
    };
    let header = found.ok_or_else(|| problem.clone())?;
    Ok(Recorded { header: Some(header), timeline: Err(problem.clone()), damage: Some(problem) })
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
