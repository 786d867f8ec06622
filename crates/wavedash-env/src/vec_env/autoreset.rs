//! When episodes begin: by themselves, one step later, or when somebody says so.

use serde::{Deserialize, Serialize};

use super::VecEnv;
use crate::env::Env;
use crate::error::EnvError;

/// What follows the end of an arena's episode; the names are Gymnasium's. All agents of an arena end together.
///
/// In every mode the step that ends an episode has its rewards and flags, and
/// [`Batch::last_observations`](crate::Batch::last_observations) its last observations.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Autoreset {
    /// The next episode begins in the step that ends one: observations are the first ones of the new episode. No step is
    /// lost, so it is the fastest.
    #[default]
    SameStep,
    /// The next episode begins in the step after: observations are the last ones of the old episode. In that next step the
    /// arena does not move: actions are ignored, rewards are 0, flags are false, and observations are the first ones of
    /// the new episode.
    NextStep,
    /// No episode begins by itself: observations are the last ones of the old episode, and a step before
    /// [`VecEnv::reset`] is an error.
    Disabled,
}

impl VecEnv {
    /// When the next episode begins after the end of one.
    #[must_use]
    pub fn autoreset(&self) -> Autoreset {
        self.autoreset
    }

    /// Whether the arena's episode has ended and the next one has not begun; never with [`Autoreset::SameStep`].
    ///
    /// # Panics
    /// If there is no such arena.
    #[must_use]
    pub fn is_over(&self, arena: usize) -> bool {
        self.envs[arena].is_over()
    }

    /// Begins a new episode in the arenas where `mask` is true, whether the present one has ended or not; random numbers
    /// go on as after an end. Writes observations and masks of the batch; its rewards and flags stay those of the last
    /// step. Whoever lends buffers calls [`show_into`](Self::show_into) next.
    ///
    /// ```
    /// use wavedash_env::{Autoreset, EnvConfig, VecEnv};
    ///
    /// let config: EnvConfig = serde_json::from_str(r#"{"end":{"when":[{"time_limit":{"seconds":0.1}}]}}"#)?;
    /// let mut envs = VecEnv::builder(&config).arenas(2).autoreset(Autoreset::Disabled).build()?;
    /// while !envs.is_over(1) {
    ///     envs.step(&[1.0; 20])?;
    /// }
    /// envs.reset(&[true, true])?;
    /// assert!(!envs.is_over(1));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// The mask has not one entry per arena (nothing has changed then), or a start state is refused.
    pub fn reset(&mut self, mask: &[bool]) -> Result<(), EnvError> {
        if mask.len() != self.envs.len() {
            let problem = format!("{} entries are needed, one per arena; got {}", self.envs.len(), mask.len());
            return Err(EnvError::config("mask", problem));
        }
        for (env, _) in self.envs.iter_mut().zip(mask).filter(|(_, chosen)| **chosen) {
            env.next_episode()?;
        }
        self.show();
        Ok(())
    }

    /// Begins everything anew with another seed: what follows is bit for bit what follows in a new `VecEnv` of this seed.
    /// The batch is a new one's as well, and the scale of `reward.normalise` has seen nothing. What was set since it was
    /// built stays set: weights, drivers, teachers, added observations.
    ///
    /// # Errors
    /// A start state is refused.
    pub fn reset_all(&mut self, seed: u64) -> Result<(), EnvError> {
        self.seed = seed;
        self.envs.iter_mut().try_for_each(|env| env.begin_anew(seed))?;
        if let Some((_, scale)) = &mut self.scale {
            *scale = crate::reward::RunningScale::default();
        }
        self.batch.clear();
        self.show();
        Ok(())
    }

    /// Refuses a step while an episode has ended that nothing but a reset goes on from.
    pub(super) fn check_running(&self) -> Result<(), EnvError> {
        if self.autoreset != Autoreset::Disabled {
            return Ok(());
        }
        match self.envs.iter().position(Env::is_over) {
            Some(arena) => {
                let problem =
                    "its episode has ended; call reset for it before the next step, or choose another autoreset";
                Err(EnvError::config(format!("arena {arena}"), problem))
            }
            None => Ok(()),
        }
    }
}
