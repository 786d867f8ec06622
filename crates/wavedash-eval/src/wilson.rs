//! How sure a share of wins or goals is: Wilson's score interval, and Elo differences of odds.

use serde::{Deserialize, Serialize};

/// Quantile of the normal distribution for 95 %, both sides.
pub const Z95: f64 = 1.959_963_984_540_054;

/// An estimate with its 95 % interval.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Estimate {
    /// The estimate.
    pub value: f64,
    /// Lower end of the interval.
    pub low: f64,
    /// Upper end of the interval.
    pub high: f64,
}

/// Share of successes, 0 to 1, with the 95 % score interval of Wilson (1927); nothing without trials.
///
/// Unlike the interval of the normal approximation it stays within 0 and 1 and is not empty for 0 or all successes.
///
/// ```
/// let share = wavedash_eval::wilson::share(300, 354).expect("there were goals");
/// assert!((share.value - 0.847).abs() < 0.001 && (share.low - 0.806).abs() < 0.001);
/// assert!(wavedash_eval::wilson::share(0, 0).is_none());
/// ```
#[must_use]
pub fn share(successes: u64, trials: u64) -> Option<Estimate> {
    if trials == 0 {
        return None;
    }
    let n = trials as f64;
    let p = successes.min(trials) as f64 / n;
    let z2 = Z95 * Z95;
    let scale = 1.0 / (1.0 + z2 / n);
    let middle = scale * (p + z2 / (2.0 * n));
    let half = scale * Z95 * (p * (1.0 - p) / n + z2 / (4.0 * n * n)).sqrt();
    Some(Estimate { value: p, low: (middle - half).max(0.0), high: (middle + half).min(1.0) })
}

/// Elo difference at which a side is expected to have this share: 400 times the decimal logarithm of the odds
/// (`lucy-skg.md`, 7.2). Nothing for a share of 0 or 1, whose odds have no bounds.
#[must_use]
pub fn odds_elo(share: f64) -> Option<f64> {
    (share > 0.0 && share < 1.0).then(|| 400.0 * libm::log10(share / (1.0 - share)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_published_comparisons_have_the_known_intervals() {
        // `lucy-skg.md`, 7.2: goals, share, interval, Elo.
        for (won, lost, value, low, high, elo) in [
            (300, 54, 0.847, 0.806, 0.881, 298.0),
            (300, 4, 0.987, 0.967, 0.995, 750.0),
            (300, 220, 0.577, 0.534, 0.619, 54.0),
        ] {
            let share = share(won, won + lost).expect("goals fell");
            for (got, expected) in [(share.value, value), (share.low, low), (share.high, high)] {
                assert!((got - expected).abs() < 6e-4, "{won}:{lost}: {share:?}");
            }
            assert!(odds_elo(share.value).is_some_and(|got| (got - elo).abs() < 0.6), "{won}:{lost}");
        }
    }

    #[test]
    fn the_ends_are_shares_too() {
        let none = share(0, 10).expect("ten trials");
        // 1 / (1 + n / z^2).
        assert!(none.value == 0.0 && none.low < 1e-12 && (none.high - 0.277_5).abs() < 1e-4, "{none:?}");
        let all = share(10, 10).expect("ten trials");
        assert!(all.high > 1.0 - 1e-12 && all.high <= 1.0 && (all.low - (1.0 - none.high)).abs() < 1e-12, "{all:?}");
        assert_eq!(share(0, 0), None);
        assert_eq!((odds_elo(0.0), odds_elo(1.0), odds_elo(0.5)), (None, None, Some(0.0)));
    }
}
