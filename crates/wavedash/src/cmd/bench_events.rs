//! `wavedash bench events`: how often things happen when scripted agents play, per minute of the match clock.

use std::io::Write;
use std::sync::Arc;

use serde::Serialize;
use wavedash_env::Registry;
use wavedash_env::duel::{Duel, DuelRules, Seat};
use wavedash_sim::{ArenaConfig, Surface};

use crate::args::BenchEvents;
use crate::exit::{Exit, bad_input};
use crate::{parallel, report};

/// Matches that the minutes are spread over.
const MATCHES: u64 = 20;

#[derive(Clone, Copy, Default, Serialize)]
struct Counts {
    touches: u64,
    goals: u64,
    blue_goals: u64,
    own_goals: u64,
    shots: u64,
    saves: u64,
    assists: u64,
    bumps: u64,
    demolitions: u64,
    pickups: u64,
    flips: u64,
}

impl Counts {
    fn fields(&self) -> [(&'static str, u64); 11] {
        [
            ("touches", self.touches),
            ("goals", self.goals),
            ("of blue", self.blue_goals),
            ("own goals", self.own_goals),
            ("shots", self.shots),
            ("saves", self.saves),
            ("assists", self.assists),
            ("bumps", self.bumps),
            ("demolitions", self.demolitions),
            ("pickups", self.pickups),
            ("flips", self.flips),
        ]
    }

    fn add(&mut self, other: &Self) {
        self.touches += other.touches;
        self.goals += other.goals;
        self.blue_goals += other.blue_goals;
        self.own_goals += other.own_goals;
        self.shots += other.shots;
        self.saves += other.saves;
        self.assists += other.assists;
        self.bumps += other.bumps;
        self.demolitions += other.demolitions;
        self.pickups += other.pickups;
        self.flips += other.flips;
    }

    /// What a duel has counted.
    fn of(duel: &Duel) -> Self {
        let mut counts = Self::default();
        for car in (0..duel.arena().cars().len()).map(|car| duel.tracker().car(car)) {
            counts.touches += u64::from(car.touches);
            counts.own_goals += u64::from(car.own_goals);
            counts.shots += u64::from(car.shots);
            counts.saves += u64::from(car.saves);
            counts.assists += u64::from(car.assists);
            counts.bumps += u64::from(car.bumps);
            counts.demolitions += u64::from(car.demolitions);
            counts.pickups += u64::from(car.big_pads + car.small_pads);
            counts.flips += u64::from(car.flips);
        }
        let [blue, orange] = duel.score().map(u64::from);
        Self { goals: blue + orange, blue_goals: blue, ..counts }
    }
}

#[derive(Serialize)]
struct Figures {
    blue: String,
    orange: String,
    team_size: u8,
    seed: u64,
    minutes: f64,
    counts: Counts,
}

/// Runs the matches and prints the rates.
pub(crate) fn run(args: &BenchEvents, registry: &Registry, out: &mut dyn Write) -> anyhow::Result<Exit> {
    // A wrong name is told before anything runs.
    for name in [&args.blue, &args.orange] {
        registry.build_bot(name).map_err(bad_input)?;
    }
    let surface = Arc::new(Surface::soccar());
    // Sixty seconds a minute over twenty matches: a whole number.
    let seconds = (args.minutes * 60 / MATCHES) as f32;
    let threads = args.threads.map_or_else(parallel::default_threads, usize::from);
    let mut counts = Counts::default();
    for one in parallel::map(threads, (0..MATCHES).collect(), |id| play(args, registry, &surface, id, seconds)) {
        counts.add(&one?);
    }
    let minutes = args.minutes as f64;
    let figures = Figures {
        blue: args.blue.clone(),
        orange: args.orange.clone(),
        team_size: args.team_size,
        seed: args.seed,
        minutes,
        counts,
    };
    if args.json {
        report::json(out, &figures)?;
    } else {
        writeln!(
            out,
            "{} against {}, {size}v{size}, {minutes:.0} minutes",
            args.blue,
            args.orange,
            size = args.team_size
        )?;
        writeln!(out, "{:<12} {:>10} {:>12}", "event", "count", "per minute")?;
        for (name, count) in counts.fields() {
            writeln!(out, "{name:<12} {count:>10} {:>12.3}", count as f64 / minutes)?;
        }
    }
    Ok(Exit::Fine)
}

fn play(
    args: &BenchEvents,
    registry: &Registry,
    surface: &Arc<Surface>,
    id: u64,
    seconds: f32,
) -> anyhow::Result<Counts> {
    let size = usize::from(args.team_size);
    let config = ArenaConfig { seed: args.seed, arena_id: id, ..ArenaConfig::soccar(Arc::clone(surface), size, size) };
    let seats = (0..2 * size)
        .map(|car| Ok(Seat::Bot(registry.build_bot(if car < size { &args.blue } else { &args.orange })?)))
        .collect::<anyhow::Result<Vec<_>>>()?;
    let mut duel = Duel::new(config, seats, DuelRules { seconds, ..DuelRules::default() })?;
    while !duel.is_over() {
        duel.advance()?;
    }
    Ok(Counts::of(&duel))
}
