//! One match as an environment: decisions in, observations and rewards out.

use std::sync::Arc;

use arrayvec::ArrayVec;
use wavedash_core::units::MAX_CARS;
use wavedash_core::{Purpose, Snapshot, Stream, Vec3};
use wavedash_sim::{Arena, Tracker};

use crate::act::{ActionParser, Options};
use crate::batch::RowsMut;
use crate::bot::Bot;
use crate::delay::{AllControls, Delay};
use crate::end::Ends;
use crate::error::EnvError;
use crate::obs::{Lookout, Mirror, ObsBuilder};
use crate::registry::Registry;
use crate::reset::StateMutator;
use crate::reward::Reward;
use crate::scene::Scene;
use crate::step_info::StepInfoCollector;
use crate::transition::{Clock, Transition};
use crate::vec_env::Autoreset;

mod episodes;
mod extra;
mod saved;

pub(crate) use extra::MOST_EXTRA;
pub use saved::EnvState;

/// The parts of an environment that its configuration chooses.
pub(crate) struct Parts {
    pub(crate) observe: Box<dyn ObsBuilder>,
    pub(crate) act: Arc<dyn ActionParser>,
    pub(crate) reward: Reward,
    pub(crate) end: Ends,
    pub(crate) reset: Box<dyn StateMutator>,
}

/// One match. Everything in it depends on its seed, its id and the actions, and on no other match.
pub(crate) struct Env {
    parts: Parts,
    extra: extra::Extra,
    arena: Arena,
    tracker: Tracker,
    snapshot: Snapshot,
    lookout: Lookout,
    before: Scene,
    now: Scene,
    facts: StepInfoCollector,
    delay: Delay,
    /// Scripted agents that drive in place of the cars' own actions.
    drivers: ArrayVec<Option<Box<dyn Bot>>, MAX_CARS>,
    /// Scripted agents that say what they would do in place of each car's agent; none, or one per car.
    teachers: ArrayVec<Box<dyn Bot>, MAX_CARS>,
    clock: Clock,
    seed: u64,
    id: u64,
    episode: u64,
    tick_skip: u32,
    autoreset: Autoreset,
    /// What the start states remembered before the first episode; all else forgets with every episode.
    first_reset: Vec<u8>,
    /// The episode has ended, and the next one has not begun.
    is_over: bool,
    /// The last step began an episode in place of playing.
    was_held: bool,
}

impl Env {
    /// A match at the start of its first episode.
    pub(crate) fn new(
        parts: Parts,
        arena: Arena,
        tracker: Tracker,
        (seed, id): (u64, u64),
        tick_skip: u32,
        delay_ticks: u32,
    ) -> Result<Self, EnvError> {
        let snapshot = arena.snapshot();
        let scene = Scene::new(&snapshot, arena.pads());
        let mut env = Self {
            lookout: Lookout::new(parts.observe.looks_ahead(), &arena),
            first_reset: parts.reset.save(),
            parts,
            extra: extra::Extra::default(),
            tracker,
            snapshot,
            before: scene.clone(),
            now: scene,
            facts: StepInfoCollector::new(&arena),
            delay: Delay::new(delay_ticks),
            drivers: arena.cars().iter().map(|_| None).collect(),
            teachers: ArrayVec::new(),
            clock: Clock::default(),
            seed,
            id,
            episode: 0,
            tick_skip,
            autoreset: Autoreset::default(),
            is_over: false,
            was_held: false,
            arena,
        };
        env.begin_episode()?;
        Ok(env)
    }

    /// Lets a scripted agent drive a car from the next decision on, or its own actions again. False if there is no
    /// such car.
    pub(crate) fn drive(&mut self, car: usize, bot: Option<Box<dyn Bot>>) -> bool {
        self.drivers.get_mut(car).map(|driver| *driver = bot).is_some()
    }

    /// The scripted agent that drives a car.
    pub(crate) fn driver(&self, car: usize) -> Option<&dyn Bot> {
        self.drivers.get(car)?.as_deref()
    }

    /// Has every decision commented on by such a scripted agent from now on, or by nobody.
    pub(crate) fn teach(&mut self, teacher: Option<&str>, registry: &Registry) -> Result<(), EnvError> {
        if self.teachers.first().map(|bot| bot.name()) == teacher {
            return Ok(());
        }
        let cars = self.now.cars.iter();
        self.teachers = match teacher {
            Some(name) => cars.map(|_| registry.build_bot(name)).collect::<Result<_, _>>()?,
            None => ArrayVec::new(),
        };
        Ok(())
    }

    /// Other weights of the reward's terms from the next step on.
    pub(crate) fn set_weights(&mut self, weights: &[f32]) {
        self.parts.reward.set_weights(weights, &self.now);
    }

    /// The same when a saved state is to follow.
    pub(crate) fn load_weights(&mut self, weights: &[f32]) {
        self.parts.reward.load_weights(weights);
    }

    /// Number of agents: every car is one.
    pub(crate) fn agents(&self) -> usize {
        self.now.cars.len()
    }

    /// The match.
    pub(crate) fn arena(&self) -> &Arena {
        &self.arena
    }

    /// Left and right exchanged in what an agent sees; nothing if the field is not the same on both sides.
    pub(crate) fn mirror(&self) -> Option<Mirror> {
        let pads: Vec<Vec3> = self.now.pads.iter().map(|pad| pad.pos).collect();
        Mirror::of(&*self.parts.observe, &pads)
    }

