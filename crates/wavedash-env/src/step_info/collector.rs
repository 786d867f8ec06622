//! Filling the facts from what an arena and its tracker report each tick.

use arrayvec::ArrayVec;
use serde::{Deserialize, Serialize};
use wavedash_core::rules::{FLIP_WINDOW_SECONDS, WAVEDASH_KEPT_SPEED, WAVEDASH_SECONDS};
use wavedash_core::units::{MAX_CARS, TICK_SECONDS};
use wavedash_core::{Team, Vec3};
use wavedash_sim::{Arena, CarState, Event, TrackedEvent};

use super::{Behaviour, StepInfo};

/// A car whose wheels touch the ball has its origin at most this far from the ball's surface, uu:
/// from the origin to a wheel of the longest car, and the suspension.
const WHEEL_REACH: f32 = 120.0;

/// Boost that is not known.
const UNKNOWN: f32 = -1.0;

/// A flip in the air.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
struct FlipBegan {
    tick: u64,
    /// Speed along the ground with the flip's push, uu/s.
    speed: f32,
}

/// What a [`StepInfoCollector`] carries from step to step.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct StepInfoState {
    facts: ArrayVec<StepInfo, MAX_CARS>,
    flips: [Option<FlipBegan>; MAX_CARS],
    boost: [f32; MAX_CARS],
}

impl StepInfoState {
    /// Number of cars that it is about.
    #[must_use]
    pub fn cars(&self) -> usize {
        self.facts.len()
    }
}

/// Collects what happens to the cars of one arena.
///
/// Call [`tick`](Self::tick) after every step of the arena and before anything else changes it,
/// [`begin_step`](Self::begin_step) when the agents decide, and [`reset`](Self::reset) when an
/// episode begins.
///
/// * **Landed**: at least three wheels touch something after a tick when fewer did, and one of them
///   the arena.
/// * **Wavedash**: it landed at most 0.3 s after a flip began, with at least 0.9 of the speed along
///   the ground that it had with the flip's push.
/// * **Flip reset**: in the air, away from the arena, at least three wheels came to touch the ball
///   below them, when flip and double jump were used or it was too late for them.
#[derive(Clone, Debug)]
pub struct StepInfoCollector {
    facts: ArrayVec<StepInfo, MAX_CARS>,
    behaviour: ArrayVec<Behaviour, MAX_CARS>,
    /// Boost before the coming tick; negative if it is not known.
    boost: [f32; MAX_CARS],
    teams: ArrayVec<Team, MAX_CARS>,
    big_pads: Vec<bool>,
    flips: [Option<FlipBegan>; MAX_CARS],
}

impl StepInfoCollector {
    /// A collector for an arena.
    #[must_use]
    pub fn new(arena: &Arena) -> Self {
        let mut collector = Self {
            facts: ArrayVec::new(),
            behaviour: ArrayVec::new(),
            boost: [UNKNOWN; MAX_CARS],
            teams: arena.cars().iter().map(|car| car.team).collect(),
            big_pads: arena.pads().iter().map(|pad| pad.big).collect(),
            flips: [None; MAX_CARS],
        };
        collector.reset(arena.cars().len());
        collector
    }

    /// A new episode with this many cars: everything is 0.
    pub fn reset(&mut self, cars: usize) {
        self.facts.clear();
        self.facts.extend(core::iter::repeat_n(StepInfo::default(), cars.min(MAX_CARS)));
        self.behaviour.clear();
        self.behaviour.extend(core::iter::repeat_n(Behaviour::default(), cars.min(MAX_CARS)));
        self.boost = [UNKNOWN; MAX_CARS];
        self.flips = [None; MAX_CARS];
    }

    /// A new agent step: only who touched last is kept.
    pub fn begin_step(&mut self) {
        self.facts.iter_mut().for_each(StepInfo::begin_step);
        self.behaviour.fill(Behaviour::default());
    }

