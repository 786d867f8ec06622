//! What a pool hands to a learner: one row per agent, structure of arrays.

use core::ops::Range;

use arrayvec::ArrayVec;
use serde::{Deserialize, Serialize};
use wavedash_core::Team;

use crate::env::MOST_EXTRA;
use crate::step_info::{Behaviour, StepInfo};

/// Sizes of one agent's rows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Widths {
    /// Floats of an observation.
    pub observation: usize,
    /// Entries of an action mask: choices of all components; 0 for a continuous space.
    pub mask: usize,
    /// Reward components.
    pub components: usize,
    /// Floats of an action.
    pub action: usize,
}

/// The result of a step of all arenas. Rows are agents, all of arena 0 first; every buffer is contiguous and
/// keeps its place, so that a learner can read it as a tensor.
#[derive(Clone, Debug)]
pub struct Batch {
    /// Sizes of the rows.
    pub widths: Widths,
    /// What the agents see now: `agents x widths.observation`. After an episode's end: of the new episode.
    pub observations: Vec<f32>,
    /// The last observation of an episode that this step ended, for the value of what would have followed;
    /// other rows hold older ones. `agents x widths.observation`.
    pub last_observations: Vec<f32>,
    /// Observations beside the learner's own, of [`VecEnv::add_observation`](crate::VecEnv::add_observation); rows that nobody
    /// reads hold older ones.
    pub extra: Vec<ExtraRows>,
    /// Choices that can have an effect: `agents x widths.mask`.
    pub masks: Vec<bool>,
    /// Rewards of the step; with `reward.normalise` divided by their running standard deviation and limited.
    pub rewards: Vec<f32>,
    /// Their components, never divided: `agents x widths.components`.
    pub components: Vec<f32>,
    /// The step ended the episode by its own rules.
    pub terminated: Vec<bool>,
    /// The step cut the episode off.
    pub truncated: Vec<bool>,
    /// The step ended with a kick-off within the episode: after a goal, or when the regular time was over.
    pub kickoffs: Vec<bool>,
    /// What the teacher would have done in place of the step's actions, as an action: `agents x widths.action`. Zeros
    /// without one.
    pub lessons: Vec<f32>,
    /// The lesson is plain driving: the car stood on its wheels and stays there, and the teacher neither jumps nor is in
    /// the middle of a manoeuvre. Such a lesson says nothing about the choices that jump. False without a teacher.
    pub plain_lessons: Vec<bool>,
    /// What happened to the agent's car in the step.
    pub facts: Vec<StepInfo>,
    /// How the agent's car was driven in the step; to be added up over steps and agents.
    pub behaviour: Vec<Behaviour>,
    /// The agent's arena.
    pub arenas: Vec<u32>,
    /// The agent's car in its arena.
    pub cars: Vec<u8>,
    /// The agent's side.
    pub teams: Vec<Team>,
}

/// One observation beside the learner's own.
#[derive(Clone, Debug, PartialEq)]
pub struct ExtraRows {
    /// Floats of an agent's row.
    pub floats: usize,
    /// `agents x floats`.
    pub rows: Vec<f32>,
}

impl Batch {
    /// Buffers for these agents: arena, car, side.
    pub(crate) fn new(widths: Widths, agents: &[(u32, u8, Team)]) -> Self {
        let n = agents.len();
        Self {
            widths,
            observations: vec![0.0; n * widths.observation],
            last_observations: vec![0.0; n * widths.observation],
            extra: Vec::new(),
            masks: vec![false; n * widths.mask],
            rewards: vec![0.0; n],
            components: vec![0.0; n * widths.components],
            terminated: vec![false; n],
            truncated: vec![false; n],
            kickoffs: vec![false; n],
            lessons: vec![0.0; n * widths.action],
            plain_lessons: vec![false; n],
            facts: vec![StepInfo::default(); n],
            behaviour: vec![Behaviour::default(); n],
            arenas: agents.iter().map(|agent| agent.0).collect(),
            cars: agents.iter().map(|agent| agent.1).collect(),
            teams: agents.iter().map(|agent| agent.2).collect(),
        }
    }

    /// Number of agents.
    #[must_use]
    pub fn agents(&self) -> usize {
        self.rewards.len()
    }

