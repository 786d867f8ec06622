//! Where the ball will be: the arena's own ball physics without the cars.
//!
//! A prediction steps a sibling of the arena that has no cars, from the ball's state and its
//! contacts with the arena. Nothing is approximated: as long as no car touches the ball, the arena
//! follows the prediction bit for bit, bounces, rolling and falling asleep included.
//!
//! Predicted ticks are kept. When the arena's ball has arrived where it was predicted to be, one
//! tick of the arena costs one new tick of prediction; anything else (a hit, an edited state,
//! another match) is noticed by comparing a fingerprint of everything that the ball's future
//! depends on, and starts the prediction anew. The arena is only read.

use std::sync::Arc;

use arrayvec::ArrayVec;
use serde::{Deserialize, Serialize};
use wavedash_core::{StateHasher, Team, Vec3};

use crate::arena::{Arena, Buffers, Fixed};
use crate::body::BALL;
use crate::contact::{Contacts, Manifold};
use crate::event::Event;
use crate::pads::PadField;
use crate::state::{ArenaState, BallState, BodyState};

mod saved;

pub use saved::PredictorState;

/// The ball at the end of a predicted tick.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct PredictedBall {
    /// Centre, uu.
    pub pos: Vec3,
    /// Velocity, uu/s.
    pub vel: Vec3,
    /// Angular velocity about world axes, rad/s.
    pub ang_vel: Vec3,
}

/// The ball's predicted way into a goal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PredictedGoal {
    /// Ticks from now until the arena would report the goal; 1 is the next tick.
    pub ticks: usize,
    /// The side that would score.
    pub team: Team,
}

/// Predicts an arena's ball and remembers the prediction.
///
/// Cost (callgrind, release build): on average 2,500 (drive) to 4,400 (chaos) instructions per
/// computed tick, most for a ball that rolls or lies in a corner; a look at a prediction that still
/// holds takes about 200. A horizon of 240 ticks kept up through 1v1 matches, hits included,
/// computes 1.5 to 1.9 ticks per tick of the match and adds 28 % (drive) to 48 % (chaos) to its
/// cost; [`computed_ticks`](Self::computed_ticks) counts them. With that horizon a predictor holds
/// 20 KiB. After the first calls nothing allocates.
///
/// ```
/// use std::sync::Arc;
/// use wavedash_sim::{Arena, ArenaConfig, Predictor, Surface};
///
/// let mut arena = Arena::new(ArenaConfig::soccar(Arc::new(Surface::soccar()), 0, 0))?;
/// let mut ball = arena.state().ball.body;
/// ball.pos.z = 800.0;
/// arena.set_ball(ball)?;
///
/// let mut predictor = Predictor::new(&arena);
/// let in_one_second = predictor.predict(&arena, 120)[119];
/// for _ in 0..120 {
///     arena.step(&[]);
/// }
/// assert_eq!(arena.state().ball.body.pos, in_one_second.pos);
/// # Ok::<(), wavedash_sim::SimError>(())
/// ```
#[derive(Clone)]
pub struct Predictor {
    /// What the prediction is for. Arenas that share it can share a predictor.
    source: Arc<Fixed>,
    /// The arena without cars, at the end of the last predicted tick.
    world: Arena,
    /// Fingerprint of the ball as it is now.
    now: u64,
    /// The arena's tick of `now`.
    tick: u64,
    /// First predicted tick that is still ahead.
    first: usize,
    balls: Vec<PredictedBall>,
    /// Fingerprints at the end of each predicted tick.
    prints: Vec<u64>,
    /// The arena's tick at the end of predicted ticks in which a goal falls, in order.
    goals: Vec<(u64, Team)>,
    computed: u64,
}

impl Predictor {
    /// A predictor for `arena`. It has predicted nothing yet.
    #[must_use]
    pub fn new(arena: &Arena) -> Self {
        let state = arena.state();
        Self {
            source: Arc::clone(&arena.fixed),
            world: without_cars(arena),
            now: fingerprint(state),
            tick: state.tick,
            first: 0,
            balls: Vec::new(),
            prints: Vec::new(),
            goals: Vec::with_capacity(4),
            computed: 0,
        }
    }

