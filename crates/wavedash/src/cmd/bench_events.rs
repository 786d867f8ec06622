//! `wavedash bench events`: how often things happen when scripted agents play, per minute of the match clock.

use std::io::Write;
use std::sync::Arc;

use serde::Serialize;
use wavedash_core::units::TICK_RATE;
use wavedash_core::{Controls, Purpose, Stream};
use wavedash_env::{Scene, bot};
use wavedash_sim::{Arena, ArenaConfig, Event, Surface, TrackedEvent, Tracker, TrackerConfig};

use crate::args::BenchEvents;
use crate::exit::{Exit, bad_input};
use crate::{parallel, report};

/// Ticks between two decisions.
const TICK_SKIP: u64 = 8;
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

    fn note(&mut self, event: &Event) {
        match event {
            Event::Bump { .. } => self.bumps += 1,
            Event::Demolition { .. } => self.demolitions += 1,
            Event::Pickup { .. } => self.pickups += 1,
            Event::Flip { .. } => self.flips += 1,
            _ => {}
        }
    }

    fn note_tracked(&mut self, event: &TrackedEvent) {
        match event {
            TrackedEvent::Touch { .. } => self.touches += 1,
            TrackedEvent::Shot { .. } => self.shots += 1,
            TrackedEvent::Save { .. } => self.saves += 1,
            TrackedEvent::Goal { team, assist, own_goal, .. } => {
                self.goals += 1;
                self.blue_goals += u64::from(team.index() == 0);
                self.assists += u64::from(assist.is_some());
                self.own_goals += u64::from(own_goal.is_some());
            }
            TrackedEvent::Possession { .. } => {}
        }
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
pub(crate) fn run(args: &BenchEvents, out: &mut dyn Write) -> anyhow::Result<Exit> {
    // A wrong name is told before anything runs.
    for name in [&args.blue, &args.orange] {
        bot::by_name(name).map_err(bad_input)?;
    }
    let surface = Arc::new(Surface::soccar());
    let ticks = (args.minutes * 60 * u64::from(TICK_RATE)).div_ceil(MATCHES);
    let threads = args.threads.map_or_else(parallel::default_threads, usize::from);
    let mut counts = Counts::default();
    for one in parallel::map(threads, (0..MATCHES).collect(), |id| play(args, &surface, id, ticks)) {
        counts.add(&one?);
    }
    let minutes = (ticks * MATCHES) as f64 / 60.0 / f64::from(TICK_RATE);
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

fn play(args: &BenchEvents, surface: &Arc<Surface>, id: u64, ticks: u64) -> anyhow::Result<Counts> {
    let size = usize::from(args.team_size);
    let config = ArenaConfig { seed: args.seed, arena_id: id, ..ArenaConfig::soccar(Arc::clone(surface), size, size) };
    let mut arena = Arena::new(config)?;
    let mut tracker = Tracker::new(&arena, TrackerConfig::default())?;
    let mut bots = (0..2 * size)
        .map(|car| bot::by_name(if car < size { &args.blue } else { &args.orange }))
        .collect::<Result<Vec<_>, _>>()?;
    let mut snapshot = arena.snapshot();
    let mut scene = Scene::new(&snapshot, arena.pads());
    let mut held = vec![Controls::NONE; 2 * size];
    let mut counts = Counts::default();
    for tick in 0..ticks {
        if tick % TICK_SKIP == 0 {
            arena.snapshot_into(&mut snapshot);
            scene.read(&snapshot);
            for (car, (bot, held)) in bots.iter_mut().zip(&mut held).enumerate() {
                let mut stream = Stream::new(args.seed, id << 8 | car as u64, Purpose::Action, tick);
                *held = bot.decide(&scene, car, &mut stream);
            }
        }
        arena.step(&held).iter().for_each(|event| counts.note(event));
        let mut goal = false;
        for event in tracker.update(&arena) {
            counts.note_tracked(event);
            goal |= matches!(event, TrackedEvent::Goal { .. });
        }
        if goal {
            arena.kickoff();
            tracker.update(&arena);
            tracker.reset();
            bots.iter_mut().for_each(|bot| bot.reset());
        }
    }
    Ok(counts)
}
