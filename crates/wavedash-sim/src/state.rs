//! The whole state of an arena as plain data: what save, restore, clone and hash work on.
//!
//! A tick is a function of this state, the controls and the arena's fixed configuration; nothing
//! else is carried from tick to tick.

use core::fmt::Display;

use arrayvec::ArrayVec;
use serde::{Deserialize, Serialize};
use wavedash_core::rules::BALL_REST_Z;
use wavedash_core::units::MAX_CARS;
use wavedash_core::{Controls, Frame, Quat, StateHasher, Vec3};

use crate::body::BALL;
use crate::config::finite;
use crate::contact::Contacts;
use crate::error::SimError;

/// Pose and motion of the ball or a car.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct BodyState {
    /// Origin, which is the centre of mass, uu.
    pub pos: Vec3,
    /// Orientation, body to world.
    pub rot: Quat,
    /// Velocity, uu/s. May exceed the limit by one tick of acceleration.
    pub vel: Vec3,
    /// Angular velocity about world axes, rad/s.
    pub ang_vel: Vec3,
}

impl BodyState {
    /// At rest at `pos`, unrotated.
    #[must_use]
    pub fn at(pos: Vec3) -> Self {
        Self { pos, rot: Quat::identity(), vel: Vec3::zeros(), ang_vel: Vec3::zeros() }
    }

    /// The body's axes in world coordinates.
    #[must_use]
    pub fn frame(&self) -> Frame {
        Frame::of(&self.rot)
    }

    pub(crate) fn check(&self, name: impl Display) -> Result<(), SimError> {
        for (field, v) in [("pos", self.pos), ("vel", self.vel), ("ang_vel", self.ang_vel)] {
            for (axis, value) in ["x", "y", "z"].into_iter().zip(v.iter()) {
                finite(format_args!("{name}.{field}.{axis}"), *value)?;
                // Squares of larger numbers would not be finite.
                crate::config::range(format_args!("{name}.{field}.{axis}"), *value, "within +-1e6", |x| {
                    x.abs() <= 1e6
                })?;
            }
        }
        for (axis, value) in ["x", "y", "z", "w"].into_iter().zip(self.rot.as_ref().coords.iter()) {
            finite(format_args!("{name}.rot.{axis}"), *value)?;
        }
        let length = self.rot.as_ref().norm();
        crate::config::range(format_args!("length of {name}.rot"), length, "about 1 (a unit quaternion)", |x| {
            (0.99..=1.01).contains(&x)
        })
    }

    fn hash(&self, h: &mut StateHasher) {
        h.vec3(self.pos);
        self.rot.as_ref().coords.iter().for_each(|x| h.f32(*x));
        h.vec3(self.vel);
        h.vec3(self.ang_vel);
    }
}

/// Whether the ball is simulated. Only the ball sleeps.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[repr(u8)]
pub enum Activity {
    /// Moves.
    #[default]
    Awake,
    /// Slow for two seconds; sleeps as soon as no car is near.
    Drowsy,
    /// Stands still until something touches it.
    Asleep,
}

/// The ball.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct BallState {
    /// Pose and motion.
    pub body: BodyState,
    /// Whether it is simulated.
    pub activity: Activity,
    /// Seconds it has been slow.
    pub slow_seconds: f32,
}

impl Default for BallState {
    fn default() -> Self {
        Self { body: BodyState::at(Vec3::new(0.0, 0.0, BALL_REST_Z)), activity: Activity::Awake, slow_seconds: 0.0 }
    }
}

/// A match that lasts longer than any machine: sums with ticks up to this cannot overflow.
const LAST_TICK: u64 = 1 << 56;

/// "None" of a tick, car or pad index in the flat state.
pub(crate) const NO_INDEX: u8 = u8::MAX;

