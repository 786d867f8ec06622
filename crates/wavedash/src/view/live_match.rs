//! The match of a live source: countdowns, play, goals, overtime, the end; recorded and paid beside it.

use std::collections::VecDeque;

use wavedash_core::units::TICK_RATE;
use wavedash_core::{Controls, Snapshot};
use wavedash_env::duel::{Pause, Venue};
use wavedash_env::reward::Reward;
use wavedash_env::{Clock, Scene, StepInfoCollector, Transition};
use wavedash_eval::Watched;
use wavedash_replay::log::{Agent, FileRecorder, Rules, Watch};
use wavedash_replay::{Happening, Timed};
use wavedash_sim::{Arena, CarSpec, Tracker, TrackerConfig};
use wavedash_viewer::source::{Curves, Frame, Phase};

use super::curves::Parts;
use super::live::LivePlan;
use super::words::thought;
use crate::record::agent;

/// How long a goal is celebrated, ticks of the show.
const CELEBRATION: u64 = 2 * TICK_RATE as u64;
/// Ticks between two payments of rewards: the tick skip that agents are trained with.
const STEP_TICKS: u64 = 8;
/// Payments that are kept: 10 s.
const KEPT: usize = 150;

/// What goes on.
#[derive(Clone, Copy)]
enum Stage {
    /// Ticks of the show until the kick-off.
    Countdown(u64),
    Play,
    /// Ticks left; who scored.
    Goal(u64, wavedash_core::Team, Option<u8>),
    Over,
}

/// One match.
pub(super) struct LiveMatch<'a> {
    game: Watched<'a>,
    plan: &'a LivePlan,
    stage: Stage,
    recorder: Option<FileRecorder>,
    watch: Watch,
    paymaster: Paymaster,
    /// What is shown: the present tick, or while a goal is celebrated the one before it.
    shown: Snapshot,
    found: Vec<Timed>,
}

impl<'a> LiveMatch<'a> {
    pub(super) fn new(venue: &Venue, plan: &'a LivePlan, number: u64) -> anyhow::Result<Self> {
        let both = [&*plan.both[0], &*plan.both[1]];
        let mut game = Watched::with_hand(venue, both, plan.rules, (plan.seed, number), plan.sampled, plan.human)?;
        game.ask_for_insights();
        let arena = game.duel().arena();
        let recorder = match &plan.record {
            Some(path) => {
                let driver = |(index, car): (usize, &CarSpec)| match plan.human {
                    Some(human) if human == index => Ok(Agent { name: "human".to_owned(), tick_skip: None }),
                    _ => agent(both[car.team.index()]),
                };
                let agents = venue.cars().iter().enumerate().map(driver).collect::<anyhow::Result<Vec<_>>>()?;
                let ticks = (f64::from(plan.rules.seconds) * f64::from(TICK_RATE)).round() as u64;
                Some(FileRecorder::create(path, arena, &agents, Rules { ticks: Some(ticks), goals: plan.rules.goals })?)
            }
            None => None,
        };
        Ok(Self {
            watch: Watch::new(arena)?,
            paymaster: Paymaster::new(arena, plan)?,
            shown: arena.snapshot(),
            stage: countdown(plan),
            found: vec![Timed { seconds: 0.0, happening: Happening::Kickoff }],
            game,
            plan,
            recorder,
        })
    }

    pub(super) fn arena(&self) -> &Arena {
        self.game.duel().arena()
    }

    /// One tick of the show; `tick` is its number.
    pub(super) fn tick(&mut self, held: Controls, tick: u64) -> anyhow::Result<()> {
        let seconds = tick as f64 / f64::from(TICK_RATE);
        match &mut self.stage {
            Stage::Countdown(0) => self.stage = Stage::Play,
            Stage::Countdown(left) => *left -= 1,
            Stage::Goal(0, ..) => {
                self.shown = self.game.duel().arena().snapshot();
                self.found.push(Timed { seconds, happening: Happening::Kickoff });
                self.stage = countdown(self.plan);
            }
            Stage::Goal(left, ..) => *left -= 1,
            Stage::Over => {}
            Stage::Play => self.step(held, seconds)?,
        }
        Ok(())
    }

