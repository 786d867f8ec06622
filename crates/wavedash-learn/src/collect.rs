//! Rollouts: the policy acts in all arenas for some steps.

use std::time::{Duration, Instant};

use rayon::prelude::*;
use wavedash_core::{Purpose, Stream};
use wavedash_env::{Batch, VecEnv};
use wavedash_policy::{Inference, dist};

use crate::error::LearnError;
use crate::invited::{Invited, Sight};
use crate::normalise::ReturnScale;
use crate::rollout::{Answers, Rollout};
use crate::tally::{Running, Tally};

/// Buffers of one step's answers, used again and again.
#[derive(Clone, Debug)]
pub(crate) struct Collector {
    logits: Vec<f32>,
    values: Vec<f32>,
    actions: Vec<f32>,
    log_probs: Vec<f32>,
    /// What a policy that teaches says of all agents.
    teacher_logits: Vec<f32>,
    /// Observations of some agents, gathered.
    gathered: Vec<f32>,
    /// The agent's next row is the first of an episode.
    pub(crate) starts: Vec<bool>,
}

/// Where the time went.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Times {
    pub(crate) simulate: Duration,
    pub(crate) infer: Duration,
}

/// Whose policy drives which agents; the other agents follow the learner's.
pub(crate) struct Other<'a> {
    pub(crate) policy: &'a Inference,
    pub(crate) sight: Sight,
    pub(crate) agents: Vec<usize>,
}

/// Who acts, and what keys that which is drawn.
pub(crate) struct Session<'a> {
    pub(crate) policy: &'a Inference,
    pub(crate) others: &'a [Other<'a>],
    /// A policy whose distributions are learned.
    pub(crate) teacher: Option<&'a Invited>,
    pub(crate) seed: u64,
    /// Steps of the pool before.
    pub(crate) first_step: u64,
}

impl Collector {
    pub(crate) fn new(batch: &Batch, choices: usize) -> Self {
        let agents = batch.agents();
        Self {
            logits: vec![0.0; agents * choices],
            values: vec![0.0; agents],
            actions: vec![0.0; agents * batch.widths.action],
            log_probs: vec![0.0; agents],
            teacher_logits: Vec::new(),
            gathered: Vec::new(),
            starts: vec![true; agents],
        }
    }

    /// Fills the rollout.
    pub(crate) fn run(
        &mut self,
        pool: &mut VecEnv,
        with: &Session<'_>,
        rollout: &mut Rollout,
        mut scale: Option<&mut ReturnScale>,
        running: &mut Running,
        tally: &mut Tally,
    ) -> Result<Times, LearnError> {
        let Session { policy, others, teacher, seed, first_step } = *with;
        let mut times = Times::default();
        let choices = pool.choices().to_vec();
        for step in 0..rollout.steps() {
            let begun = Instant::now();
            let batch = pool.batch();
            rollout.see(step, batch, self.starts.iter().copied());
            if let Some(future) = &mut rollout.future {
                future.see(step, pool);
            }
            policy.run(&batch.observations, &mut self.logits, Some(&mut self.values));
            for other in others {
                self.ask(other, batch);
            }
            rollout.teach(step, teacher.map(|teacher| self.lessons_of(teacher, batch)));
            self.draw(batch, &choices, seed, first_step + step as u64);
            rollout.answer(step, &Answers { actions: &self.actions, log_probs: &self.log_probs, values: &self.values });
            times.infer += begun.elapsed();

            let begun = Instant::now();
            pool.step(&self.actions)?;
            times.simulate += begun.elapsed();

            let begun = Instant::now();
            let batch = pool.batch();
            let cut: Vec<usize> = (0..batch.agents()).filter(|agent| batch.truncated[*agent]).collect();
            let cut_values = self.values_of(policy, &batch.last_observations, batch.widths.observation, &cut);
            let mut cut_values = cut_values.into_iter();
            rollout.earn(step, batch, |_| cut_values.next().unwrap_or(0.0));
            if let Some(future) = &mut rollout.future {
                future.happen(step, batch);
            }
            if let Some(scale) = scale.as_deref_mut() {
                scale.apply(rollout.rewards_of(step), &batch.terminated, &batch.truncated);
            }
            for ((start, terminated), truncated) in self.starts.iter_mut().zip(&batch.terminated).zip(&batch.truncated)
            {
                *start = *terminated || *truncated;
            }
            tally.count(batch, rollout, running);
            times.infer += begun.elapsed();
        }
        let begun = Instant::now();
        policy.run(&pool.batch().observations, &mut self.logits, Some(&mut self.values));
        times.infer += begun.elapsed();
        Ok(times)
    }

    /// Values of what the agents see after the rollout.
    pub(crate) fn last_values(&self) -> &[f32] {
        &self.values
    }

    /// Puts another policy's logits into the rows of its agents.
    fn ask(&mut self, other: &Other<'_>, batch: &Batch) {
        let choices = batch.widths.mask;
        let (floats, rows) = other.sight.rows(batch);
        self.gathered.clear();
        for agent in &other.agents {
            self.gathered.extend_from_slice(&rows[agent * floats..(agent + 1) * floats]);
        }
        debug_assert_eq!(self.gathered.len(), other.agents.len() * floats);
        let mut logits = vec![0.0; other.agents.len() * choices];
        other.policy.run(&self.gathered, &mut logits, None);
        for (agent, row) in other.agents.iter().zip(logits.chunks(choices.max(1))) {
            self.logits[agent * choices..(agent + 1) * choices].copy_from_slice(row);
        }
    }

    /// What a policy that teaches says of all agents: `[agents, choices]`.
    fn lessons_of(&mut self, teacher: &Invited, batch: &Batch) -> &[f32] {
        self.teacher_logits.resize(self.logits.len(), 0.0);
        let (_, rows) = teacher.sight.rows(batch);
        teacher.policy.run(rows, &mut self.teacher_logits, None);
        &self.teacher_logits
    }

    /// Draws an action for every agent from a stream of its own.
    fn draw(&mut self, batch: &Batch, choices: &[usize], seed: u64, step: u64) {
        let (width, components) = (batch.widths.mask, batch.widths.action);
        self.actions
            .par_chunks_mut(components)
            .zip(&mut self.log_probs)
            .zip(self.logits.par_chunks(width))
            .zip(batch.masks.par_chunks(width))
            .enumerate()
            .with_min_len(32)
            .for_each(|(agent, (((action, log_prob), logits), mask))| {
                let mut stream = Stream::new(seed, agent as u64, Purpose::Action, step);
                *log_prob = dist::sample(logits, mask, choices, &mut stream, action);
            });
    }

    fn values_of(&mut self, policy: &Inference, observations: &[f32], floats: usize, agents: &[usize]) -> Vec<f32> {
        if agents.is_empty() {
            return Vec::new();
        }
        self.gathered.clear();
        for agent in agents {
            self.gathered.extend_from_slice(&observations[agent * floats..(agent + 1) * floats]);
        }
        let mut logits = vec![0.0; agents.len() * (self.logits.len() / self.values.len().max(1))];
        let mut values = vec![0.0; agents.len()];
        policy.run(&self.gathered, &mut logits, Some(&mut values));
        values
    }
}
