//! Which team sizes the arenas of a pool play.

use serde::{Deserialize, Serialize};
use wavedash_core::units::MAX_CARS;

use crate::error::EnvError;

/// Team sizes (blue, orange) of the arenas of a pool: `[[1, 1], [2, 2]]` in turn, or
/// `{ sizes = [[1, 1], [2, 2]], weights = [3, 1] }` in proportion.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum TeamSizes {
    /// One after the other, then from the beginning.
    InTurn(Vec<[usize; 2]>),
    /// As often as their weights say, spread as evenly as possible over the pool.
    Weighted(WeightedSizes),
}

/// Team sizes with weights.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WeightedSizes {
    /// Cars of blue and orange.
    pub sizes: Vec<[usize; 2]>,
    /// How often, in proportion; one for each of `sizes`.
    pub weights: Vec<f32>,
}

impl Default for TeamSizes {
    fn default() -> Self {
        Self::InTurn(vec![[1, 1]])
    }
}

impl TeamSizes {
    /// Refuses empty lists, arenas without cars or with too many, and weights that mean nothing.
    ///
    /// # Errors
    /// Names the entry.
    pub fn check(&self) -> Result<(), EnvError> {
        let (sizes, field) = match self {
            Self::InTurn(sizes) => (sizes, "team_sizes"),
            Self::Weighted(weighted) => (&weighted.sizes, "team_sizes.sizes"),
        };
        if sizes.is_empty() {
            return Err(EnvError::config(field, "needs at least one entry such as [1, 1]"));
        }
        for (i, [blue, orange]) in sizes.iter().enumerate() {
            let cars = blue.saturating_add(*orange);
            if !(1..=MAX_CARS).contains(&cars) {
                let problem = format!("{blue} against {orange} cars; an arena holds 1 to {MAX_CARS}");
                return Err(EnvError::config(format!("{field}[{i}]"), problem));
            }
        }
        let Self::Weighted(WeightedSizes { sizes, weights }) = self else { return Ok(()) };
        if weights.len() != sizes.len() {
            let problem = format!("has {} entries for {} sizes", weights.len(), sizes.len());
            return Err(EnvError::config("team_sizes.weights", problem));
        }
        let fine = weights.iter().all(|w| w.is_finite() && *w >= 0.0) && weights.iter().any(|w| *w > 0.0);
        if fine {
            Ok(())
        } else {
            Err(EnvError::config("team_sizes.weights", "must be 0 or greater, one of them more"))
        }
    }

    /// The sizes of the first `arenas` arenas of a pool: entry `k` is that of arena `k`, whatever
    /// the pool's size.
    ///
    /// # Errors
    /// As [`Self::check`].
    pub fn of_pool(&self, arenas: usize) -> Result<Vec<[usize; 2]>, EnvError> {
        self.check()?;
        Ok(match self {
            Self::InTurn(sizes) => sizes.iter().copied().cycle().take(arenas).collect(),
            Self::Weighted(WeightedSizes { sizes, weights }) => {
                let total: f64 = weights.iter().map(|w| f64::from(*w)).sum();
                let mut given = vec![0.0_f64; sizes.len()];
                (1..=arenas)
                    .map(|k| {
                        // Whoever is furthest behind its share gets the arena; the first of equals.
                        let behind = |i: usize| f64::from(weights[i]) / total * k as f64 - given[i];
                        let next = (1..sizes.len()).fold(0, |best, i| if behind(i) > behind(best) { i } else { best });
                        given[next] += 1.0;
                        sizes[next]
                    })
                    .collect()
            }
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_come_in_turn_or_in_proportion() {
        let in_turn: TeamSizes = serde_json::from_str("[[1,1],[2,2],[3,3]]").unwrap();
        assert_eq!(in_turn.of_pool(4).unwrap(), [[1, 1], [2, 2], [3, 3], [1, 1]]);
        let weighted: TeamSizes = serde_json::from_str(r#"{"sizes":[[1,1],[2,2],[3,3]],"weights":[2,1,0]}"#).unwrap();
        let pool = weighted.of_pool(300).unwrap();
        let count = |sizes| pool.iter().filter(|s| **s == sizes).count();
        assert_eq!((count([1, 1]), count([2, 2]), count([3, 3])), (200, 100, 0));
        assert_eq!(weighted.of_pool(7).unwrap(), pool[..7]);
    }

    #[test]
    fn sizes_that_mean_nothing_are_named() {
        let refused = |sizes: TeamSizes| sizes.check().unwrap_err().to_string();
        assert!(refused(TeamSizes::InTurn(vec![])).contains("team_sizes"));
        assert!(refused(TeamSizes::InTurn(vec![[1, 1], [5, 4]])).contains("team_sizes[1]: 5 against 4"));
        let weighted = |weights| TeamSizes::Weighted(WeightedSizes { sizes: vec![[1, 1]], weights });
        assert!(refused(weighted(vec![])).contains("weights"));
        assert!(refused(weighted(vec![0.0])).contains("weights"));
        assert!(serde_json::from_str::<TeamSizes>(r#"{"sizes":[[1,1]],"weights":[1],"more":1}"#).is_err());
    }
}
