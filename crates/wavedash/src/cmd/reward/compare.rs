//! `wavedash reward compare`.

use std::io::Write;
use std::path::PathBuf;

use wavedash_analysis::scripted::SAMPLE;
use wavedash_analysis::{Comparison, compare};
use wavedash_env::Registry;
use wavedash_learn::TrainConfig;

use super::named;
use crate::args::reward::Compare;
use crate::exit::{Exit, bad_input};
use crate::input::print_notes;
use crate::{matches, parallel, report};

const MEANING: &str = "\
What the distance means: 0, the rewards differ by a positive factor, constants and potential shaping only, and
the same policies are best under both; 0.71, they have nothing to do with each other; 1, one is the negative of
the other. It is measured on these transitions and says nothing about play that they do not hold.";

/// Runs the command.
pub(super) fn run(
    args: &Compare,
    registry: &Registry,
    out: &mut dyn Write,
    err: &mut dyn Write,
) -> anyhow::Result<Exit> {
    let gamma = args.gamma.unwrap_or(TrainConfig::default().ppo.gamma);
    if !(0.0..=1.0).contains(&gamma) {
        return Err(bad_input(format!("--gamma {gamma}: expected a discount from 0 to 1")));
    }
    let (first, second) = (named::subject(&args.first, registry)?, named::subject(&args.second, registry)?);
    let names = if args.matches.is_empty() {
        (1..=SAMPLE.len()).map(|n| PathBuf::from(format!("sample:{n}"))).collect()
    } else {
        args.matches.clone()
    };
    let threads = parallel::default_threads();
    let mut all = Vec::new();
    for name in &names {
        let (matches, notes) = matches::named(name, threads)?;
        print_notes(&notes, err)?;
        all.extend(matches);
    }
    let played = parallel::map(threads, all, |game| game.played_alone(&args.steps));
    let mut episodes = Vec::new();
    for played in played {
        episodes.extend(played?.episodes);
    }
    let comparison = compare([&first, &second], &episodes, gamma).map_err(bad_input)?;
    if args.json {
        report::json(out, &comparison)?;
    } else {
        print(out, &comparison, args.matches.is_empty())?;
    }
    Ok(Exit::Fine)
}

fn print(out: &mut dyn Write, comparison: &Comparison, is_sample: bool) -> anyhow::Result<()> {
    let [a, b] = &comparison.names;
    let source = if is_sample { "built-in matches of scripted agents" } else { "the given matches" };
    writeln!(
        out,
        "{a} and {b}, {} transitions in {} episodes of {source}, gamma {}",
        comparison.transitions, comparison.episodes, comparison.gamma
    )?;
    let interval = comparison
        .interval
        .map_or_else(String::new, |[low, high]| format!("  ({low:.3} to {high:.3}, nine of ten resamplings)"));
    writeln!(out, "EPIC distance  {:.3}{interval}", comparison.distance)?;
    writeln!(out, "{:<28} {:>8} {:>9}", "correlation", "Pearson", "Spearman")?;
    let row = |name: &str, r: f64, ranks: f64| format!("{name:<28} {r:>8.3} {ranks:>9.3}");
    let canonical = &comparison.canonical;
    writeln!(out, "{}", row("  without shaping (canonical)", canonical.pearson, canonical.spearman))?;
    match &comparison.paid {
        Some(paid) => writeln!(out, "{}", row("  as paid", paid.pearson, paid.spearman))?,
        None => writeln!(out, "  as paid: one of them does not vary")?,
    }
    writeln!(out, "\n{MEANING}")?;
    Ok(())
}
