//! What happened in a rollout, counted for the metrics.

use serde::{Deserialize, Serialize};
use wavedash_core::Team;
use wavedash_env::{Batch, Behaviour};

use crate::rollout::Rollout;

/// Sums of episodes that go on from one rollout to the next; part of checkpoints.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Running {
    /// Undiscounted reward of each agent's present episode.
    returns: Vec<f32>,
    /// Agent steps of it.
    lengths: Vec<u32>,
}

impl Running {
    pub(crate) fn new(agents: usize) -> Self {
        Self { returns: vec![0.0; agents], lengths: vec![0; agents] }
    }
}

/// Counts of one rollout, over the agents that learn.
#[derive(Debug)]
pub(crate) struct Tally {
    pub(crate) steps: u64,
    pub(crate) episodes: u64,
    pub(crate) reward: f64,
    pub(crate) episode_return: f64,
    pub(crate) episode_length: f64,
    /// Sums of the reward components.
    pub(crate) components: Vec<f64>,
    /// Touches that began, and so on: see [`wavedash_env::StepInfo`].
    pub(crate) touches: u64,
    pub(crate) goals: u64,
    pub(crate) shots: u64,
    pub(crate) saves: u64,
    pub(crate) demos: u64,
    /// How the cars were driven.
    pub(crate) behaviour: Behaviour,
    /// Goals of blue and orange in each arena.
    pub(crate) goals_in_arenas: Vec<[u32; 2]>,
    /// An episode ended in the arena.
    pub(crate) ended: Vec<bool>,
}

impl Tally {
    pub(crate) fn new(components: usize, arenas: usize) -> Self {
        Self {
            goals_in_arenas: vec![[0; 2]; arenas],
            ended: vec![false; arenas],
            steps: 0,
            episodes: 0,
            reward: 0.0,
            episode_return: 0.0,
            episode_length: 0.0,
            components: vec![0.0; components],
            touches: 0,
            goals: 0,
            shots: 0,
            saves: 0,
            demos: 0,
            behaviour: Behaviour::default(),
        }
    }

    /// Takes a step into account.
    pub(crate) fn count(&mut self, batch: &Batch, rollout: &Rollout, running: &mut Running) {
        let width = batch.widths.components;
        for agent in 0..batch.agents() {
            let (sum, length) = (&mut running.returns[agent], &mut running.lengths[agent]);
            *sum += batch.rewards[agent];
            *length += 1;
            let over = batch.terminated[agent] || batch.truncated[agent];
            // Every car knows the goals of both teams: the first one's word is enough.
            if batch.cars[agent] == 0 {
                let arena = batch.arenas[agent] as usize;
                let own = usize::from(batch.teams[agent] == Team::Orange);
                self.goals_in_arenas[arena][own] += u32::from(batch.step_info[agent].team_goals);
                self.goals_in_arenas[arena][1 - own] += u32::from(batch.step_info[agent].concedes);
                self.ended[arena] |= over;
            }
            if rollout.learns(agent) {
                self.steps += 1;
                self.reward += f64::from(batch.rewards[agent]);
                for (sum, value) in
                    self.components.iter_mut().zip(&batch.components[agent * width..(agent + 1) * width])
                {
                    *sum += f64::from(*value);
                }
                let facts = &batch.step_info[agent];
                self.touches += u64::from(facts.touches);
                self.goals += u64::from(facts.goals);
                self.shots += u64::from(facts.shots);
                self.saves += u64::from(facts.saves);
                self.demos += u64::from(facts.demos);
                self.behaviour += batch.behaviour[agent];
                if over {
                    self.episodes += 1;
                    self.episode_return += f64::from(*sum);
                    self.episode_length += f64::from(*length);
                }
            }
            if over {
                (*sum, *length) = (0.0, 0);
            }
        }
    }
}
