//! Matches between scripted agents, for those who have none of their own.

use std::sync::Arc;

use wavedash_core::{Controls, Purpose, Stream};
use wavedash_env::{Scene, StepInfoCollector, bot};
use wavedash_replay::Player;
use wavedash_sim::{Arena, ArenaConfig, Surface, TrackedEvent, Tracker, TrackerConfig};

use crate::episode::{Episode, Played};
use crate::error::AnalysisError;

/// Ticks between two decisions: what agents are trained with.
pub const TICK_SKIP: u32 = 8;

/// A match of scripted agents.
#[derive(Clone, Copy, Debug)]
pub struct Scripted<'a> {
    /// Who plays, blue first; both sides have as many.
    pub bots: &'a [&'a str],
    /// How long, s.
    pub seconds: f32,
    /// Seed of kick-offs and agents.
    pub seed: u64,
}

/// The matches that stand in for matches of one's own: two a side, every scripted agent that does something.
pub const SAMPLE: [Scripted<'static>; 4] = [
    Scripted { bots: &["bot:striker", "bot:chaser", "bot:striker", "bot:random"], seconds: 75.0, seed: 1 },
    Scripted { bots: &["bot:striker", "bot:striker", "bot:chaser", "bot:chaser"], seconds: 75.0, seed: 2 },
    Scripted { bots: &["bot:chaser", "bot:random", "bot:striker", "bot:striker"], seconds: 75.0, seed: 3 },
    Scripted { bots: &["bot:striker", "bot:random", "bot:striker", "bot:chaser"], seconds: 75.0, seed: 4 },
];

impl Scripted<'_> {
    /// Plays it. StepInfo are those that environments collect, exact to the tick.
    ///
    /// # Errors
    ///
    /// An agent that does not exist, or too many of them.
    pub fn play(&self) -> Result<Played, AnalysisError> {
        self.play_watched(&mut |_, _| {})
    }

    /// The same; `watch` sees the arena after every kick-off and tick, with what the tracker made of it.
    ///
    /// # Errors
    ///
    /// As [`play`](Self::play).
    pub fn play_watched(&self, watch: &mut dyn FnMut(&Arena, &[TrackedEvent])) -> Result<Played, AnalysisError> {
        let size = self.bots.len() / 2;
        let mut config = ArenaConfig::soccar(Arc::new(Surface::soccar()), size, self.bots.len() - size);
        config.seed = self.seed;
        let mut arena = Arena::new(config).map_err(wavedash_env::EnvError::from)?;
        let mut tracker = Tracker::new(&arena, TrackerConfig::default()).map_err(wavedash_env::EnvError::from)?;
        let mut facts = StepInfoCollector::new(&arena);
        let mut bots = self.bots.iter().map(|name| bot::by_name(name)).collect::<Result<Vec<_>, _>>()?;
        let last = (self.seconds * wavedash_core::units::TICK_RATE as f32) as u64;
        let mut episodes = Vec::new();
        while arena.state().tick < last {
            arena.kickoff();
            tracker.update(&arena);
            tracker.reset();
            facts.reset(bots.len());
            bots.iter_mut().for_each(|bot| bot.reset());
            watch(&arena, &[]);
            let mut episode = Episode {
                seconds: vec![seconds(&arena)],
                scenes: vec![Scene::new(&arena.snapshot(), arena.pads())],
                seats: (0..bots.len()).collect(),
                facts: Vec::new(),
                ends_in_goal: false,
            };
            while arena.state().tick < last && !episode.ends_in_goal {
                let scene = &episode.scenes[episode.scenes.len() - 1];
                let controls: Vec<Controls> = bots
                    .iter_mut()
                    .enumerate()
                    .map(|(car, bot)| {
                        let mut stream = Stream::new(self.seed, car as u64, Purpose::Action, scene.tick);
                        bot.decide(scene, car, &mut stream)
                    })
                    .collect();
                facts.begin_step();
                for _ in 0..TICK_SKIP {
                    arena.step(&controls);
                    let tracked = tracker.update(&arena);
                    facts.tick(&arena, tracked);
                    watch(&arena, tracked);
                    if facts.facts().iter().any(|facts| facts.team_goals > 0) {
                        episode.ends_in_goal = true;
                        break;
                    }
                }
                episode.seconds.push(seconds(&arena));
                episode.scenes.push(Scene::new(&arena.snapshot(), arena.pads()));
                episode.facts.push(facts.facts().to_vec());
            }
            episodes.push(episode);
        }
        let name = |(i, bot): (usize, &&str)| format!("{} {}", bot.trim_start_matches("bot:"), i + 1);
        let players = self.bots.iter().enumerate().map(name).zip(arena.cars());
        let players = players.map(|(name, car)| Player { name, team: car.team, preset: car.preset }).collect();
        Ok(Played { players, episodes, left_out: Vec::new() })
    }
}

fn seconds(arena: &Arena) -> f64 {
    arena.state().tick as f64 / f64::from(wavedash_core::units::TICK_RATE)
}