    /// One agent's observation.
    ///
    /// # Panics
    /// If there is no such agent.
    #[must_use]
    pub fn observation(&self, agent: usize) -> &[f32] {
        &self.observations[row(agent, self.widths.observation)]
    }

    /// Memory of all buffers, bytes.
    #[must_use]
    pub fn bytes(&self) -> usize {
        let floats = [&self.observations, &self.last_observations, &self.rewards, &self.components, &self.lessons];
        let extra = self.extra.iter().map(|extra| size_of_val(extra.rows.as_slice()));
        let flags = [&self.masks, &self.terminated, &self.truncated, &self.kickoffs, &self.plain_lessons];
        floats.iter().map(|buffer| size_of_val(buffer.as_slice())).sum::<usize>()
            + extra.sum::<usize>()
            + flags.iter().map(|buffer| buffer.len()).sum::<usize>()
            + self.agents() * size_of::<(u32, u8, Team, StepInfo, Behaviour)>()
    }

    /// Memory of one agent's rows, bytes.
    pub(crate) const fn bytes_per_agent(widths: &Widths) -> usize {
        let floats = 2 * widths.observation + 1 + widths.components + widths.action;
        floats * size_of::<f32>() + widths.mask + 4 + size_of::<(u32, u8, Team, StepInfo, Behaviour)>()
    }

    /// All rows, to be written.
    pub(crate) fn rows(&mut self) -> Rows<'_> {
        Rows {
            widths: self.widths,
            observations: &mut self.observations,
            last_observations: &mut self.last_observations,
            extra: self.extra.iter_mut().map(|extra| (extra.floats, extra.rows.as_mut_slice())).collect(),
            masks: &mut self.masks,
            rewards: &mut self.rewards,
            components: &mut self.components,
            terminated: &mut self.terminated,
            truncated: &mut self.truncated,
            kickoffs: &mut self.kickoffs,
            lessons: &mut self.lessons,
            plain_lessons: &mut self.plain_lessons,
            facts: &mut self.facts,
            behaviour: &mut self.behaviour,
        }
    }
}

const fn row(agent: usize, width: usize) -> Range<usize> {
    agent * width..(agent + 1) * width
}

/// The rows of some agents, to be written by whoever steps their arenas.
pub(crate) struct Rows<'a> {
    widths: Widths,
    pub(crate) observations: &'a mut [f32],
    pub(crate) last_observations: &'a mut [f32],
    /// Floats of a row, and the rows.
    pub(crate) extra: ArrayVec<(usize, &'a mut [f32]), MOST_EXTRA>,
    pub(crate) masks: &'a mut [bool],
    pub(crate) rewards: &'a mut [f32],
    pub(crate) components: &'a mut [f32],
    pub(crate) terminated: &'a mut [bool],
    pub(crate) truncated: &'a mut [bool],
    pub(crate) kickoffs: &'a mut [bool],
    pub(crate) lessons: &'a mut [f32],
    pub(crate) plain_lessons: &'a mut [bool],
    pub(crate) facts: &'a mut [StepInfo],
    pub(crate) behaviour: &'a mut [Behaviour],
}

impl<'a> Rows<'a> {
    /// The first `agents` rows; `self` keeps the others.
    pub(crate) fn take(&mut self, agents: usize) -> Self {
        fn cut<'a, T>(rows: &mut &'a mut [T], count: usize) -> &'a mut [T] {
            let (first, rest) = core::mem::take(rows).split_at_mut(count);
            *rows = rest;
            first
        }
        let w = self.widths;
        Self {
            widths: w,
            observations: cut(&mut self.observations, agents * w.observation),
            last_observations: cut(&mut self.last_observations, agents * w.observation),
            extra: self.extra.iter_mut().map(|(floats, rows)| (*floats, cut(rows, agents * *floats))).collect(),
            masks: cut(&mut self.masks, agents * w.mask),
            rewards: cut(&mut self.rewards, agents),
            components: cut(&mut self.components, agents * w.components),
            terminated: cut(&mut self.terminated, agents),
            truncated: cut(&mut self.truncated, agents),
            kickoffs: cut(&mut self.kickoffs, agents),
            lessons: cut(&mut self.lessons, agents * w.action),
            plain_lessons: cut(&mut self.plain_lessons, agents),
            facts: cut(&mut self.facts, agents),
            behaviour: cut(&mut self.behaviour, agents),
        }
    }
}
