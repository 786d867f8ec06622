//! The match itself: start states, decisions, ticks, goals.

use arrayvec::ArrayVec;
use wavedash_core::units::MAX_CARS;
use wavedash_core::{Controls, Purpose, Stream, Team};
use wavedash_sim::{Arena, ArenaConfig, TickObserver, TrackedEvent, TrackerConfig};

use super::interface::Interface;
use super::rewards::Probe;
use super::rules::{DuelRules, Goal, Pause};
use super::seat::{BOT_TICK_SKIP, Seat};
use crate::batch::Widths;
use crate::bot::Bot;
use crate::delay::AllControls;
use crate::end::{Cause, Done};
use crate::error::EnvError;
use crate::match_::Match;
use crate::registry::{Component, Registry};
use crate::reset::{Limits, ResetContext, StateMutator};
use crate::step_info::Behaviour;

pub(super) enum Place {
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
    pub(super) game: Match,
    /// How each car was driven before the step information of the match began.
    driven: ArrayVec<Behaviour, MAX_CARS>,
    /// Rewards, if somebody asked for them.
    pub(super) probes: Vec<Probe>,
    pub(super) places: ArrayVec<Place, MAX_CARS>,
    pub(super) interfaces: Vec<Interface>,
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
        let nothing: AllControls = core::iter::repeat_n(Controls::NONE, cars).collect();
        let mut duel = Self {
            game: Match::new(arena, TrackerConfig::default())?,
            probes: Vec::new(),
            driven: core::iter::repeat_n(Behaviour::default(), cars).collect(),
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
        duel.kick_off(&mut ())?;
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
            interface.show(seat, self.game.scene(), observation, mask);
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
        sum += *self.game.behaviour().get(car)?;
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
        self.tick_observed(&mut ())
    }

    /// The same; the observer hears of the tick, and of the kick-off after a goal.
    ///
    /// # Errors
    /// As [`advance`](Self::advance).
    pub fn tick_observed(&mut self, observer: &mut impl TickObserver) -> Result<Option<Pause>, EnvError> {
        if self.is_over {
            return Ok(Some(Pause::Over));
        }
        if let Some(seat) = self.pending.first() {
            return Err(EnvError::config(format!("seats[{seat}]"), "must decide before the match can go on"));
        }
        self.set_controls();
        self.ticks += 1;
        let goals = self.goals.len();
        for event in self.game.step(&self.held, observer) {
            if let TrackedEvent::Goal { team, scorer, assist, own_goal } = *event {
                self.goals.push(Goal { tick: self.ticks, team, scorer, assist, own_goal });
            }
        }
        self.applied.clone_from(&self.held);
        let done = self.judge(self.goals.len() > goals);
        self.pay(done);
        if done.is_over() {
            self.is_over = true;
            self.game.look();
            return Ok(Some(Pause::Over));
        }
        if done.kickoff {
            self.kick_off(observer)?;
            return Ok(Some(Pause::Goal));
        }
        let tick = self.game.arena().state().tick;
        if self.interfaces.iter().any(|interface| interface.is_due(tick)) {
            self.game.look();
            for interface in self.interfaces.iter_mut().filter(|interface| interface.is_due(tick)) {
                interface.look(&self.decided, &mut self.game);
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

    /// How a tick left the duel: decided, out of time without a winner, before a kick-off, or going on.
    fn judge(&self, scored: bool) -> Done {
        let [blue, orange] = self.score();
        let is_even = blue == orange;
        if self.rules.goals.is_some_and(|n| self.goals.len() >= n as usize) {
            return Done::terminated(Cause::MatchOver);
        }
        if self.ticks >= self.last_tick && !(is_even && self.rules.overtime) {
            return if is_even { Done::truncated(Cause::TimeLimit) } else { Done::terminated(Cause::MatchOver) };
        }
        if scored { Done::KICKOFF } else { Done::GOES_ON }
    }

    /// Has the probes take in the tick.
    fn pay(&mut self, done: Done) {
        if self.probes.is_empty() {
            return;
        }
        for probe in &mut self.probes {
            probe.tick(&self.game, done);
        }
        // Agents whose steps have different lengths add the ticks up on their own.
        self.begin_step();
    }

    /// The step information of the match begins anew.
    pub(super) fn begin_step(&mut self) {
        self.driven.iter_mut().zip(self.game.behaviour()).for_each(|(sum, since)| *sum += *since);
        self.game.begin_step();
    }

    /// Lets decisions go their way and asks the scripted agents whose turn it is.
    fn set_controls(&mut self) {
        let tick = self.game.arena().state().tick;
        for interface in &mut self.interfaces {
            interface.commit(&self.decided, tick);
            interface.tick(&mut self.held);
        }
        let is_due = |place: &Place| matches!(place, Place::Bot { next, .. } if tick >= *next);
        if self.game.scene().tick != tick && self.places.iter().any(is_due) {
            self.game.look();
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
                self.decided[car] = bot.decide(self.game.scene(), car, &mut stream);
                self.held[car] = self.decided[car];
                *next = tick + BOT_TICK_SKIP;
            }
        }
    }

    /// Places everything: nothing is held, nobody remembers anything, all decide.
    fn kick_off(&mut self, observer: &mut impl TickObserver) -> Result<(), EnvError> {
        let (seed, id) = self.key;
        let mut stream = Stream::new(seed, id, Purpose::Reset, self.starts);
        self.driven.iter_mut().zip(self.game.behaviour()).for_each(|(sum, since)| *sum += *since);
        self.game.place(observer, |arena| self.start.apply(arena, &mut stream))?;
        self.starts += 1;
        self.probes.iter_mut().for_each(|probe| probe.placed(self.game.arena()));
        self.decided.fill(Controls::NONE);
        self.held.fill(Controls::NONE);
        self.pending.clear();
        for interface in &mut self.interfaces {
            interface.reset(&mut self.game);
            self.pending.extend(interface.seats.iter().copied());
        }
        for place in &mut self.places {
            if let Place::Bot { bot, next } = place {
                bot.reset();
                *next = self.game.scene().tick;
            }
        }
        Ok(())
    }
}
