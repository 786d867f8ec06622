//! Stepping the matches of a pool on one thread or on several.

use rayon::ThreadPool;

use crate::batch::RowsMut;
use crate::env::Env;
use crate::error::EnvError;
use crate::reward::{Normalise, RunningScale};

/// Parts of the matches per thread.
const SHARES: usize = 16;

/// Writes observations and masks of the present.
pub(super) fn show(envs: &[Env], mut rows: RowsMut<'_>) {
    for env in envs {
        env.show(&mut rows.take(env.agents()));
    }
}

/// One decision of every agent: `actions` and the floats of one, and where its results go.
pub(super) fn step_rows(
    envs: &mut [Env],
    workers: Option<&ThreadPool>,
    scale: Option<&mut (Normalise, RunningScale)>,
    (actions, width): (&[f32], usize),
    mut rows: RowsMut<'_>,
) -> Result<(), EnvError> {
    match workers {
        None => step_all(envs, rows.reborrow(), actions, width),
        Some(workers) => {
            let grain = envs.len().div_ceil(workers.current_num_threads() * SHARES).max(1);
            workers.install(|| step_split(envs, rows.reborrow(), actions, width, grain))
        }
    }?;
    if let Some((normalise, scale)) = scale {
        // Row by row after all threads are done: the sums do not depend on who was first. Agents that did not play earned
        // nothing that would say how large rewards are.
        let mut rest = &*rows.rewards;
        for env in envs {
            let (own, others) = rest.split_at(env.agents());
            rest = others;
            if !env.was_held() {
                scale.observe(own);
            }
        }
        scale.apply(rows.rewards, normalise.clip);
    }
    Ok(())
}

/// Steps the matches in parts of at most `grain`, which idle threads take from busy ones: threads need not be equally
/// fast, and on shared machines they are not.
fn step_split(
    envs: &mut [Env],
    mut rows: RowsMut<'_>,
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
fn step_all(envs: &mut [Env], mut rows: RowsMut<'_>, mut actions: &[f32], width: usize) -> Result<(), EnvError> {
    for env in envs {
        let (own, rest) = actions.split_at(env.agents() * width);
        actions = rest;
        env.advance(own, &mut rows.take(env.agents()))?;
    }
    Ok(())
}
