//! `wavedash replay convert`.

use std::io::Write;
use std::path::Path;

use flate2::Compression;
use flate2::write::GzEncoder;
use serde::Serialize;
use wavedash_replay::Timeline;
use wavedash_replay::game::Header;

use super::batch;
use super::place::Place;
use crate::args::Convert as Args;
use crate::exit::Exit;
use crate::input::Copies;
use crate::report;

/// What is written: the facts of a `.replay`, and the match.
#[derive(Serialize)]
struct Converted {
    header: Option<Header>,
    /// None where only the header can be read.
    timeline: Option<Timeline>,
    trouble: Option<String>,
}

pub(super) fn run(args: &Args, out: &mut dyn Write, err: &mut dyn Write) -> anyhow::Result<Exit> {
    let place = Place::of(&args.out, &[".json", ".json.gz"], ".json.gz")?;
    let inputs = batch::inputs(&args.source, Copies::Kept)?;
    place.check(&inputs.files)?;
    let batch = batch::each_of(&args.source, inputs, |file, recorded| {
        let (timeline, trouble) = match recorded.timeline {
            Ok(timeline) => (Some(timeline), None),
            Err(trouble) => (None, Some(trouble)),
        };
        let path = place.path(file);
        write(&path, &Converted { header: recorded.header, timeline, trouble }).map_err(|e| format!("{e:#}"))?;
        Ok(path)
    })?;
    for (file, path) in &batch.done {
        writeln!(out, "{} -> {}", file.display(), path.display())?;
    }
    batch.finish(err)
}

fn write(path: &Path, converted: &Converted) -> anyhow::Result<()> {
    let mut bytes = serde_json::to_vec(converted)?;
    if path.extension().is_some_and(|ending| ending == "gz") {
        bytes = gzip(&bytes)?;
    }
    report::write_atomically(path, &bytes)
}

/// Compressed for any system's tools.
pub(super) fn gzip(bytes: &[u8]) -> std::io::Result<Vec<u8>> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(bytes)?;
    encoder.finish()
}
