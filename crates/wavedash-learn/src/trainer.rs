//! The training loop: collect, estimate advantages, update, again.

use std::time::Instant;

use burn::module::Module;
use burn::optim::{AdamConfig, ModuleOptimizer};
use burn::tensor::Device;
use rayon::{ThreadPool, ThreadPoolBuilder};
use serde::{Deserialize, Serialize};
use wavedash_env::duel::SeatSpec;
use wavedash_env::{EnvConfig, Registry, VecEnv};
use wavedash_policy::dist::Within;
use wavedash_policy::{Inference, Model, Spaces};

use crate::collect::{Collector, Session, Times};
use crate::config::TrainConfig;
use crate::device;
use crate::distance::{self, Distance};
use crate::error::LearnError;
use crate::future_targets::FutureTargets;
use crate::invited::Invitations;
use crate::league::League;
use crate::normalise::{ObservationStatistics, ReturnScale};
use crate::reflection::Reflection;
use crate::report::{Iteration, Seconds};
use crate::reward_weights::RewardWeights;
use crate::rollout::Rollout;
use crate::spaces;
use crate::tally::{Running, Tally};
use crate::update::{self, NotFinite, Task, update};
use wavedash_eval::Trained;

/// How far training has come.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Counters {
    /// Decisions of agents that were learned from.
    pub steps: u64,
    /// Decisions of every agent, each counted once for all agents together: steps of the pool.
    pub pool_steps: u64,
    /// Steps of single arenas.
    pub environment_steps: u64,
    /// Optimiser steps.
    pub updates: u64,
    /// Rollouts.
    pub iterations: u64,
    /// Episodes that ended.
    pub episodes: u64,
    /// Updates that were thrown away because something was not finite.
    pub voided: u64,
}

/// An agent that learns.
pub struct Trainer {
    pub(crate) config: TrainConfig,
    pub(crate) pool: VecEnv,
    pub(crate) spaces: Spaces,
    pub(crate) model: Model,
    pub(crate) optimiser: ModuleOptimizer,
    pub(crate) counters: Counters,
    pub(crate) collector: Collector,
    pub(crate) running: Running,
    pub(crate) league: League,
    /// Agents from outside that play or teach.
    pub(crate) invited: Invitations,
    /// Arenas whose episodes ended in the last rollout.
    pub(crate) ended: Vec<bool>,
    pub(crate) return_scale: Option<ReturnScale>,
    /// None: networks see observations as they are.
    pub(crate) seen: Option<ObservationStatistics>,
    pub(crate) rollout: Rollout,
    pub(crate) reward_weights: RewardWeights,
    workers: ThreadPool,
    threads: usize,
    pub(crate) device: Device,
    device_name: &'static str,
    pub(crate) tick_skip: u32,
    /// The choices that the teacher teaches, if it leaves some alone.
    taught: Option<Within>,
    /// The choices that jump, and the component that they belong to, where they are known.
    jumps: Option<(Within, usize)>,
    voided_in_a_row: u32,
    /// How far the last update moved the parameters.
    pub(crate) moved: Distance,
    pub(crate) registry: Registry,
}

impl Trainer {
    /// A new agent in its first episodes.
    ///
    /// # Errors
    /// Names what is wrong with the configuration.
    pub fn new(config: TrainConfig, environment: &EnvConfig) -> Result<Self, LearnError> {
        Self::with_agents(config, environment, &[])
    }

    /// The same with trained agents from outside: all that the configuration names, see [`TrainConfig::agents`].
    ///
    /// # Errors
    /// Names what is wrong with the configuration, or which of the agents do not fit.
    pub fn with_agents(config: TrainConfig, environment: &EnvConfig, agents: &[Trained]) -> Result<Self, LearnError> {
        Self::with_registry(config, environment, agents, Registry::builtin_ref())
    }

