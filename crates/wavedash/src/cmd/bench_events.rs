//! `wavedash bench events`: how often things happen when scripted agents play, per minute of the match clock.

use std::io::Write;
use std::sync::Arc;

use serde::{Serialize, Serializer};
use wavedash_core::units::TICK_RATE;
use wavedash_core::{Controls, Purpose, Stream, Team};
use wavedash_env::{Scene, bot};
use wavedash_sim::{Arena, ArenaConfig, Event, Surface, TrackedEvent, Tracker, TrackerConfig};

use crate::args::BenchEvents;
use crate::exit::{Exit, bad_input};
use crate::{parallel, report};

/// Ticks between two decisions.
const TICK_SKIP: u64 = 8;
/// Matches that the minutes are spread over.
const MATCHES: u64 = 20;

/// What is counted; in JSON by these names.
#[derive(Clone, Copy, Serialize)]
#[serde(rename_all = "snake_case")]
enum Kind {
    Touches,
    Goals,
    BlueGoals,
    OwnGoals,
    Shots,
    Saves,
    Assists,
    Bumps,
    Demolitions,
    Pickups,
    Flips,
}

/// Every kind in its order, and its title in the table.
const KINDS: [(Kind, &str); 11] = [
    (Kind::Touches, "touches"),
    (Kind::Goals, "goals"),
    (Kind::BlueGoals, "of blue"),
    (Kind::OwnGoals, "own goals"),
    (Kind::Shots, "shots"),
    (Kind::Saves, "saves"),
    (Kind::Assists, "assists"),
    (Kind::Bumps, "bumps"),
    (Kind::Demolitions, "demolitions"),
    (Kind::Pickups, "pickups"),
    (Kind::Flips, "flips"),
];

/// How often each kind happened.
#[derive(Clone, Copy, Default)]
struct Counts([u64; KINDS.len()]);

impl Serialize for Counts {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(KINDS.map(|(kind, _)| (kind, self.0[kind as usize])))
    }
}

impl Counts {
    fn add(&mut self, other: &Self) {
        self.0.iter_mut().zip(other.0).for_each(|(own, other)| *own += other);
    }

    fn count(&mut self, kind: Kind) {
        self.0[kind as usize] += 1;
    }

    fn note(&mut self, event: &Event) {
        match event {
            Event::Bump { .. } => self.count(Kind::Bumps),
            Event::Demolition { .. } => self.count(Kind::Demolitions),
            Event::Pickup { .. } => self.count(Kind::Pickups),
            Event::Flip { .. } => self.count(Kind::Flips),
            _ => {}
        }
    }

    fn note_tracked(&mut self, event: &TrackedEvent) {
        match event {
            TrackedEvent::Touch { .. } => self.count(Kind::Touches),
            TrackedEvent::Shot { .. } => self.count(Kind::Shots),
            TrackedEvent::Save { .. } => self.count(Kind::Saves),
            TrackedEvent::Goal { team, assist, own_goal, .. } => {
                self.count(Kind::Goals);
                let more = [
                    (*team == Team::Blue, Kind::BlueGoals),
                    (assist.is_some(), Kind::Assists),
                    (own_goal.is_some(), Kind::OwnGoals),
                ];
                more.into_iter().filter(|(holds, _)| *holds).for_each(|(_, kind)| self.count(kind));
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
        for (kind, name) in KINDS {
            let count = counts.0[kind as usize];
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
