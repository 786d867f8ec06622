//! What a pool hands to a learner: one row per agent, structure of arrays.

use core::ops::Range;

use serde::{Deserialize, Serialize};
use wavedash_core::Team;

use crate::step_info::{Behaviour, StepInfo};

mod rows;

pub use rows::{Buffers, RowsMut};

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
///
/// A [`VecEnv`](crate::VecEnv) owns one and fills it in `step`; a clone of it can be lent to
/// [`VecEnv::step_into`](crate::VecEnv::step_into), whole or in parts, see [`Buffers`].
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
    pub step_info: Vec<StepInfo>,
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
            step_info: vec![StepInfo::default(); n],
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

    /// All buffers, to be lent for a step: whole, or some of them together with others.
    #[must_use]
    pub fn buffers(&mut self) -> Buffers<'_> {
        Buffers {
            observations: &mut self.observations,
            last_observations: &mut self.last_observations,
            extra: &mut self.extra,
            masks: &mut self.masks,
            rewards: &mut self.rewards,
            components: &mut self.components,
            terminated: &mut self.terminated,
            truncated: &mut self.truncated,
            kickoffs: &mut self.kickoffs,
            lessons: &mut self.lessons,
            plain_lessons: &mut self.plain_lessons,
            step_info: &mut self.step_info,
            behaviour: &mut self.behaviour,
        }
    }

    /// All rows of a batch whose buffers nobody has made shorter or longer, to be written.
    pub(crate) fn rows(&mut self) -> RowsMut<'_> {
        RowsMut::of(self.widths, self.buffers())
    }

    /// No agent has done anything yet.
    pub(crate) fn clear(&mut self) {
        self.last_observations.fill(0.0);
        self.extra.iter_mut().for_each(|extra| extra.rows.fill(0.0));
        self.rows().write_nothing();
    }
}

const fn row(agent: usize, width: usize) -> Range<usize> {
    agent * width..(agent + 1) * width
}
