//! Buffers that a caller lends for one step, checked once and handed out arena by arena.

use arrayvec::ArrayVec;

use super::{ExtraRows, Widths};
use crate::env::MOST_EXTRA;
use crate::error::EnvError;
use crate::step_info::{Behaviour, StepInfo};

/// Where a step of all arenas is written: one row per agent in every field, with the meanings of the fields of
/// [`Batch`](crate::Batch). `agents` is the number of agents of all arenas.
///
/// What somebody does not want to lend comes from a batch of their own:
///
/// ```
/// use wavedash_env::{Buffers, EnvConfig, RowsMut, VecEnv};
///
/// let mut envs = VecEnv::builder(&EnvConfig::default()).arenas(2).build()?;
/// let (widths, agents) = (envs.batch().widths, envs.batch().agents());
/// let mut rest = envs.batch().clone();
/// let mut observations = vec![0.0; agents * widths.observation];
/// let mut rewards = vec![0.0; agents];
///
/// let lent = Buffers { observations: &mut observations, rewards: &mut rewards, ..rest.buffers() };
/// envs.step_into(&[1.0; 20], &mut RowsMut::new(widths, agents, lent)?)?;
/// assert!(observations.iter().any(|x| *x != 0.0));
/// # Ok::<(), wavedash_env::EnvError>(())
/// ```
#[derive(Debug)]
pub struct Buffers<'a> {
    /// `agents x widths.observation`.
    pub observations: &'a mut [f32],
    /// `agents x widths.observation`; written only where an episode ended.
    pub last_observations: &'a mut [f32],
    /// One for each added observation, in the order of
    /// [`add_observation`](crate::VecEnv::add_observation), each `agents x floats`.
    pub extra: &'a mut [ExtraRows],
    /// `agents x widths.mask`.
    pub masks: &'a mut [bool],
    /// `agents`.
    pub rewards: &'a mut [f32],
    /// `agents x widths.components`.
    pub components: &'a mut [f32],
    /// `agents`.
    pub terminated: &'a mut [bool],
    /// `agents`.
    pub truncated: &'a mut [bool],
    /// `agents`.
    pub kickoffs: &'a mut [bool],
    /// `agents x widths.action`; written only while there is a teacher.
    pub lessons: &'a mut [f32],
    /// `agents`; written only while there is a teacher.
    pub plain_lessons: &'a mut [bool],
    /// `agents`.
    pub step_info: &'a mut [StepInfo],
    /// `agents`.
    pub behaviour: &'a mut [Behaviour],
}

/// The rows of some agents, to be written by whoever steps their arenas: [`Buffers`] of the right lengths.
#[derive(Debug)]
pub struct RowsMut<'a> {
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
    pub(crate) step_info: &'a mut [StepInfo],
    pub(crate) behaviour: &'a mut [Behaviour],
}

impl<'a> RowsMut<'a> {
    /// Buffers for this many agents with rows of these widths, as
    /// [`Batch::widths`](crate::Batch::widths) and [`Batch::agents`](crate::Batch::agents) say.
    ///
    /// # Errors
    /// Names the first field of another length, with the length that is needed and the one that it has.
    pub fn new(widths: Widths, agents: usize, buffers: Buffers<'a>) -> Result<Self, EnvError> {
        let check = |field: &str, per_agent: usize, got: usize| {
            let wanted = agents.saturating_mul(per_agent);
            if got == wanted {
                return Ok(());
            }
            let problem = format!("{wanted} entries are needed, {per_agent} for each of {agents} agents; got {got}");
            Err(EnvError::config(field, problem))
        };
        check("observations", widths.observation, buffers.observations.len())?;
        check("last_observations", widths.observation, buffers.last_observations.len())?;
        if buffers.extra.len() > MOST_EXTRA {
            let problem = format!("at most {MOST_EXTRA} are possible; got {}", buffers.extra.len());
            return Err(EnvError::config("extra", problem));
        }
        for (index, extra) in buffers.extra.iter().enumerate() {
            check(&format!("extra[{index}].rows"), extra.floats, extra.rows.len())?;
        }
        check("masks", widths.mask, buffers.masks.len())?;
        check("rewards", 1, buffers.rewards.len())?;
        check("components", widths.components, buffers.components.len())?;
        check("terminated", 1, buffers.terminated.len())?;
        check("truncated", 1, buffers.truncated.len())?;
        check("kickoffs", 1, buffers.kickoffs.len())?;
        check("lessons", widths.action, buffers.lessons.len())?;
        check("plain_lessons", 1, buffers.plain_lessons.len())?;
        check("step_info", 1, buffers.step_info.len())?;
        check("behaviour", 1, buffers.behaviour.len())?;
        Ok(Self::of(widths, buffers))
    }