    /// The same with the components of a registry in the environments and among the scripted agents.
    ///
    /// # Errors
    /// As [`with_agents`](Self::with_agents).
    pub fn with_registry(
        config: TrainConfig,
        environment: &EnvConfig,
        agents: &[Trained],
        registry: &Registry,
    ) -> Result<Self, LearnError> {
        config.check()?;
        config.check_bots(registry)?;
        // Seats compare equal only if both say everything.
        let environment = &environment.resolved(registry)?;
        let (device, device_name) = device::choose(config.device)?;
        let threads = match config.threads {
            0 => std::thread::available_parallelism().map_or(1, usize::from),
            threads => threads,
        };
        let mut pool = VecEnv::builder(environment)
            .registry(registry)
            .arenas(config.arenas)
            .threads(threads)
            .seed(config.seed)
            .build()?;
        let mut invited = Invitations::default();
        for asked in config.agents() {
            invited.invite(&mut pool, &SeatSpec::of(environment), agents, asked)?;
        }
        let spaces = spaces::of(environment, &pool)?;
        if config.ppo.normalise_observations && pool.entities().is_some() {
            let problem = "needs a flat observation; those of entities are scaled by their builder".to_owned();
            return Err(LearnError::config("ppo.normalise_observations", problem));
        }
        let mut model = Model::new(&config.network, config.auxiliary.as_ref(), &spaces, config.seed, &device)?;
        if !config.initial_bias.is_none() {
            model = model.with_action_bias(&config.initial_bias.of(&spaces)?)?;
        }
        let model = model.train();
        let taught = match &config.teacher {
            Some(teacher) if teacher.leaves_jumps => Some(Within::without_jump(&spaces).ok_or_else(|| {
                LearnError::config("teacher.leaves_jumps", "which choices jump is not known of these actions")
            })?),
            _ => None,
        };
        let jumps = jumps(&spaces);
        if config.ppo.jump_floor > 0.0 && jumps.is_none() {
            return Err(LearnError::config("ppo.jump_floor", "which choices jump is not known of these actions"));
        }
        let batch = pool.batch();
        let agents = batch.agents();
        let future = config
            .auxiliary
            .as_ref()
            .and_then(|heads| heads.future.as_ref())
            .map(|_| FutureTargets::new(config.ppo.rollout, agents, environment.tick_skip as f32 / 120.0));
        let reflection = config.ppo.mirror.then(|| Reflection::new(&pool)).transpose()?;
        let workers = ThreadPoolBuilder::new()
            .num_threads(threads)
            .build()
            .map_err(|e| LearnError::config("threads", format!("{threads} threads cannot be started: {e}")))?;
        Ok(Self {
            optimiser: adam(),
            counters: Counters::default(),
            collector: Collector::new(batch, spaces.logits()),
            running: Running::new(agents),
            league: League::new(&pool, &config.league),
            ended: vec![false; config.arenas],
            return_scale: config.ppo.normalise_returns.then(|| ReturnScale::new(agents, &config.ppo)),
            seen: config.ppo.normalise_observations.then(|| ObservationStatistics::new(batch.widths.observation)),
            rollout: Rollout::new(config.ppo.rollout, agents, batch.widths)
                .with_reflection(reflection)
                .with_future(future),
            reward_weights: RewardWeights::new(&pool),
            model,
            spaces,
            pool,
            config,
            invited,
            workers,
            threads,
            device,
            device_name,
            tick_skip: environment.tick_skip,
            taught,
            jumps,
            voided_in_a_row: 0,
            moved: Distance::default(),
            registry: registry.clone(),
        })
    }

    /// One iteration: a rollout and the update from it.
    ///
    /// # Errors
    /// A start state was refused, or nothing finite can be learned.
    pub fn iterate(&mut self) -> Result<Iteration, LearnError> {
        let begun = Instant::now();

        // 1. Act for some steps in all arenas.
        let mut tally = Tally::new(self.pool.component_names().len(), self.pool.arenas());
        let times = self.act(&mut tally)?;

        // 2. How much better than expected was each action?
        self.rollout.finish(self.collector.last_values(), self.config.ppo.gamma, self.config.ppo.lambda);

        // 3. Learn from all of it, several times.
        let learning = Instant::now();
        let report = self.learn()?;
        let learn = learning.elapsed();
        if let Some(seen) = &mut self.seen {
            seen.observe(self.rollout.all_observations());
        }

        let counters = &mut self.counters;
        counters.steps += tally.steps;
        counters.pool_steps += self.rollout.steps() as u64;
        counters.environment_steps += (self.rollout.steps() * self.config.arenas) as u64;
        counters.updates += report.minibatches;
        counters.iterations += 1;
        counters.episodes += tally.episodes;
        let seconds = Seconds {
            simulate: times.simulate.as_secs_f64(),
            infer: times.infer.as_secs_f64(),
            learn: learn.as_secs_f64(),
            all: begun.elapsed().as_secs_f64(),
        };
        Ok(self.iteration(&tally, report, seconds))
    }

