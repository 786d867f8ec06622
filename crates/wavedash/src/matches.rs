//! Matches by name: the one place where a word on the command line becomes a match that rewards can be paid for.

use std::path::Path;

use wavedash_analysis::Played;
use wavedash_analysis::scripted::{SAMPLE, TICK_SKIP};
use wavedash_core::units::TICK_RATE;
use wavedash_replay::{Mode, Timeline, game, log};

use crate::args::reward::Steps;
use crate::exit::bad_input;
use crate::input::{Copies, Input, Inputs, Kind, Wanted};
use crate::other_modes;

/// How names of built-in matches begin.
const SAMPLES: &str = "sample:";

/// A match that is meant.
#[derive(Clone, Debug)]
pub(crate) enum Match {
    /// A built-in one, by what stands after the colon.
    Sample(String),
    /// A recorded one.
    File(Input),
}

/// The matches of a name, and what there is to say of them: a file or a built-in match stands for itself, a folder for all
/// matches below it.
pub(crate) fn named(name: &Path, threads: usize) -> anyhow::Result<(Vec<Match>, Vec<String>)> {
    if let Some(number) = name.to_str().and_then(|name| name.strip_prefix(SAMPLES)) {
        return Ok((vec![Match::Sample(number.to_owned())], Vec::new()));
    }
    let Inputs { files, notes } = Inputs::of(&[name.to_owned()], Wanted::Matches, Copies::Dropped, threads)?;
    Ok((files.into_iter().map(Match::File).collect(), notes))
}

/// The only match of a name.
pub(crate) fn one(name: &Path) -> anyhow::Result<Match> {
    let (matches, _) = named(name, 1)?;
    let count = matches.len();
    let [one] = <[Match; 1]>::try_from(matches)
        .map_err(|_| bad_input(format!("{}: there are {count} matches; give one of them", name.display())))?;
    Ok(one)
}

impl Match {
    /// Its name for messages.
    pub(crate) fn shown(&self) -> String {
        match self {
            Self::Sample(number) => format!("{SAMPLES}{number}"),
            Self::File(input) => input.name().display().to_string(),
        }
    }

    /// The match with its decisions; or its mode, if that is not soccar and only soccar is wanted.
    pub(crate) fn played(&self, steps: &Steps) -> anyhow::Result<Result<Played, Mode>> {
        let input = match self {
            Self::Sample(number) => return sample(number, steps.tick_skip).map(Ok),
            Self::File(input) => input,
        };
        // A moment between two decisions shows landings and respawns that are over at the next one.
        let between = if steps.tick_skip > 1 { 2 } else { 1 };
        let rate = (between * TICK_RATE) as f32 / steps.tick_skip as f32;
        let timeline = timeline(input, rate).map_err(|e| bad_input(format!("{}: {e}", self.shown())))?;
        if !steps.any_mode && !timeline.mode.is_soccar() {
            return Ok(Err(timeline.mode));
        }
        Ok(Ok(Played::of(&timeline, f64::from(steps.tick_skip) / f64::from(TICK_RATE))))
    }

    /// The same of a match that is given by itself: another mode is refused.
    pub(crate) fn played_alone(&self, steps: &Steps) -> anyhow::Result<Played> {
        self.played(steps)?.map_err(|mode| other_modes::refused(&self.shown(), &mode))
    }
}

/// A file's match with this many moments a second.
fn timeline(input: &Input, rate: f32) -> Result<Timeline, String> {
    let file = input.unpack()?;
    match file.kind {
        Kind::Log => log::open(file.path())
            .and_then(|mut player| player.timeline(rate))
            // The problem alone: the file may be an unpacked one.
            .map_err(|e| e.problem().to_string()),
        Kind::Game => {
            let options = game::Options { rate, ..game::Options::default() };
            let recording = game::open(file.path(), options).map_err(|e| e.to_string())?;
            let trouble = recording.trouble.unwrap_or_default();
            recording.timeline.ok_or(trouble)
        }
    }
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
