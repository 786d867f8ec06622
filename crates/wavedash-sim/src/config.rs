//! How an arena is set up: cars, rules, pads, surface and solver.

use core::fmt::Display;
use std::sync::Arc;

use serde::{Deserialize, Serialize};
use wavedash_core::rules::{BACK_WALL_Y, CEILING_Z, SIDE_WALL_X};
use wavedash_core::units::MAX_CARS;
use wavedash_core::{CarPreset, Team, rules};

use crate::error::SimError;
use crate::pads::MAX_PADS;
use crate::surface::Surface;

/// One place in an arena.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct CarSpec {
    /// Side the car plays for.
    pub team: Team,
    /// Hitbox and handling.
    pub preset: CarPreset,
}

/// When a hit demolishes the victim.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DemolitionMode {
    /// Supersonic attackers that hit head-on.
    #[default]
    Normal,
    /// Every hit that would bump.
    OnContact,
    /// Never.
    Disabled,
}

/// Rules and constants of a match that may be changed. The defaults are the game's.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Mutators {
    /// Gravity along z, uu/s^2.
    pub gravity: f32,
    /// Mass of a car, kg.
    pub car_mass: f32,
    /// Mass of the ball, kg.
    pub ball_mass: f32,
    /// Radius of the ball, uu.
    pub ball_radius: f32,
    /// Speed limit of the ball, uu/s.
    pub ball_max_speed: f32,
    /// Share of its speed that the ball loses per second.
    pub ball_drag: f32,
    /// Friction of the ball on the arena.
    pub ball_friction: f32,
    /// Restitution of the ball on the arena.
    pub ball_restitution: f32,
    /// Friction of a hitbox on the arena.
    pub car_friction: f32,
    /// Restitution of a hitbox on the arena.
    pub car_restitution: f32,
    /// Acceleration while a jump is held, uu/s^2.
    pub jump_acceleration: f32,
    /// Speed of the jump's first tick and of a double jump, uu/s.
    pub jump_speed: f32,
    /// Boost acceleration with at least three wheels down, uu/s^2.
    pub boost_acceleration_ground: f32,
    /// Boost acceleration in the air, uu/s^2.
    pub boost_acceleration_air: f32,
    /// Boost used per second.
    pub boost_per_second: f32,
    /// Size of the tank.
    pub boost_max: f32,
    /// Boost after a kick-off or respawn.
    pub boost_spawn: f32,
    /// Boost comes back by itself.
    pub boost_recharge: bool,
    /// Boost per second that comes back.
    pub boost_recharge_per_second: f32,
    /// Seconds without boosting before it comes back.
    pub boost_recharge_delay: f32,
    /// Boost pads exist.
    pub pads_enabled: bool,
    /// Boost of a big pad.
    pub pad_amount_big: f32,
    /// Boost of a small pad.
    pub pad_amount_small: f32,
    /// Seconds a big pad needs to come back.
    pub pad_cooldown_big: f32,
    /// Seconds a small pad needs to come back.
    pub pad_cooldown_small: f32,
    /// Factor on the extra speed that a car gives the ball.
    pub ball_hit_scale: f32,
    /// Factor on the speed that a bump gives its victim.
    pub bump_scale: f32,
    /// Seconds between two bumps of the same pair.
    pub bump_cooldown: f32,
    /// When a hit demolishes.
    pub demolition: DemolitionMode,
    /// Team mates can be demolished.
    pub team_demolitions: bool,
    /// Seconds until a demolished car comes back.
    pub respawn_delay: f32,
    /// Any number of flips in the air.
    pub unlimited_flips: bool,
    /// Any number of double jumps in the air.
    pub unlimited_double_jumps: bool,
    /// Distance of the goal line from the centre line, without the ball's radius, uu.
    pub goal_line_y: f32,
}

