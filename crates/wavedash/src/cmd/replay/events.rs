//! `wavedash replay events`.

use std::io::Write;

use serde::Serialize;
use serde_json::Value;
use wavedash_replay::{Player, Timed, Timeline};

use super::batch::{self, Damaged};
use crate::args::Events as Args;
use crate::exit::Exit;
use crate::report;
use crate::table;

#[derive(Serialize)]
struct Match {
    file: String,
    players: Vec<Player>,
    events: Vec<Timed>,
    left_out: Vec<String>,
}

#[derive(Serialize)]
struct Json<'a> {
    matches: Vec<&'a Match>,
    damaged: &'a [Damaged],
    notes: &'a [String],
}

pub(super) fn run(args: &Args, out: &mut dyn Write, err: &mut dyn Write) -> anyhow::Result<Exit> {
    let batch = batch::each(&args.source, |file, recorded| {
        let Timeline { players, happenings, left_out, .. } = batch::timeline(recorded)?;
        Ok(Match { file: file.display().to_string(), players, events: happenings, left_out })
    })?;
    let matches: Vec<&Match> = batch.done.iter().map(|(_, events)| events).collect();
    if args.form.json {
        report::json(out, &Json { matches, damaged: &batch.damaged, notes: &batch.notes })?;
    } else if args.form.csv {
        let mut writer = csv::Writer::from_writer(&mut *out);
        writer.write_record(["file", "seconds", "what", "who", "details"])?;
        for events in matches {
            for row in rows(events)? {
                writer.write_record([&events.file].into_iter().chain(&row))?;
            }
        }
        writer.flush()?;
    } else {
        for events in matches {
            writeln!(out, "{}", events.file)?;
            events.left_out.iter().try_for_each(|note| writeln!(out, "  left out: {note}"))?;
            let heading = ["seconds", "what", "who", "details"].map(str::to_owned).to_vec();
            let all: Vec<Vec<String>> = [heading].into_iter().chain(rows(events)?).collect();
            writeln!(out, "{}\n", table::left(&all))?;
        }
    }
    batch.finish(err)
}

/// Time, name of the event, the first player of it, and everything else in words.
fn rows(events: &Match) -> anyhow::Result<Vec<Vec<String>>> {
    events.events.iter().map(|timed| row(timed, &events.players)).collect()
}

fn row(timed: &Timed, players: &[Player]) -> anyhow::Result<Vec<String>> {
    let value = serde_json::to_value(timed.happening)?;
    let mut what = String::new();
    let mut who = String::new();
    let mut details = Vec::new();
    for (key, value) in value.as_object().into_iter().flatten() {
        let name = || {
            let index = value.as_u64().and_then(|index| usize::try_from(index).ok())?;
            players.get(index).map(|player| player.name.clone())
        };
        match key.as_str() {
            "what" => what = value.as_str().unwrap_or_default().to_owned(),
            "car" | "attacker" | "scorer" => who = name().unwrap_or_default(),
            "victim" | "assist" => details.extend(name().map(|name| format!("{key} {name}"))),
            _ => details.push(format!("{key} {}", detail(value))),
        }
    }
    Ok(vec![format!("{:.2}", timed.seconds), what, who, details.join(", ")])
}

/// Numbers without more digits than they mean.
fn detail(value: &Value) -> String {
    match value {
        Value::Array(all) => all.iter().map(detail).collect::<Vec<_>>().join(" "),
        Value::Number(number) if number.is_f64() => format!("{:.1}", number.as_f64().unwrap_or_default()),
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}