    /// Seats the opponents and fills the rollout.
    fn act(&mut self, tally: &mut Tally) -> Result<Times, LearnError> {
        // The scale stands still from here to the end of the update, so that ratios compare like with like.
        if let Some(seen) = &self.seen {
            self.model = self.model.clone().with_scale(Some(seen.scale()))?;
        }
        let policy = Inference::new(&self.model);
        let (config, counters) = (&self.config, &self.counters);
        if self.league.is_due(counters.steps, &config.league) {
            self.league.keep(counters.steps, policy.clone(), &config.league);
        }
        self.reward_weights.apply(&mut self.pool, counters.steps, counters.iterations)?;
        let keys = (config.seed, counters.iterations);
        let teacher = config.teacher.as_ref().filter(|teacher| teacher.weight.at(counters.steps) > 0.0);
        let policy_that_teaches = teacher.and_then(|teacher| teacher.policy.as_deref());
        self.league.seat(&mut self.pool, &config.league, &self.invited, policy_that_teaches, &self.ended, keys)?;
        self.pool.teach(teacher.and_then(|teacher| teacher.bot.as_deref()))?;
        self.rollout.set_learners(&self.league.learners(self.pool.batch()));
        let others = self.league.others(&self.invited, self.pool.batch());
        let teacher = policy_that_teaches.and_then(|name| self.invited.of(name));
        let first_step = counters.pool_steps;
        let with = Session { policy: &policy, others: &others, teacher, seed: config.seed, first_step };
        let (pool, rollout, collector) = (&mut self.pool, &mut self.rollout, &mut self.collector);
        let (scale, running) = (self.return_scale.as_mut(), &mut self.running);
        let times = self.workers.install(|| collector.run(pool, &with, rollout, scale, running, tally))?;
        self.league.rate(&tally.goals_in_arenas);
        self.reward_weights.seen += tally.behaviour;
        self.ended.clone_from(&tally.ended);
        Ok(times)
    }

    /// Updates model and optimiser from the rollout; goes back to what they were if anything is not finite.
    fn learn(&mut self) -> Result<update::Report, LearnError> {
        let auxiliary = self.config.auxiliary.as_ref();
        let task = Task {
            ppo: &self.config.ppo,
            auxiliary: &self.config.auxiliary_loss,
            choices: &self.spaces.choices,
            window: auxiliary.and_then(|heads| heads.reward_prediction.as_ref()).map(|head| head.window),
            state: auxiliary.is_some_and(|heads| heads.state_representation.is_some()),
            teacher: self.config.teacher.as_ref().map(|t| t.weight.at(self.counters.steps)).filter(|w| *w > 0.0),
            taught: self.taught.as_ref(),
            jumps: self.jumps.as_ref(),
            device: &self.device,
            threads: self.threads,
            steps: self.counters.steps,
            seed: self.config.seed,
        };
        let (model, optimiser, rollout) = (&mut self.model, &mut self.optimiser, &mut self.rollout);
        let good = (model.clone(), optimiser.clone());
        match self.workers.install(|| update(model, optimiser, rollout, &task)) {
            Ok(report) => {
                self.voided_in_a_row = 0;
                self.moved = distance::between(&good.0, &self.model);
                Ok(report)
            }
            Err(NotFinite(what)) => {
                (self.model, self.optimiser) = good;
                self.counters.voided += 1;
                self.voided_in_a_row += 1;
                if self.voided_in_a_row > 1 {
                    return Err(LearnError::NotFinite { what, steps: self.counters.steps });
                }
                Ok(update::Report::default())
            }
        }
    }

    /// Learns once more from the last rollout, for benchmarks. Returns the seconds that took.
    ///
    /// # Errors
    /// Nothing finite can be learned.
    pub fn learn_again(&mut self) -> Result<f64, LearnError> {
        let begun = Instant::now();
        self.learn()?;
        Ok(begun.elapsed().as_secs_f64())
    }

    /// How training is configured, with the changes made meanwhile.
    #[must_use]
    pub fn config(&self) -> &TrainConfig {
        &self.config
    }

    /// How far training has come.
    #[must_use]
    pub fn counters(&self) -> Counters {
        self.counters
    }

    /// The agent.
    #[must_use]
    pub fn model(&self) -> &Model {
        &self.model
    }

    /// What the agent sees and chooses from.
    #[must_use]
    pub fn spaces(&self) -> &Spaces {
        &self.spaces
    }

    /// The arenas.
    #[must_use]
    pub fn pool(&self) -> &VecEnv {
        &self.pool
    }

    /// Where tensors are computed: `cpu`, `cuda` or `wgpu`.
    #[must_use]
    pub fn device_name(&self) -> &'static str {
        self.device_name
    }

    /// Parameters of all networks, auxiliary heads included.
    #[must_use]
    pub fn parameters(&self) -> usize {
        self.model.num_params()
    }

    /// Threads in use.
    #[must_use]
    pub fn threads(&self) -> usize {
        self.threads
    }
}

/// The choices that jump and the component that they belong to, where they are known.
fn jumps(spaces: &Spaces) -> Option<(Within, usize)> {
    let jumps = spaces.jumps()?;
    let first = jumps.iter().position(|jumps| *jumps)?;
    let mut ends = spaces.choices.iter().scan(0, |end, choices| {
        *end += choices;
        Some(*end)
    });
    Some((Within::new(&jumps, &spaces.choices), ends.position(|end| first < end)?))
}

/// Adam as in section 6.1 of the Lucy-SKG notes.
fn adam() -> ModuleOptimizer {
    AdamConfig::new().with_beta_1(0.9).with_beta_2(0.999).with_epsilon(1e-5).init()
}
