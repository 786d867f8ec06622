//! `wavedash ladder`: each agent against each, and ratings.

use std::io::Write;

use serde::Serialize;
use wavedash_env::Registry;
use wavedash_eval::rating::{ANCHORS, Mode, Rating, Ratings};
use wavedash_eval::wilson::{self, Estimate};
use wavedash_eval::{Contestant, Length, Options, Outcome};

use super::eval;
use crate::args::Ladder;
use crate::exit::{Exit, bad_input};
use crate::progress::Progress;
use crate::{agents, report};

/// Games of a pair when nothing is said.
const GAMES: u64 = 10;

/// One agent of the table, strongest first.
#[derive(Serialize)]
struct Row {
    agent: String,
    /// Points with their 95 % interval.
    rating: Estimate,
    goals_for: u64,
    goals_against: u64,
    goal_share: Option<Estimate>,
    won: u64,
    drawn: u64,
    lost: u64,
}

/// One pair.
#[derive(Serialize)]
struct Pair {
    names: [String; 2],
    goals: [u64; 2],
    won: u64,
    drawn: u64,
    lost: u64,
    goal_share: Option<Estimate>,
    /// What the ratings say of it.
    expected_goal_share: f64,
}

#[derive(Serialize)]
struct Figures {
    mode: Mode,
    games_per_pair: u64,
    seconds_per_game: f32,
    seed: u64,
    ladder: Vec<Row>,
    pairs: Vec<Pair>,
}

/// Plays all pairs and prints the table.
pub(crate) fn run(
    args: &Ladder,
    registry: &Registry,
    out: &mut dyn Write,
    err: &mut dyn Write,
) -> anyhow::Result<Exit> {
    let settings = args.play.settings(registry)?;
    let games = args.games.or(settings.games).unwrap_or(GAMES);
    let mut agents =
        settings.agents.iter().map(|name| agents::load(name, registry)).collect::<anyhow::Result<Vec<_>>>()?;
    agents.extend(agents::load_all(&args.agents, registry)?);
    check(&agents)?;
    let mode = Mode::of_team_size(settings.team_size.into())?;
    let options = eval::options(&settings, registry, args.play.threads, Length::Games(games));
    let outcomes = play(&options, &agents)?;
    for outcome in outcomes.iter().filter(|outcome| outcome.repeats()) {
        let [a, b] = &outcome.names;
        writeln!(err, "{a} against {b}: {}", eval::repetition(outcome))?;
    }
    let ratings = rate(mode, &agents, &outcomes, args.anchors || settings.anchors);
    let figures = Figures {
        mode,
        games_per_pair: games,
        seconds_per_game: settings.seconds,
        seed: settings.seed,
        ladder: ratings
            .ranking(mode)
            .iter()
            .map(|(name, rated)| row(name, rated.rating.interval(), &outcomes))
            .collect(),
        pairs: outcomes.iter().map(|outcome| pair(mode, &ratings, outcome)).collect(),
    };
    if args.json {
        report::json(out, &figures)?;
    } else {
        print(out, &figures)?;
    }
    Ok(Exit::Fine)
}

fn check(agents: &[Box<dyn Contestant>]) -> anyhow::Result<()> {
    if agents.len() < 2 {
        return Err(bad_input(format!("a ladder needs at least 2 agents, got {}", agents.len())));
    }
    for (i, agent) in agents.iter().enumerate() {
        if agents[..i].iter().any(|other| other.name() == agent.name()) {
            return Err(bad_input(format!("{} is given twice", agent.name())));
        }
    }
    Ok(())
}

fn play(options: &Options, agents: &[Box<dyn Contestant>]) -> anyhow::Result<Vec<Outcome>> {
    let pairs = agents.len() * (agents.len() - 1) / 2;
    let bar = Progress::new();
    let mut outcomes = Vec::with_capacity(pairs);
    for (i, first) in agents.iter().enumerate() {
        for second in &agents[i + 1..] {
            let done = outcomes.len();
            let outcome = wavedash_eval::play(&**first, &**second, options, &|progress| {
                let share = (done as f64 + progress.share) / pairs as f64;
                bar.set(share, || format!("{} against {}", first.name(), second.name()));
            });
            outcomes.push(outcome.map_err(bad_input)?);
        }
    }
    Ok(outcomes)
}