impl Default for Mutators {
    fn default() -> Self {
        Self {
            gravity: rules::GRAVITY,
            car_mass: 180.0,
            ball_mass: 30.0,
            ball_radius: rules::BALL_RADIUS,
            ball_max_speed: rules::BALL_MAX_SPEED,
            ball_drag: rules::BALL_DRAG,
            ball_friction: 0.35,
            ball_restitution: rules::BALL_RESTITUTION,
            car_friction: 0.3,
            car_restitution: 0.3,
            jump_acceleration: 4375.0 / 3.0,
            jump_speed: 875.0 / 3.0,
            boost_acceleration_ground: 2975.0 / 3.0,
            boost_acceleration_air: 2975.0 / 3.0,
            boost_per_second: rules::BOOST_PER_SECOND,
            boost_max: rules::BOOST_MAX,
            boost_spawn: rules::BOOST_SPAWN,
            boost_recharge: false,
            boost_recharge_per_second: 10.0,
            boost_recharge_delay: 0.25,
            pads_enabled: true,
            pad_amount_big: rules::PAD_AMOUNT_BIG,
            pad_amount_small: rules::PAD_AMOUNT_SMALL,
            pad_cooldown_big: rules::PAD_COOLDOWN_BIG_SECONDS,
            pad_cooldown_small: rules::PAD_COOLDOWN_SMALL_SECONDS,
            ball_hit_scale: 1.0,
            bump_scale: 1.0,
            bump_cooldown: rules::BUMP_COOLDOWN_SECONDS,
            demolition: DemolitionMode::Normal,
            team_demolitions: false,
            respawn_delay: rules::RESPAWN_SECONDS,
            unlimited_flips: false,
            unlimited_double_jumps: false,
            goal_line_y: rules::GOAL_LINE_Y,
        }
    }
}

impl Mutators {
    /// Refuses values that would break the arithmetic.
    ///
    /// # Errors
    /// Names the first field that is not finite or out of its range.
    pub fn check(&self) -> Result<(), SimError> {
        let positive = [
            ("car_mass", self.car_mass),
            ("ball_mass", self.ball_mass),
            ("ball_max_speed", self.ball_max_speed),
            ("boost_max", self.boost_max),
        ];
        let not_negative = [
            ("ball_friction", self.ball_friction),
            ("car_friction", self.car_friction),
            ("jump_acceleration", self.jump_acceleration),
            ("jump_speed", self.jump_speed),
            ("boost_acceleration_ground", self.boost_acceleration_ground),
            ("boost_acceleration_air", self.boost_acceleration_air),
            ("boost_per_second", self.boost_per_second),
            ("boost_spawn", self.boost_spawn),
            ("boost_recharge_per_second", self.boost_recharge_per_second),
            ("boost_recharge_delay", self.boost_recharge_delay),
            ("pad_amount_big", self.pad_amount_big),
            ("pad_amount_small", self.pad_amount_small),
            ("pad_cooldown_big", self.pad_cooldown_big),
            ("pad_cooldown_small", self.pad_cooldown_small),
            ("ball_hit_scale", self.ball_hit_scale),
            ("bump_scale", self.bump_scale),
            ("bump_cooldown", self.bump_cooldown),
            ("respawn_delay", self.respawn_delay),
            ("goal_line_y", self.goal_line_y),
        ];
        let field = |name: &str| format!("mutators.{name}");
        finite(field("gravity"), self.gravity)?;
        for (name, value) in positive {
            range(field(name), value, "greater than 0", |x| x > 0.0)?;
        }
        for (name, value) in not_negative {
            range(field(name), value, "0 or greater", |x| x >= 0.0)?;
        }
        range(field("ball_drag"), self.ball_drag, "from 0 to 1", |x| (0.0..=1.0).contains(&x))?;
        // A bouncier surface would add energy at every contact.
        range(field("ball_restitution"), self.ball_restitution, "from 0 to 1", |x| (0.0..=1.0).contains(&x))?;
        range(field("car_restitution"), self.car_restitution, "from 0 to 1", |x| (0.0..=1.0).contains(&x))?;
        // The surface's look-up grid answers for balls of at most this size.
        range(field("ball_radius"), self.ball_radius, "from 20 to 97", |x| (20.0..=97.0).contains(&x))?;
        range(field("car_mass"), self.car_mass, "at most 100000", |x| x <= 1e5)?;
        range(field("ball_mass"), self.ball_mass, "at most 100000", |x| x <= 1e5)
    }
}