    /// The ball at the end of each of the next `ticks` ticks: index 0 is the next tick. Goals are
    /// ignored; the ball goes on in the net.
    ///
    /// With an arena of another configuration than the last one the predictor is made anew.
    pub fn predict(&mut self, arena: &Arena, ticks: usize) -> &[PredictedBall] {
        self.follow(arena);
        self.reserve(ticks);
        while self.balls.len() - self.first < ticks {
            self.extend();
        }
        &self.balls[self.first..self.first + ticks]
    }

    /// The first goal within the next `ticks` ticks. It predicts no further than that goal.
    pub fn first_goal(&mut self, arena: &Arena, ticks: usize) -> Option<PredictedGoal> {
        self.follow(arena);
        self.reserve(ticks);
        while self.goals.is_empty() && self.balls.len() - self.first < ticks {
            self.extend();
        }
        let (tick, team) = *self.goals.first()?;
        let distance = (tick - self.tick) as usize;
        (distance <= ticks).then_some(PredictedGoal { ticks: distance, team })
    }

    /// Ticks from now (1 is the next tick) until the ball's centre is at or below `height` uu, if
    /// that happens within `ticks` ticks. It predicts no further.
    pub fn first_below(&mut self, arena: &Arena, height: f32, ticks: usize) -> Option<usize> {
        self.follow(arena);
        self.reserve(ticks);
        for ahead in 0..ticks {
            if self.balls.len() - self.first == ahead {
                self.extend();
            }
            if self.balls[self.first + ahead].pos.z <= height {
                return Some(ahead + 1);
            }
        }
        None
    }

    /// Ticks of ball physics computed since the predictor was made.
    #[must_use]
    pub fn computed_ticks(&self) -> u64 {
        self.computed
    }

    /// Memory of this predictor without what it shares with the arena, bytes.
    #[must_use]
    pub fn bytes(&self) -> usize {
        size_of::<Self>() - size_of::<Arena>()
            + self.world.bytes()
            + self.balls.capacity() * size_of::<PredictedBall>()
            + self.prints.capacity() * size_of::<u64>()
            + self.goals.capacity() * size_of::<(u64, Team)>()
    }

    /// Moves on to the arena's present, along the prediction if the arena has followed it.
    fn follow(&mut self, arena: &Arena) {
        if !Arc::ptr_eq(&self.source, &arena.fixed) {
            *self = Self { computed: self.computed, ..Self::new(arena) };
        }
        let state = arena.state();
        let print = fingerprint(state);
        let ahead = state.tick.wrapping_sub(self.tick);
        if ahead == 0 {
            if print != self.now {
                self.restart(state, print);
            }
            return;
        }
        let ahead = usize::try_from(ahead).unwrap_or(usize::MAX);
        let arrived = self.first.saturating_add(ahead);
        if self.prints.get(arrived - 1) == Some(&print) {
            self.first = arrived;
            self.now = print;
            self.tick = state.tick;
            self.goals.retain(|(tick, _)| *tick > state.tick);
        } else {
            self.restart(state, print);
        }
    }

    /// Forgets the prediction and begins at the arena's present.
    fn restart(&mut self, state: &ArenaState, print: u64) {
        self.now = print;
        self.tick = state.tick;
        self.first = 0;
        self.balls.clear();
        self.prints.clear();
        self.goals.clear();
        copy_ball(state, &mut self.world.state);
    }

    /// Makes place for `ticks` ticks, so that sliding along allocates nothing: a quarter more than
    /// that are kept before the passed ones are thrown away.
    fn reserve(&mut self, ticks: usize) {
        let ahead = self.balls.len() - self.first;
        if self.first > (ticks / 4).max(16) {
            self.balls.copy_within(self.first.., 0);
            self.prints.copy_within(self.first.., 0);
            self.balls.truncate(ahead);
            self.prints.truncate(ahead);
            self.first = 0;
        }
        let missing = (ticks + ticks / 4 + 16).saturating_sub(self.balls.len());
        if missing > self.balls.capacity() - self.balls.len() {
            self.balls.reserve_exact(missing);
            self.prints.reserve_exact(missing);
        }
    }

