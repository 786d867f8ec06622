//! `wavedash match`: one match, recorded.

use std::io::Write;
use std::path::Path;

use serde::Serialize;
use wavedash_core::units::TICK_RATE;
use wavedash_env::Registry;
use wavedash_env::duel::{DuelRules, Venue};
use wavedash_eval::TeamCounts;

use crate::args::Match;
use crate::exit::{Exit, bad_input};
use crate::progress::Progress;
use crate::record::{Plan, Recorded, record};
use crate::{agents, report};

/// A match to so many goals ends after this time at the latest, s.
const LONGEST: f32 = 3600.0;

#[derive(Serialize)]
struct Figures<'a> {
    file: &'a Path,
    bytes: u64,
    team_size: u8,
    seed: u64,
    sampled: bool,
    ticks: u64,
    seconds: f64,
    hash: String,
    blue: Side<'a>,
    orange: Side<'a>,
}

#[derive(Serialize)]
struct Side<'a> {
    agent: &'a str,
    #[serde(flatten)]
    counts: TeamCounts,
}

/// Plays the match, writes the log and prints what came out.
pub(crate) fn run(args: &Match, registry: &Registry, out: &mut dyn Write) -> anyhow::Result<Exit> {
    let (blue, orange) = (agents::load(&args.blue, registry)?, agents::load(&args.orange, registry)?);
    if args.out.extension().is_none_or(|ending| !ending.eq_ignore_ascii_case("wdm")) {
        return Err(bad_input(format!("--out {}: give a name that ends with .wdm", args.out.display())));
    }
    if let Some(folder) = args.out.parent().filter(|folder| !folder.as_os_str().is_empty()) {
        report::make_folder(folder)?;
    }
    let default = if args.goals.is_some() { LONGEST } else { DuelRules::default().seconds };
    let plan = Plan {
        both: [&*blue, &*orange],
        rules: DuelRules { seconds: args.seconds.unwrap_or(default), goals: args.goals, overtime: args.overtime },
        key: (args.seed, 0),
        sampled: !args.argmax,
    };
    let venue = Venue::soccar(args.team_size.into()).map_err(bad_input)?.with_registry(registry);
    let bar = Progress::new();
    let recorded = record(&args.out, &venue, &plan, &|share| bar.set(share, String::new))?;
    drop(bar);
    let side = |index: usize| Side { agent: plan.both[index].name(), counts: recorded.game.teams[index] };
    let ticks = recorded.game.ticks;
    let figures = Figures {
        file: &args.out,
        bytes: recorded.bytes,
        team_size: args.team_size,
        seed: args.seed,
        sampled: plan.sampled,
        ticks,
        seconds: ticks as f64 / f64::from(TICK_RATE),
        hash: format!("{:016x}", recorded.hash),
        blue: side(0),
        orange: side(1),
    };
    if args.json {
        report::json(out, &figures)?;
    } else {
        print(out, &figures, &recorded)?;
    }
    Ok(Exit::Fine)
}

fn print(out: &mut dyn Write, figures: &Figures<'_>, recorded: &Recorded) -> anyhow::Result<()> {
    let (size, seconds) = (figures.team_size, figures.seconds);
    let minutes = seconds as u64 / 60;
    writeln!(
        out,
        "{size}v{size}, {minutes}:{:04.1}, seed {}, {} bytes in {}",
        seconds - (minutes * 60) as f64,
        figures.seed,
        figures.bytes,
        figures.file.display()
    )?;
    let (blue, orange) = (figures.blue.agent, figures.orange.agent);
    let width = blue.len().max(orange.len()).max(8);
    writeln!(out, "{:<8} {blue:>width$} {orange:>width$}", "")?;
    let [a, b] = recorded.game.teams;
    for (name, a, b) in [
        ("goals", a.goals, b.goals),
        ("shots", a.shots, b.shots),
        ("saves", a.saves, b.saves),
        ("touches", a.touches, b.touches),
        ("demos", a.demolitions, b.demolitions),
    ] {
        writeln!(out, "{name:<8} {a:>width$} {b:>width$}")?;
    }
    Ok(())
}