    /// Memory of the match, without what matches share, bytes.
    pub(crate) fn bytes(&self) -> usize {
        let scene = |scene: &Scene| scene.pads.capacity() * size_of::<crate::scene::Pad>();
        size_of::<Self>() + self.arena.bytes() + self.lookout.bytes() + scene(&self.before) + scene(&self.now)
    }

    /// The match as the agents see it now.
    pub(crate) fn scene(&self) -> &Scene {
        &self.now
    }

    /// One decision of every agent: `actions` are the agents' actions one after the other.
    pub(crate) fn step(&mut self, actions: &[f32], out: &mut RowsMut<'_>) -> Result<(), EnvError> {
        let parts = &self.parts;
        let mut controls: AllControls =
            actions.chunks(parts.act.len()).take(self.agents()).map(|action| parts.act.controls(action)).collect();
        for (car, driver) in self.drivers.iter_mut().enumerate() {
            if let Some(bot) = driver {
                let mut stream = Stream::new(self.seed, self.id << 8 | car as u64, Purpose::Action, self.now.tick);
                controls[car] = bot.decide(&self.now, car, &mut stream);
            }
        }
        let lessons = out.lessons.chunks_mut(parts.act.len()).zip(&mut *out.plain_lessons);
        for ((car, teacher), (lesson, is_plain)) in self.teachers.iter_mut().enumerate().zip(lessons) {
            let mut stream = Stream::new(self.seed, self.id << 8 | car as u64, Purpose::Lesson, self.now.tick);
            let wanted = teacher.decide(&self.now, car, &mut stream);
            let me = &self.now.cars[car];
            parts.act.nearest(&wanted, me, &mut stream, lesson);
            *is_plain = !me.is_demolished && Options::of(me).grounded && !teacher.is_committed() && !wanted.jump;
        }
        self.delay.decide(controls.clone());
        self.facts.begin_step();
        for _ in 0..self.tick_skip {
            self.arena.step(self.delay.tick());
            let tracked = self.tracker.update(&self.arena);
            self.facts.tick(&self.arena, tracked);
        }
        core::mem::swap(&mut self.before, &mut self.now);
        self.look();
        self.clock.ticks += u64::from(self.tick_skip);
        let touched = self.facts.facts().iter().any(|facts| facts.touched);
        self.clock.ticks_without_touch =
            if touched { 0 } else { self.clock.ticks_without_touch + u64::from(self.tick_skip) };

        let transition = Transition {
            before: &self.before,
            now: &self.now,
            step_info: self.facts.facts(),
            clock: self.clock,
            is_first: false,
        };
        let verdict = self.parts.end.judge(&transition);
        self.parts.reward.step(&transition, verdict.terminated, out.rewards, out.components);
        out.facts.copy_from_slice(self.facts.facts());
        out.behaviour.copy_from_slice(self.facts.behaviour());
        out.terminated.fill(verdict.terminated);
        out.truncated.fill(verdict.truncated);
        out.kickoffs.fill(verdict.kickoff && !verdict.is_over());
        self.parts.observe.note(&controls, &self.now);
        self.extra.note(&controls, &self.now);
        if verdict.is_over() {
            self.parts.observe.write(&self.now, out.last_observations);
            self.end_episode()?;
        } else if verdict.kickoff {
            self.arena.kickoff();
            self.place();
            self.clock.ticks_without_touch = 0;
            // What the potentials were before the goal has nothing to do with the kick-off.
            self.parts.reward.reset(&self.now);
        }
        self.show(out);
        Ok(())
    }

    /// Observations and masks of the present scene.
    pub(crate) fn show(&self, out: &mut RowsMut<'_>) {
        self.parts.observe.write(&self.now, out.observations);
        self.show_extra(out);
        let width = out.masks.len() / self.agents().max(1);
        if width > 0 {
            for (car, mask) in self.now.cars.iter().zip(out.masks.chunks_mut(width)) {
                self.parts.act.mask(car, mask);
            }
        }
    }

    fn look(&mut self) {
        self.arena.snapshot_into(&mut self.snapshot);
        self.now.read(&self.snapshot);
        self.lookout.look(&self.arena, &mut self.now);
    }

    /// Everything was placed anew: nothing is held, and nothing has happened.
    fn place(&mut self) {
        self.tracker.update(&self.arena);
        self.tracker.reset();
        self.look();
        self.before.clone_from(&self.now);
        self.delay.reset(self.now.cars.len());
        self.facts.reset(self.now.cars.len());
        self.drivers.iter_mut().flatten().chain(&mut self.teachers).for_each(|bot| bot.reset());
    }

    fn begin_episode(&mut self) -> Result<(), EnvError> {
        let mut stream = Stream::new(self.seed, self.id, Purpose::Reset, self.episode);
        self.parts.reset.apply(&mut self.arena, &mut stream)?;
        self.place();
        self.clock = Clock::default();
        let transition = Transition {
            before: &self.before,
            now: &self.now,
            step_info: self.facts.facts(),
            clock: self.clock,
            is_first: true,
        };
        self.parts.end.reset(&transition);
        self.parts.reward.reset(&self.now);
        self.parts.observe.reset(&self.now);
        self.extra.reset(&self.now);
        Ok(())
    }
}
