//! Many matches stepped together.
//!
//! A thread owns whole matches and writes straight into their rows of the batch; matches share nothing that
//! changes. So the batch is the same for any number of threads, and a match does not depend on its neighbours.

use std::sync::Arc;

use rayon::ThreadPool;
use wavedash_core::Controls;
use wavedash_sim::Arena;

use crate::act::ActionParser;
use crate::batch::{Batch, RowsMut};
use crate::bot::Bot;
use crate::config::EnvConfig;
use crate::env::Env;
use crate::error::EnvError;
use crate::obs::{Entities, Mirror};
use crate::registry::Registry;
use crate::reset::StatesFile;
use crate::reward::{Normalise, RunningScale};
use crate::scene::Scene;

mod autoreset;
mod builder;
mod extra;
mod saved;
mod shares;
mod size;
mod weights;

pub use autoreset::Autoreset;
pub use builder::VecEnvBuilder;
pub use saved::VecEnvState;

use shares::{show, step_rows};
use weights::Weights;

/// Matches and the batch that they fill.
pub struct VecEnv {
    envs: Vec<Env>,
    batch: Batch,
    /// None for one thread, which is the caller's.
    workers: Option<ThreadPool>,
    columns: Vec<String>,
    entities: Option<Entities>,
    component_names: Vec<String>,
    weights: Weights,
    act: Arc<dyn ActionParser>,
    seed: u64,
    tick_skip: u32,
    autoreset: Autoreset,
    states_files: Vec<StatesFile>,
    registry: Registry,
    /// None unless rewards are normalised.
    scale: Option<(Normalise, RunningScale)>,
}

