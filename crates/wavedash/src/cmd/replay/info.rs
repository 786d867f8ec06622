//! `wavedash replay info`.

use std::io::Write;

use serde::Serialize;
use wavedash_core::Team;
use wavedash_replay::game::Header;
use wavedash_replay::{Happening, Mode, Player};

use super::batch::{self, Batch, Damaged};
use crate::args::Info as Args;
use crate::exit::Exit;
use crate::input::Copies;
use crate::report;
use crate::table;

/// What is known of a file without looking at single moments.
#[derive(Serialize)]
struct Info {
    file: String,
    kind: &'static str,
    /// StepInfo of a `.replay`.
    #[serde(skip_serializing_if = "Option::is_none")]
    header: Option<Header>,
    /// What was played; none where only the header can be read.
    mode: Option<Mode>,
    seconds: Option<f64>,
    seconds_in_play: Option<f64>,
    score: [u32; 2],
    players: Vec<Player>,
    goals: Vec<Goal>,
    left_out: Vec<String>,
}

#[derive(Serialize)]
struct Goal {
    seconds: f64,
    team: Team,
    scorer: Option<String>,
    assist: Option<String>,
}

#[derive(Serialize)]
struct Json<'a> {
    files: Vec<&'a Info>,
    damaged: &'a [Damaged],
    notes: &'a [String],
}

pub(super) fn run(args: &Args, out: &mut dyn Write, err: &mut dyn Write) -> anyhow::Result<Exit> {
    let inputs = batch::inputs(&args.source, Copies::Kept)?;
    let batch = batch::each_of(&args.source, inputs, |file, recorded| {
        let mut info = Info {
            file: file.display().to_string(),
            kind: if recorded.header.is_some() { "replay" } else { "match log" },
            score: recorded.header.as_ref().map_or([0; 2], |header| header.score),
            header: recorded.header,
            mode: None,
            seconds: None,
            seconds_in_play: None,
            players: Vec::new(),
            goals: Vec::new(),
            left_out: Vec::new(),
        };
        match recorded.timeline {
            Err(trouble) => info.left_out.push(format!("everything but the header: {trouble}")),
            Ok(timeline) => {
                let name = |car: Option<u8>| Some(timeline.players.get(usize::from(car?))?.name.clone());
                let in_play = timeline.moments.iter().filter(|moment| moment.in_play).count();
                info.seconds = timeline.moments.last().map(|moment| moment.seconds);
                info.seconds_in_play = Some(in_play as f64 / f64::from(timeline.rate));
                info.mode = Some(timeline.mode);
                info.score = timeline.score;
                info.goals = timeline
                    .happenings
                    .iter()
                    .filter_map(|timed| match timed.happening {
                        Happening::Goal { team, scorer, assist } => {
                            Some(Goal { seconds: timed.seconds, team, scorer: name(scorer), assist: name(assist) })
                        }
                        _ => None,
                    })
                    .collect();
                info.players = timeline.players;
                info.left_out = timeline.left_out;
            }
        }
        Ok(info)
    })?;
    if args.json {
        report::json(
            out,
            &Json {
                files: batch.done.iter().map(|(_, info)| info).collect(),
                damaged: &batch.damaged,
                notes: &batch.notes,
            },
        )?;
    } else {
        print(&batch, out)?;
    }
    batch.finish(err)
}

fn print(batch: &Batch<Info>, out: &mut dyn Write) -> anyhow::Result<()> {
    for (_, info) in &batch.done {
        writeln!(out, "{}", info.file)?;
        let mode = info.mode.as_ref().map_or_else(String::new, |mode| format!(", {mode}"));
        writeln!(out, "  {}: blue {} : {} orange{mode}", info.kind, info.score[0], info.score[1])?;
        if let Some(header) = &info.header {
            let part = |name: &str, value: Option<&str>| value.map(|value| format!("{name} {value}"));
            let parts = [
                Some(format!("version {}", header.version)),
                part("build", header.build.as_deref()),
                part("arena", header.map.as_deref()),
                part("match", header.match_type.as_deref()),
                part("recorded", header.date.as_deref()),
            ];
            writeln!(out, "  {}", parts.into_iter().flatten().collect::<Vec<_>>().join(", "))?;
        }
        if let (Some(seconds), Some(in_play)) = (info.seconds, info.seconds_in_play) {
            writeln!(out, "  {seconds:.0} s, {in_play:.0} s of them in play")?;
        }
        let rows = players(info);
        if rows.len() > 1 {
            writeln!(out, "{}", table::text(&rows))?;
        }
        for goal in &info.goals {
            let scorer = goal.scorer.as_deref().unwrap_or("nobody");
            let assist = goal.assist.as_ref().map_or_else(String::new, |name| format!(", passed by {name}"));
            let side = if goal.team == Team::Blue { "blue" } else { "orange" };
            writeln!(out, "  {:7.2} s  goal of {side} by {scorer}{assist}", goal.seconds)?;
        }
        for note in &info.left_out {
            writeln!(out, "  left out: {note}")?;
        }
        writeln!(out)?;
    }
    Ok(())
}

/// The scoreboard, and players that are not on it; the first row is the heading.
fn players(info: &Info) -> Vec<Vec<String>> {
    let heading = ["player", "hitbox", "score", "goals", "assists", "saves", "shots"];
    let mut rows = vec![heading.map(str::to_owned).to_vec()];
    let scoreboard = info.header.as_ref().map_or(&[][..], |header| &header.players);
    let mut shown = Vec::new();
    for row in scoreboard {
        let player = row.car.and_then(|car| info.players.get(usize::from(car)));
        shown.extend(player.map(|player| &player.name));
        let hitbox = player.map_or_else(|| "-".to_owned(), |player| player.preset.to_string());
        let mut cells = vec![row.name.clone(), hitbox];
        cells.extend([row.score, row.goals, row.assists, row.saves, row.shots].map(|n| n.to_string()));
        rows.push(cells);
    }
    for player in info.players.iter().filter(|player| !shown.contains(&&player.name)) {
        let mut cells = vec![player.name.clone(), player.preset.to_string()];
        cells.resize(heading.len(), "-".to_owned());
        rows.push(cells);
    }
    rows
}