/// The field is only written out when it is refused: states are checked often.
pub(crate) fn finite(field: impl Display, value: f32) -> Result<(), SimError> {
    if value.is_finite() { Ok(()) } else { Err(SimError::NotFinite { field: field.to_string(), value }) }
}

pub(crate) fn range(
    field: impl Display,
    value: f32,
    expected: &'static str,
    ok: impl Fn(f32) -> bool,
) -> Result<(), SimError> {
    finite(&field, value)?;
    if ok(value) { Ok(()) } else { Err(SimError::OutOfRange { field: field.to_string(), expected, value }) }
}

/// One boost pad.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct PadSpec {
    /// Position x, y, z, uu.
    pub pos: [f32; 3],
    /// Big (fills the tank) or small.
    pub big: bool,
}

/// Which of the two contact solvers moves the bodies; see `crates/ARCHITECTURE.md` for their numbers.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SolverKind {
    /// Sequential impulse rows after the reference's contact rules.
    #[default]
    Rows,
    /// rapier's own contact detection and solver, entered for each cluster that touches a car.
    Rapier,
}

/// Everything an arena needs to be made.
#[derive(Clone, Debug)]
pub struct ArenaConfig {
    /// The places, in car order.
    pub cars: Vec<CarSpec>,
    /// Seed of all random streams of the arena.
    pub seed: u64,
    /// Tells apart the streams of arenas with the same seed.
    pub arena_id: u64,
    /// Rules and constants.
    pub mutators: Mutators,
    /// Round every body's state to the grid of the game's network state each tick.
    pub quantise: bool,
    /// False: an empty space without floor, walls, goals and pads.
    pub walls: bool,
    /// Own boost pads instead of the 34 of the soccar field.
    pub pads: Option<Vec<PadSpec>>,
    /// What bodies and wheels touch.
    pub surface: Arc<Surface>,
    /// Which solver moves the bodies.
    pub solver: SolverKind,
}

impl ArenaConfig {
    /// The usual soccar arena with `blue` and `orange` Octanes, blue first.
    #[must_use]
    pub fn soccar(surface: Arc<Surface>, blue: usize, orange: usize) -> Self {
        let octane = |team| CarSpec { team, preset: CarPreset::Octane };
        let cars = core::iter::repeat_n(octane(Team::Blue), blue)
            .chain(core::iter::repeat_n(octane(Team::Orange), orange))
            .collect();
        Self {
            cars,
            seed: 0,
            arena_id: 0,
            mutators: Mutators::default(),
            quantise: true,
            walls: true,
            pads: None,
            surface,
            solver: SolverKind::default(),
        }
    }

    pub(crate) fn check(&self) -> Result<(), SimError> {
        if self.cars.len() > MAX_CARS {
            return Err(SimError::TooManyCars { got: self.cars.len(), max: MAX_CARS });
        }
        self.mutators.check()?;
        let pads = self.pads.as_ref().map_or(0, Vec::len);
        if pads > MAX_PADS {
            return Err(SimError::TooManyPads { got: pads, max: MAX_PADS });
        }
        for (index, pad) in self.pads.iter().flatten().enumerate() {
            for (axis, value) in ["x", "y", "z"].into_iter().zip(pad.pos) {
                finite(format_args!("pads[{index}].{axis}"), value)?;
            }
            let [x, y, z] = pad.pos;
            if x.abs() > SIDE_WALL_X || y.abs() > BACK_WALL_Y || !(0.0..=CEILING_Z).contains(&z) {
                return Err(SimError::PadOutside { index, x, y, z });
            }
        }
        Ok(())
    }
}