    fn step(&mut self, held: Controls, seconds: f64) -> anyhow::Result<()> {
        if let Some(human) = self.plan.human {
            self.game.hold(human, held);
        }
        let pause = self.game.tick()?;
        let duel = self.game.duel();
        let is_placed = pause == Some(Pause::Goal);
        if let Some(recorder) = &mut self.recorder {
            recorder.tick(duel.applied(), duel.arena(), is_placed)?;
        }
        let found = self.watch.tick(duel.arena(), self.shown.ball.pos, is_placed);
        // The kick-off is announced when it is shown.
        let found = found.iter().filter(|happening| **happening != Happening::Kickoff);
        self.found.extend(found.map(|happening| Timed { seconds, happening: *happening }));
        self.paymaster.tick(duel.arena(), seconds, is_placed || pause == Some(Pause::Over));
        let goal = self.game.duel().goals().last().copied().filter(|goal| goal.tick == self.game.duel().ticks());
        self.stage = match (pause, goal) {
            (Some(Pause::Over), _) => Stage::Over,
            (Some(Pause::Goal), Some(goal)) => Stage::Goal(CELEBRATION, goal.team, goal.scorer),
            _ => Stage::Play,
        };
        // After a goal the arena already stands at the next kick-off.
        if is_placed {
            self.shown.score = self.game.duel().score();
        } else {
            self.game.duel().arena().snapshot_into(&mut self.shown);
        }
        if matches!(self.stage, Stage::Over) {
            self.finish()?;
        }
        Ok(())
    }

    /// The frame of the show's tick.
    pub(super) fn frame(&self, tick: u64) -> Frame {
        let duel = self.game.duel();
        let second = u64::from(TICK_RATE);
        let phase = match self.stage {
            Stage::Countdown(left) => Phase::Countdown(left.div_ceil(second) as u8),
            Stage::Play => Phase::Play,
            Stage::Goal(_, team, scorer) => Phase::Goal { team, scorer },
            Stage::Over => Phase::Over,
        };
        let over = duel.seconds() - self.plan.rules.seconds;
        let mut snapshot = self.shown.clone();
        snapshot.score = duel.score();
        let thoughts = (0..snapshot.cars.len()).map(|car| {
            let insight = self.game.insight(car)?;
            let wavedash_env::duel::Seat::Agent(spec) = self.plan.both[snapshot.cars[car].team.index()].seat().ok()?
            else {
                return None;
            };
            Some(std::sync::Arc::new(thought(insight, &spec)))
        });
        Frame {
            seconds: tick as f64 / f64::from(TICK_RATE),
            clock: Some(if duel.is_overtime() { over.max(0.0) } else { duel.seconds_left() }),
            is_overtime: duel.is_overtime(),
            phase,
            contacts: Frame::contacts_of(duel.arena()),
            thoughts: thoughts.collect(),
            snapshot,
        }
    }

    /// What has happened since this was asked for.
    pub(super) fn new_happenings(&mut self) -> Vec<Timed> {
        core::mem::take(&mut self.found)
    }

    /// The rewards of the last seconds, if there are new ones.
    pub(super) fn new_rewards(&mut self) -> Option<Curves> {
        self.paymaster.new_curves()
    }

    /// Ends the recording, if it has not ended with the match.
    pub(super) fn finish(&mut self) -> anyhow::Result<()> {
        if let Some(recorder) = self.recorder.take() {
            recorder.finish(self.game.duel().arena())?;
        }
        Ok(())
    }
}

/// Scripted agents alone need no time to get ready.
fn countdown(plan: &LivePlan) -> Stage {
    Stage::Countdown(u64::from(plan.countdown) * u64::from(TICK_RATE))
}

