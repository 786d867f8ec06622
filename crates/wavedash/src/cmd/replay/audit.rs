//! `wavedash replay audit`: how far the statistics of `.replay` files agree with their headers.

use std::io::Write;

use serde::Serialize;
use wavedash_replay::audit::{self, Difference, Statistic, Summary};
use wavedash_replay::game;

use super::batch;
use crate::args::Audit as Args;
use crate::exit::{Exit, bad_input};
use crate::input::{Copies, Inputs, Kind, Wanted};
use crate::{parallel, report, table};

#[derive(Serialize)]
struct Json<'a> {
    #[serde(flatten)]
    summary: &'a Summary,
    /// Of goals, assists, saves and shots, per cent of the players; none without players.
    percent: [Option<f64>; 4],
    /// What `--require` asks for.
    required: Option<f64>,
    notes_of_files: &'a [String],
}

pub(super) fn run(args: &Args, out: &mut dyn Write, err: &mut dyn Write) -> anyhow::Result<Exit> {
    if let Some(percent) = args.require.filter(|percent| !(0.0..=100.0).contains(percent)) {
        return Err(bad_input(format!("--require {percent}: give 0 to 100 per cent")));
    }
    let threads = args.threads.map_or_else(parallel::default_threads, usize::from);
    let inputs = Inputs::of(&args.files, Wanted::Games, Copies::Dropped, threads)?;
    let options = game::Options { names: args.names, ..game::Options::default() };
    let batch = batch::of_files(threads, inputs, |_, file| match file.kind {
        Kind::Log => Err("is a match log, which has no header to compare with".to_owned()),
        Kind::Game => Ok((audit::file(file.path(), options).map_err(|e| e.to_string())??, None)),
    });
    let mut summary = Summary::default();
    for (file, audited) in &batch.done {
        summary.add(&file.display().to_string(), Ok(Ok(audited.clone())));
    }
    for damaged in &batch.damaged {
        summary.add(&damaged.file, Ok(Err(damaged.problem.clone())));
    }
    let percent = Statistic::ALL.map(|statistic| summary.share(statistic).map(|share| 100.0 * share));
    if args.json {
        let (required, notes_of_files) = (args.require, batch.notes.as_slice());
        report::json(out, &Json { summary: &summary, percent, required, notes_of_files })?;
    } else {
        print(&summary, percent, out)?;
    }
    let exit = batch.finish(err)?;
    let is_met = args.require.is_none_or(|required| is_met(percent, required, err));
    Ok(if is_met || exit == Exit::Usage { exit } else { Exit::Failed })
}

/// Whether every share is large enough; says which is not.
fn is_met(percent: [Option<f64>; 4], required: f64, err: &mut dyn Write) -> bool {
    let missed = |(statistic, percent): &(Statistic, Option<f64>)| {
        let problem = match percent {
            Some(percent) if *percent >= required => return false,
            Some(percent) => format!("{} are equal for {percent:.2} % of the players", statistic.key()),
            None => format!("no header states {}", statistic.key()),
        };
        // A reader that went away does not change the verdict.
        let _ = writeln!(err, "error: {problem}, and {required} % are required");
        true
    };
    Statistic::ALL.into_iter().zip(percent).filter(missed).count() == 0
}

fn print(summary: &Summary, percent: [Option<f64>; 4], out: &mut dyn Write) -> anyhow::Result<()> {
    let with_match = summary.files - summary.without_match.len();
    writeln!(out, "{} players in {with_match} of {} files", summary.players, summary.files)?;
    let mut rows = vec![["", "equal", "different", "per cent", "in statistics"].map(str::to_owned).to_vec()];
    let counts = summary.equal.into_iter().zip(summary.equal_in_statistics);
    for ((statistic, (equal, in_statistics)), percent) in Statistic::ALL.into_iter().zip(counts).zip(percent) {
        let different = summary.players - equal;
        let percent = percent.map_or_else(|| "-".to_owned(), |percent| format!("{percent:.2}"));
        rows.push(vec![
            statistic.key().to_owned(),
            equal.to_string(),
            different.to_string(),
            percent,
            in_statistics.to_string(),
        ]);
    }
    writeln!(out, "{}", table::text(&rows))?;
    if !summary.differences.is_empty() {
        let heading = ["file", "player", "statistic", "header", "frames", "reason"].map(str::to_owned).to_vec();
        let rows: Vec<Vec<String>> = [heading].into_iter().chain(summary.differences.iter().map(row)).collect();
        writeln!(out, "\n{}", table::left(&rows))?;
    }
    for (heading, counts) in [("\nmodes", &summary.modes), ("\nleft out of the matches", &summary.notes)] {
        if !counts.is_empty() {
            writeln!(out, "{heading}")?;
        }
        counts.iter().try_for_each(|(what, count)| writeln!(out, "  {count:5} x {what}"))?;
    }
    Ok(())
}

fn row(difference: &Difference) -> Vec<String> {
    let Difference { file, player, statistic, compared } = difference;
    let found = compared.found.map_or_else(|| "-".to_owned(), |found| found.to_string());
    let reason = compared.reason.map_or("", audit::Reason::text);
    [file, player, statistic.key(), &compared.header.to_string(), &found, reason].map(str::to_owned).to_vec()
}
