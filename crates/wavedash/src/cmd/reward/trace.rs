//! `wavedash reward trace`.

use std::io::Write;

use serde::Serialize;
use wavedash_analysis::{Strips, Trace};
use wavedash_env::Registry;
use wavedash_replay::Player;

use super::{named, picture};
use crate::args::reward;
use crate::exit::{Exit, bad_input};
use crate::{matches, report};

/// The line above the sums: how many steps a player was paid for.
const STEPS: &str = "steps on the pitch";

#[derive(Serialize)]
struct PlayerSums {
    player: String,
    team: wavedash_core::Team,
    /// Those that begin with the player's car on the pitch: only they are paid for.
    steps: usize,
    /// Of each component over all steps.
    sums: Vec<f64>,
}

#[derive(Serialize)]
struct Figures {
    steps: usize,
    components: Vec<String>,
    players: Vec<PlayerSums>,
}

/// Runs the command.
pub(super) fn run(
    args: &reward::Trace,
    registry: &Registry,
    out: &mut dyn Write,
    err: &mut dyn Write,
) -> anyhow::Result<Exit> {
    args.out.as_deref().map(picture::format).transpose()?;
    let subject = named::subject(&args.reward, registry)?;
    let played = matches::one(&args.game)?.played_alone(&args.steps)?;
    let trace = Trace::new(&subject, &played, [args.from, args.to.unwrap_or(f64::INFINITY)]).map_err(bad_input)?;
    if let Some(path) = &args.out {
        picture::write(path, &Strips(&trace))?;
    }
    if let Some(path) = &args.csv {
        picture::write_table(path, |bytes| trace.write_csv(bytes))?;
    }
    let sums = |player: usize| (0..trace.components.len()).map(|component| trace.sum(player, component)).collect();
    let players = trace.players.iter().enumerate();
    let of = |(i, p): (usize, &Player)| PlayerSums {
        player: p.name.clone(),
        team: p.team,
        steps: trace.steps(i),
        sums: sums(i),
    };
    let players = players.map(of).collect();
    played.left_out.iter().try_for_each(|note| writeln!(err, "left out: {note}"))?;
    let figures = Figures { steps: trace.rows.len(), components: trace.components.clone(), players };
    if args.json {
        report::json(out, &figures)?;
        return Ok(Exit::Fine);
    }
    writeln!(out, "{} over {} steps: sums", trace.name, figures.steps)?;
    let width = figures.components.iter().map(String::len).chain([STEPS.len()]).max().unwrap_or(0);
    let name = |player: &PlayerSums| player.player.chars().take(12).collect::<String>();
    let heads: Vec<String> = figures.players.iter().map(|player| format!("{:>12}", name(player))).collect();
    writeln!(out, "{:width$} {}", "", heads.join(" "))?;
    let cells: Vec<String> = figures.players.iter().map(|player| format!("{:>12}", player.steps)).collect();
    writeln!(out, "{:width$} {}", STEPS, cells.join(" "))?;
    for (i, component) in figures.components.iter().enumerate() {
        let cells: Vec<String> =
            figures.players.iter().map(|player| format!("{:>12.3}", player.sums[i] + 0.0)).collect();
        writeln!(out, "{component:width$} {}", cells.join(" "))?;
    }
    Ok(Exit::Fine)
}