    /// Predicts one more tick.
    fn extend(&mut self) {
        // A tick that changed nothing, because the ball sleeps, repeats for ever.
        if let ([.., last, end], Some(ball)) = (&self.prints[..], self.balls.last().copied())
            && last == end
        {
            let end = *end;
            self.prints.push(end);
            self.balls.push(ball);
            return;
        }
        self.computed += 1;
        let events = self.world.step(&[]);
        let goal = events.iter().find_map(|event| if let Event::Goal { team } = event { Some(*team) } else { None });
        let state = &self.world.state;
        let body = &state.ball.body;
        self.balls.push(PredictedBall { pos: body.pos, vel: body.vel, ang_vel: body.ang_vel });
        self.prints.push(fingerprint(state));
        if let Some(team) = goal {
            self.goals.push((self.tick + (self.balls.len() - self.first) as u64, team));
        }
    }
}

/// The arena with its ball and without cars and pads. It shares the surface.
fn without_cars(arena: &Arena) -> Arena {
    let from = &*arena.fixed;
    let fixed = Fixed {
        cars: Vec::new(),
        models: Vec::new(),
        mutators: from.mutators,
        quantise: from.quantise,
        surface: from.surface.clone(),
        parts: from.parts.clone(),
        ball: from.ball,
        ball_inv_mass: from.ball_inv_mass,
        ball_inv_inertia: from.ball_inv_inertia,
        ball_drag: from.ball_drag,
        materials: from.materials,
        pads: PadField::new(&[], &from.mutators),
        solver: from.solver,
    };
    let mut state = ArenaState {
        tick: 0,
        score: [0, 0],
        lost: 0,
        in_goal: false,
        ball: BallState::default(),
        cars: ArrayVec::new(),
        pads_ready: Vec::new(),
        contacts: Contacts::default(),
    };
    copy_ball(arena.state(), &mut state);
    Arena {
        fixed: Arc::new(fixed),
        seed: arena.seed,
        id: arena.id,
        state,
        events: Vec::new(),
        buffers: Buffers::default(),
        recorded_slots: Vec::new(),
    }
}

fn copy_ball(from: &ArenaState, to: &mut ArenaState) {
    to.ball = from.ball;
    to.in_goal = from.in_goal;
    to.contacts.manifolds.clear();
    to.contacts.manifolds.extend(ball_contacts(from));
}

/// The ball's contacts with the arena.
fn ball_contacts(state: &ArenaState) -> impl Iterator<Item = &Manifold> {
    state.contacts.manifolds.iter().filter(|m| usize::from(m.a) == BALL && m.is_on_arena())
}

/// Hash of everything that the ball's future without cars depends on. It lives in memory only, so
/// it may be cheaper than the hash of a state: an invertible mix per 64 bits, so that no single
/// difference can get lost.
fn fingerprint(state: &ArenaState) -> u64 {
    let ball = &state.ball;
    let BodyState { pos, rot, vel, ang_vel } = &ball.body;
    let q = rot.as_ref().coords;
    let pair = |a: f32, b: f32| u64::from(a.to_bits()) << 32 | u64::from(b.to_bits());
    let flags = u64::from(ball.activity as u8) << 1 | u64::from(state.in_goal);
    let words = [
        pair(pos.x, pos.y),
        pair(pos.z, vel.x),
        pair(vel.y, vel.z),
        pair(ang_vel.x, ang_vel.y),
        pair(ang_vel.z, ball.slow_seconds),
        pair(q.x, q.y),
        pair(q.z, q.w),
        flags,
    ];
    let print = words.into_iter().fold(0, mixed);
    let mut contacts = ball_contacts(state).peekable();
    if contacts.peek().is_none() {
        return print;
    }
    let mut h = StateHasher::new();
    contacts.for_each(|m| m.hash(&mut h));
    mixed(print, h.finish())
}

fn mixed(print: u64, word: u64) -> u64 {
    // An odd factor without structure: 2^64 divided by the golden ratio.
    const FACTOR: u64 = 0x9E37_79B9_7F4A_7C15;
    let x = (print ^ word).wrapping_mul(FACTOR);
    x ^ x >> 32
}
