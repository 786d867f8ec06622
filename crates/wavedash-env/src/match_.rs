//! One match: the arena, and everything that keeps count of it.

use core::mem;

use wavedash_core::{Controls, Snapshot};
use wavedash_sim::{Arena, ArenaState, SimError, TickObserver, TrackedEvent, Tracker, TrackerConfig, TrackerState};

use crate::obs::Lookout;
use crate::scene::{Pad, Scene};
use crate::step_info::{Behaviour, StepInfo, StepInfoCollector, StepInfoState};
use crate::transition::{Clock, Transition};

/// A match that is stepped tick by tick: environments, duels, the viewer and scripted matches all go through here, so
/// that an event is found once and means the same everywhere.
///
/// An agent step is [`begin_step`](Self::begin_step), [`step`](Self::step) for each of its ticks, and
/// [`end_step`](Self::end_step); [`transition`](Self::transition) is then what rewards and ends of episodes see of it.
///
/// ```
/// use std::sync::Arc;
/// use wavedash_core::Controls;
/// use wavedash_env::Match;
/// use wavedash_env::reward::{Reward, RewardConfig};
/// use wavedash_sim::{Arena, ArenaConfig, Surface, TrackerConfig};
///
/// let arena = Arena::new(ArenaConfig::soccar(Arc::new(Surface::soccar()), 1, 1))?;
/// let mut game = Match::new(arena, TrackerConfig::default())?;
/// game.kickoff(&mut ());
/// let mut reward = Reward::new(&RewardConfig::default())?;
/// reward.reset(game.scene());
/// let mut rewards = [0.0; 2];
/// for _ in 0..15 {
///     game.begin_step();
///     for _ in 0..8 {
///         game.step(&[Controls { throttle: 1.0, ..Controls::NONE }; 2], &mut ());
///     }
///     game.end_step();
///     reward.step(&game.transition(), false, &mut rewards, &mut []);
/// }
/// assert_eq!((game.clock().ticks, game.clock().seconds()), (120, 1.0));
/// # Ok::<(), wavedash_env::EnvError>(())
/// ```
pub struct Match {
    arena: Arena,
    tracker: Tracker,
    step_info: StepInfoCollector,
    steps: AgentSteps,
}

impl Match {
    /// A match that goes on from the arena's state. Its clock is at 0.
    ///
    /// # Errors
    /// Names the first threshold of the tracker that is out of its range.
    pub fn new(arena: Arena, tracker: TrackerConfig) -> Result<Self, SimError> {
        Ok(Self {
            tracker: Tracker::new(&arena, tracker)?,
            step_info: StepInfoCollector::new(&arena),
            steps: AgentSteps::new(&arena),
            arena,
        })
    }

    /// The arena, with the events of the last tick.
    #[must_use]
    pub fn arena(&self) -> &Arena {
        &self.arena
    }

    /// Counts per car and team since the match was made.
    #[must_use]
    pub fn tracker(&self) -> &Tracker {
        &self.tracker
    }

    /// The match as of the end of the last agent step, or where everything was placed after it.
    #[must_use]
    pub fn scene(&self) -> &Scene {
        &self.steps.now
    }

    /// What happened to each car since the agent step began.
    #[must_use]
    pub fn step_info(&self) -> &[StepInfo] {
        self.step_info.facts()
    }

    /// How each car was driven since the agent step began.
    #[must_use]
    pub fn behaviour(&self) -> &[Behaviour] {
        self.step_info.behaviour()
    }

    /// Times of the episode.
    #[must_use]
    pub fn clock(&self) -> Clock {
        self.steps.clock
    }

    /// The agent step that has ended, as rewards and ends of episodes see it.
    #[must_use]
    pub fn transition(&self) -> Transition<'_> {
        self.steps.transition(self.step_info.facts())
    }

    /// The agents have decided: an agent step begins.
    pub fn begin_step(&mut self) {
        self.step_info.begin_step();
        self.steps.begin();
    }

    /// One tick of 1/120 s, with one entry of controls per car in arena order. Returns what the tracker made of it.
    pub fn step(&mut self, held: &[Controls], observer: &mut impl TickObserver) -> &[TrackedEvent] {
        self.arena.step(held);
        let tracked = self.tracker.update(&self.arena);
        self.step_info.tick(&self.arena, tracked);
        self.steps.tick();
        observer.tick(held, &self.arena, tracked);
        tracked
    }

    /// The agent step is over, after as many ticks as there were.
    pub fn end_step(&mut self) {
        self.steps.end(&self.arena, self.step_info.facts());
    }

    /// Puts everything at a kick-off, as [`place`](Self::place).
    pub fn kickoff(&mut self, observer: &mut impl TickObserver) {
        self.arena.kickoff();
        self.placed(observer);
    }

    /// Places ball and cars anew by `place`. Nothing has happened then: no touch, no shot under way, no step before. The
    /// clock goes on, without a touch from now on.
    ///
    /// # Errors
    /// What `place` says. The match goes on from what it left.
    pub fn place<E>(
        &mut self,
        observer: &mut impl TickObserver,
        place: impl FnOnce(&mut Arena) -> Result<(), E>,
    ) -> Result<(), E> {
        place(&mut self.arena)?;
        self.placed(observer);
        Ok(())
    }

    fn placed(&mut self, observer: &mut impl TickObserver) {
        self.tracker.update(&self.arena);
        self.tracker.reset();
        self.step_info.reset(self.arena.cars().len());
        self.steps.placed(&self.arena);
        observer.placed(&self.arena);
    }

    /// A new episode begins now.
    pub fn restart_clock(&mut self) {
        self.steps.clock = Clock::default();
    }
}

