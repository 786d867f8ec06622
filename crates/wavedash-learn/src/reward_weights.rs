//! Weights of rewards that move as training goes on: along lines, and so that a behaviour stays within bounds.

use wavedash_env::reward::Weight;
use wavedash_env::{Behaviour, VecEnv};

use crate::error::LearnError;

/// Iterations over which a held behaviour is counted before its weight moves a step.
pub(crate) const HELD_ITERATIONS: u64 = 20;

/// How the weights of a pool's reward move.
#[derive(Clone, Debug)]
pub(crate) struct RewardWeights {
    /// One per term; nothing for those that stay.
    moves: Vec<Option<Weight>>,
    /// What the learners did since held weights moved last; part of checkpoints.
    pub(crate) seen: Behaviour,
}

impl RewardWeights {
    /// As the pool's configuration says.
    pub(crate) fn new(pool: &VecEnv) -> Self {
        Self { moves: pool.weight_moves().to_vec(), seen: Behaviour::default() }
    }

    /// Brings the pool's weights to where they belong after so many agent steps and iterations.
    pub(crate) fn apply(&mut self, pool: &mut VecEnv, steps: u64, iterations: u64) -> Result<(), LearnError> {
        let mut weights = pool.weights().to_vec();
        let is_turn = iterations > 0 && iterations.is_multiple_of(HELD_ITERATIONS);
        for (now, moves) in weights.iter_mut().zip(&self.moves) {
            match moves {
                Some(Weight::Held { hold, .. }) if is_turn => {
                    if let (Some(weight), Some(seen)) = (moves, self.seen.rate(hold)) {
                        *now = weight.next(*now, seen, steps);
                    }
                }
                Some(weight) => *now = weight.at(steps).unwrap_or(*now),
                None => {}
            }
        }
        if is_turn {
            self.seen = Behaviour::default();
        }
        Ok(pool.set_weights(&weights)?)
    }

    /// Whether a term's weight moves.
    pub(crate) fn moves(&self, term: usize) -> bool {
        self.moves.get(term).is_some_and(Option::is_some)
    }

    /// The term of a name.
    pub(crate) fn term(&self, pool: &VecEnv, name: &str) -> Result<usize, LearnError> {
        pool.weight_names().iter().position(|known| known == name).ok_or_else(|| {
            let known = pool.weight_names().join(", ");
            LearnError::config(format!("weights.{name}"), format!("there is no such term; known are {known}"))
        })
    }

    /// Takes over another way for a term to move. A held weight goes on from where it is.
    pub(crate) fn change(&mut self, pool: &mut VecEnv, name: &str, weight: &Weight) -> Result<(), LearnError> {
        let term = self.term(pool, name)?;
        pool.set_weight(
            name,
            match weight {
                Weight::Held { low, high, .. } => weight.next(pool.weights()[term], 0.5 * (low + high), u64::MAX),
                Weight::Constant(_) | Weight::Line { .. } => weight.start(),
            },
        )?;
        if let Some(moves) = self.moves.get_mut(term) {
            *moves = match weight {
                Weight::Constant(_) => None,
                Weight::Line { .. } | Weight::Held { .. } => Some(weight.clone()),
            };
        }
        Ok(())
    }
}