/// A car, hidden timers included. Flags are as of the end of the last tick.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct CarState {
    /// Pose and motion.
    pub body: BodyState,
    /// Boost, 0 to the mutator's maximum.
    pub boost: f32,
    /// At least three wheels touch something.
    pub on_ground: bool,
    /// Bits 0 to 3: the wheel touches something (front -y, front +y, rear -y, rear +y).
    /// Bits 4 to 7: what it touches is the arena.
    pub wheel_contacts: u8,
    /// Mean normal of the wheels that touch the arena; zero if none does.
    pub ground_normal: Vec3,
    /// All touching wheels were extending fast in the last tick: the car is taking off.
    pub wheels_extending: bool,
    /// Direction in which the arena pushed the hitbox in the last tick; zero if it did not.
    pub hull_normal: Vec3,
    /// Suspension length of each wheel below its connection point, uu.
    pub suspension: [f32; 4],
    /// Angle of the front wheels, rad.
    pub steer_angle: f32,
    /// Handbrake value, 0 to 1: rises while held, falls otherwise.
    pub handbrake: f32,
    /// Jumped and not yet landed or settled.
    pub has_jumped: bool,
    /// In the pushing phase of a jump.
    pub is_jumping: bool,
    /// The button was released during this jump.
    pub jump_hold_broken: bool,
    /// The second jump was used.
    pub has_double_jumped: bool,
    /// The flip was used.
    pub has_flipped: bool,
    /// Flip torque is acting.
    pub is_flipping: bool,
    /// Turning over after lying on the roof.
    pub is_auto_flipping: bool,
    /// Boost is firing.
    pub is_boosting: bool,
    /// At or above supersonic speed, grace time included.
    pub is_supersonic: bool,
    /// Demolished and waiting to come back.
    pub is_demolished: bool,
    /// Ticks since the jump began, or since it ended.
    pub jump_ticks: u32,
    /// Seconds off the ground.
    pub air_time: f32,
    /// Seconds since the jump's push ended, while off the ground.
    pub air_time_since_jump: f32,
    /// Seconds since the flip began or ended.
    pub flip_time: f32,
    /// Flip torque direction in car axes: about forward, about right.
    pub flip_torque: [f32; 2],
    /// Seconds of turning over that are left.
    pub auto_flip_timer: f32,
    /// Direction of turning over, +1 or -1.
    pub auto_flip_sign: f32,
    /// Seconds of the current boost.
    pub boosting_time: f32,
    /// Seconds since the last boost.
    pub time_since_boosted: f32,
    /// Seconds below supersonic speed while still counting as supersonic.
    pub supersonic_grace: f32,
    /// Seconds until the car may bump again.
    pub bump_cooldown: f32,
    /// Whom the cooldown concerns; 255: everybody.
    pub bump_victim: u8,
    /// Seconds until a demolished car comes back.
    pub respawn_timer: f32,
    /// Tick of the last demolition of this car.
    pub demolished_tick: u64,
    /// Who did it; 255: nobody.
    pub demolished_by: u8,
    /// Tick after the last extra ball impulse of this car; 0: none yet.
    pub extra_hit_tick: u64,
    /// The pad the car stands on; 255: none.
    pub pad: u8,
    /// Tick when it drove onto that pad.
    pub pad_tick: u64,
    /// Controls applied in the last tick.
    pub prev_controls: Controls,
}

impl CarState {
    /// A car standing at `body`, four wheels down, nothing used, with `boost` in the tank.
    #[must_use]
    pub fn standing(body: BodyState, boost: f32) -> Self {
        Self {
            body,
            boost,
            on_ground: true,
            wheel_contacts: 0,
            ground_normal: Vec3::zeros(),
            wheels_extending: false,
            hull_normal: Vec3::zeros(),
            suspension: [0.0; 4],
            steer_angle: 0.0,
            handbrake: 0.0,
            has_jumped: false,
            is_jumping: false,
            jump_hold_broken: false,
            has_double_jumped: false,
            has_flipped: false,
            is_flipping: false,
            is_auto_flipping: false,
            is_boosting: false,
            is_supersonic: false,
            is_demolished: false,
            jump_ticks: 0,
            air_time: 0.0,
            air_time_since_jump: 0.0,
            flip_time: 0.0,
            flip_torque: [0.0; 2],
            auto_flip_timer: 0.0,
            auto_flip_sign: 0.0,
            boosting_time: 0.0,
            time_since_boosted: 0.0,
            supersonic_grace: 0.0,
            bump_cooldown: 0.0,
            bump_victim: NO_INDEX,
            respawn_timer: 0.0,
            demolished_tick: 0,
            demolished_by: NO_INDEX,
            extra_hit_tick: 0,
            pad: NO_INDEX,
            pad_tick: 0,
            prev_controls: Controls::NONE,
        }
    }