/// Pays rewards for a match that is played by somebody else.
struct Paymaster {
    tracker: Tracker,
    facts: StepInfoCollector,
    reward: Reward,
    parts: Parts,
    name: String,
    before: Scene,
    now: Scene,
    clock: Clock,
    /// Ticks since the last payment.
    ticks: u64,
    out: Vec<f32>,
    components: Vec<f32>,
    /// Potentials of the payment before.
    last: Option<Vec<f32>>,
    paid: VecDeque<(f64, Vec<f32>)>,
    is_new: bool,
}

impl Paymaster {
    fn new(arena: &Arena, plan: &LivePlan) -> anyhow::Result<Self> {
        let mut reward = Reward::new(&plan.reward.config)?;
        let scene = Scene::new(&arena.snapshot(), arena.pads());
        reward.reset(&scene);
        let cars = arena.cars().len();
        let width = reward.component_names().len();
        Ok(Self {
            tracker: Tracker::new(arena, TrackerConfig::default())?,
            facts: StepInfoCollector::new(arena),
            parts: Parts::of(plan.reward.plan()),
            name: plan.reward.name.clone(),
            before: scene.clone(),
            now: scene,
            clock: Clock::default(),
            ticks: 0,
            out: vec![0.0; cars],
            components: vec![0.0; cars * width],
            last: None,
            paid: VecDeque::with_capacity(KEPT),
            is_new: false,
            reward,
        })
    }

    fn tick(&mut self, arena: &Arena, seconds: f64, is_end: bool) {
        let tracked = self.tracker.update(arena);
        self.facts.tick(arena, tracked);
        self.ticks += 1;
        if self.ticks < STEP_TICKS && !is_end {
            return;
        }
        self.ticks = 0;
        core::mem::swap(&mut self.before, &mut self.now);
        self.now.read(&arena.snapshot());
        self.clock.ticks += STEP_TICKS;
        let facts = self.facts.facts();
        let transition =
            Transition { before: &self.before, now: &self.now, step_info: facts, clock: self.clock, is_first: false };
        self.reward.step(&transition, is_end, &mut self.out, &mut self.components);
        let row = self.row();
        if self.paid.len() == KEPT {
            self.paid.pop_front();
        }
        self.paid.push_back((seconds, row));
        self.is_new = true;
        self.facts.begin_step();
        if is_end {
            self.tracker.reset();
            self.facts.reset(self.out.len());
            self.before.clone_from(&self.now);
            self.reward.reset(&self.now);
            self.clock = Clock::default();
            self.last = None;
        }
    }

    /// What is shown of a payment: changes of potentials, and what was paid for events; car by car.
    fn row(&mut self) -> Vec<f32> {
        let width = self.reward.component_names().len();
        let mut potentials = Vec::new();
        let mut row = Vec::with_capacity(self.out.len() * self.parts.shown);
        for (car, components) in self.components.chunks_exact(width).enumerate() {
            for (index, value) in components[..self.parts.shown.min(width)].iter().enumerate() {
                if index < self.parts.potentials {
                    let before = self.last.as_ref().map_or(*value, |last| last[car * self.parts.potentials + index]);
                    row.push(value - before);
                    potentials.push(*value);
                } else {
                    row.push(*value);
                }
            }
        }
        self.last = Some(potentials);
        row
    }

    fn new_curves(&mut self) -> Option<Curves> {
        if !core::mem::take(&mut self.is_new) {
            return None;
        }
        let shown = self.parts.shown;
        let of_car = |car: usize| {
            (0..shown).map(|index| self.paid.iter().map(|(_, row)| row[car * shown + index]).collect()).collect()
        };
        Some(Curves {
            name: self.name.clone(),
            names: self.reward.component_names()[..shown].to_vec(),
            seconds: self.paid.iter().map(|(seconds, _)| *seconds).collect(),
            values: (0..self.out.len()).map(of_car).collect(),
        })
    }
}
