//! Playing one match with a recorder beside it.

use std::path::Path;

use wavedash_core::units::TICK_RATE;
use wavedash_env::duel::{BOT_TICK_SKIP, DuelRules, Seat, Venue};
use wavedash_eval::{Contestant, Game, Watched};
use wavedash_replay::log::{Agent, FileRecorder, MAX_NAME, Rules};

/// Who plays, and how.
pub(crate) struct Plan<'a> {
    /// Blue and orange.
    pub(crate) both: [&'a dyn Contestant; 2],
    pub(crate) rules: DuelRules,
    /// Seed and number of the match.
    pub(crate) key: (u64, u64),
    /// Policies draw their actions.
    pub(crate) sampled: bool,
}

/// What was recorded.
pub(crate) struct Recorded {
    /// What came out; blue is the first contestant.
    pub(crate) game: Game,
    /// Length of the file.
    pub(crate) bytes: u64,
    /// Hash of the last state.
    pub(crate) hash: u64,
}

/// Plays a match into a file; `progress` hears after every tick which share of the time is over.
pub(crate) fn record(path: &Path, venue: &Venue, plan: &Plan<'_>, progress: &dyn Fn(f64)) -> anyhow::Result<Recorded> {
    let mut game = Watched::new(venue, plan.both, plan.rules, plan.key, plan.sampled)?;
    let agents =
        venue.cars().iter().map(|car| agent(plan.both[car.team.index()])).collect::<anyhow::Result<Vec<Agent>>>()?;
    let ticks = (f64::from(plan.rules.seconds) * f64::from(TICK_RATE)).round() as u64;
    let rules = Rules { ticks: Some(ticks), goals: plan.rules.goals };
    let mut file = FileRecorder::create(path, game.duel().arena(), &agents, rules)?;
    while !game.duel().is_over() {
        game.tick_observed(&mut file)?;
        file.check()?;
        progress(game.duel().ticks() as f64 / ticks as f64);
    }
    let arena = game.duel().arena();
    Ok(Recorded { game: game.result(), bytes: file.finish(arena)?, hash: arena.hash() })
}

/// What a log says of a contestant.
pub(crate) fn agent(who: &dyn Contestant) -> anyhow::Result<Agent> {
    let tick_skip = match who.seat()? {
        Seat::Agent(spec) => Some(spec.tick_skip),
        Seat::Bot(_) => Some(BOT_TICK_SKIP as u32),
        Seat::Hand => None,
    };
    // Of a long path the end says most.
    let name = who.name();
    let from = (name.len().saturating_sub(MAX_NAME)..).find(|from| name.is_char_boundary(*from)).unwrap_or(0);
    Ok(Agent { name: name[from..].to_owned(), tick_skip })
}