    /// Number of wheels that touch anything.
    #[must_use]
    pub const fn wheels_down(&self) -> u32 {
        (self.wheel_contacts & 0x0f).count_ones()
    }

    /// Number of wheels that touch the arena.
    #[must_use]
    pub const fn wheels_on_arena(&self) -> u32 {
        (self.wheel_contacts >> 4).count_ones()
    }

    pub(crate) fn check(&self, name: impl Display, pads: usize) -> Result<(), SimError> {
        self.body.check(&name)?;
        let numbers = [
            ("boost", self.boost),
            ("handbrake", self.handbrake),
            ("steer_angle", self.steer_angle),
            ("air_time", self.air_time),
            ("air_time_since_jump", self.air_time_since_jump),
            ("flip_time", self.flip_time),
            ("auto_flip_timer", self.auto_flip_timer),
            ("boosting_time", self.boosting_time),
            ("time_since_boosted", self.time_since_boosted),
            ("supersonic_grace", self.supersonic_grace),
            ("bump_cooldown", self.bump_cooldown),
            ("respawn_timer", self.respawn_timer),
            ("suspension[0]", self.suspension[0]),
            ("suspension[1]", self.suspension[1]),
            ("suspension[2]", self.suspension[2]),
            ("suspension[3]", self.suspension[3]),
        ];
        for (field, value) in numbers {
            finite(format_args!("{name}.{field}"), value)?;
        }
        let directions = [
            ("flip_torque[0]", self.flip_torque[0]),
            ("flip_torque[1]", self.flip_torque[1]),
            ("auto_flip_sign", self.auto_flip_sign),
            ("length of ground_normal", self.ground_normal.norm()),
            ("length of hull_normal", self.hull_normal.norm()),
        ];
        for (field, value) in directions {
            crate::config::range(format_args!("{name}.{field}"), value, "from -1.01 to 1.01", |x| x.abs() <= 1.01)?;
        }
        if self.pad != NO_INDEX && usize::from(self.pad) >= pads {
            return Err(SimError::OutOfRange {
                field: format!("{name}.pad"),
                expected: "the index of a pad of this arena, or 255",
                value: self.pad.into(),
            });
        }
        crate::config::range(format_args!("{name}.boost"), self.boost, "0 or greater", |x| x >= 0.0)
    }

    fn hash(&self, h: &mut StateHasher) {
        self.body.hash(h);
        h.vec3(self.ground_normal);
        h.vec3(self.hull_normal);
        let flags = [
            self.on_ground,
            self.wheels_extending,
            self.has_jumped,
            self.is_jumping,
            self.jump_hold_broken,
            self.has_double_jumped,
            self.has_flipped,
            self.is_flipping,
            self.is_auto_flipping,
            self.is_boosting,
            self.is_supersonic,
            self.is_demolished,
            self.prev_controls.jump,
            self.prev_controls.boost,
            self.prev_controls.handbrake,
        ];
        let bits = flags.iter().rev().fold(0_u64, |bits, flag| bits << 1 | u64::from(*flag));
        h.u64(bits << 32 | u64::from(self.jump_ticks));
        h.bytes(&[self.wheel_contacts, self.bump_victim, self.demolished_by, self.pad]);
        let floats = [
            self.boost,
            self.suspension[0],
            self.suspension[1],
            self.suspension[2],
            self.suspension[3],
            self.steer_angle,
            self.handbrake,
            self.air_time,
            self.air_time_since_jump,
            self.flip_time,
            self.flip_torque[0],
            self.flip_torque[1],
            self.auto_flip_timer,
            self.auto_flip_sign,
            self.boosting_time,
            self.time_since_boosted,
            self.supersonic_grace,
            self.bump_cooldown,
            self.respawn_timer,
            self.prev_controls.throttle,
            self.prev_controls.steer,
            self.prev_controls.pitch,
            self.prev_controls.yaw,
            self.prev_controls.roll,
        ];
        floats.iter().for_each(|x| h.f32(*x));
        h.u64(self.demolished_tick);
        h.u64(self.extra_hit_tick);
        h.u64(self.pad_tick);
    }
}