    /// The facts since the step began, per car.
    #[must_use]
    pub fn facts(&self) -> &[StepInfo] {
        &self.facts
    }

    /// How the cars were driven since the step began.
    #[must_use]
    pub fn behaviour(&self) -> &[Behaviour] {
        &self.behaviour
    }

    /// What the collector knows.
    #[must_use]
    pub fn save(&self) -> StepInfoState {
        StepInfoState { facts: self.facts.clone(), flips: self.flips, boost: self.boost }
    }

    /// Goes on from what a collector of the same kind of arena knew.
    ///
    /// # Panics
    /// If the state is of another number of cars.
    pub fn restore(&mut self, state: &StepInfoState) {
        assert_eq!(state.cars(), self.teams.len(), "facts of every car");
        self.facts.clone_from(&state.facts);
        self.flips = state.flips;
        self.boost = state.boost;
    }

    /// Takes in a tick: the arena's events, and what the tracker made of them.
    pub fn tick(&mut self, arena: &Arena, tracked: &[TrackedEvent]) {
        for event in arena.events() {
            self.event(arena, event);
        }
        for event in tracked {
            self.tracked(arena, event);
        }
        for ((car, own), boost) in arena.state().cars.iter().zip(&mut self.behaviour).zip(&mut self.boost) {
            own.tick(car, *boost);
            *boost = car.boost;
        }
    }

    /// Counts something that a car did.
    fn did(&mut self, car: u8, field: impl FnOnce(&mut Behaviour) -> &mut u64) {
        if let Some(behaviour) = self.behaviour.get_mut(usize::from(car)) {
            *field(behaviour) += 1;
        }
    }

    /// The tank was filled, so that what left it is not known.
    fn filled(&mut self, car: u8) {
        if let Some(boost) = self.boost.get_mut(usize::from(car)) {
            *boost = UNKNOWN;
        }
    }

    fn count(&mut self, car: u8, field: impl FnOnce(&mut StepInfo) -> &mut u8) {
        if let Some(facts) = self.facts.get_mut(usize::from(car)) {
            let count = field(facts);
            *count = count.saturating_add(1);
        }
    }

    fn mark(&mut self, car: u8, field: impl FnOnce(&mut StepInfo) -> &mut bool) {
        if let Some(facts) = self.facts.get_mut(usize::from(car)) {
            *field(facts) = true;
        }
    }

    fn event(&mut self, arena: &Arena, event: &Event) {
        match *event {
            Event::Touch { car, .. } => {
                self.facts.iter_mut().for_each(|facts| facts.touched_last = false);
                self.mark(car, |facts| &mut facts.touched_last);
                self.mark(car, |facts| &mut facts.touched);
            }
            Event::Bump { attacker, victim, .. } => {
                self.count(attacker, |facts| &mut facts.bumps);
                self.count(victim, |facts| &mut facts.bumped);
            }
            Event::Demolition { attacker, victim, .. } => {
                self.count(attacker, |facts| &mut facts.demos);
                self.mark(victim, |facts| &mut facts.demoed);
                self.flip_of(victim, None);
            }
            Event::Respawn { car, .. } => {
                self.mark(car, |facts| &mut facts.respawned);
                self.filled(car);
            }
            Event::Pickup { car, pad } => {
                let big = self.big_pads.get(usize::from(pad)).copied().unwrap_or(false);
                self.count(car, |facts| if big { &mut facts.big_pads } else { &mut facts.small_pads });
                self.did(car, |own| if big { &mut own.big_pads } else { &mut own.small_pads });
                self.filled(car);
            }
            Event::Goal { team } => {
                for (facts, side) in self.facts.iter_mut().zip(&self.teams) {
                    let goals = if *side == team { &mut facts.team_goals } else { &mut facts.concedes };
                    *goals = goals.saturating_add(1);
                }
            }
            Event::Jump { car } => {
                self.count(car, |facts| &mut facts.jumps);
                self.did(car, |own| &mut own.jumps);
            }
            Event::DoubleJump { car } => {
                self.count(car, |facts| &mut facts.double_jumps);
                self.did(car, |own| &mut own.double_jumps);
            }
            Event::Flip { car } => {
                self.count(car, |facts| &mut facts.flips);
                self.did(car, |own| &mut own.flips);
                let speed = arena.state().cars.get(usize::from(car)).map_or(0.0, along_ground);
                self.flip_of(car, Some(FlipBegan { tick: arena.state().tick, speed }));
            }
            Event::Landed { car } => self.landed(arena, car),
            Event::AutoFlip { .. } | Event::BallWorldHit { .. } | Event::Lost { .. } => {}
        }
    }

