//! What all agents saw, did and got between two updates.

use burn::tensor::{Bool, Device, Int, Tensor, TensorData};
use wavedash_core::Stream;
use wavedash_env::{Batch, Widths};
use wavedash_policy::dist::Within;

use crate::gae::{Trajectory, advantages};
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
    /// Logarithm of the probability of the action.
    log_probs: Vec<f32>,
    /// Value of what the agent saw.
    values: Vec<f32>,
    /// Reward of the action.
    pub(crate) rewards: Vec<f32>,
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
            log_probs: vec![0.0; rows],
            values: vec![0.0; rows],
            rewards: vec![0.0; rows],
            terminated: vec![false; rows],
            truncated: vec![false; rows],
            cut_values: vec![0.0; rows],
            last_values: vec![0.0; agents],
            starts: vec![false; rows],
            learns: vec![true; agents],
            advantages: vec![0.0; rows],
            targets: vec![0.0; rows],
            reflection: None,
        }
    }

    /// Rows can be read with left and right exchanged.
    pub(crate) fn with_reflection(self, reflection: Option<Reflection>) -> Self {
        Self { reflection, ..self }
    }

    /// Draws anew whose rows are read with left and right exchanged, if any can be.
    pub(crate) fn reflect(&mut self, stream: &mut Stream) {
        if let Some(reflection) = &mut self.reflection {
            reflection.draw(stream);
        }
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
        self.terminated[rows.clone()].copy_from_slice(&batch.terminated);
        self.truncated[rows.clone()].copy_from_slice(&batch.truncated);
        for agent in (0..self.agents).filter(|agent| batch.truncated[*agent]) {
            self.cut_values[rows.start + agent] = cut_value(agent);
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

    /// Observations of some rows: `[rows, floats]`.
    pub(crate) fn observations(&self, rows: &[usize], device: &Device) -> Tensor<2> {
        let width = self.widths.observation;
        let mut values = Vec::with_capacity(rows.len() * width);
        for row in rows {
            let seen = &self.observations[row * width..(row + 1) * width];
            match self.reflection_of(*row) {
                Some(reflection) => reflection.observation(seen, &mut values),
                None => values.extend_from_slice(seen),
            }
        }
        Tensor::from_data(TensorData::new(values, [rows.len(), width]), device)
    }

    /// Masks of some rows: `[rows, choices]`, true where the choice is open.
    pub(crate) fn masks(&self, rows: &[usize], device: &Device) -> Tensor<2, Bool> {
        let width = self.widths.mask;
        let mut values = Vec::with_capacity(rows.len() * width);
        for row in rows {
            let mask = &self.masks[row * width..(row + 1) * width];
            match self.reflection_of(*row) {
                Some(reflection) => values.extend(reflection.mask(mask)),
                None => values.extend_from_slice(mask),
            }
        }
        Tensor::from_data(TensorData::new(values, [rows.len(), width]), device)
    }

    /// Actions of some rows: `[rows, components]`.
    pub(crate) fn actions(&self, rows: &[usize], device: &Device) -> Tensor<2, Int> {
        self.choices(&self.actions, rows, device)
    }

    /// What the teacher would have done: `[rows, components]`.
    pub(crate) fn lessons(&self, rows: &[usize], device: &Device) -> Tensor<2, Int> {
        self.choices(&self.lessons, rows, device)
    }

    /// 1 where the lesson is one of plain driving, else 0: `[rows]`.
    pub(crate) fn plain_lessons(&self, rows: &[usize], device: &Device) -> Tensor<1> {
        let values: Vec<f32> = rows.iter().map(|row| f32::from(u8::from(self.plain_lessons[*row]))).collect();
        Tensor::from_data(TensorData::new(values, [rows.len()]), device)
    }

    /// 1 where a choice of the part is open, else 0: `[rows]`. Left and right exchanged, the part is the same.
    pub(crate) fn can_jump(&self, rows: &[usize], jumps: &Within, device: &Device) -> Tensor<1> {
        let width = self.widths.mask;
        let is_open = |row: &usize| {
            let mask = &self.masks[row * width..(row + 1) * width];
            f32::from(u8::from(mask.iter().zip(jumps.contains()).any(|(open, jumps)| *open && *jumps)))
        };
        Tensor::from_data(TensorData::new(rows.iter().map(is_open).collect(), [rows.len()]), device)
    }

    fn choices(&self, from: &[f32], rows: &[usize], device: &Device) -> Tensor<2, Int> {
        let width = self.widths.action;
        let mut values = Vec::with_capacity(rows.len() * width);
        for row in rows {
            let choices = &from[row * width..(row + 1) * width];
            match self.reflection_of(*row) {
                Some(reflection) => values.extend(reflection.action(choices)),
                None => values.extend(choices.iter().map(|choice| *choice as i64)),
            }
        }
        Tensor::from_data(TensorData::new(values, [rows.len(), width]), device)
    }

    /// A number of each of some rows: `[rows]`.
    pub(crate) fn numbers(&self, of: Number, rows: &[usize], device: &Device) -> Tensor<1> {
        let from = match of {
            Number::LogProb => &self.log_probs,
            Number::Value => &self.values,
            Number::Target => &self.targets,
        };
        let values: Vec<f32> = rows.iter().map(|row| from[*row]).collect();
        Tensor::from_data(TensorData::new(values, [rows.len()]), device)
    }
}

/// A number that every row has.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Number {
    LogProb,
    Value,
    Target,
}
