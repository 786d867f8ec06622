//! `wavedash replay frames`.

use std::io::Write;

use wavedash_replay::{Timeline, frames};

use super::batch;
use super::place::Place;
use crate::args::Frames as Args;
use crate::exit::{Exit, bad_input};
use crate::input::Copies;
use crate::report;

pub(super) fn run(args: &Args, out: &mut dyn Write, err: &mut dyn Write) -> anyhow::Result<Exit> {
    let inputs = batch::inputs(&args.source, Copies::Kept)?;
    let Some(folder) = &args.out else {
        if inputs.files.len() > 1 {
            return Err(bad_input("several matches need --out DIR"));
        }
        let batch = batch::each_of(&args.source, inputs, |_, recorded| batch::timeline(recorded))?;
        for (_, timeline) in &batch.done {
            frames::write_csv(timeline, &mut *out)?;
        }
        return batch.finish(err);
    };
    let place = Place::of(folder, &[".csv", ".parquet"], if args.csv { ".csv" } else { ".parquet" })?;
    place.check(&inputs.files)?;
    let batch = batch::each_of(&args.source, inputs, |file, recorded| {
        let path = place.path(file);
        let bytes = table(&batch::timeline(recorded)?, path.extension().is_some_and(|ending| ending == "csv"));
        bytes.and_then(|bytes| report::write_atomically(&path, &bytes)).map_err(|e| format!("{e:#}"))?;
        Ok(path)
    })?;
    for (file, path) in &batch.done {
        writeln!(out, "{} -> {}", file.display(), path.display())?;
    }
    batch.finish(err)
}

fn table(timeline: &Timeline, is_csv: bool) -> anyhow::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    if is_csv {
        frames::write_csv(timeline, &mut bytes)?;
    } else {
        frames::write_parquet(timeline, &mut bytes)?;
    }
    Ok(bytes)
}
