//! `wavedash replay stats`.

use std::io::Write;
use std::path::PathBuf;

use serde::Serialize;
use wavedash_core::Team;
use wavedash_replay::Origin;
use wavedash_replay::stats::{self, Confidence, MatchStats, Scope, Stat, Values};

use super::batch::{self, Damaged};
use crate::args::{Group, Stats as Args};
use crate::exit::Exit;
use crate::report;
use crate::table;

#[derive(Serialize)]
struct Match<'a> {
    file: String,
    #[serde(flatten)]
    stats: &'a MatchStats,
}

#[derive(Serialize)]
struct Listed {
    #[serde(flatten)]
    stat: &'static Stat,
    simulated: Confidence,
}

#[derive(Serialize)]
struct Json<'a> {
    definitions: Vec<Listed>,
    matches: Vec<Match<'a>>,
    damaged: &'a [Damaged],
    notes: &'a [String],
}

pub(super) fn run(args: &Args, out: &mut dyn Write, err: &mut dyn Write) -> anyhow::Result<Exit> {
    if args.list {
        for stat in stats::registry() {
            let unit = if stat.unit.is_empty() { String::new() } else { format!(" [{}]", stat.unit) };
            let confidence = word(stat.recorded);
            writeln!(out, "{}{unit}  (recorded: {confidence})\n    {}", stat.key, stat.definition)?;
        }
        return Ok(Exit::Fine);
    }
    let is_meant = |stat: &&Stat| args.group.is_empty() || args.group.iter().any(|group| group.is(stat.group));
    let chosen: Vec<&'static Stat> = stats::registry().filter(is_meant).collect();
    let batch = batch::each_stats(&args.source.source(), |mut stats| {
        let keep = |values: &mut Values| values.retain(|key, _| chosen.iter().any(|stat| stat.key == *key));
        stats.players.iter_mut().for_each(|player| keep(&mut player.values));
        stats.teams.iter_mut().for_each(|team| keep(&mut team.values));
        stats
    })?;
    if args.form.json {
        let matches = batch.done.iter().map(|(file, stats)| Match { file: file.display().to_string(), stats });
        let definitions =
            chosen.iter().map(|stat| Listed { stat, simulated: stat.confidence(Origin::Simulated) }).collect();
        report::json(
            out,
            &Json { definitions, matches: matches.collect(), damaged: &batch.damaged, notes: &batch.notes },
        )?;
    } else if args.form.csv {
        csv(&batch.done, &chosen, out)?;
    } else {
        for (file, stats) in &batch.done {
            print(&file.display().to_string(), stats, &chosen, out)?;
        }
    }
    batch.finish(err)
}

impl Group {
    fn is(self, group: stats::Group) -> bool {
        let same = match self {
            Self::Core => stats::Group::Core,
            Self::Boost => stats::Group::Boost,
            Self::Movement => stats::Group::Movement,
            Self::Positioning => stats::Group::Positioning,
            Self::Demo => stats::Group::Demo,
            Self::Ball => stats::Group::Ball,
        };
        same == group
    }
}

fn word(confidence: Confidence) -> &'static str {
    match confidence {
        Confidence::Exact => "exact",
        Confidence::Measured => "measured",
        Confidence::Estimated => "estimated",
    }
}

fn mark(confidence: Confidence) -> &'static str {
    match confidence {
        Confidence::Exact => "",
        Confidence::Measured => " ~",
        Confidence::Estimated => " ?",
    }
}

fn side(team: Team) -> &'static str {
    match team {
        Team::Blue => "blue",
        Team::Orange => "orange",
    }
}

/// One row per statistic, one column per player or side.
fn print(file: &str, stats: &MatchStats, chosen: &[&Stat], out: &mut dyn Write) -> anyhow::Result<()> {
    let [blue, orange] = stats.score;
    writeln!(out, "{file}: blue {blue} : {orange} orange, {:.0} s in play", stats.seconds_in_play)?;
    stats.left_out.iter().try_for_each(|note| writeln!(out, "  left out: {note}"))?;
    let players = stats.players.iter().map(|p| (p.player.name.as_str(), &p.values)).collect();
    let teams = stats.teams.iter().map(|t| (side(t.team), &t.values)).collect();
    for (scope, people) in [(Scope::Player, players), (Scope::Team, teams)] {
        let people: Vec<(&str, &Values)> = people;
        let heading = ["", "unit"].into_iter().chain(people.iter().map(|(name, _)| *name)).map(str::to_owned);
        let mut rows = vec![heading.collect::<Vec<_>>()];
        for stat in chosen.iter().filter(|stat| stat.scope == scope) {
            let mut row = vec![format!("{}{}", stat.key, mark(stats.confidence(stat))), stat.unit.to_owned()];
            row.extend(people.iter().map(|(_, values)| number(values.get(stat.key).copied().flatten(), stat)));
            rows.push(row);
        }
        if rows.len() > 1 && !people.is_empty() {
            writeln!(out, "{}\n", table::text(&rows))?;
        }
    }
    Ok(())
}

fn number(value: Option<f64>, stat: &Stat) -> String {
    match value {
        None => "-".to_owned(),
        Some(value) if stat.unit.is_empty() && value.fract() == 0.0 => format!("{value:.0}"),
        Some(value) if stat.unit.starts_with("uu") => format!("{value:.0}"),
        Some(value) => format!("{value:.1}"),
    }
}

/// One row per player or side and match.
fn csv(done: &[(PathBuf, MatchStats)], chosen: &[&Stat], out: &mut dyn Write) -> anyhow::Result<()> {
    let mut writer = csv::Writer::from_writer(out);
    let front = ["file", "scope", "name", "team", "seconds_in_play"];
    writer.write_record(front.into_iter().chain(chosen.iter().map(|stat| stat.key)))?;
    for (file, stats) in done {
        let players = stats.players.iter().map(|p| ("player", p.player.name.as_str(), p.player.team, &p.values));
        let teams = stats.teams.iter().map(|t| ("team", side(t.team), t.team, &t.values));
        for (scope, name, team, values) in players.chain(teams) {
            let front = [file.display().to_string(), scope.to_owned(), name.to_owned(), side(team).to_owned()];
            let seconds = stats.seconds_in_play.to_string();
            let cells = chosen.iter().map(|stat| {
                values.get(stat.key).copied().flatten().map_or_else(String::new, |value| value.to_string())
            });
            writer.write_record(front.into_iter().chain([seconds]).chain(cells))?;
        }
    }
    writer.flush()?;
    Ok(())
}