/// Everything that an arena carries from one tick to the next.
///
/// `clone_from` into an older state of the same arena allocates nothing.
#[derive(Debug, PartialEq, Serialize, Deserialize)]
pub struct ArenaState {
    /// Ticks since the arena was made.
    pub tick: u64,
    /// Goals of blue and orange since the arena was made.
    pub score: [u32; 2],
    /// Bodies that were put back because they left the arena.
    pub lost: u32,
    /// The ball is beyond a goal line (a goal counts once, when it gets there).
    pub in_goal: bool,
    /// The ball.
    pub ball: BallState,
    /// The cars in arena order.
    pub cars: ArrayVec<CarState, MAX_CARS>,
    /// For each pad the first tick when it can be taken again.
    pub pads_ready: Vec<u64>,
    /// Contacts that last from tick to tick.
    pub(crate) contacts: Contacts,
}

impl Clone for ArenaState {
    fn clone(&self) -> Self {
        let Self { tick, score, lost, in_goal, ball, cars, pads_ready, contacts } = self;
        Self {
            tick: *tick,
            score: *score,
            lost: *lost,
            in_goal: *in_goal,
            ball: *ball,
            cars: cars.clone(),
            pads_ready: pads_ready.clone(),
            contacts: contacts.clone(),
        }
    }

    fn clone_from(&mut self, source: &Self) {
        let Self { tick, score, lost, in_goal, ball, cars, pads_ready, contacts } = source;
        (self.tick, self.score, self.lost, self.in_goal) = (*tick, *score, *lost, *in_goal);
        self.ball = *ball;
        self.cars.clone_from(cars);
        self.pads_ready.clone_from(pads_ready);
        self.contacts.clone_from(contacts);
    }
}

impl ArenaState {
    /// Where bodies touched the arena or each other in the last tick, for those who look into it: world point, uu, and
    /// the direction from what is touched towards the one who touches. Wheels are no bodies.
    #[must_use]
    pub fn contact_points(&self) -> Vec<[Vec3; 2]> {
        let body = |index: u8| match usize::from(index) {
            BALL => Some(&self.ball.body),
            car => self.cars.get(car - 1).map(|car| &car.body),
        };
        let points = self.contacts.manifolds.iter().flat_map(|manifold| {
            let other = if manifold.is_on_arena() { None } else { body(manifold.b) };
            manifold.points().iter().map(move |point| {
                let place = other.map_or(point.on_b, |other| other.pos + other.rot * point.on_b);
                [place, point.normal]
            })
        });
        points.collect()
    }

    /// The stable hash: equal states have equal hashes on every platform and in every build.
    #[must_use]
    pub fn hash(&self) -> u64 {
        let mut h = StateHasher::new();
        h.u64(self.tick);
        h.u64(u64::from(self.score[0]) << 32 | u64::from(self.score[1]));
        h.u64(u64::from(self.lost) << 1 | u64::from(self.in_goal));
        self.ball.body.hash(&mut h);
        h.u64(self.ball.activity as u64);
        h.f32(self.ball.slow_seconds);
        self.cars.iter().for_each(|car| car.hash(&mut h));
        self.pads_ready.iter().for_each(|tick| h.u64(*tick));
        self.contacts.hash(&mut h);
        h.finish()
    }

    /// Bytes that a saved state takes.
    #[must_use]
    pub fn bytes(&self) -> usize {
        size_of::<Self>() + size_of_val(self.pads_ready.as_slice()) + self.contacts.bytes()
    }

    pub(crate) fn check(&self, cars: usize, pads: usize) -> Result<(), SimError> {
        if self.cars.len() != cars {
            return Err(SimError::WrongCount { field: "state.cars", expected: cars, got: self.cars.len() });
        }
        if self.pads_ready.len() != pads {
            return Err(SimError::WrongCount { field: "state.pads_ready", expected: pads, got: self.pads_ready.len() });
        }
        self.ball.body.check("ball")?;
        finite("ball.slow_seconds", self.ball.slow_seconds)?;
        if self.tick > LAST_TICK {
            return Err(SimError::OutOfRange {
                field: "state.tick".to_owned(),
                expected: "at most 2^56",
                value: self.tick as f32,
            });
        }
        self.contacts.check(cars)?;
        self.cars.iter().enumerate().try_for_each(|(i, car)| car.check(format_args!("cars[{i}]"), pads))
    }
}
