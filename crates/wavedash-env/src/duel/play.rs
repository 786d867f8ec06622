//! The match itself: start states, decisions, ticks, goals.

use super::interface::Interface;
use super::rules::{DuelRules, Goal, Pause};
use super::seat::{BOT_TICK_SKIP, Seat};
use crate::batch::Widths;
use crate::bot::Bot;
use crate::delay::AllControls;
use crate::error::EnvError;
use crate::registry::{Component, Registry};
use crate::reset::{Limits, ResetContext, StateMutator};
use crate::scene::Scene;
use crate::step_info::{Behaviour, StepInfoCollector};
use arrayvec::ArrayVec;
use wavedash_core::units::MAX_CARS;
use wavedash_core::{Controls, Purpose, Snapshot, Stream, Team};
use wavedash_sim::{Arena, ArenaConfig, TrackedEvent, Tracker, TrackerConfig};

enum Place {
    /// Index of the agent's interface.
    Agent(usize),
    Bot {
        bot: Box<dyn Bot>,
        /// Tick of its next decision.
        next: u64,
    },
    /// What is held.
    Hand(Controls),
}

/// A match between seats. It depends on its arena's seed and id and on the actions, and on nothing else.
///
/// ```
/// use std::sync::Arc;
/// use wavedash_env::bot;
/// use wavedash_env::duel::{Duel, DuelRules, Pause, Seat, SeatSpec};
/// use wavedash_sim::{ArenaConfig, Surface};
///
/// let arena = ArenaConfig::soccar(Arc::new(Surface::soccar()), 1, 1);
/// let seats = vec![Seat::Agent(SeatSpec::default()), Seat::Bot(bot::by_name("bot:chaser")?)];
/// let mut duel = Duel::new(arena, seats, DuelRules { seconds: 2.0, ..DuelRules::default() })?;
/// let widths = duel.widths(0).expect("seat 0 is an agent");
/// let (mut observation, mut mask) = (vec![0.0; widths.observation], vec![false; widths.mask]);
/// while !duel.is_over() {
///     for seat in duel.pending().to_vec() {
///         duel.observe(seat, &mut observation, &mut mask);
///         duel.decide(seat, &vec![1.0; widths.action])?;
///     }
///     duel.advance()?;
/// }
/// assert_eq!(duel.ticks(), 240);
/// # Ok::<(), wavedash_env::EnvError>(())
/// ```
pub struct Duel {
    pub(super) arena: Arena,
    pub(super) tracker: Tracker,
    facts: StepInfoCollector,
    /// How each car was driven until the latest kick-off.
    driven: ArrayVec<Behaviour, MAX_CARS>,
    snapshot: Snapshot,
    pub(super) scene: Scene,
    places: ArrayVec<Place, MAX_CARS>,
    interfaces: Vec<Interface>,
    pending: ArrayVec<usize, MAX_CARS>,
    /// The latest decision for every car.
    decided: AllControls,
    /// What the cars hold.
    held: AllControls,
    /// What they held in the last tick; a kick-off after it leaves this as it was.
    pub(super) applied: AllControls,
    start: Box<dyn StateMutator>,
    starts: u64,
    key: (u64, u64),
    rules: DuelRules,
    pub(super) last_tick: u64,
    pub(super) ticks: u64,
    pub(super) goals: Vec<Goal>,
    pub(super) is_over: bool,
}

impl Duel {
    /// A duel at its first kick-off, with one seat per car in arena order.
    ///
    /// # Errors
    /// Names what is wrong with the arena, a seat or the rules.
    pub fn new(config: ArenaConfig, seats: Vec<Seat>, rules: DuelRules) -> Result<Self, EnvError> {
        let key = (config.seed, config.arena_id);
        let registry = Registry::builtin_ref();
        let arena = Arena::new(config)?;
        let mut resets = ResetContext::new(registry, Limits::of(arena.mutators(), arena.pads()));
        let start = resets.build(&Component::named("kickoff"), "start")?;
        Self::begin(arena, key, seats, rules, start, registry)
    }

