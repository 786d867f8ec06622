//! The spaces of an environment as a network needs them.
use wavedash_env::{EnvConfig, VecEnv};
use wavedash_policy::{Layout, Spaces};

use crate::error::LearnError;

/// What an agent of this pool sees and chooses from.
///
/// # Errors
/// The action space is continuous.
pub(crate) fn of(environment: &EnvConfig, pool: &VecEnv) -> Result<Spaces, LearnError> {
    if pool.choices().is_empty() {
        return Err(LearnError::config("env.actions", "a policy needs choices: use multi or table90"));
    }
    let observation = match pool.entities() {
        Some(of) => Layout::Entities {
            keys: of.keys,
            columns: of.columns,
            query_features: of.query_features,
            key_features: of.key_features,
        },
        None => Layout::Flat { floats: pool.columns().len() },
    };
    let table = (environment.actions.name() == "table90")
        .then(|| (0..pool.choices()[0]).map(|row| pool.controls(&[row as f32]).to_array()).collect());
    Ok(Spaces { observation, choices: pool.choices().to_vec(), table })
}