impl Match {
    /// Brings [`scene`](Self::scene) up to the present tick, for matches whose agents decide at different times: they end
    /// no steps here, whose `before` this would overwrite.
    pub(crate) fn look(&mut self) {
        self.steps.look(&self.arena);
    }

    /// Writes where the ball will be into the present scene.
    pub(crate) fn look_ahead(&mut self, lookout: &mut Lookout) {
        lookout.look(&self.arena, &mut self.steps.now);
    }

    /// Nothing lies before the present scene.
    pub(crate) fn forget_before(&mut self) {
        self.steps.before.clone_from(&self.steps.now);
    }

    /// What happened to the cars, to go on from later.
    pub(crate) fn save_step_info(&self) -> StepInfoState {
        self.step_info.save()
    }

    /// Goes on from states that were checked.
    pub(crate) fn restore(
        &mut self,
        arena: &ArenaState,
        tracker: &TrackerState,
        step_info: &StepInfoState,
        clock: Clock,
    ) -> Result<(), SimError> {
        self.arena.set_state(arena)?;
        self.tracker.restore(tracker)?;
        self.step_info.restore(step_info);
        self.steps.placed(&self.arena);
        self.steps.clock = clock;
        Ok(())
    }

    /// Memory besides the struct itself, without what matches share, bytes.
    pub(crate) fn bytes(&self) -> usize {
        let scene = |scene: &Scene| scene.pads.capacity() * size_of::<Pad>();
        self.arena.bytes() + scene(&self.steps.before) + scene(&self.steps.now)
    }
}

/// Agent steps one after the other: the scenes before and after each, and the clock.
pub(crate) struct AgentSteps {
    snapshot: Snapshot,
    before: Scene,
    now: Scene,
    clock: Clock,
    /// Of the step under way.
    ticks: u64,
}

impl AgentSteps {
    /// From the arena's present on.
    pub(crate) fn new(arena: &Arena) -> Self {
        let snapshot = arena.snapshot();
        let now = Scene::new(&snapshot, arena.pads());
        Self { snapshot, before: now.clone(), now, clock: Clock::default(), ticks: 0 }
    }

    /// Ticks since the step began.
    pub(crate) const fn ticks(&self) -> u64 {
        self.ticks
    }

    /// After the last step, or where everything was placed.
    pub(crate) const fn now(&self) -> &Scene {
        &self.now
    }

    pub(crate) const fn clock(&self) -> Clock {
        self.clock
    }

    pub(crate) fn begin(&mut self) {
        self.ticks = 0;
    }

    pub(crate) fn tick(&mut self) {
        self.ticks += 1;
        self.clock.ticks += 1;
    }

    /// `step_info` is that of the ticks since the step began.
    pub(crate) fn end(&mut self, arena: &Arena, step_info: &[StepInfo]) {
        mem::swap(&mut self.before, &mut self.now);
        self.look(arena);
        let touched = step_info.iter().any(|car| car.touched);
        self.clock.ticks_without_touch = if touched { 0 } else { self.clock.ticks_without_touch + self.ticks };
    }

    fn look(&mut self, arena: &Arena) {
        arena.snapshot_into(&mut self.snapshot);
        self.now.read(&self.snapshot);
    }

    pub(crate) fn placed(&mut self, arena: &Arena) {
        self.look(arena);
        self.before.clone_from(&self.now);
        self.clock.ticks_without_touch = 0;
        self.ticks = 0;
    }

    pub(crate) fn transition<'a>(&'a self, step_info: &'a [StepInfo]) -> Transition<'a> {
        Transition {
            before: &self.before,
            now: &self.now,
            step_info,
            clock: self.clock,
            is_first: self.clock.ticks == 0,
        }
    }
}
