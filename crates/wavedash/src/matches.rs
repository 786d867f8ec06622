//! Matches by name: the one place where a path on the command line becomes a match.

use std::path::{Path, PathBuf};

use wavedash_analysis::Played;
use wavedash_analysis::scripted::{SAMPLE, TICK_SKIP};
use wavedash_core::units::TICK_RATE;
use wavedash_replay::Timeline;

use crate::exit::bad_input;

/// How names of built-in matches begin.
const SAMPLES: &str = "sample:";
/// Endings of files that are matches.
const ENDINGS: [&str; 1] = ["json"];

/// A match of a name, with a decision every `tick_skip` ticks.
pub(crate) fn played(name: &str, tick_skip: u32) -> anyhow::Result<Played> {
    if let Some(number) = name.strip_prefix(SAMPLES) {
        return sample(number, tick_skip);
    }
    let timeline = timeline(Path::new(name), TICK_RATE as f32 / tick_skip as f32)?;
    Ok(Played::of(&timeline, f64::from(tick_skip) / f64::from(TICK_RATE)))
}

/// A file's match with about `rate` moments a second.
pub(crate) fn timeline(path: &Path, _rate: f32) -> anyhow::Result<Timeline> {
    let shown = path.display();
    match path.extension().and_then(|ending| ending.to_str()) {
        Some("json") => {
            let text = std::fs::read_to_string(path).map_err(|e| bad_input(format!("cannot read {shown}: {e}")))?;
            serde_json::from_str(&text).map_err(|e| bad_input(format!("{shown} is no timeline: {e}")))
        }
        _ => Err(bad_input(format!(
            "{shown}: matches are files that end with {}",
            ENDINGS.map(|e| format!(".{e}")).join(", ")
        ))),
    }
}

/// All matches below a folder, by name; a file or a built-in match stands for itself.
pub(crate) fn below(name: &str) -> anyhow::Result<Vec<String>> {
    if name.starts_with(SAMPLES) || !Path::new(name).is_dir() {
        return Ok(vec![name.to_owned()]);
    }
    let mut found = Vec::new();
    let mut folders = vec![PathBuf::from(name)];
    while let Some(folder) = folders.pop() {
        let cannot_read = |e: std::io::Error| bad_input(format!("cannot read the folder {}: {e}", folder.display()));
        for entry in std::fs::read_dir(&folder).map_err(cannot_read)? {
            let path = entry.map_err(cannot_read)?.path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().and_then(|ending| ending.to_str()).is_some_and(|e| ENDINGS.contains(&e)) {
                found.push(path.display().to_string());
            }
        }
    }
    found.sort();
    if found.is_empty() {
        return Err(bad_input(format!("there is no match below the folder {name}")));
    }
    Ok(found)
}

fn sample(number: &str, tick_skip: u32) -> anyhow::Result<Played> {
    let index = number.parse::<usize>().ok().and_then(|n| n.checked_sub(1));
    let scripted = index.and_then(|index| SAMPLE.get(index));
    let scripted =
        scripted.ok_or_else(|| bad_input(format!("`{SAMPLES}{number}`: there are 1 to {}", SAMPLE.len())))?;
    if tick_skip != TICK_SKIP {
        return Err(bad_input(format!(
            "built-in matches have a decision every {TICK_SKIP} ticks, not every {tick_skip}"
        )));
    }
    scripted.play().map_err(bad_input)
}
