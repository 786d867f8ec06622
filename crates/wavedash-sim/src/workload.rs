//! The chaos and drive workloads: seeded drivers on which speed, soak and hash figures agree.
//!
//! Chaos follows a recipe that exists for other simulators too, so that figures compare: all cars
//! chase the ball with noisy, partly inverted controls. A car decides anew with probability 0.05
//! per tick and keeps its controls otherwise, so a tick draws one number for up to four cars: the
//! drivers of two cars cost about 170 instructions per tick (callgrind). Drive is chaos without
//! jump and handbrake and with throttle of at least 0.5.

use arrayvec::ArrayVec;
use wavedash_core::rules::{CAR_MAX_SPEED, FLIP_WINDOW_SECONDS};
use wavedash_core::units::MAX_CARS;
use wavedash_core::{Controls, Frame, Purpose, Stream, Vec3};

use crate::arena::Arena;
use crate::error::SimError;
use crate::event::Event;
use crate::state::{BallState, CarState};

/// Ticks after which a match starts again with a kick-off.
pub const KICKOFF_TICKS: u64 = 10_000;
/// 0.05 in units of 2^-16: a tick's random bits hold one 16-bit number per car.
const DECISION: u64 = 3277;

/// Which drivers.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum WorkloadKind {
    /// Noisy chasing: in the air most of the time.
    #[default]
    Chaos,
    /// The same on wheels: no jump, no handbrake, always on the throttle.
    Drive,
}

/// The drivers of one arena. Every number comes from (seed, arena id, tick).
#[derive(Clone, Debug)]
pub struct Workload {
    kind: WorkloadKind,
    seed: u64,
    arena_id: u64,
    tick: u64,
    next_kickoff: u64,
    controls: ArrayVec<Controls, MAX_CARS>,
}

impl Workload {
    /// Drivers for `cars` cars. Begin with [`kickoff`](Self::kickoff).
    #[must_use]
    pub fn new(kind: WorkloadKind, seed: u64, arena_id: u64, cars: usize) -> Self {
        let controls = core::iter::repeat_n(Controls::NONE, cars.min(MAX_CARS)).collect();
        Self { kind, seed, arena_id, tick: 0, next_kickoff: KICKOFF_TICKS, controls }
    }

    /// Starts the match anew: kick-off places, and up to 1000 uu/s for the ball along each axis.
    ///
    /// # Errors
    /// None that can occur with an arena's own state.
    pub fn kickoff(&mut self, arena: &mut Arena) -> Result<(), SimError> {
        let push = self.begin();
        arena.kickoff();
        let mut state = arena.state().clone();
        state.ball.body.vel += push;
        arena.set_state(&state)
    }

    /// What [`kickoff`](Self::kickoff) does to the drivers, for a match in another simulator. The
    /// result is what to add to the ball's velocity, uu/s.
    pub fn begin(&mut self) -> Vec3 {
        // Decisions draw from even tick keys, kick-offs from odd ones.
        let mut stream = Stream::new(self.seed, self.arena_id, Purpose::Workload, 2 * self.tick + 1);
        self.next_kickoff = self.tick + KICKOFF_TICKS;
        Vec3::from([(); 3].map(|()| 1000.0 * stream.symmetric()))
    }

    /// The last step ended with a kick-off: the state does not follow from the one before.
    #[must_use]
    pub const fn is_at_kickoff(&self) -> bool {
        self.next_kickoff == self.tick + KICKOFF_TICKS
    }

    /// What every car holds in the coming tick.
    #[inline]
    pub fn controls(&mut self, arena: &Arena) -> &[Controls] {
        let state = arena.state();
        self.controls_of(|index| state.cars.get(index).map(|car| Sight::of(&state.ball, car)))
    }

    /// The same for cars of any simulator: `look` is called for each car that decides anew, with
    /// its index, and answers what its driver sees (`None`: there is no such car).
    #[inline]
    pub fn controls_of(&mut self, mut look: impl FnMut(usize) -> Option<Sight>) -> &[Controls] {
        let mut stream = Stream::new(self.seed, self.arena_id, Purpose::Workload, 2 * self.tick);
        let mut bits = 0;
        for (index, held) in self.controls.iter_mut().enumerate() {
            if index % 4 == 0 {
                bits = stream.bits();
            }
            if bits & 0xFFFF < DECISION
                && let Some(sight) = look(index)
            {
                *held = decide(self.kind, &sight, &mut stream);
            }
            bits >>= 16;
        }
        &self.controls
    }

