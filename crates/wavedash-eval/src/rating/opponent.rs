//! Whom to play next.

use wavedash_core::Stream;

use super::mode::Mode;
use super::table::Ratings;

impl Ratings {
    /// Draws an opponent for an agent: each candidate with a weight of p (1 - p), where p is the expected share of
    /// goals against it (`lucy-skg.md`, 10.6). An equal one is drawn most often; one that wins or loses everything
    /// teaches little. The index of a candidate; nothing if there are none.
    #[must_use]
    pub fn choose_opponent(
        &self,
        mode: Mode,
        agent: &str,
        candidates: &[impl AsRef<str>],
        stream: &mut Stream,
    ) -> Option<usize> {
        let weight = |candidate: &str| {
            let p = self.expected(mode, agent, candidate);
            // However one-sided, a candidate is never ruled out.
            (p * (1.0 - p)).max(1e-6)
        };
        let weights: Vec<f64> = candidates.iter().map(|candidate| weight(candidate.as_ref())).collect();
        let mut left = f64::from(stream.unit()) * weights.iter().sum::<f64>();
        let drawn = weights.iter().position(|weight| {
            left -= weight;
            left < 0.0
        });
        // Rounding may leave a rest after the last one.
        drawn.or(weights.len().checked_sub(1))
    }
}
