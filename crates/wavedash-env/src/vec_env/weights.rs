//! Weights of the reward's terms, changed while the pool runs.

use super::VecEnv;
use crate::env::Env;
use crate::error::EnvError;
use crate::reward::{Reward, Weight};

/// The terms of a pool's reward as they are weighted now.
#[derive(Clone, Debug)]
pub(super) struct Weights {
    /// As configured.
    pub(super) starts: Vec<f32>,
    pub(super) now: Vec<f32>,
    pub(super) moves: Vec<Option<Weight>>,
}

impl Weights {
    pub(super) fn of(reward: &Reward) -> Self {
        let starts: Vec<f32> = reward.terms().map(|term| term.weight).collect();
        Self { now: starts.clone(), starts, moves: reward.terms().map(|term| term.moves.clone()).collect() }
    }

    /// Those that differ from the configured ones.
    pub(super) fn changed(&self) -> Vec<Option<f32>> {
        self.now.iter().zip(&self.starts).map(|(now, start)| (now != start).then_some(*now)).collect()
    }
}

impl VecEnv {
    /// Names of the reward's terms: the first of the [component names](Self::component_names).
    #[must_use]
    pub fn weight_names(&self) -> &[String] {
        &self.component_names[..self.weights.now.len()]
    }

    /// Present weights of the terms.
    #[must_use]
    pub fn weights(&self) -> &[f32] {
        &self.weights.now
    }

    /// How each weight is to move; nothing for constant ones. The pool itself moves none.
    #[must_use]
    pub fn weight_moves(&self) -> &[Option<Weight>] {
        &self.weights.moves
    }

    /// Weighs a term of the reward differently from the next step on, in all arenas. A change of a potential's weight
    /// pays nothing by itself. A saved pool keeps weights that were set.
    ///
    /// ```
    /// use wavedash_env::{EnvConfig, VecEnv};
    ///
    /// let mut pool = VecEnv::builder(&EnvConfig::default()).arenas(2).build()?;
    /// pool.set_weight("goal", 20.0)?;
    /// let goal = pool.weight_names().iter().position(|name| name == "goal");
    /// assert_eq!(goal.map(|index| pool.weights()[index]), Some(20.0));
    /// # Ok::<(), wavedash_env::EnvError>(())
    /// ```
    ///
    /// # Errors
    /// There is no such term, or the weight is not finite. Nothing has changed then.
    pub fn set_weight(&mut self, name: &str, weight: f32) -> Result<(), EnvError> {
        let Some(index) = self.weight_names().iter().position(|known| known == name) else {
            let known = self.weight_names().join(", ");
            return Err(EnvError::config("reward", format!("there is no term '{name}'; known are {known}")));
        };
        let mut weights = self.weights.now.clone();
        weights[index] = weight;
        self.set_weights(&weights)
    }

    /// The same for all terms, in the order of [`weight_names`](Self::weight_names).
    ///
    /// # Errors
    /// Their number is wrong, or one is not finite. Nothing has changed then.
    pub fn set_weights(&mut self, weights: &[f32]) -> Result<(), EnvError> {
        check(weights, self.weights.now.len())?;
        if self.weights.now != weights {
            self.weights.now.copy_from_slice(weights);
            self.envs.iter_mut().for_each(|env| env.set_weights(weights));
        }
        Ok(())
    }

    /// Takes over the weights of a saved pool, whose matches remember potentials of them.
    pub(super) fn load_weights(&mut self, changed: &[Option<f32>]) {
        let Weights { starts, now, .. } = &mut self.weights;
        for ((now, start), changed) in now.iter_mut().zip(starts).zip(changed) {
            *now = changed.unwrap_or(*start);
        }
        let load = |env: &mut Env| env.load_weights(now);
        self.envs.iter_mut().for_each(load);
    }
}

/// Refuses weights that are not finite or not as many.
pub(super) fn check(weights: &[f32], count: usize) -> Result<(), EnvError> {
    if weights.len() != count {
        return Err(EnvError::config("reward", format!("{count} weights are needed, got {}", weights.len())));
    }
    match weights.iter().find(|weight| !weight.is_finite()) {
        Some(weight) => Err(EnvError::config("reward", format!("a weight of {weight} is not a finite number"))),
        None => Ok(()),
    }
}
