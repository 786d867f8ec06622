//! Matches by name: the one place where a path on the command line becomes a match that rewards can be paid for.

use std::path::Path;

use wavedash_analysis::Played;
use wavedash_analysis::scripted::{SAMPLE, TICK_SKIP};
use wavedash_core::units::TICK_RATE;
use wavedash_replay::{Timeline, game, log};

use crate::cmd::replay_files;
use crate::exit::bad_input;

/// How names of built-in matches begin.
const SAMPLES: &str = "sample:";

/// A match of a name, with a decision every `tick_skip` ticks.
pub(crate) fn played(name: &str, tick_skip: u32) -> anyhow::Result<Played> {
    if let Some(number) = name.strip_prefix(SAMPLES) {
        return sample(number, tick_skip);
    }
    // A moment between two decisions shows landings and respawns that are over at the next one.
    let between = if tick_skip > 1 { 2 } else { 1 };
    let timeline = timeline(Path::new(name), (between * TICK_RATE) as f32 / tick_skip as f32)?;
    Ok(Played::of(&timeline, f64::from(tick_skip) / f64::from(TICK_RATE)))
}

/// A file's match with this many moments a second.
fn timeline(path: &Path, rate: f32) -> anyhow::Result<Timeline> {
    let shown = path.display();
    match path.extension().map(|ending| ending.to_string_lossy().to_lowercase()).as_deref() {
        // Errors of match logs name their file.
        Some("wdm") => log::open(path).and_then(|mut player| player.timeline(rate)).map_err(bad_input),
        Some("replay") => {
            let options = game::Options { rate, ..game::Options::default() };
            let recording = game::open(path, options).map_err(|e| bad_input(format!("{shown}: {e}")))?;
            let trouble = recording.trouble.unwrap_or_default();
            recording.timeline.ok_or_else(|| bad_input(format!("{shown}: {trouble}")))
        }
        _ => Err(bad_input(format!("{shown}: matches are files that end with .wdm or .replay, and sample:N"))),
    }
}

/// All matches below a folder, by name; a file or a built-in match stands for itself.
pub(crate) fn below(name: &str) -> anyhow::Result<Vec<String>> {
    if name.starts_with(SAMPLES) {
        return Ok(vec![name.to_owned()]);
    }
    let files = replay_files(&[name.to_owned()])?;
    Ok(files.into_iter().map(|path| path.display().to_string()).collect())
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
