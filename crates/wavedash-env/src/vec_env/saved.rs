//! All matches of a pool as plain data.

use serde::{Deserialize, Serialize};
use wavedash_core::Team;

use super::{Autoreset, VecEnv, weights};
use crate::batch::Widths;
use crate::env::{Env, EnvState};
use crate::error::EnvError;
use crate::reward::RunningScale;

/// A pool between two steps. What follows a restored one is bit for bit what followed the saved one, with any number
/// of threads. Everything that the future or a reader of the batch depends on is here but the configuration.
///
/// Any serde format will do that keeps every bit of a float (`postcard` does; `serde_json` with its feature
/// `float_roundtrip`).
///
/// ```
/// use wavedash_env::{EnvConfig, VecEnv, VecEnvState};
///
/// let mut pool = VecEnv::builder(&EnvConfig::default()).arenas(2).build()?;
/// let saved = serde_json::to_string(&pool.save())?;
/// let later = pool.step(&[1.0; 20])?.observations.clone();
///
/// pool.restore(&serde_json::from_str::<VecEnvState>(&saved)?)?;
/// assert_eq!(pool.step(&[1.0; 20])?.observations, later);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct VecEnvState {
    seed: u64,
    tick_skip: u32,
    autoreset: Autoreset,
    widths: Widths,
    /// Cars per arena, by their sides.
    teams: Vec<Vec<Team>>,
    envs: Vec<EnvState>,
    // Of the batch what cannot be written anew; observations and masks follow from the matches.
    last_observations: Vec<f32>,
    rewards: Vec<f32>,
    components: Vec<f32>,
    lessons: Vec<f32>,
    plain_lessons: Vec<bool>,
    terminated: Vec<bool>,
    truncated: Vec<bool>,
    reward_scale: Option<RunningScale>,
    /// Weights of the reward's terms that differ from the configured ones.
    weights: Vec<Option<f32>>,
}

impl VecEnv {
    /// The pool as it is.
    #[must_use]
    pub fn save(&self) -> VecEnvState {
        let batch = &self.batch;
        VecEnvState {
            seed: self.seed,
            tick_skip: self.tick_skip,
            autoreset: self.autoreset,
            widths: batch.widths,
            teams: self.envs.iter().map(teams).collect(),
            envs: self.envs.iter().map(Env::save).collect(),
            last_observations: batch.last_observations.clone(),
            rewards: batch.rewards.clone(),
            components: batch.components.clone(),
            lessons: batch.lessons.clone(),
            plain_lessons: batch.plain_lessons.clone(),
            terminated: batch.terminated.clone(),
            truncated: batch.truncated.clone(),
            reward_scale: self.reward_scale(),
            weights: self.weights.changed(),
        }
    }

    /// Goes on from a state that a pool of the same configuration, seed and number of arenas saved.
    ///
    /// # Errors
    /// Names what does not fit. The pool is unchanged then.
    pub fn restore(&mut self, state: &VecEnvState) -> Result<(), EnvError> {
        self.check(state)?;
        self.load_weights(&state.weights);
        for (env, state) in self.envs.iter_mut().zip(&state.envs) {
            env.restore(state, &self.registry)?;
        }
        self.scale = self.scale.zip(state.reward_scale).map(|((normalise, _), scale)| (normalise, scale));
        self.batch.last_observations.clone_from(&state.last_observations);
        self.batch.rewards.clone_from(&state.rewards);
        self.batch.components.clone_from(&state.components);
        self.batch.lessons.clone_from(&state.lessons);
        self.batch.plain_lessons.clone_from(&state.plain_lessons);
        self.batch.terminated.clone_from(&state.terminated);
        self.batch.truncated.clone_from(&state.truncated);
        self.show();
        Ok(())
    }

    fn check(&self, state: &VecEnvState) -> Result<(), EnvError> {
        same("seed", &self.seed, &state.seed)?;
        same("tick_skip", &self.tick_skip, &state.tick_skip)?;
        same("autoreset", &self.autoreset, &state.autoreset)?;
        same("number of arenas", &self.envs.len(), &state.envs.len())?;
        same("number of arenas", &self.envs.len(), &state.teams.len())?;
        for (id, (env, theirs)) in self.envs.iter().zip(&state.teams).enumerate() {
            same(&format!("teams[{id}]"), &teams(env), theirs)?;
        }
        same("widths", &self.batch.widths, &state.widths)?;
        let (batch, w) = (&self.batch, self.batch.widths);
        same("length of last_observations", &(batch.agents() * w.observation), &state.last_observations.len())?;
        same("length of components", &(batch.agents() * w.components), &state.components.len())?;
        same("length of lessons", &(batch.agents() * w.action), &state.lessons.len())?;
        for (name, length) in [
            ("rewards", state.rewards.len()),
            ("plain_lessons", state.plain_lessons.len()),
            ("terminated", state.terminated.len()),
            ("truncated", state.truncated.len()),
        ] {
            same(&format!("length of {name}"), &batch.agents(), &length)?;
        }
        let given: Vec<f32> = state.weights.iter().map(|weight| weight.unwrap_or(0.0)).collect();
        weights::check(&given, self.weights().len())?;
        same("reward.normalise", &self.scale.is_some(), &state.reward_scale.is_some())?;
        if state.reward_scale.is_some_and(|scale| !scale.is_sound()) {
            return Err(EnvError::config("state.reward_scale", "is negative or not finite"));
        }
        self.envs.iter().zip(&state.envs).try_for_each(|(env, state)| env.check(state, &self.registry))
    }
}

fn teams(env: &Env) -> Vec<Team> {
    env.arena().cars().iter().map(|car| car.team).collect()
}

fn same<T: PartialEq + core::fmt::Debug>(name: &str, own: &T, theirs: &T) -> Result<(), EnvError> {
    if own == theirs {
        return Ok(());
    }
    Err(EnvError::config("state", format!("{name}: this pool has {own:?}, the state {theirs:?}")))
}
