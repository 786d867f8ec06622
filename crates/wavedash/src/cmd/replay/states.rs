//! `wavedash replay states`.

use std::io::Write;
use std::path::Path;

use npyz::WriterBuilder;
use serde::Serialize;
use wavedash_core::{Snapshot, Team};
use wavedash_replay::{Mode, states};

use super::batch::{self, Damaged};
use super::convert;
use crate::args::States as Args;
use crate::exit::{Exit, bad_input};
use crate::{other_modes, report};

#[derive(Serialize)]
struct Json<'a> {
    out: String,
    states: usize,
    team_size: Option<u8>,
    /// States with other team sizes.
    left_out: usize,
    matches: usize,
    damaged: &'a [Damaged],
    notes: &'a [String],
}

/// A file with its states, or the mode that they are not taken for.
type Taken<'a> = (&'a Path, Result<&'a Vec<Snapshot>, &'a Mode>);

#[derive(Clone, Copy)]
enum Form {
    Matrix,
    Lines { is_compressed: bool },
}

pub(super) fn run(args: &Args, out: &mut dyn Write, err: &mut dyn Write) -> anyhow::Result<Exit> {
    let form = form(&args.out)?;
    if !(args.every.is_finite() && args.every > 0.0) {
        return Err(bad_input(format!("--every {}: give a number of seconds above 0", args.every)));
    }
    let mut batch = batch::each(&args.source, |_, recorded| {
        let timeline = batch::timeline(recorded)?;
        let is_meant = args.any_mode || timeline.mode.is_soccar();
        Ok(if is_meant { Ok(states::pick(&timeline, args.every).collect()) } else { Err(timeline.mode) })
    })?;
    let (taken, other): (Vec<Taken<'_>>, Vec<Taken<'_>>) = batch
        .done
        .iter()
        .map(|(file, states)| (file.as_path(), states.as_ref()))
        .partition(|(_, states)| states.is_ok());
    let taken: Vec<&Vec<Snapshot>> = taken.into_iter().filter_map(|(_, states)| states.ok()).collect();
    let modes: Vec<Mode> = other.iter().filter_map(|(_, states)| states.err().cloned()).collect();
    if let ([(file, _)], 1, true) = (other.as_slice(), batch.done.len(), batch.damaged.is_empty()) {
        return Err(other_modes::refused(&file.display().to_string(), &modes[0]));
    }
    if taken.is_empty() && batch.damaged.is_empty() {
        return Err(other_modes::all_refused(&modes));
    }
    batch.notes.extend(other_modes::note(&modes));
    let all: Vec<&Snapshot> = taken.iter().copied().flatten().collect();
    let team_size = args.team_size.or_else(|| matches!(form, Form::Matrix).then(|| most_frequent(&all)).flatten());
    let chosen: Vec<&Snapshot> =
        all.iter().copied().filter(|state| team_size.is_none_or(|size| team_size_of(state) == Some(size))).collect();
    if !taken.is_empty() {
        if chosen.is_empty() {
            return Err(bad_input(format!("none of {} states has the team size that is asked for", all.len())));
        }
        let bytes = match form {
            Form::Matrix => matrix(&chosen, usize::from(team_size.unwrap_or(1)))?,
            Form::Lines { is_compressed } => lines(&chosen, is_compressed)?,
        };
        report::write_atomically(&args.out, &bytes)?;
        let (states, left_out) = (chosen.len(), all.len() - chosen.len());
        let (path, matches) = (args.out.display().to_string(), taken.len());
        if args.json {
            report::json(
                out,
                &Json { out: path, states, team_size, left_out, matches, damaged: &batch.damaged, notes: &batch.notes },
            )?;
        } else {
            let size = team_size.map_or_else(|| "any number of cars".to_owned(), |size| format!("{size} cars a side"));
            writeln!(
                out,
                "{path}: {states} states with {size} from {matches} matches; {left_out} with others left out"
            )?;
        }
    }
    batch.finish(err)
}

fn form(path: &Path) -> anyhow::Result<Form> {
    let name = path.to_string_lossy();
    if name.ends_with(".npy") {
        Ok(Form::Matrix)
    } else if name.ends_with(".jsonl") || name.ends_with(".jsonl.gz") {
        Ok(Form::Lines { is_compressed: name.ends_with(".gz") })
    } else {
        Err(bad_input(format!("--out {name}: ends in neither .npy nor .jsonl nor .jsonl.gz")))
    }
}

/// Cars a side, if both sides have as many and all are on the pitch.
fn team_size_of(state: &Snapshot) -> Option<u8> {
    let count = |team| state.cars.iter().filter(|car| car.team == team).count();
    let is_even = count(Team::Blue) == count(Team::Orange) && state.cars.iter().all(|car| !car.is_demolished);
    u8::try_from(count(Team::Blue)).ok().filter(|size| is_even && *size > 0)
}

fn most_frequent(states: &[&Snapshot]) -> Option<u8> {
    let count = |size: u8| states.iter().filter(|state| team_size_of(state) == Some(size)).count();
    (1..=4).max_by_key(|size| (count(*size), u8::MAX - size)).filter(|size| count(*size) > 0)
}

fn matrix(states: &[&Snapshot], team_size: usize) -> anyhow::Result<Vec<u8>> {
    let rows: Vec<Vec<f64>> = states.iter().filter_map(|state| states::row(state, team_size)).collect();
    let columns = rows.first().map_or(0, Vec::len);
    let mut bytes = Vec::new();
    let shape = [rows.len() as u64, columns as u64];
    let mut writer = npyz::WriteOptions::new().default_dtype().shape(&shape).writer(&mut bytes).begin_nd()?;
    rows.into_iter().try_for_each(|row| writer.extend(row))?;
    writer.finish()?;
    Ok(bytes)
}

fn lines(states: &[&Snapshot], is_compressed: bool) -> anyhow::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    for state in states {
        serde_json::to_writer(&mut bytes, state)?;
        bytes.push(b'\n');
    }
    Ok(if is_compressed { convert::gzip(&bytes)? } else { bytes })
}