    fn tracked(&mut self, arena: &Arena, event: &TrackedEvent) {
        match *event {
            TrackedEvent::Touch { car, pos } => {
                self.count(car, |facts| &mut facts.touches);
                let index = usize::from(car);
                if let (Some(own), Some(state)) = (self.behaviour.get_mut(index), arena.state().cars.get(index)) {
                    own.touch(state, pos);
                }
            }
            TrackedEvent::Shot { car } => self.count(car, |facts| &mut facts.shots),
            TrackedEvent::Save { car, .. } => self.count(car, |facts| &mut facts.saves),
            TrackedEvent::Goal { scorer, assist, own_goal, .. } => {
                scorer.into_iter().for_each(|car| self.count(car, |facts| &mut facts.goals));
                assist.into_iter().for_each(|car| self.count(car, |facts| &mut facts.assists));
                own_goal.into_iter().for_each(|car| self.count(car, |facts| &mut facts.own_goals));
            }
            TrackedEvent::Possession { .. } => {}
        }
    }

    fn flip_of(&mut self, car: u8, flip: Option<FlipBegan>) {
        if let Some(kept) = self.flips.get_mut(usize::from(car)) {
            *kept = flip;
        }
    }

    fn landed(&mut self, arena: &Arena, car: u8) {
        let state = arena.state();
        let Some(landed) = state.cars.get(usize::from(car)) else { return };
        if landed.wheels_on_arena() == 0 {
            // The simulator gives everything back in the next tick; here it still says what was used.
            if lacked_flip(landed) && stands_on(landed, state.ball.body.pos, arena.mutators().ball_radius) {
                self.count(car, |facts| &mut facts.flip_resets);
                self.flip_of(car, None);
            }
            return;
        }
        self.mark(car, |facts| &mut facts.landed);
        let flip = self.flips.get_mut(usize::from(car)).and_then(Option::take);
        let is_wavedash = flip.is_some_and(|flip| {
            let seconds = state.tick.saturating_sub(flip.tick) as f32 * TICK_SECONDS;
            seconds <= WAVEDASH_SECONDS && along_ground(landed) >= WAVEDASH_KEPT_SPEED * flip.speed
        });
        if is_wavedash {
            self.count(car, |facts| &mut facts.wavedashes);
        }
    }
}

fn along_ground(car: &CarState) -> f32 {
    let v = car.body.vel;
    (v.x * v.x + v.y * v.y).sqrt()
}

/// Neither flip nor double jump could have been used a tick ago.
fn lacked_flip(car: &CarState) -> bool {
    car.has_flipped || car.has_double_jumped || car.air_time_since_jump >= FLIP_WINDOW_SECONDS
}

/// The ball is within reach of the wheels and on their side of the car.
fn stands_on(car: &CarState, ball: Vec3, radius: f32) -> bool {
    let to_ball = ball - car.body.pos;
    let reach = radius + WHEEL_REACH;
    to_ball.norm_squared() <= reach * reach && to_ball.dot(&car.body.frame().up) < 0.0
}

#[cfg(test)]
#[path = "tests.rs"]
mod tests;
