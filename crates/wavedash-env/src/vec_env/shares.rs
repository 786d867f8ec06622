//! Stepping the matches of a pool on one thread or on several.

use crate::batch::Rows;
use crate::env::Env;
use crate::error::EnvError;

/// Steps the matches in parts of at most `grain`, which idle threads take from busy ones: threads need not be equally
/// fast, and on shared machines they are not.
pub(super) fn step_split(
    envs: &mut [Env],
    mut rows: Rows<'_>,
    actions: &[f32],
    width: usize,
    grain: usize,
) -> Result<(), EnvError> {
    if envs.len() <= grain {
        return step_all(envs, rows, actions, width);
    }
    let (first, second) = envs.split_at_mut(envs.len() / 2);
    let agents: usize = first.iter().map(Env::agents).sum();
    let first_rows = rows.take(agents);
    let (first_actions, second_actions) = actions.split_at(agents * width);
    let (one, other) = rayon::join(
        || step_split(first, first_rows, first_actions, width, grain),
        || step_split(second, rows, second_actions, width, grain),
    );
    one.and(other)
}

/// Steps the matches one after the other.
pub(super) fn step_all(
    envs: &mut [Env],
    mut rows: Rows<'_>,
    mut actions: &[f32],
    width: usize,
) -> Result<(), EnvError> {
    for env in envs {
        let (own, rest) = actions.split_at(env.agents() * width);
        actions = rest;
        env.step(own, &mut rows.take(env.agents()))?;
    }
    Ok(())
}
