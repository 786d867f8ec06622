//! Making a `VecEnv`: what is asked for, and how its matches are put together.

use std::sync::Arc;

use rayon::ThreadPoolBuilder;
use wavedash_sim::{Arena, Surface};

use super::weights::Weights;
use super::{Autoreset, VecEnv, size};
use crate::act::ActionParser;
use crate::batch::{Batch, Widths};
use crate::config::EnvConfig;
use crate::env::{Env, Parts};
use crate::error::EnvError;
use crate::obs::ObsContext;
use crate::registry::Registry;
use crate::reset::ResetContext;
use crate::reward::{Reward, RunningScale};

/// What a [`VecEnv`] is to be, besides its configuration: [`VecEnv::builder`] begins with one arena on the caller's thread
/// and seed 0.
#[derive(Clone, Debug)]
#[must_use = "nothing is made before build is called"]
pub struct VecEnvBuilder<'a> {
    config: &'a EnvConfig,
    arenas: usize,
    threads: usize,
    seed: u64,
    surface: Option<&'a Arc<Surface>>,
    registry: &'a Registry,
    autoreset: Autoreset,
}

impl<'a> VecEnvBuilder<'a> {
    pub(super) fn new(config: &'a EnvConfig) -> Self {
        let registry = Registry::builtin_ref();
        Self { config, arenas: 1, threads: 1, seed: 0, surface: None, registry, autoreset: Autoreset::default() }
    }

    /// Number of matches; they are numbered from 0.
    pub fn arenas(mut self, arenas: usize) -> Self {
        self.arenas = arenas;
        self
    }

    /// Threads that step the matches, at most 1,024; with one, the caller's thread does. Results do not depend on their
    /// number.
    pub fn threads(mut self, threads: usize) -> Self {
        self.threads = threads;
        self
    }

    /// Random numbers of arena `i` depend on this seed and `i`.
    pub fn seed(mut self, seed: u64) -> Self {
        self.seed = seed;
        self
    }

    /// A surface that exists already, to be shared; otherwise one is made, which takes some milliseconds.
    pub fn surface(mut self, surface: &'a Arc<Surface>) -> Self {
        self.surface = Some(surface);
        self
    }

    /// What the configuration may name; by default the components that come with this crate.
    pub fn registry(mut self, registry: &'a Registry) -> Self {
        self.registry = registry;
        self
    }

    /// When the next episode begins after the end of one; by default in the same step.
    pub fn autoreset(mut self, autoreset: Autoreset) -> Self {
        self.autoreset = autoreset;
        self
    }

    /// Makes the matches, at the start of their first episodes.
    ///
    /// # Errors
    /// Names what is wrong with the configuration or a file that it names, or says how much memory the machine does not
    /// have.
    pub fn build(self) -> Result<VecEnv, EnvError> {
        let Self { config, arenas, threads, seed, surface, registry, autoreset } = self;
        config.check()?;
        size::check(arenas, threads)?;
        let surface = &surface.map_or_else(|| Arc::new(Surface::soccar()), Arc::clone);
        let act: Arc<dyn ActionParser> = registry.build_actions(&config.actions, "actions")?.into();
        let mut resets = ResetContext::new(registry, config.limits());
        let mut models: Vec<([usize; 2], Arena)> = Vec::new();
        let mut envs: Vec<Env> = size::reserved(arenas)?;
        let sizes = config.team_sizes.of_pool(arenas)?;
        let mut agents = Vec::new();
        let reward = Reward::with(&config.reward, registry)?;
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
                observe: registry.build_observation(
                    &config.observation,
                    ObsContext { cars: [blue, orange], pads: arena.pads().len() },
                    "observation",
                )?,
                act: Arc::clone(&act),
                reward: Reward::with(&config.reward, registry)?,
                end: config.end.build(registry)?,
                reset: resets.build(&config.reset, "reset")?,
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
            let mut env =
                Env::new(parts, arena, config.tracker, (seed, id as u64), config.tick_skip, config.action_delay_ticks)?;
            env.set_autoreset(autoreset);
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
        // A thread without a match has nothing to do.
        let threads = threads.min(arenas);
        let workers = (threads > 1)
            .then(|| ThreadPoolBuilder::new().num_threads(threads).build())
            .transpose()
            .map_err(|e| EnvError::config("threads", format!("{threads} threads cannot be started: {e}")))?;
        let mut made = VecEnv {
            envs,
            batch: Batch::new(widths, &agents),
            workers,
            columns,
            entities,
            component_names,
            weights: Weights::of(&reward),
            act,
            seed,
            tick_skip: config.tick_skip,
            autoreset,
            states_files: resets.states_files(),
            registry: registry.clone(),
            scale: reward.plan().normalise.map(|normalise| (normalise, RunningScale::default())),
        };
        made.show();
        Ok(made)
    }
}