/// Ratings of the first game of every pair, then of the second, and so on: no pair's games count as older than
/// another's. `anchors`: agents with a standing rating keep it.
fn rate(mode: Mode, agents: &[Box<dyn Contestant>], outcomes: &[Outcome], anchors: bool) -> Ratings {
    let mut ratings = Ratings::default();
    for agent in agents {
        let standing = ANCHORS.iter().find(|(name, _)| anchors && *name == agent.name());
        match standing {
            Some((name, mean)) => ratings.freeze(mode, name, Rating { mean: *mean, uncertainty: 0.0 }),
            None => ratings.set(mode, agent.name(), ratings.of(mode, agent.name())),
        }
    }
    for game in 0..outcomes.iter().map(|outcome| outcome.each.len()).max().unwrap_or(0) {
        for outcome in outcomes {
            if let Some(game) = outcome.each.get(game) {
                let [a, b] = &outcome.names;
                ratings.record(mode, [a, b], game.teams.map(|team| team.goals));
            }
        }
    }
    ratings
}

fn row(name: &str, rating: Estimate, outcomes: &[Outcome]) -> Row {
    let mut row = Row {
        agent: name.to_owned(),
        rating,
        goals_for: 0,
        goals_against: 0,
        goal_share: None,
        won: 0,
        drawn: 0,
        lost: 0,
    };
    for outcome in outcomes {
        let Some(side) = outcome.names.iter().position(|other| other == name) else { continue };
        row.goals_for += outcome.goals[side];
        row.goals_against += outcome.goals[1 - side];
        row.won += [outcome.won, outcome.lost][side];
        row.lost += [outcome.lost, outcome.won][side];
        row.drawn += outcome.drawn;
    }
    row.goal_share = wilson::share(row.goals_for, row.goals_for + row.goals_against);
    row
}

fn pair(mode: Mode, ratings: &Ratings, outcome: &Outcome) -> Pair {
    let [a, b] = &outcome.names;
    Pair {
        expected_goal_share: ratings.expected(mode, a, b),
        names: outcome.names.clone(),
        goals: outcome.goals,
        won: outcome.won,
        drawn: outcome.drawn,
        lost: outcome.lost,
        goal_share: outcome.goal_share,
    }
}

fn print(out: &mut dyn Write, figures: &Figures) -> anyhow::Result<()> {
    let Figures { mode, games_per_pair, seconds_per_game, seed, ladder, .. } = figures;
    writeln!(out, "{mode}, {games_per_pair} games of {seconds_per_game} s for each pair, seed {seed}")?;
    let width = ladder.iter().map(|row| row.agent.len()).max().unwrap_or(0).max(5);
    writeln!(
        out,
        "{:>4} {:<width$} {:>6} {:>14} {:>13} {:>6} {:>5} {:>5} {:>5}",
        "rank", "agent", "rating", "95 %", "goals", "share", "won", "drawn", "lost"
    )?;
    for (rank, row) in (1..).zip(ladder) {
        let Estimate { value, low, high } = row.rating;
        let interval = format!("{low:.0} to {high:.0}");
        let goals = format!("{} : {}", row.goals_for, row.goals_against);
        let share = row.goal_share.map_or("-".to_owned(), |share| format!("{:.3}", share.value));
        writeln!(
            out,
            "{rank:>4} {:<width$} {value:>6.0} {interval:>14} {goals:>13} {share:>6} {:>5} {:>5} {:>5}",
            row.agent, row.won, row.drawn, row.lost
        )?;
    }
    writeln!(out, "\n{:<pair$} {:>13} {:>6} {:>9}", "pair", "goals", "share", "expected", pair = 2 * width + 3)?;
    for pair in &figures.pairs {
        let [a, b] = &pair.names;
        let goals = format!("{} : {}", pair.goals[0], pair.goals[1]);
        let share = pair.goal_share.map_or("-".to_owned(), |share| format!("{:.3}", share.value));
        let names = format!("{a} - {b}");
        writeln!(out, "{names:<0$} {goals:>13} {share:>6} {1:>9.3}", 2 * width + 3, pair.expected_goal_share)?;
    }
    Ok(())
}