    /// Buffers whose lengths are known to be right.
    pub(super) fn of(widths: Widths, buffers: Buffers<'a>) -> Self {
        Self {
            widths,
            observations: buffers.observations,
            last_observations: buffers.last_observations,
            extra: buffers.extra.iter_mut().map(|extra| (extra.floats, extra.rows.as_mut_slice())).collect(),
            masks: buffers.masks,
            rewards: buffers.rewards,
            components: buffers.components,
            terminated: buffers.terminated,
            truncated: buffers.truncated,
            kickoffs: buffers.kickoffs,
            lessons: buffers.lessons,
            plain_lessons: buffers.plain_lessons,
            step_info: buffers.step_info,
            behaviour: buffers.behaviour,
        }
    }

    /// Number of agents.
    #[must_use]
    pub fn agents(&self) -> usize {
        self.rewards.len()
    }

    /// Sizes of the rows.
    #[must_use]
    pub fn widths(&self) -> Widths {
        self.widths
    }

    /// Refuses rows of other agents than those of a batch.
    pub(crate) fn check_fits(&self, batch: &super::Batch) -> Result<(), EnvError> {
        let refuse = |field: &str, wanted: String, got: String| {
            Err(EnvError::config(field, format!("{wanted} are needed, got {got}")))
        };
        if self.agents() != batch.agents() {
            return refuse("agents", batch.agents().to_string(), self.agents().to_string());
        }
        if self.widths != batch.widths {
            return refuse("widths", format!("{:?}", batch.widths), format!("{:?}", self.widths));
        }
        let floats = |extra: &ExtraRows| extra.floats;
        if !batch.extra.iter().map(floats).eq(self.extra.iter().map(|(floats, _)| *floats)) {
            let wanted: Vec<usize> = batch.extra.iter().map(floats).collect();
            let got: Vec<usize> = self.extra.iter().map(|(floats, _)| *floats).collect();
            return refuse("extra", format!("rows of {wanted:?} floats"), format!("{got:?}"));
        }
        Ok(())
    }

    /// The same rows, lent on for a while.
    pub(crate) fn reborrow(&mut self) -> RowsMut<'_> {
        RowsMut {
            widths: self.widths,
            observations: self.observations,
            last_observations: self.last_observations,
            extra: self.extra.iter_mut().map(|(floats, rows)| (*floats, &mut **rows)).collect(),
            masks: self.masks,
            rewards: self.rewards,
            components: self.components,
            terminated: self.terminated,
            truncated: self.truncated,
            kickoffs: self.kickoffs,
            lessons: self.lessons,
            plain_lessons: self.plain_lessons,
            step_info: self.step_info,
            behaviour: self.behaviour,
        }
    }

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
            step_info: cut(&mut self.step_info, agents),
            behaviour: cut(&mut self.behaviour, agents),
        }
    }

    /// Nothing happened in the step: no rewards, no flags, no lessons.
    pub(crate) fn write_nothing(&mut self) {
        self.rewards.fill(0.0);
        self.components.fill(0.0);
        self.terminated.fill(false);
        self.truncated.fill(false);
        self.kickoffs.fill(false);
        self.lessons.fill(0.0);
        self.plain_lessons.fill(false);
        self.step_info.fill(StepInfo::default());
        self.behaviour.fill(Behaviour::default());
    }
}
