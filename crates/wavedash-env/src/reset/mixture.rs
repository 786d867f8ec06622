//! One of several resets, drawn by weight.

use wavedash_core::Stream;
use wavedash_sim::Arena;

use super::StateMutator;
use crate::error::EnvError;
use crate::memory;

/// Draws a reset by weight at every reset.
pub(super) struct Mixture {
    /// Sums of the weights up to each entry, over the sum of all.
    pub(super) upto: Vec<f32>,
    pub(super) of: Vec<Box<dyn StateMutator>>,
}

impl Mixture {
    /// Weights must be 0 or greater, finite, and one of them positive.
    pub(super) fn new(of: Vec<(f32, Box<dyn StateMutator>)>, field: &str) -> Result<Self, EnvError> {
        if let Some(i) = of.iter().position(|(weight, _)| !weight.is_finite() || *weight < 0.0) {
            return Err(EnvError::config(format!("{field}[{i}].weight"), "must be 0 or greater"));
        }
        let total: f32 = of.iter().map(|(weight, _)| weight).sum();
        if !(total > 0.0 && total.is_finite()) {
            return Err(EnvError::config(field, "needs at least one entry with a weight greater than 0"));
        }
        let mut sum = 0.0;
        let upto = of
            .iter()
            .map(|(weight, _)| {
                sum += weight / total;
                sum
            })
            .collect();
        Ok(Self { upto, of: of.into_iter().map(|(_, reset)| reset).collect() })
    }

    fn index(&self, u: f32) -> usize {
        // Rounding may leave the last sum a little below 1: then the last entry that has a weight.
        let total = self.upto.last().copied().unwrap_or(1.0);
        self.upto.iter().position(|upto| u * total < *upto).unwrap_or(self.of.len() - 1)
    }
}

impl StateMutator for Mixture {
    fn apply(&mut self, arena: &mut Arena, stream: &mut Stream) -> Result<(), EnvError> {
        let i = self.index(stream.unit());
        self.of[i].apply(arena, stream)
    }

    fn save(&self) -> Vec<u8> {
        memory::save(&self.of.iter().map(|part| part.save()).collect::<Vec<_>>())
    }

    fn fits(&self, saved: &[u8]) -> bool {
        let parts = memory::read::<Vec<Vec<u8>>>(saved).unwrap_or_default();
        parts.len() == self.of.len() && self.of.iter().zip(&parts).all(|(part, saved)| part.fits(saved))
    }

    fn restore(&mut self, saved: &[u8]) {
        let parts = memory::read::<Vec<Vec<u8>>>(saved).unwrap_or_default();
        self.of.iter_mut().zip(&parts).for_each(|(part, saved)| part.restore(saved));
    }
}
