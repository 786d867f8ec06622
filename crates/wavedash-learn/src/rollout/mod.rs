//! What all agents saw, did and got between two updates.

mod mirrored;
mod read;

use wavedash_core::Stream;
use wavedash_env::{Batch, StepInfo, Widths};

use crate::config::{AuxLossConfig, RewardClasses};
use crate::future_targets::FutureTargets;
use crate::gae::{Trajectory, advantages};
use crate::loss;
use crate::reflection::Reflection;

/// Buffers of `[steps, agents]` rows; row `step * agents + agent`. They keep their places from rollout to rollout.
#[derive(Clone, Debug)]
pub struct Rollout {
    steps: usize,
    agents: usize,
    widths: Widths,
    /// `[rows, floats]`: what the agent saw.
    observations: Vec<f32>,
    /// `[rows, choices]`: which choices had an effect.
    masks: Vec<bool>,
    /// `[rows, components]`: the choice of each component.
    actions: Vec<f32>,
    /// `[rows, components]`: the teacher's choice of each component.
    lessons: Vec<f32>,
    /// The lesson is one of plain driving: see [`Batch::plain_lessons`].
    plain_lessons: Vec<bool>,
    /// `[rows, choices]`: the teacher's logits, where it is a policy; else empty.
    teacher_logits: Vec<f32>,
    /// Logarithm of the probability of the action.
    log_probs: Vec<f32>,
    /// Value of what the agent saw.
    values: Vec<f32>,
    /// Reward of the action.
    pub(crate) rewards: Vec<f32>,
    /// How good or bad what happened was, in events instead of rewards: 1, -1 or 0.
    events: Vec<i8>,
    /// See [`Trajectory`].
    terminated: Vec<bool>,
    truncated: Vec<bool>,
    cut_values: Vec<f32>,
    last_values: Vec<f32>,
    /// The row is the first of an episode.
    starts: Vec<bool>,
    /// `[agents]`: these agents' steps are learned from.
    learns: Vec<bool>,
    advantages: Vec<f32>,
    targets: Vec<f32>,
    /// Left and right exchanged in some agents' rows as they are read; none unless configured.
    reflection: Option<Reflection>,
    /// What the policy thought of mirrored rows: log-probability and value; of others what was last put there.
    mirrored_log_probs: Vec<f32>,
    mirrored_values: Vec<f32>,
    /// What heads about the future are to answer, if there are any.
    pub(crate) future: Option<FutureTargets>,
}

/// What the policy answered to a step's observations; one entry per agent.
#[derive(Debug)]
pub struct Answers<'a> {
    /// `[agents, components]`.
    pub actions: &'a [f32],
    /// `[agents]`.
    pub log_probs: &'a [f32],
    /// `[agents]`.
    pub values: &'a [f32],
}

impl Rollout {
    /// Empty buffers.
    #[must_use]
    pub fn new(steps: usize, agents: usize, widths: Widths) -> Self {
        let rows = steps * agents;
        Self {
            steps,
            agents,
            widths,
            observations: vec![0.0; rows * widths.observation],
            masks: vec![true; rows * widths.mask],
            actions: vec![0.0; rows * widths.action],
            lessons: vec![0.0; rows * widths.action],
            plain_lessons: vec![false; rows],
            teacher_logits: Vec::new(),
            log_probs: vec![0.0; rows],
            values: vec![0.0; rows],
            rewards: vec![0.0; rows],
            events: vec![0; rows],
            terminated: vec![false; rows],
            truncated: vec![false; rows],
            cut_values: vec![0.0; rows],
            last_values: vec![0.0; agents],
            starts: vec![false; rows],
            learns: vec![true; agents],
            advantages: vec![0.0; rows],
            targets: vec![0.0; rows],
            reflection: None,
            mirrored_log_probs: Vec::new(),
            mirrored_values: Vec::new(),
            future: None,
        }
    }

    /// Rows can be read with left and right exchanged.
    pub(crate) fn with_reflection(self, reflection: Option<Reflection>) -> Self {
        let rows = if reflection.is_some() { self.steps * self.agents } else { 0 };
        Self { reflection, mirrored_log_probs: vec![0.0; rows], mirrored_values: vec![0.0; rows], ..self }
    }

    /// Heads about the future have their answers worked out.
    pub(crate) fn with_future(self, future: Option<FutureTargets>) -> Self {
        Self { future, ..self }
    }

    /// Draws anew whose rows are read with left and right exchanged, if any can be.
    pub(crate) fn reflect(&mut self, stream: &mut Stream) {
        if let Some(reflection) = &mut self.reflection {
            reflection.draw(stream);
        }
    }

    /// Rows can be read with left and right exchanged.
    pub(crate) fn is_reflected(&self) -> bool {
        self.reflection.is_some()
    }

    /// The row is read with left and right exchanged.
    pub(crate) fn is_mirrored(&self, row: usize) -> bool {
        self.reflection_of(row).is_some()
    }

    /// How to mirror a row, if it is to be mirrored.
    fn reflection_of(&self, row: usize) -> Option<&Reflection> {
        self.reflection.as_ref().filter(|reflection| reflection.is_on(row % self.agents))
    }

    /// Agent steps of each agent.
    #[must_use]
    pub fn steps(&self) -> usize {
        self.steps
    }

    /// Agents.
    #[must_use]
    pub fn agents(&self) -> usize {
        self.agents
    }

    /// Says whose steps are learned from: one entry per agent.
    pub fn set_learners(&mut self, learns: &[bool]) {
        self.learns.copy_from_slice(learns);
    }

