//! `wavedash reward stats`.

use std::io::Write;
use std::path::Path;

use serde::Serialize;
use wavedash_analysis::describe::Describe;
use wavedash_analysis::{Columns, Group, Stats};

use super::{named, picture};
use crate::args::reward;
use crate::exit::{Exit, bad_input};
use crate::progress::Progress;
use crate::{matches, parallel, report};

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
}

/// Runs the command.
pub(super) fn run(args: &reward::Stats, out: &mut dyn Write, err: &mut dyn Write) -> anyhow::Result<Exit> {
    args.out.as_deref().map(picture::format).transpose()?;
    let subject = named::subject(&args.reward)?;
    let mut todo: Vec<(String, String)> = Vec::new();
    for folder in &args.groups {
        // Folders of one name are told apart by their paths.
        let last = last_part(folder);
        let is_unique = args.groups.iter().filter(|other| last_part(other) == last).count() == 1;
        let group = if is_unique { last } else { folder.clone() };
        todo.extend(matches::below(folder)?.into_iter().map(|game| (group.clone(), game)));
    }
    let threads = args.threads.map_or_else(parallel::default_threads, usize::from);
    let (bar, all) = (Progress::new(), todo.len());
    let done = std::sync::atomic::AtomicUsize::new(0);
    let results = parallel::map(threads, todo, |(group, game)| {
        let columns = matches::played(&game, args.steps.tick_skip).and_then(|played| {
            let columns = Columns::new(&subject, &played.episodes).map_err(bad_input)?;
            let notes = played.left_out.iter().map(|note| format!("{game}: {note}")).collect();
            Ok((columns, notes))
        });
        let n = done.fetch_add(1, std::sync::atomic::Ordering::Relaxed) + 1;
        bar.set(n as f64 / all as f64, || format!("{n} of {all} matches"));
        (group, columns)
    });
    drop(bar);
    let mut stats = Stats::new(&subject).map_err(bad_input)?;
    let (mut failed, mut notes) = (Vec::new(), Vec::<String>::new());
    for (group, columns) in results {
        match columns {
            Ok((columns, left_out)) => {
                stats.add(&group, columns);
                notes.extend::<Vec<String>>(left_out);
            }
            Err(error) => failed.push(format!("{error:#}")),
        }
    }
    if stats.groups().is_empty() {
        return Err(bad_input(failed.join("\n")));
    }
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
            left_out: notes.clone(),
        };
        report::json(out, &figures)?;
    } else {
        print(out, &stats)?;
    }
    notes.iter().chain(&failed).try_for_each(|problem| writeln!(err, "left out: {problem}"))?;
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

fn last_part(path: &str) -> String {
    Path::new(path).file_name().map_or(path.to_owned(), |name| name.to_string_lossy().into_owned())
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
