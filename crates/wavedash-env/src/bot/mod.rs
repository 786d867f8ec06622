//! Scripted agents: fixed opponents with names, `bot:idle` to `bot:striker`.

mod ahead;
mod chaser;
mod drive;
mod random;
mod striker;

use wavedash_core::{Controls, Stream};

use crate::error::EnvError;
use crate::scene::Scene;

/// A scripted agent that drives one car.
pub trait Bot: Send {
    /// Forgets the episode.
    fn reset(&mut self);

    /// The controls until the next decision.
    fn decide(&mut self, scene: &Scene, car: usize, stream: &mut Stream) -> Controls;
}

/// The scripted agents: name and what it does.
pub const NAMES: [(&str, &str); 4] = [
    ("bot:idle", "touches nothing"),
    ("bot:random", "holds random inputs for some decisions"),
    ("bot:chaser", "drives and boosts at the ball"),
    ("bot:striker", "meets the ball on the line to the goal, flips into it, fetches boost and defends"),
];

/// A new scripted agent.
///
/// # Errors
/// There is none of this name; the error lists those that there are.
pub fn by_name(name: &str) -> Result<Box<dyn Bot>, EnvError> {
    Ok(match name {
        "bot:idle" => Box::new(Idle),
        "bot:random" => Box::new(random::Random::default()),
        "bot:chaser" => Box::new(chaser::Chaser::default()),
        "bot:striker" => Box::new(striker::Striker::default()),
        _ => {
            let known: Vec<&str> = NAMES.iter().map(|(name, _)| *name).collect();
            return Err(EnvError::config("bot", format!("there is no '{name}'; known are {}", known.join(", "))));
        }
    })
}

/// Touches nothing.
struct Idle;

impl Bot for Idle {
    fn reset(&mut self) {}

    fn decide(&mut self, _scene: &Scene, _car: usize, _stream: &mut Stream) -> Controls {
        Controls::NONE
    }
}