impl VecEnv {
    /// Matches of this configuration, to be made by [`VecEnvBuilder::build`].
    ///
    /// ```
    /// use wavedash_env::{EnvConfig, VecEnv};
    ///
    /// let mut envs = VecEnv::builder(&EnvConfig::default()).arenas(8).threads(2).seed(7).build()?;
    /// let agents = envs.batch().agents();
    /// let batch = envs.step(&vec![1.0; agents * envs.batch().widths.action])?;
    /// assert_eq!(batch.rewards.len(), agents);
    /// # Ok::<(), wavedash_env::EnvError>(())
    /// ```
    pub fn builder(config: &EnvConfig) -> VecEnvBuilder<'_> {
        VecEnvBuilder::new(config)
    }

    /// Writes observations and masks of the present into the batch.
    fn show(&mut self) {
        show(&self.envs, self.batch.rows());
    }

    /// Writes observations and masks of the present into rows that the caller lends: for the first ones, and after a reset
    /// or a restored state.
    ///
    /// # Errors
    /// The rows are of other agents than these; nothing has been written then.
    pub fn show_into(&self, out: &mut RowsMut<'_>) -> Result<(), EnvError> {
        out.check_fits(&self.batch)?;
        show(&self.envs, out.reborrow());
        Ok(())
    }

    /// One decision of every agent. `actions` holds `agents x widths.action` floats, in the order of the
    /// batch's rows.
    ///
    /// # Errors
    /// The actions' number is wrong, or an episode has ended that [`Autoreset::Disabled`] leaves to a reset (nothing has
    /// changed then), or a start state is refused.
    pub fn step(&mut self, actions: &[f32]) -> Result<&Batch, EnvError> {
        self.check_actions(actions)?;
        let width = self.batch.widths.action;
        step_rows(&mut self.envs, self.workers.as_ref(), self.scale.as_mut(), (actions, width), self.batch.rows())?;
        Ok(&self.batch)
    }

    /// The same with rows that the caller lends, which have the same bits as the batch would have. The batch itself stays
    /// as it was.
    ///
    /// # Errors
    /// As [`step`](Self::step), and if the rows are of other agents than these; nothing has changed then.
    pub fn step_into(&mut self, actions: &[f32], out: &mut RowsMut<'_>) -> Result<(), EnvError> {
        self.check_actions(actions)?;
        out.check_fits(&self.batch)?;
        let width = self.batch.widths.action;
        step_rows(&mut self.envs, self.workers.as_ref(), self.scale.as_mut(), (actions, width), out.reborrow())
    }

    /// Refuses a step that these actions, or any, cannot be taken in.
    fn check_actions(&self, actions: &[f32]) -> Result<(), EnvError> {
        let wanted = self.batch.agents() * self.batch.widths.action;
        if actions.len() != wanted {
            return Err(EnvError::config("actions", format!("{wanted} floats are needed, got {}", actions.len())));
        }
        self.check_running()
    }

    /// What rewards are divided by, for a checkpoint; `None` unless `reward.normalise` is configured.
    #[must_use]
    pub fn reward_scale(&self) -> Option<RunningScale> {
        self.scale.map(|(_, scale)| scale)
    }

    /// Goes on with the scale of a checkpoint.
    ///
    /// # Errors
    /// `reward.normalise` is not configured, or the scale holds numbers that no rewards lead to. Nothing has
    /// changed then.
    pub fn set_reward_scale(&mut self, scale: RunningScale) -> Result<(), EnvError> {
        let Some((_, own)) = &mut self.scale else {
            return Err(EnvError::config("reward.normalise", "is not configured, so there is no scale to be set"));
        };
        if !scale.is_sound() {
            return Err(EnvError::config("reward.normalise", "the scale to be set is negative or not finite"));
        }
        *own = scale;
        Ok(())
    }

    /// Lets a scripted agent drive a car from the next step on, or with `None` its own actions again. It decides with
    /// the agents, in the thread that steps the arena; its row of the actions is not looked at, and all else of the
    /// row stays as for any agent. Its random numbers depend on seed, arena, car and tick.
    ///
    /// # Errors
    /// There is no such arena or car.
    pub fn drive(&mut self, arena: usize, car: usize, bot: Option<Box<dyn Bot>>) -> Result<(), EnvError> {
        let env = self.envs.get_mut(arena).ok_or_else(|| EnvError::config("arena", format!("there is no {arena}")))?;
        let is_there = env.drive(car, bot);
        is_there.then_some(()).ok_or_else(|| EnvError::config("car", format!("arena {arena} has no car {car}")))
    }

    /// The scripted agent that drives a car, if one does.
    #[must_use]
    pub fn driver(&self, arena: usize, car: usize) -> Option<&dyn Bot> {
        self.envs.get(arena)?.driver(car)
    }

    /// Has every decision of every agent commented on by a scripted agent from the next step on, in
    /// [`Batch::lessons`], or with `None` by nobody.
    ///
    /// # Errors
    /// There is no such agent.
    pub fn teach(&mut self, teacher: Option<&str>) -> Result<(), EnvError> {
        self.batch.lessons.fill(0.0);
        self.batch.plain_lessons.fill(false);
        self.envs.iter_mut().try_for_each(|env| env.teach(teacher, &self.registry))
    }

    /// What the agents see now.
    #[must_use]
    pub fn batch(&self) -> &Batch {
        &self.batch
    }

    /// The match of an arena as its agents see it now.
    ///
    /// # Panics
    /// If there is no such arena.
    #[must_use]
    pub fn scene(&self, arena: usize) -> &Scene {
        self.envs[arena].scene()
    }

    /// An arena, to look at.
    ///
    /// # Panics
    /// If there is no such arena.
    #[must_use]
    pub fn arena(&self, arena: usize) -> &Arena {
        self.envs[arena].arena()
    }

    /// Number of arenas.
    #[must_use]
    pub fn arenas(&self) -> usize {
        self.envs.len()
    }

    /// What each float of an observation is.
    #[must_use]
    pub fn columns(&self) -> &[String] {
        &self.columns
    }

    /// How the rows of an observation split, if it is one of entities.
    #[must_use]
    pub fn entities(&self) -> Option<Entities> {
        self.entities
    }

    /// Left and right exchanged in an observation; nothing if the field is not the same on both sides.
    #[must_use]
    pub fn mirror(&self) -> Option<Mirror> {
        self.envs.first()?.mirror()
    }

    /// For every choice of an action, all components one after the other, whether it presses jump; empty for a continuous
    /// space.
    #[must_use]
    pub fn jumping_choices(&self) -> &[bool] {
        self.act.jumping_choices()
    }

    /// For every choice of an action, all components one after the other, the one that does the same with left and
    /// right exchanged; empty for a continuous space.
    #[must_use]
    pub fn mirrored_choices(&self) -> &[usize] {
        self.act.mirrored_choices()
    }

    /// What each reward component is.
    #[must_use]
    pub fn component_names(&self) -> &[String] {
        &self.component_names
    }

    /// The files of start states that were read, in the configuration's order.
    #[must_use]
    pub fn states_files(&self) -> &[StatesFile] {
        &self.states_files
    }

    /// What the arenas' components were built from.
    #[must_use]
    pub fn registry(&self) -> &Registry {
        &self.registry
    }

    /// Choices of each discrete component of an action; empty for a continuous space.
    #[must_use]
    pub fn choices(&self) -> &[usize] {
        self.act.choices()
    }

    /// The controls of one agent's action.
    #[must_use]
    pub fn controls(&self, action: &[f32]) -> Controls {
        self.act.controls(action)
    }

    /// Memory of the batch and of the arenas, without what they share, bytes.
    #[must_use]
    pub fn bytes(&self) -> usize {
        self.batch.bytes() + self.envs.iter().map(Env::bytes).sum::<usize>()
    }
}
