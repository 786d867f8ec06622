//! Rewards of a duel: what the training of an agent would pay for it.

use arrayvec::ArrayVec;
use wavedash_core::units::MAX_CARS;
use wavedash_sim::Arena;

use super::play::{Duel, Place};
use super::seat::BOT_TICK_SKIP;
use crate::end::Done;
use crate::error::EnvError;
use crate::match_::{AgentSteps, Match};
use crate::registry::Registry;
use crate::reward::{Reward, RewardConfig};
use crate::step_info::StepInfo;
use crate::transition::Clock;

/// What a car gets for the agent step that the last tick ended.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Paid<'a> {
    /// The car, in arena order.
    pub car: usize,
    /// Its reward.
    pub reward: f32,
    /// The reward's components in the order of [`Duel::reward_components`], as [`Reward::step`] writes them.
    pub components: &'a [f32],
    /// Times of the duel at the end of the step.
    pub clock: Clock,
    /// How the step left the duel. A goal that does not end it is a kick-off and no termination; a duel that runs out of
    /// time without a winner is truncated.
    pub done: Done,
}

/// Pays the cars whose agents decide every so many ticks, as an environment with that tick skip does.
pub(super) struct Probe {
    tick_skip: u64,
    cars: ArrayVec<usize, MAX_CARS>,
    reward: Reward,
    steps: AgentSteps,
    /// Of the ticks since the step began.
    step_info: ArrayVec<StepInfo, MAX_CARS>,
    rewards: Vec<f32>,
    components: Vec<f32>,
    /// The last tick ended a step: the clock then, and how it left the duel.
    paid: Option<(Clock, Done)>,
}

impl Probe {
    fn new(tick_skip: u64, mut reward: Reward, arena: &Arena) -> Self {
        let steps = AgentSteps::new(arena);
        reward.reset(steps.now());
        let cars = arena.cars().len();
        Self {
            tick_skip,
            cars: ArrayVec::new(),
            steps,
            step_info: core::iter::repeat_n(StepInfo::default(), cars).collect(),
            rewards: vec![0.0; cars],
            components: vec![0.0; cars * reward.component_names().len()],
            paid: None,
            reward,
        }
    }

    /// Takes in a tick. The step information of the match is that of this tick alone.
    pub(super) fn tick(&mut self, game: &Match, done: Done) {
        if self.paid.take().is_some() {
            self.steps.begin();
            self.step_info.iter_mut().for_each(StepInfo::begin_step);
        }
        self.steps.tick();
        self.step_info.iter_mut().zip(game.step_info()).for_each(|(sum, tick)| *sum += *tick);
        if self.steps.ticks() < self.tick_skip && done == Done::GOES_ON {
            return;
        }
        self.steps.end(game.arena(), &self.step_info);
        let transition = self.steps.transition(&self.step_info);
        self.reward.step(&transition, done.terminated, &mut self.rewards, &mut self.components);
        self.paid = Some((self.steps.clock(), done));
    }

    /// The kick-off after a goal stands.
    pub(super) fn placed(&mut self, arena: &Arena) {
        self.steps.placed(arena);
        self.step_info.fill(StepInfo::default());
        self.reward.reset(self.steps.now());
    }

    fn paid(&self) -> impl Iterator<Item = Paid<'_>> {
        let width = self.reward.component_names().len();
        self.paid.iter().flat_map(move |(clock, done)| {
            self.cars.iter().map(move |car| Paid {
                car: *car,
                reward: self.rewards[*car],
                components: &self.components[car * width..][..width],
                clock: *clock,
                done: *done,
            })
        })
    }
}

impl Duel {
    /// Has every car paid from now on, at the end of each of its agent's steps: after the ticks from one decision to the
    /// next, or fewer before a kick-off and at the end of the duel. Scripted agents and hands have steps of
    /// [`BOT_TICK_SKIP`] ticks. That changes nothing of the duel.
    ///
    /// # Errors
    /// Names what is wrong with the reward; `registry` has its functions.
    pub fn ask_for_rewards(&mut self, config: &RewardConfig, registry: &Registry) -> Result<(), EnvError> {
        let mut probes: Vec<Probe> = Vec::new();
        for (car, place) in self.places.iter().enumerate() {
            let tick_skip = match place {
                Place::Agent(index) => u64::from(self.interfaces[*index].spec.tick_skip),
                Place::Bot { .. } | Place::Hand(_) => BOT_TICK_SKIP,
            };
            let known = probes.iter().position(|probe| probe.tick_skip == tick_skip);
            let index = known.unwrap_or(probes.len());
            if index == probes.len() {
                probes.push(Probe::new(tick_skip, Reward::with(config, registry)?, self.game.arena()));
            }
            probes[index].cars.push(car);
        }
        self.probes = probes;
        self.begin_step();
        Ok(())
    }

    /// Names of the reward's components; none if nobody asked for rewards.
    #[must_use]
    pub fn reward_components(&self) -> &[String] {
        self.probes.first().map_or(&[], |probe| probe.reward.component_names())
    }

    /// Payments of the steps that the last tick ended; after a goal, those of the steps before the kick-off.
    pub fn paid(&self) -> impl Iterator<Item = Paid<'_>> {
        self.probes.iter().flat_map(Probe::paid)
    }
}