    /// Counts a tick that has been stepped. True if the match has to start anew: after a goal and
    /// every [`KICKOFF_TICKS`].
    #[inline]
    pub const fn advance(&mut self, goal: bool) -> bool {
        self.tick += 1;
        goal || self.tick >= self.next_kickoff
    }

    /// Steps the arena by one tick, hands its events to `on_event`, and starts anew after a goal
    /// and every [`KICKOFF_TICKS`].
    ///
    /// # Errors
    /// As [`kickoff`](Self::kickoff).
    #[inline]
    pub fn step(&mut self, arena: &mut Arena, mut on_event: impl FnMut(&Event)) -> Result<(), SimError> {
        self.controls(arena);
        let mut goal = false;
        for event in arena.step(&self.controls) {
            goal |= matches!(event, Event::Goal { .. });
            on_event(event);
        }
        if self.advance(goal) { self.kickoff(arena) } else { Ok(()) }
    }
}

/// What a driver looks at when it decides: positions in uu, velocities in uu/s, all in world axes.
#[derive(Clone, Copy, Debug)]
pub struct Sight {
    /// Position of the ball.
    pub ball_pos: Vec3,
    /// Velocity of the ball.
    pub ball_vel: Vec3,
    /// Position of the car.
    pub pos: Vec3,
    /// Where the car's nose points.
    pub forward: Vec3,
    /// The car's right.
    pub right: Vec3,
    /// Angular velocity of the car about the vertical, rad/s.
    pub spin: f32,
    /// At least three wheels touch something.
    pub on_ground: bool,
    /// In the pushing phase of a jump.
    pub is_jumping: bool,
    /// Neither flip nor double jump was used, and the time for them is not over.
    pub can_flip: bool,
}

impl Sight {
    #[inline]
    fn of(ball: &BallState, car: &CarState) -> Self {
        let frame = Frame::of(&car.body.rot);
        Self {
            ball_pos: ball.body.pos,
            ball_vel: ball.body.vel,
            pos: car.body.pos,
            forward: frame.forward,
            right: frame.right,
            spin: car.body.ang_vel.z,
            on_ground: car.on_ground,
            is_jumping: car.is_jumping,
            can_flip: !car.has_double_jumped && !car.has_flipped && car.air_time_since_jump < FLIP_WINDOW_SECONDS,
        }
    }
}

/// One decision of one car.
#[inline(never)]
fn decide(kind: WorkloadKind, car: &Sight, stream: &mut Stream) -> Controls {
    let to_ball = car.ball_pos - car.pos;
    let seconds = to_ball.norm() / CAR_MAX_SPEED;
    let aim = to_ball + Vec3::new(car.ball_vel.x, car.ball_vel.y, 0.0) * seconds;
    let aim = wavedash_core::math::normalize_or_zero(aim);
    let (ahead, side) = (aim.dot(&car.forward), aim.dot(&car.right));

    let mut c = Controls { throttle: 1.0, steer: (4.0 * side).clamp(-1.0, 1.0), ..Controls::NONE };
    if ahead < 0.0 && car.spin.abs() >= 1.0 && car.pos.z < 300.0 {
        c.handbrake = stream.chance(0.8);
    }
    if ahead < -0.4 {
        c.throttle = ahead;
    }
    c.boost = ahead > 0.3;

    c.pitch = stream.symmetric();
    c.yaw = stream.symmetric();
    c.roll = stream.symmetric() * stream.unit();
    let jump_chance = match (car.on_ground, car.is_jumping) {
        (true, _) => 0.04,
        (false, true) => 0.5,
        (false, false) => 0.1,
    };
    c.jump = stream.chance(jump_chance);
    if !car.on_ground && !car.is_jumping && car.can_flip && c.jump {
        if stream.chance(0.5) {
            let k = stream.unit().sqrt();
            c.pitch += (-ahead - c.pitch) * k;
            c.yaw += (side - c.yaw) * k;
        } else if stream.chance(0.2) {
            (c.pitch, c.yaw, c.roll) = (0.0, 0.0, 0.0);
        }
    }

    let mut cubed_noise = || {
        let size = stream.unit();
        stream.symmetric() * size * size * size
    };
    c.throttle += cubed_noise();
    c.steer += cubed_noise();
    let mut noise = || stream.symmetric() * stream.unit();
    c.pitch += noise();
    c.yaw += noise();
    c.roll += noise();
    c.jump ^= stream.chance(0.2);
    c.boost ^= stream.chance(0.2);
    c.handbrake ^= stream.chance(0.2);
    if kind == WorkloadKind::Drive {
        (c.jump, c.handbrake) = (false, false);
        c.throttle = c.throttle.max(0.5);
    }
    c.clamped()
}
