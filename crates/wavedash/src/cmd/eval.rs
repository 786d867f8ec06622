//! `wavedash eval`: one agent against another.

use std::io::Write;

use serde::Serialize;
use wavedash_env::{Component, Registry};
use wavedash_eval::wilson::Estimate;
use wavedash_eval::{ActionChoice, Length, Options, Outcome, PerMinute};

use crate::args::Eval;
use crate::eval_config::EvalConfig;
use crate::exit::{Exit, bad_input};
use crate::progress::Progress;
use crate::{agents, parallel, report};

/// Games when nothing is said: within a few points for agents that score once a minute.
const GAMES: u64 = 40;

/// A rate with what it is called.
type Rate = (&'static str, fn(&PerMinute) -> f64);

#[derive(Serialize)]
struct Figures<'a> {
    team_size: u8,
    seed: u64,
    seconds_per_game: f32,
    first_goal: bool,
    start: &'a Component,
    sampled: bool,
    argmax_after: Option<f32>,
    #[serde(flatten)]
    outcome: &'a Outcome,
}

/// What flags and configuration ask for.
pub(super) fn options(settings: &EvalConfig, registry: &Registry, threads: Option<u16>, length: Length) -> Options {
    Options {
        registry: registry.clone(),
        length,
        team_size: settings.team_size.into(),
        seed: settings.seed,
        threads: threads.map_or_else(parallel::default_threads, usize::from),
        seconds: settings.seconds,
        goals_per_game: settings.first_goal.then_some(1),
        start: settings.start.clone(),
        choice: settings.choice(),
        ..Options::default()
    }
}

fn length(args: &Eval, settings: &EvalConfig) -> Length {
    match (args.goals, args.games, settings.goals, settings.games) {
        (Some(goals), ..) | (None, None, Some(goals), _) => Length::Goals(goals),
        (None, Some(games), ..) | (None, None, None, Some(games)) => Length::Games(games),
        _ => Length::Games(GAMES),
    }
}

/// Plays the games and prints what came out.
pub(crate) fn run(args: &Eval, registry: &Registry, out: &mut dyn Write, err: &mut dyn Write) -> anyhow::Result<Exit> {
    let settings = args.play.settings(registry)?;
    let (first, second) = (agents::load(&args.first, registry)?, agents::load(&args.second, registry)?);
    let options = options(&settings, registry, args.play.threads, length(args, &settings));
    let bar = Progress::new();
    let outcome = wavedash_eval::play(&*first, &*second, &options, &|progress| {
        bar.set(progress.share, || format!("{} : {}", progress.goals[0], progress.goals[1]));
    })
    .map_err(bad_input)?;
    drop(bar);
    if args.json {
        let figures = Figures {
            team_size: settings.team_size,
            seed: options.seed,
            seconds_per_game: options.seconds,
            first_goal: settings.first_goal,
            start: &options.start,
            sampled: options.choice == ActionChoice::Sample,
            argmax_after: settings.argmax_after,
            outcome: &outcome,
        };
        report::json(out, &figures)?;
    } else {
        print(out, &settings, &outcome)?;
    }
    if outcome.stopped_early {
        writeln!(err, "gave up after {} games with fewer goals than asked for", outcome.games)?;
    }
    if outcome.repeats() {
        writeln!(err, "{}", repetition(&outcome))?;
    }
    if let Some(wanted) = args.min_goal_share.or(settings.min_goal_share)
        && outcome.goal_share.is_none_or(|share| share.value < wanted)
    {
        let got =
            outcome.goal_share.map_or("there were no goals".to_owned(), |share| format!("it is {:.4}", share.value));
        writeln!(err, "a goal share of {wanted} is required; {got}")?;
        return Ok(Exit::Failed);
    }
    Ok(Exit::Fine)
}

/// Why the intervals mean less than they say.
pub(super) fn repetition(outcome: &Outcome) -> String {
    let goals = outcome.goals[0] + outcome.goals[1];
    format!(
        "warning: games repeat themselves: {} of {} games and {} of {goals} goals are different, so the intervals are too \
         narrow; let policies sample at kick-offs (--argmax-after 2), or begin with other start states ([eval] start)",
        outcome.distinct_games, outcome.games, outcome.distinct_goals
    )
}

fn print(out: &mut dyn Write, settings: &EvalConfig, outcome: &Outcome) -> anyhow::Result<()> {
    let [a, b] = &outcome.names;
    let size = settings.team_size;
    writeln!(
        out,
        "{a} against {b}, {size}v{size}, {} games, {:.1} minutes, seed {}",
        outcome.games, outcome.minutes, settings.seed
    )?;
    let width = a.len().max(b.len()).max(8);
    writeln!(out, "{:<20} {a:>width$} {b:>width$}", "")?;
    let counts = [
        ("goals", outcome.goals),
        ("  with A blue", outcome.sides.as_blue.goals),
        ("  with A orange", outcome.sides.as_orange.goals),
        ("games won", [outcome.won, outcome.lost]),
        ("  drawn", [outcome.drawn; 2]),
    ];
    for (name, [first, second]) in counts {
        writeln!(out, "{name:<20} {first:>width$} {second:>width$}")?;
    }
    let rates: [Rate; 5] = [
        ("goals a minute", |rates| rates.goals),
        ("touches a minute", |rates| rates.touches),
        ("shots a minute", |rates| rates.shots),
        ("saves a minute", |rates| rates.saves),
        ("demos a minute", |rates| rates.demolitions),
    ];
    for (name, rate) in rates {
        let [first, second] = [0, 1].map(|side| rate(&outcome.per_minute[side]));
        writeln!(out, "{name:<20} {first:>width$.3} {second:>width$.3}")?;
    }
    let goals = outcome.goals[0] + outcome.goals[1];
    writeln!(
        out,
        "{:<20} {} of {} games, {} of {goals} goals",
        "different", outcome.distinct_games, outcome.games, outcome.distinct_goals
    )?;
    let share = |share: Option<Estimate>| {
        share.map_or("unknown".to_owned(), |x| format!("{:.3}  ({:.3} to {:.3})", x.value, x.low, x.high))
    };
    writeln!(out, "{:<20} {}", "A's goal share", share(outcome.goal_share))?;
    writeln!(out, "{:<20} {}", "A's win rate", share(outcome.win_rate))?;
    let elo = |elo: Option<f64>| elo.map_or("no bound".to_owned(), |elo| format!("{elo:+.0}"));
    let [low, high] = outcome.goal_elo_interval.map(elo);
    writeln!(out, "{:<20} {}  ({low} to {high})", "A's goal-odds Elo", elo(outcome.goal_elo))?;
    Ok(())
}
