//! Many matches stepped together.
//!
//! A thread owns whole matches and writes straight into their rows of the batch; matches share nothing that
//! changes. So the batch is the same for any number of threads, and a match does not depend on its neighbours.

use std::sync::Arc;

use rayon::{ThreadPool, ThreadPoolBuilder};
use wavedash_core::Controls;
use wavedash_sim::{Arena, Surface};

use crate::act::ActionParser;
use crate::batch::{Batch, Widths};
use crate::bot::Bot;
use crate::config::EnvConfig;
use crate::env::{Env, Parts};
use crate::error::EnvError;
use crate::obs::{Entities, Mirror};
use crate::reset::{StateMutator, StatesFile};
use crate::reward::{Normalise, Reward, RunningScale};
use crate::scene::Scene;

mod extra;
mod saved;
mod shares;
mod size;
mod weights;

pub use saved::VecEnvState;

use shares::{step_all, step_split};
use weights::Weights;

/// Parts of the matches per thread.
const SHARES: usize = 16;

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
    states_files: Vec<StatesFile>,
    /// None unless rewards are normalised.
    scale: Option<(Normalise, RunningScale)>,
}

impl VecEnv {
    /// Makes `arenas` matches, numbered from 0, at the start of their first episodes.
    ///
    /// # Errors
    /// Names what is wrong with the configuration or a file that it names, or says how much memory the machine does not
    /// have.
    pub fn new(config: &EnvConfig, arenas: usize, threads: usize, seed: u64) -> Result<Self, EnvError> {
        Self::on_surface(config, arenas, threads, seed, &Arc::new(Surface::soccar()))
    }

    /// The same on a surface that exists already.
    ///
    /// # Errors
    /// As [`new`](Self::new).
    pub fn on_surface(
        config: &EnvConfig,
        arenas: usize,
        threads: usize,
        seed: u64,
        surface: &Arc<Surface>,
    ) -> Result<Self, EnvError> {
        config.check()?;
        size::check(arenas, threads)?;
        let act: Arc<dyn ActionParser> = config.actions.build().into();
        let (reset, states_files) = config.reset.build_within(&config.limits())?;
        let reset: Arc<dyn StateMutator> = reset.into();
        let mut models: Vec<([usize; 2], Arena)> = Vec::new();
        let mut envs: Vec<Env> = size::reserved(arenas)?;
        let sizes = config.team_sizes.of_pool(arenas)?;
        let mut agents = Vec::new();
        let reward = Reward::new(&config.reward)?;
        let component_names = reward.component_names().to_vec();
        let (mut columns, mut entities) = (Vec::new(), None);
        for (id, [blue, orange]) in sizes.into_iter().enumerate() {
            let known = models.iter().position(|(size, _)| *size == [blue, orange]);
            let model = match known {
                Some(index) => &models[index].1,
                None => {
                    let arena = Arena::new(config.arena(surface, [blue, orange]))?;
                    models.push(([blue, orange], arena));
                    &models[models.len() - 1].1
                }
            };
            let arena = model.sibling(seed, id as u64);
            agents.extend((0_u8..).zip(arena.cars()).map(|(car, spec)| (id as u32, car, spec.team)));
            let parts = Parts {
                observe: config.observation.build([blue, orange], arena.pads().len())?,
                act: Arc::clone(&act),
                reward: reward.clone(),
                end: config.end.build()?,
                reset: Arc::clone(&reset),
            };
            if id == 0 {
                columns = parts.observe.columns();
                entities = parts.observe.entities();
            } else if parts.observe.floats() != columns.len() {
                let (floats, first) = (parts.observe.floats(), columns.len());
                let problem = format!(
                    "{blue} against {orange} cars have {floats} floats, the first arena has {first}; \
                     say how many players there is room for"
                );
                return Err(EnvError::config("observation", problem));
            }
            let env =
                Env::new(parts, arena, config.tracker, (seed, id as u64), config.tick_skip, config.action_delay_ticks)?;
            if id == 0 {
                let widths = Widths {
                    observation: columns.len(),
                    mask: act.choices().iter().sum(),
                    components: component_names.len(),
                    action: act.len(),
                };
                size::check_memory(arenas, env.bytes() + env.agents() * Batch::bytes_per_agent(&widths))?;
            }
            envs.push(env);
        }
        let widths = Widths {
            observation: columns.len(),
            mask: act.choices().iter().sum(),
            components: component_names.len(),
            action: act.len(),
        };
        let batch = Batch::new(widths, &agents);
        // A thread without a match has nothing to do.
        let threads = threads.min(arenas);
        let workers = (threads > 1)
            .then(|| ThreadPoolBuilder::new().num_threads(threads).build())
            .transpose()
            .map_err(|e| EnvError::config("threads", format!("{threads} threads cannot be started: {e}")))?;
        let scale = reward.plan().normalise.map(|normalise| (normalise, RunningScale::default()));
        let tick_skip = config.tick_skip;
        let mut pool = Self {
            envs,
            batch,
            workers,
            columns,
            entities,
            component_names,
            weights: Weights::of(&reward),
            act,
            seed,
            tick_skip,
            states_files,
            scale,
        };
        pool.show();
        Ok(pool)
    }

    /// Writes observations and masks of the present.
    fn show(&mut self) {
        let mut rows = self.batch.rows();
        for env in &self.envs {
            env.show(&mut rows.take(env.agents()));
        }
    }

    /// One decision of every agent. `actions` holds `agents x widths.action` floats, in the order of the
    /// batch's rows.
    ///
    /// # Errors
    /// The actions' number is wrong (nothing has changed then), or a start state is refused.
    pub fn step(&mut self, actions: &[f32]) -> Result<&Batch, EnvError> {
        let wanted = self.batch.agents() * self.batch.widths.action;
        if actions.len() != wanted {
            return Err(EnvError::config("actions", format!("{wanted} floats are needed, got {}", actions.len())));
        }
        let width = self.batch.widths.action;
        let (envs, rows) = (&mut self.envs[..], self.batch.rows());
        let done = match &self.workers {
            None => step_all(envs, rows, actions, width),
            Some(workers) => {
                let grain = envs.len().div_ceil(workers.current_num_threads() * SHARES).max(1);
                workers.install(|| step_split(envs, rows, actions, width, grain))
            }
        };
        done?;
        if let Some((normalise, scale)) = &mut self.scale {
            // Row by row after all threads are done: the sums do not depend on who was first.
            scale.observe(&self.batch.rewards);
            scale.apply(&mut self.batch.rewards, normalise.clip);
        }
        Ok(&self.batch)
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
        self.envs.iter_mut().try_for_each(|env| env.teach(teacher))
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