    /// Agents whose steps are learned from.
    pub fn learners(&self) -> impl Iterator<Item = usize> + '_ {
        (0..self.agents).filter(|agent| self.learns[*agent])
    }

    /// Keeps what the agents see before step `step`, and where episodes have just begun.
    pub fn see(&mut self, step: usize, batch: &Batch, starts: impl Iterator<Item = bool>) {
        let rows = step * self.agents..(step + 1) * self.agents;
        let of = |width: usize| rows.start * width..rows.end * width;
        self.observations[of(self.widths.observation)].copy_from_slice(&batch.observations);
        self.masks[of(self.widths.mask)].copy_from_slice(&batch.masks);
        for (start, is) in self.starts[rows].iter_mut().zip(starts) {
            *start = is;
        }
    }

    /// Keeps what the policy answered.
    pub fn answer(&mut self, step: usize, answers: &Answers<'_>) {
        let rows = step * self.agents..(step + 1) * self.agents;
        let width = self.widths.action;
        self.actions[rows.start * width..rows.end * width].copy_from_slice(answers.actions);
        self.log_probs[rows.clone()].copy_from_slice(answers.log_probs);
        self.values[rows].copy_from_slice(answers.values);
    }

    /// Keeps what came of it. `cut_value` is the value of an agent's last observation where the episode was cut off.
    pub fn earn(&mut self, step: usize, batch: &Batch, mut cut_value: impl FnMut(usize) -> f32) {
        let rows = step * self.agents..(step + 1) * self.agents;
        let width = self.widths.action;
        self.lessons[rows.start * width..rows.end * width].copy_from_slice(&batch.lessons);
        self.plain_lessons[rows.clone()].copy_from_slice(&batch.plain_lessons);
        self.rewards[rows.clone()].copy_from_slice(&batch.rewards);
        for (event, facts) in self.events[rows.clone()].iter_mut().zip(&batch.step_info) {
            *event = worth(facts);
        }
        self.terminated[rows.clone()].copy_from_slice(&batch.terminated);
        self.truncated[rows.clone()].copy_from_slice(&batch.truncated);
        for agent in (0..self.agents).filter(|agent| batch.truncated[*agent]) {
            self.cut_values[rows.start + agent] = cut_value(agent);
        }
    }

    /// Keeps the logits of a policy that teaches, of all agents of a step; nothing: nobody teaches in this rollout.
    pub(crate) fn teach(&mut self, step: usize, logits: Option<&[f32]>) {
        let width = self.agents * self.widths.mask;
        match logits {
            Some(logits) => {
                self.teacher_logits.resize(self.steps * width, 0.0);
                self.teacher_logits[step * width..(step + 1) * width].copy_from_slice(logits);
            }
            None => self.teacher_logits.clear(),
        }
    }

    /// The class of what a row's action brought: 0 good, 1 bad, 2 neither.
    pub(crate) fn reward_class(&self, row: usize, config: &AuxLossConfig) -> usize {
        match config.reward_classes {
            RewardClasses::Reward => loss::reward_class(self.rewards[row], config.reward_threshold),
            RewardClasses::Events => loss::reward_class(f32::from(self.events[row]), 0.5),
        }
    }

    /// What all agents saw, `[rows, floats]`.
    pub(crate) fn all_observations(&self) -> &[f32] {
        &self.observations
    }

    /// A step's rewards, to be scaled.
    pub(crate) fn rewards_of(&mut self, step: usize) -> &mut [f32] {
        &mut self.rewards[step * self.agents..(step + 1) * self.agents]
    }

    /// The agent's steps are learned from.
    pub(crate) fn learns(&self, agent: usize) -> bool {
        self.learns[agent]
    }

    /// Keeps the values of what the agents see after the last step, and works out advantages and the values' targets.
    pub fn finish(&mut self, last_values: &[f32], gamma: f64, lambda: f64) {
        self.last_values.copy_from_slice(last_values);
        let of = Trajectory {
            rewards: &self.rewards,
            values: &self.values,
            terminated: &self.terminated,
            truncated: &self.truncated,
            cut_values: &self.cut_values,
            last_values: &self.last_values,
        };
        advantages(&of, gamma as f32, lambda as f32, &mut self.advantages);
        for ((target, advantage), value) in self.targets.iter_mut().zip(&self.advantages).zip(&self.values) {
            *target = advantage + value;
        }
        if let Some(future) = &mut self.future {
            future.finish(&self.learns);
        }
    }

    /// The advantage of a row's action.
    pub(crate) fn advantage(&self, row: usize) -> f32 {
        self.advantages[row]
    }

    /// First rows of episodes, `[steps, agents]`.
    pub(crate) fn starts(&self) -> &[bool] {
        &self.starts
    }

    /// Of the learners' rows, how much of the targets' variance the values explain: 1 - var(target - value) / var(target).
    #[must_use]
    pub fn explained_variance(&self) -> f64 {
        let rows = || (0..self.rewards.len()).filter(|row| self.learns[row % self.agents]);
        let variance = |of: &dyn Fn(usize) -> f64| {
            let count = rows().count().max(1) as f64;
            let mean = rows().map(of).sum::<f64>() / count;
            rows().map(|row| (of(row) - mean) * (of(row) - mean)).sum::<f64>() / count
        };
        let all = variance(&|row| f64::from(self.targets[row]));
        let rest = variance(&|row| f64::from(self.targets[row] - self.values[row]));
        if all > 0.0 { 1.0 - rest / all } else { 0.0 }
    }
}

/// Goals, shots, saves and touches are good, goals against bad, whatever they are paid.
fn worth(facts: &StepInfo) -> i8 {
    let good = facts.team_goals > 0 || facts.shots > 0 || facts.saves > 0 || facts.touches > 0;
    if facts.concedes > 0 { -1 } else { i8::from(good) }
}

/// A number that every row has.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Number {
    LogProb,
    Value,
    Target,
}
