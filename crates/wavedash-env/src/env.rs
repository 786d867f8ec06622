//! One match as an environment: decisions in, observations and rewards out.

use std::sync::Arc;

use arrayvec::ArrayVec;
use wavedash_core::units::MAX_CARS;
use wavedash_core::{Purpose, Stream, Vec3};
use wavedash_sim::{Arena, TrackerConfig};

use crate::act::{ActionParser, Options};
use crate::batch::RowsMut;
use crate::bot::Bot;
use crate::delay::{AllControls, Delay};
use crate::end::Ends;
use crate::error::EnvError;
use crate::match_::Match;
use crate::obs::{Lookout, Mirror, ObsBuilder};
use crate::registry::Registry;
use crate::reset::StateMutator;
use crate::reward::Reward;
use crate::scene::Scene;
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
    game: Match,
    lookout: Lookout,
    delay: Delay,
    /// Scripted agents that drive in place of the cars' own actions.
    drivers: ArrayVec<Option<Box<dyn Bot>>, MAX_CARS>,
    /// Scripted agents that say what they would do in place of each car's agent; none, or one per car.
    teachers: ArrayVec<Box<dyn Bot>, MAX_CARS>,
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
        tracker: TrackerConfig,
        (seed, id): (u64, u64),
        tick_skip: u32,
        delay_ticks: u32,
    ) -> Result<Self, EnvError> {
        let mut env = Self {
            lookout: Lookout::new(parts.observe.looks_ahead(), &arena),
            first_reset: parts.reset.save(),
            parts,
            extra: extra::Extra::default(),
            delay: Delay::new(delay_ticks),
            drivers: arena.cars().iter().map(|_| None).collect(),
            teachers: ArrayVec::new(),
            seed,
            id,
            episode: 0,
            tick_skip,
            autoreset: Autoreset::default(),
            is_over: false,
            was_held: false,
            game: Match::new(arena, tracker)?,
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
        let cars = 0..self.agents();
        self.teachers = match teacher {
            Some(name) => cars.map(|_| registry.build_bot(name)).collect::<Result<_, _>>()?,
            None => ArrayVec::new(),
        };
        Ok(())
    }

    /// Other weights of the reward's terms from the next step on.
    pub(crate) fn set_weights(&mut self, weights: &[f32]) {
        self.parts.reward.set_weights(weights, self.game.scene());
    }

    /// The same when a saved state is to follow.
    pub(crate) fn load_weights(&mut self, weights: &[f32]) {
        self.parts.reward.load_weights(weights);
    }

    /// Number of agents: every car is one.
    pub(crate) fn agents(&self) -> usize {
        self.game.scene().cars.len()
    }

    /// The match.
    pub(crate) fn arena(&self) -> &Arena {
        self.game.arena()
    }

    /// Left and right exchanged in what an agent sees; nothing if the field is not the same on both sides.
    pub(crate) fn mirror(&self) -> Option<Mirror> {
        let pads: Vec<Vec3> = self.game.scene().pads.iter().map(|pad| pad.pos).collect();
        Mirror::of(&*self.parts.observe, &pads)
    }

    /// Memory of the match, without what matches share, bytes.
    pub(crate) fn bytes(&self) -> usize {
        size_of::<Self>() + self.game.bytes() + self.lookout.bytes()
    }

    /// The match as the agents see it now.
    pub(crate) fn scene(&self) -> &Scene {
        self.game.scene()
    }

    /// One decision of every agent: `actions` are the agents' actions one after the other.
    pub(crate) fn step(&mut self, actions: &[f32], out: &mut RowsMut<'_>) -> Result<(), EnvError> {
        let parts = &self.parts;
        let now = self.game.scene();
        let mut controls: AllControls =
            actions.chunks(parts.act.len()).take(now.cars.len()).map(|action| parts.act.controls(action)).collect();
        for (car, driver) in self.drivers.iter_mut().enumerate() {
            if let Some(bot) = driver {
                let mut stream = Stream::new(self.seed, self.id << 8 | car as u64, Purpose::Action, now.tick);
                controls[car] = bot.decide(now, car, &mut stream);
            }
        }
        let lessons = out.lessons.chunks_mut(parts.act.len()).zip(&mut *out.plain_lessons);
        for ((car, teacher), (lesson, is_plain)) in self.teachers.iter_mut().enumerate().zip(lessons) {
            let mut stream = Stream::new(self.seed, self.id << 8 | car as u64, Purpose::Lesson, now.tick);
            let wanted = teacher.decide(now, car, &mut stream);
            let me = &now.cars[car];
            parts.act.nearest(&wanted, me, &mut stream, lesson);
            *is_plain = !me.is_demolished && Options::of(me).grounded && !teacher.is_committed() && !wanted.jump;
        }
        self.delay.decide(controls.clone());
        self.game.begin_step();
        for _ in 0..self.tick_skip {
            self.game.step(self.delay.tick(), &mut ());
        }
        self.game.end_step();
        self.game.look_ahead(&mut self.lookout);

        let transition = self.game.transition();
        let verdict = self.parts.end.judge(&transition);
        self.parts.reward.step(&transition, verdict.terminated, out.rewards, out.components);
        out.step_info.copy_from_slice(self.game.step_info());
        out.behaviour.copy_from_slice(self.game.behaviour());
        out.terminated.fill(verdict.terminated);
        out.truncated.fill(verdict.truncated);
        out.kickoffs.fill(verdict.kickoff && !verdict.is_over());
        self.parts.observe.note(&controls, self.game.scene());
        self.extra.note(&controls, self.game.scene());
        if verdict.is_over() {
            self.parts.observe.write(self.game.scene(), out.last_observations);
            self.end_episode()?;
        } else if verdict.kickoff {
            self.game.kickoff(&mut ());
            self.placed();
            // What the potentials were before the goal has nothing to do with the kick-off.
            self.parts.reward.reset(self.game.scene());
        }
        self.show(out);
        Ok(())
    }

    /// Observations and masks of the present scene.
    pub(crate) fn show(&self, out: &mut RowsMut<'_>) {
        self.parts.observe.write(self.game.scene(), out.observations);
        self.show_extra(out);
        let width = out.masks.len() / self.agents().max(1);
        if width > 0 {
            for (car, mask) in self.game.scene().cars.iter().zip(out.masks.chunks_mut(width)) {
                self.parts.act.mask(car, mask);
            }
        }
    }

    /// Everything was placed anew: nothing is held, and nobody remembers anything.
    fn placed(&mut self) {
        self.game.look_ahead(&mut self.lookout);
        self.game.forget_before();
        self.delay.reset(self.agents());
        self.drivers.iter_mut().flatten().chain(&mut self.teachers).for_each(|bot| bot.reset());
    }

    fn begin_episode(&mut self) -> Result<(), EnvError> {
        let mut stream = Stream::new(self.seed, self.id, Purpose::Reset, self.episode);
        let reset = &mut self.parts.reset;
        self.game.place(&mut (), |arena| reset.apply(arena, &mut stream))?;
        self.game.restart_clock();
        self.placed();
        self.parts.end.reset(&self.game.transition());
        self.parts.reward.reset(self.game.scene());
        self.parts.observe.reset(self.game.scene());
        self.extra.reset(self.game.scene());
        Ok(())
    }
}
