//! `wavedash golden`: replays reference trajectories, writes and compares the results.

use std::io::Write;
use std::path::{Path, PathBuf};

use serde::Serialize;

use crate::args::Golden;
use crate::exit::{Exit, bad_input};
use crate::fleet::Ground;
use crate::golden::compare::{self, Tolerance, Verdict};
use crate::golden::file::{self, Scenario};
use crate::golden::{play, table};
use crate::{parallel, report};

#[derive(Serialize)]
struct Figures<'a> {
    scenarios: usize,
    solver: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    strict: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    passed: Option<usize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    required: Option<usize>,
    #[serde(skip_serializing_if = "<[Verdict]>::is_empty")]
    verdicts: &'a [Verdict],
}

/// Runs the command.
pub(crate) fn run(args: &Golden, out: &mut dyn Write, err: &mut dyn Write) -> anyhow::Result<Exit> {
    let scenarios = load(&args.dir, args.only.as_deref())?;
    let ground = Ground::of(&args.world)?;
    if let Some(folder) = &args.out {
        report::make_folder(folder)?;
    }
    let tolerance = if args.strict { Tolerance::STRICT } else { Tolerance::DEFAULT };
    let work = |(name, scenario): &(String, Scenario)| -> anyhow::Result<Option<Verdict>> {
        let outcome = play::play(scenario, &ground)?;
        if let Some(folder) = &args.out {
            report::write_atomically(&folder.join(format!("{name}.json")), &serde_json::to_vec(&outcome)?)?;
        }
        Ok(args.check.then(|| compare::compare(scenario, &outcome, tolerance)))
    };
    let threads = args.threads.map_or_else(parallel::default_threads, usize::from);
    let verdicts: Vec<Verdict> = parallel::map(threads, scenarios.iter().collect(), work)
        .into_iter()
        .collect::<anyhow::Result<Vec<_>>>()?
        .into_iter()
        .flatten()
        .collect();

    let required = args.require.unwrap_or(scenarios.len());
    let passed = table::passed(&verdicts);
    if args.json {
        let figures = Figures {
            scenarios: scenarios.len(),
            solver: ground.solver_name(),
            strict: args.check.then_some(args.strict),
            passed: args.check.then_some(passed),
            required: args.check.then_some(required),
            verdicts: &verdicts,
        };
        report::json(out, &figures)?;
    } else if args.check {
        table::print(out, &verdicts, args.strict, args.details)?;
    } else if let Some(folder) = &args.out {
        writeln!(out, "{} scenarios written to {}", scenarios.len(), folder.display())?;
    }
    if !args.check {
        return Ok(Exit::Fine);
    }
    let mut exit = Exit::Fine;
    if passed < required {
        writeln!(err, "{passed} scenarios pass, {required} are required")?;
        exit = Exit::Failed;
    }
    for (category, percent) in weak_categories(&verdicts, args.require_category.unwrap_or(0)) {
        writeln!(err, "category {category}: only {percent:.0} % of the scenarios pass")?;
        exit = Exit::Failed;
    }
    Ok(exit)
}

/// The scenarios with the stems of their file names.
fn load(folder: &Path, only: Option<&str>) -> anyhow::Result<Vec<(String, Scenario)>> {
    let wanted = |path: &PathBuf| only.is_none_or(|text| file::stem(path).is_some_and(|stem| stem.contains(text)));
    let paths: Vec<PathBuf> = file::list(folder)?.into_iter().filter(wanted).collect();
    if let (true, Some(text)) = (paths.is_empty(), only) {
        return Err(bad_input(format!("no scenario in {} has '{text}' in its name", folder.display())));
    }
    paths.iter().map(|path| Ok((file::stem(path).unwrap_or_default(), file::load(path)?))).collect()
}

fn weak_categories(verdicts: &[Verdict], required_percent: u8) -> Vec<(String, f64)> {
    let share = |category: String| {
        let of: Vec<&Verdict> = verdicts.iter().filter(|v| v.category == category).collect();
        let ok = of.iter().filter(|v| v.ok).count();
        (category, 100.0 * ok as f64 / of.len() as f64)
    };
    table::categories(verdicts).into_iter().map(share).filter(|(_, p)| *p < f64::from(required_percent)).collect()
}
