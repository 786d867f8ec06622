//! Start states that were recorded or made elsewhere.

use std::path::PathBuf;
use std::sync::Arc;

use wavedash_core::units::{BACK_WALL_Y, BALL_RADIUS, CEILING_Z, GOAL_BACK_Y, GOAL_HALF_WIDTH, GOAL_HEIGHT};
use wavedash_core::units::{GOAL_LINE_Y, SIDE_WALL_X, TICK_RATE};
use wavedash_core::{Stream, Team, Vec3};
use wavedash_sim::{Arena, BodyState, CarState};

use super::StateMutator;
use super::kickoff::Places;
use super::place::{self, Cars};
use crate::error::EnvError;

/// Kick-off places nearer than this to a car of the state are not used for another one, uu.
const PLACE_CLEARANCE: f32 = 300.0;

/// A car of a start state.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct StartCar {
    /// Side the car plays for.
    pub team: Team,
    /// Pose and motion.
    pub body: BodyState,
    /// Boost, 0 to 1.
    pub boost: f32,
    /// Jumped and not landed since.
    pub has_jumped: bool,
    /// Used the second jump.
    pub has_double_jumped: bool,
    /// Used the flip.
    pub has_flipped: bool,
    /// In the air, and it is too late for the second jump or flip.
    pub is_too_late_to_flip: bool,
    /// Seconds until it comes back if it is demolished.
    pub respawn_seconds: Option<f32>,
}

impl StartCar {
    /// A car that has used neither jump nor flip.
    #[must_use]
    pub fn new(team: Team, body: BodyState, boost: f32) -> Self {
        Self {
            team,
            body,
            boost,
            has_jumped: false,
            has_double_jumped: false,
            has_flipped: false,
            is_too_late_to_flip: false,
            respawn_seconds: None,
        }
    }

    fn state(&self, arena: &Arena) -> CarState {
        let late = if self.is_too_late_to_flip { f32::from(u8::MAX) } else { 0.0 };
        CarState {
            has_jumped: self.has_jumped,
            has_double_jumped: self.has_double_jumped,
            has_flipped: self.has_flipped,
            air_time: late,
            air_time_since_jump: late,
            is_demolished: self.respawn_seconds.is_some(),
            respawn_timer: self.respawn_seconds.unwrap_or(0.0),
            ..place::car(arena, self.body, self.boost.clamp(0.0, 1.0))
        }
    }
}

/// A start state: what a file says of one moment.
#[derive(Clone, Debug, PartialEq)]
pub struct StartState {
    /// The ball.
    pub ball: BodyState,
    /// The cars in the file's order.
    pub cars: Vec<StartCar>,
    /// Seconds until each pad is ready, by y, then x; empty: all are.
    pub pads: Vec<f32>,
}

impl StartState {
    /// Why the state cannot be played from; `None` if ball and cars are within the walls, goals included, and the
    /// ball has not scored.
    #[must_use]
    pub fn out_of_play(&self) -> Option<OutOfPlay> {
        let inside = |p: Vec3| {
            let in_goal = p.x.abs() <= GOAL_HALF_WIDTH && p.z <= GOAL_HEIGHT && p.y.abs() <= GOAL_BACK_Y;
            p.x.abs() <= SIDE_WALL_X && (p.y.abs() <= BACK_WALL_Y || in_goal) && (0.0..=CEILING_Z).contains(&p.z)
        };
        let is_out = |car: &StartCar| car.respawn_seconds.is_none() && !inside(car.body.pos);
        if !inside(self.ball.pos) {
            Some(OutOfPlay::BallOutside)
        } else if self.ball.pos.y.abs() > GOAL_LINE_Y + BALL_RADIUS {
            Some(OutOfPlay::BallInGoal)
        } else {
            self.cars.iter().any(is_out).then_some(OutOfPlay::CarOutside)
        }
    }
}

/// Why a start state is left out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OutOfPlay {
    /// The ball is outside of the walls.
    BallOutside,
    /// The ball has scored already.
    BallInGoal,
    /// A car is outside of the walls.
    CarOutside,
}

impl OutOfPlay {
    /// All of them, in the order in which they are looked for.
    pub const ALL: [Self; 3] = [Self::BallOutside, Self::BallInGoal, Self::CarOutside];

    /// In words.
    #[must_use]
    pub const fn text(self) -> &'static str {
        match self {
            Self::BallOutside => "ball outside of the walls",
            Self::BallInGoal => "ball in a goal already",
            Self::CarOutside => "car outside of the walls",
        }
    }
}

/// The start states of a file, read once. Clones share them.
#[derive(Clone, Debug)]
pub struct StateSet {
    states: Arc<[StartState]>,
    left_out: [usize; OutOfPlay::ALL.len()],
}

impl StateSet {
    /// Keeps the states that are in play. Published training packs have some whose ball lies
    /// outside of the walls or behind a goal line.
    pub(super) fn new(mut states: Vec<StartState>) -> Self {
        let mut left_out = [0; OutOfPlay::ALL.len()];
        states.retain(|state| {
            let why = state.out_of_play();
            why.iter().for_each(|why| left_out[*why as usize] += 1);
            why.is_none()
        });
        Self { left_out, states: states.into() }
    }

    /// The states that can be used.
    #[must_use]
    pub fn states(&self) -> &[StartState] {
        &self.states
    }

    /// How many of the file's states are not used, by the first reason that each has.
    pub fn left_out(&self) -> impl Iterator<Item = (OutOfPlay, usize)> + '_ {
        OutOfPlay::ALL.into_iter().zip(self.left_out)
    }
}

/// A file of start states as it was read.
#[derive(Clone, Debug)]
pub struct StatesFile {
    /// Where it lies.
    pub path: PathBuf,
    /// What it holds.
    pub set: StateSet,
}

/// A state of a set, each as likely as any other.
///
/// The `i`-th car of a team gets the state's `i`-th of that team. Further cars of the state are left
/// out; further cars of the arena stand at kick-off places that are free, with spawn boost.
pub(super) struct FromStates(pub(super) StateSet);

impl StateMutator for FromStates {
    fn apply(&mut self, arena: &mut Arena, stream: &mut Stream) -> Result<(), EnvError> {
        let states = self.0.states();
        let state = &states[stream.index(states.len())];
        let places = Places::draw(stream);
        let boost = (arena.mutators().boost_spawn / arena.mutators().boost_max).min(1.0);
        let mut taken = [0_usize; 2];
        let mut queue = [0_usize; 2];
        let mut cars = Cars::new();
        let recorded = |rank: usize, team: Team| state.cars.iter().filter(|car| car.team == team).nth(rank);
        for spec in arena.cars() {
            let team = spec.team;
            let rank = taken[team.index()];
            taken[team.index()] += 1;
            if let Some(car) = recorded(rank, team) {
                cars.push(car.state(arena));
                continue;
            }
            let body = loop {
                let body = places.body(queue[team.index()], team);
                queue[team.index()] += 1;
                let free = |car: &StartCar| (car.body.pos - body.pos).norm() > PLACE_CLEARANCE;
                // Beyond the five places and their queue everything is free sooner or later.
                if state.cars.iter().all(free) || queue[team.index()] > 16 {
                    break body;
                }
            };
            cars.push(place::car(arena, body, boost));
        }
        place::put(arena, state.ball, &cars)?;
        if state.pads.is_empty() {
            return Ok(());
        }
        let ticks = |i: usize| state.pads.get(i).map_or(0, |seconds| (seconds * TICK_RATE as f32) as u64);
        arena.set_pads(ticks);
        Ok(())
    }
}