    /// The same with any start states, in an arena that was made with this seed and id.
    pub(super) fn begin(
        arena: Arena,
        key: (u64, u64),
        seats: Vec<Seat>,
        rules: DuelRules,
        start: Box<dyn StateMutator>,
        registry: &Registry,
    ) -> Result<Self, EnvError> {
        let last_tick = rules.ticks()?;
        let cars = arena.cars().len();
        if seats.len() != cars {
            return Err(EnvError::config("seats", format!("{} for {cars} cars; expected one each", seats.len())));
        }
        let size = |team| arena.cars().iter().filter(|car| car.team == team).count();
        let teams = Team::ALL.map(size);
        let mut interfaces: Vec<Interface> = Vec::new();
        let mut places = ArrayVec::new();
        for (car, seat) in seats.into_iter().enumerate() {
            places.push(match seat {
                Seat::Bot(bot) => Place::Bot { bot, next: 0 },
                Seat::Hand => Place::Hand(Controls::NONE),
                Seat::Agent(spec) => {
                    let known = interfaces.iter().position(|interface| interface.spec == spec);
                    let index = known.unwrap_or(interfaces.len());
                    if index == interfaces.len() {
                        interfaces.push(Interface::new(spec, teams, &arena, registry)?);
                    }
                    interfaces[index].seats.push(car);
                    Place::Agent(index)
                }
            });
        }
        let snapshot = arena.snapshot();
        let nothing: AllControls = core::iter::repeat_n(Controls::NONE, cars).collect();
        let mut duel = Self {
            tracker: Tracker::new(&arena, TrackerConfig::default())?,
            facts: StepInfoCollector::new(&arena),
            driven: core::iter::repeat_n(Behaviour::default(), cars).collect(),
            scene: Scene::new(&snapshot, arena.pads()),
            snapshot,
            arena,
            places,
            interfaces,
            pending: ArrayVec::new(),
            decided: nothing.clone(),
            applied: nothing.clone(),
            held: nothing,
            start,
            starts: 0,
            key,
            rules,
            last_tick,
            ticks: 0,
            goals: Vec::new(),
            is_over: false,
        };
        duel.kick_off()?;
        Ok(duel)
    }

    /// The agents that must decide before the match can go on, as car indices.
    #[must_use]
    pub fn pending(&self) -> &[usize] {
        &self.pending
    }

    /// Sizes of an agent's rows, without reward components; none for a scripted agent or a car that does not exist.
    #[must_use]
    pub fn widths(&self, seat: usize) -> Option<Widths> {
        self.interface(seat).map(|interface| interface.widths)
    }

    /// Writes what an agent saw when its decision became due, and the choices that can have an effect: one
    /// observation, and a mask (empty for a continuous space). Nothing is written for a scripted agent.
    ///
    /// # Panics
    /// If the buffers are not as long as [`widths`](Self::widths) says.
    pub fn observe(&self, seat: usize, observation: &mut [f32], mask: &mut [bool]) {
        if let Some(interface) = self.interface(seat) {
            assert_eq!(mask.len(), interface.widths.mask, "a mask has an entry for every choice");
            interface.show(seat, &self.scene, observation, mask);
        }
    }

    /// An agent's decision: an action as its action space describes it.
    ///
    /// # Errors
    /// The seat has nothing to decide now, or the action has the wrong length; nothing has changed then.
    pub fn decide(&mut self, seat: usize, action: &[f32]) -> Result<(), EnvError> {
        let refuse = |problem: String| Err(EnvError::config(format!("seats[{seat}]"), problem));
        let waiting = self.pending.iter().position(|waiting| *waiting == seat);
        let (Some(index), Some(interface)) = (waiting, self.interface(seat)) else {
            return refuse("has nothing to decide now".to_owned());
        };
        let wanted = interface.widths.action;
        if action.len() != wanted {
            return refuse(format!("{wanted} floats are needed for an action, got {}", action.len()));
        }
        self.decided[seat] = interface.controls(action);
        self.pending.remove(index);
        Ok(())
    }

    /// How a car was driven since the duel began; nothing if it does not exist.
    #[must_use]
    pub fn behaviour(&self, car: usize) -> Option<Behaviour> {
        let mut sum = *self.driven.get(car)?;
        sum += *self.facts.behaviour().get(car)?;
        Some(sum)
    }

    /// What a [`Seat::Hand`] holds from the next tick on. False if the car is driven by somebody else, or does not exist.
    pub fn hold(&mut self, seat: usize, controls: Controls) -> bool {
        match self.places.get_mut(seat) {
            Some(Place::Hand(held)) => {
                *held = controls;
                true
            }
            _ => false,
        }
    }

    /// Goes on to the next decision of an agent, the next goal or the end.
    ///
    /// # Errors
    /// A seat has not decided yet; nothing has changed then.
    pub fn advance(&mut self) -> Result<Pause, EnvError> {
        loop {
            if let Some(pause) = self.tick()? {
                return Ok(pause);
            }
        }
    }

