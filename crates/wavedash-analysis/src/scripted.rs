//! Matches between scripted agents, for those who have none of their own.

use std::sync::Arc;

use wavedash_core::{Controls, Purpose, Stream};
use wavedash_env::{EnvError, Match, bot};
use wavedash_replay::Player;
use wavedash_sim::{Arena, ArenaConfig, Surface, TickObserver, TrackerConfig};

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
        self.play_observed(&mut ())
    }

    /// The same; the observer hears of every tick and of every kick-off, the first one included.
    ///
    /// # Errors
    ///
    /// As [`play`](Self::play).
    pub fn play_observed(&self, observer: &mut impl TickObserver) -> Result<Played, AnalysisError> {
        let size = self.bots.len() / 2;
        let mut config = ArenaConfig::soccar(Arc::new(Surface::soccar()), size, self.bots.len() - size);
        config.seed = self.seed;
        let arena = Arena::new(config).map_err(EnvError::from)?;
        let mut game = Match::new(arena, TrackerConfig::default()).map_err(EnvError::from)?;
        let mut bots = self.bots.iter().map(|name| bot::by_name(name)).collect::<Result<Vec<_>, _>>()?;
        let last = (self.seconds * wavedash_core::units::TICK_RATE as f32) as u64;
        let mut episodes = Vec::new();
        while game.arena().state().tick < last {
            game.kickoff(observer);
            bots.iter_mut().for_each(|bot| bot.reset());
            let mut episode = Episode {
                seconds: vec![seconds(game.arena())],
                scenes: vec![game.scene().clone()],
                seats: (0..bots.len()).collect(),
                facts: Vec::new(),
                ends_in_goal: false,
            };
            while game.arena().state().tick < last && !episode.ends_in_goal {
                let scene = game.scene();
                let controls: Vec<Controls> = bots
                    .iter_mut()
                    .enumerate()
                    .map(|(car, bot)| {
                        let mut stream = Stream::new(self.seed, car as u64, Purpose::Action, scene.tick);
                        bot.decide(scene, car, &mut stream)
                    })
                    .collect();
                game.begin_step();
                for _ in 0..TICK_SKIP {
                    game.step(&controls, observer);
                    if game.step_info().iter().any(|facts| facts.team_goals > 0) {
                        episode.ends_in_goal = true;
                        break;
                    }
                }
                game.end_step();
                episode.seconds.push(seconds(game.arena()));
                episode.scenes.push(game.scene().clone());
                episode.facts.push(game.step_info().to_vec());
            }
            episodes.push(episode);
        }
        let name = |(i, bot): (usize, &&str)| format!("{} {}", bot.trim_start_matches("bot:"), i + 1);
        let players = self.bots.iter().enumerate().map(name).zip(game.arena().cars());
        let players = players.map(|(name, car)| Player { name, team: car.team, preset: car.preset }).collect();
        Ok(Played { players, episodes, left_out: Vec::new() })
    }
}

fn seconds(arena: &Arena) -> f64 {
    arena.state().tick as f64 / f64::from(wavedash_core::units::TICK_RATE)
}
