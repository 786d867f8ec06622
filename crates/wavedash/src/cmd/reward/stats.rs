//! `wavedash reward stats`.

use std::io::Write;
use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};

use serde::Serialize;
use wavedash_analysis::describe::Describe;
use wavedash_analysis::{Columns, Group, Stats, Subject};
use wavedash_env::Registry;
use wavedash_replay::Mode;

use super::{named, picture};
use crate::args::reward::{self, Steps};
use crate::exit::{Exit, bad_input};
use crate::input::print_notes;
use crate::matches::{self, Match};
use crate::progress::Progress;
use crate::{other_modes, parallel, report};

#[derive(Serialize)]
struct GroupFigures<'a> {
    #[serde(flatten)]
    group: &'a Group,
    describe: Vec<Option<Describe>>,
    correlations: Vec<Vec<Option<f64>>>,
}

#[derive(Serialize)]
struct Figures<'a> {
    components: &'a [String],
    groups: Vec<GroupFigures<'a>>,
    failed: Vec<String>,
    /// Parts of matches that are not counted.
    left_out: Vec<String>,
    /// Matches that were given twice, or are of other modes.
    notes: Vec<String>,
}

/// Runs the command.
pub(super) fn run(
    args: &reward::Stats,
    registry: &Registry,
    out: &mut dyn Write,
    err: &mut dyn Write,
) -> anyhow::Result<Exit> {
    args.out.as_deref().map(picture::format).transpose()?;
    let subject = named::subject(&args.reward, registry)?;
    let threads = args.threads.map_or_else(parallel::default_threads, usize::from);
    let (mut todo, mut notes) = (Vec::new(), Vec::new());
    for folder in &args.groups {
        // Folders of one name are told apart by their paths.
        let last = last_part(folder);
        let is_unique = args.groups.iter().filter(|other| last_part(other) == last).count() == 1;
        let group = if is_unique { last } else { folder.display().to_string() };
        let (matches, twice) = matches::named(folder, threads)?;
        notes.extend(twice);
        todo.extend(matches.into_iter().map(|game| (group.clone(), game)));
    }
    let (bar, all) = (Progress::new(), todo.len());
    let done = AtomicUsize::new(0);
    let results = parallel::map(threads, todo, |(group, game)| {
        let counted = count(&subject, &game, &args.steps);
        let n = done.fetch_add(1, Ordering::Relaxed) + 1;
        bar.set(n as f64 / all as f64, || format!("{n} of {all} matches"));
        (group, game, counted)
    });
    drop(bar);
    let mut stats = Stats::new(&subject).map_err(bad_input)?;
    let (mut failed, mut other_modes, mut left_out) = (Vec::new(), Vec::new(), Vec::new());
    for (group, game, counted) in results {
        match counted {
            Ok(Ok((columns, parts))) => {
                stats.add(&group, columns);
                left_out.extend(parts.iter().map(|part| format!("{}: {part}", game.shown())));
            }
            Ok(Err(mode)) => other_modes.push(mode),
            Err(error) => failed.push(format!("{error:#}")),
        }
    }
    if stats.groups().is_empty() {
        return Err(if failed.is_empty() {
            other_modes::all_refused(&other_modes)
        } else {
            bad_input(failed.join("\n"))
        });
    }
    notes.extend(other_modes::note(&other_modes));
    if let Some(path) = &args.out {
        picture::write(path, &stats.histograms())?;
    }
    if let Some(path) = &args.csv {
        picture::write_table(path, |bytes| stats.write_csv(bytes))?;
    }
    if let Some(path) = &args.correlations {
        picture::write_table(path, |bytes| stats.write_correlations_csv(bytes))?;
    }
    if args.json {
        let groups = stats.groups().iter().map(|group| GroupFigures {
            group,
            describe: stats.describe(group),
            correlations: stats.correlations(group),
        });
        let figures = Figures {
            components: stats.components(),
            groups: groups.collect(),
            failed: failed.clone(),
            left_out: left_out.clone(),
            notes: notes.clone(),
        };
        report::json(out, &figures)?;
    } else {
        print(out, &stats)?;
    }
    print_notes(&notes, err)?;
    left_out.iter().chain(&failed).try_for_each(|problem| writeln!(err, "left out: {problem}"))?;
    Ok(if failed.is_empty() { Exit::Fine } else { Exit::Failed })
}

fn print(out: &mut dyn Write, stats: &Stats) -> anyhow::Result<()> {
    let width = stats.components().iter().map(String::len).max().unwrap_or(0);
    for group in stats.groups() {
        writeln!(out, "{}, {} matches", group.name, group.matches)?;
        let heads = ["count", "mean", "std", "min", "25 %", "50 %", "75 %", "max"];
        writeln!(out, "{:width$} {}", "", heads.map(|head| format!("{head:>9}")).join(" "))?;
        for (name, described) in stats.components().iter().zip(stats.describe(group)) {
            let Some(d) = described else { continue };
            let [q1, q2, q3] = d.quartiles;
            let numbers = [d.mean, d.std, d.min, q1, q2, q3, d.max].map(|x| format!("{:>9.4}", x + 0.0));
            writeln!(out, "{name:width$} {:>9} {}", d.count, numbers.join(" "))?;
        }
        strongest(out, stats, group)?;
    }
    Ok(())
}

fn last_part(path: &Path) -> String {
    path.file_name().unwrap_or(path.as_os_str()).to_string_lossy().into_owned()
}

/// The columns of a match with what of it is left out, or its mode if that is not wanted.
fn count(subject: &Subject, game: &Match, steps: &Steps) -> anyhow::Result<Result<(Columns, Vec<String>), Mode>> {
    let played = match game.played(steps)? {
        Ok(played) => played,
        Err(mode) => return Ok(Err(mode)),
    };
    Ok(Ok((Columns::new(subject, &played.episodes).map_err(bad_input)?, played.left_out)))
}

/// The pairs of components that say nearly the same, or the opposite.
fn strongest(out: &mut dyn Write, stats: &Stats, group: &Group) -> anyhow::Result<()> {
    const STRONG: f64 = 0.5;
    let names = stats.components();
    for (i, row) in stats.correlations(group).iter().enumerate() {
        for (j, r) in row.iter().enumerate().skip(i + 1) {
            if let Some(r) = r.filter(|r| r.abs() >= STRONG) {
                writeln!(out, "  correlated {r:+.2}: {} and {}", names[i], names[j])?;
            }
        }
    }
    Ok(())
}