    /// Goes on by one tick, for those who watch every one. Says why the duel waits, if it does.
    ///
    /// # Errors
    /// As [`advance`](Self::advance).
    pub fn tick(&mut self) -> Result<Option<Pause>, EnvError> {
        if self.is_over {
            return Ok(Some(Pause::Over));
        }
        if let Some(seat) = self.pending.first() {
            return Err(EnvError::config(format!("seats[{seat}]"), "must decide before the match can go on"));
        }
        self.set_controls();
        self.arena.step(&self.held);
        self.applied.clone_from(&self.held);
        self.ticks += 1;
        let goals = self.goals.len();
        let tracked = self.tracker.update(&self.arena);
        self.facts.tick(&self.arena, tracked);
        for event in tracked {
            if let TrackedEvent::Goal { team, scorer, assist, own_goal } = *event {
                self.goals.push(Goal { tick: self.ticks, team, scorer, assist, own_goal });
            }
        }
        let scored = self.goals.len() > goals;
        let [blue, orange] = self.score();
        let is_decided = !self.rules.overtime || blue != orange;
        self.is_over = self.ticks >= self.last_tick && is_decided
            || self.rules.goals.is_some_and(|n| self.goals.len() >= n as usize);
        if self.is_over {
            self.look();
            return Ok(Some(Pause::Over));
        }
        if scored {
            self.kick_off()?;
            return Ok(Some(Pause::Goal));
        }
        let tick = self.arena.state().tick;
        if self.interfaces.iter().any(|interface| interface.is_due(tick)) {
            self.look();
            for interface in self.interfaces.iter_mut().filter(|interface| interface.is_due(tick)) {
                interface.look(&self.decided, &self.arena, &mut self.scene);
                self.pending.extend(interface.seats.iter().copied());
            }
            return Ok(Some(Pause::Decision));
        }
        Ok(None)
    }
}

impl Duel {
    fn interface(&self, seat: usize) -> Option<&Interface> {
        match self.places.get(seat)? {
            Place::Agent(index) => self.interfaces.get(*index),
            Place::Bot { .. } | Place::Hand(_) => None,
        }
    }

    fn look(&mut self) {
        self.arena.snapshot_into(&mut self.snapshot);
        self.scene.read(&self.snapshot);
    }

    /// Lets decisions go their way and asks the scripted agents whose turn it is.
    fn set_controls(&mut self) {
        let tick = self.arena.state().tick;
        for interface in &mut self.interfaces {
            interface.commit(&self.decided, tick);
            interface.tick(&mut self.held);
        }
        let is_due = |place: &Place| matches!(place, Place::Bot { next, .. } if tick >= *next);
        if self.scene.tick != tick && self.places.iter().any(is_due) {
            self.look();
        }
        let (seed, id) = self.key;
        for (car, place) in self.places.iter_mut().enumerate() {
            if let Place::Hand(controls) = place {
                self.decided[car] = *controls;
                self.held[car] = *controls;
            }
            if let Place::Bot { bot, next } = place
                && tick >= *next
            {
                let mut stream = Stream::new(seed, id << 8 | car as u64, Purpose::Action, tick);
                self.decided[car] = bot.decide(&self.scene, car, &mut stream);
                self.held[car] = self.decided[car];
                *next = tick + BOT_TICK_SKIP;
            }
        }
    }

    /// Places everything: nothing is held, nobody remembers anything, all decide.
    fn kick_off(&mut self) -> Result<(), EnvError> {
        let (seed, id) = self.key;
        self.start.apply(&mut self.arena, &mut Stream::new(seed, id, Purpose::Reset, self.starts))?;
        self.starts += 1;
        self.tracker.update(&self.arena);
        self.tracker.reset();
        self.driven.iter_mut().zip(self.facts.behaviour()).for_each(|(sum, since)| *sum += *since);
        self.facts.reset(self.driven.len());
        self.look();
        self.decided.fill(Controls::NONE);
        self.held.fill(Controls::NONE);
        self.pending.clear();
        for interface in &mut self.interfaces {
            interface.reset(&self.arena, &mut self.scene);
            self.pending.extend(interface.seats.iter().copied());
        }
        for place in &mut self.places {
            if let Place::Bot { bot, next } = place {
                bot.reset();
                *next = self.scene.tick;
            }
        }
        Ok(())
    }
}
