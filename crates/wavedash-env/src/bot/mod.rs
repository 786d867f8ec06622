//! Scripted agents: fixed opponents with names, `bot:idle` to `bot:striker`.

pub(crate) mod ahead;
mod chaser;
mod drive;
mod random;
mod striker;

use wavedash_core::{Controls, Stream};

use crate::error::EnvError;
use crate::registry::{Entry, Registry};
use crate::scene::Scene;

/// A scripted agent that drives one car.
pub trait Bot: Send {
    /// The name that it is registered by.
    fn name(&self) -> &'static str;

    /// Forgets the episode.
    fn reset(&mut self);

    /// What it remembers of the episode, as words that any file format can hold: numbers as their bits.
    fn save(&self) -> Vec<u64>;

    /// Remembers what another one of the same name saved.
    ///
    /// # Errors
    /// These are not words of such an agent; it remembers what it did before then.
    fn restore(&mut self, saved: &[u64]) -> Result<(), EnvError>;

    /// The decision just made is part of a manoeuvre that goes on over several of them, such as a flip. It means little to
    /// somebody else, who is not in the middle of it.
    fn is_committed(&self) -> bool {
        false
    }

    /// The controls until the next decision.
    fn decide(&mut self, scene: &Scene, car: usize, stream: &mut Stream) -> Controls;
}

/// Registers the built-in scripted agents.
pub(crate) fn register(registry: &mut Registry) -> Result<(), EnvError> {
    registry.bot(Entry::new("bot:idle", "touches nothing"), || Idle)?;
    registry.bot(Entry::new("bot:random", "holds random inputs for some decisions"), random::Random::default)?;
    registry.bot(Entry::new("bot:chaser", "drives and boosts at the ball"), chaser::Chaser::default)?;
    let text = "meets the ball on the line to the goal, flips into it, fetches boost and defends";
    registry.bot(Entry::new("bot:striker", text), striker::Striker::default)
}

/// A new one of the built-in scripted agents.
///
/// # Errors
/// There is none of this name; the error lists those that there are.
pub fn by_name(name: &str) -> Result<Box<dyn Bot>, EnvError> {
    Registry::builtin_ref().build_bot(name)
}

/// Touches nothing.
struct Idle;

impl Bot for Idle {
    fn name(&self) -> &'static str {
        "bot:idle"
    }

    fn reset(&mut self) {}

    fn save(&self) -> Vec<u64> {
        Vec::new()
    }

    fn restore(&mut self, saved: &[u64]) -> Result<(), EnvError> {
        let [] = words(self.name(), saved)?;
        Ok(())
    }

    fn decide(&mut self, _scene: &Scene, _car: usize, _stream: &mut Stream) -> Controls {
        Controls::NONE
    }
}

/// Saved words of an agent that saves `N` of them.
fn words<const N: usize>(name: &str, saved: &[u64]) -> Result<[u64; N], EnvError> {
    saved.try_into().map_err(|_| EnvError::config(name, format!("{} saved words; expected {N}", saved.len())))
}

/// A number as a word.
const fn word(x: f32) -> u64 {
    x.to_bits() as u64
}

/// The number that a word holds in its lower half.
const fn number(word: u64) -> f32 {
    f32::from_bits(word as u32)
}
