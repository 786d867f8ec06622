//! What the rules of an arena allow in a start state.

use wavedash_core::Vec3;
use wavedash_core::units::{BALL_MAX_ANG_SPEED, BOOST_MAX, CAR_MAX_ANG_SPEED, CAR_MAX_SPEED, MAX_CARS, TICK_SECONDS};
use wavedash_sim::{Mutators, PadSpec, soccar_pads};

use super::states::StartState;

/// Limits on speeds hold at the start of a tick; a collision within it may exceed them until the next one. In 1.2 million
/// ticks of chaos and drive matches of 1v1, 3v3 and 4v4 cars left a tick with up to 1.8 times their speed limit, and spins
/// of ball and cars reached 4.7 and 8 times theirs. Factors for ball and car:
const COLLISION: [f32; 2] = [1.5, 2.5];
/// The same of spins.
const SPIN_COLLISION: [f32; 2] = [8.0, 12.0];

/// A value that the rules do not allow.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Excess {
    /// Path of the field within the state.
    pub(super) field: String,
    /// What is wrong, as the rest of a sentence that begins with the field.
    pub(super) problem: String,
}

impl Excess {
    pub(super) fn new(field: impl Into<String>, problem: impl Into<String>) -> Self {
        Self { field: field.into(), problem: problem.into() }
    }
}

/// The greatest values that a start state may have.
#[derive(Clone, Debug, PartialEq)]
pub struct Limits {
    ball_speed: f32,
    boost: f32,
    respawn_seconds: f32,
    /// Seconds until each pad is ready again; none in an arena without pads, where they do not matter.
    pads: Option<Vec<f32>>,
}

impl Default for Limits {
    /// Those of the game.
    fn default() -> Self {
        Self::of(&Mutators::default(), &soccar_pads())
    }
}

impl Limits {
    /// Those of arenas with these rules and pads.
    #[must_use]
    pub fn of(rules: &Mutators, pads: &[PadSpec]) -> Self {
        let cooldown = |pad: &PadSpec| if pad.big { rules.pad_cooldown_big } else { rules.pad_cooldown_small };
        Self {
            ball_speed: rules.ball_max_speed,
            boost: rules.boost_max.max(BOOST_MAX),
            respawn_seconds: rules.respawn_delay,
            pads: (rules.pads_enabled && !pads.is_empty()).then(|| pads.iter().map(cooldown).collect()),
        }
    }

    /// A full tank, as snapshots count boost.
    pub(super) fn boost(&self) -> f32 {
        self.boost
    }

    /// Refuses a state with the first value that is out of range. Where ball and cars are is not looked at.
    pub(super) fn check(&self, state: &StartState) -> Result<(), Excess> {
        let [ball, car] = COLLISION;
        let [ball_spin, car_spin] = SPIN_COLLISION;
        length("ball.vel", state.ball.vel, self.ball_speed, ball, "uu/s")?;
        length("ball.ang_vel", state.ball.ang_vel, BALL_MAX_ANG_SPEED, ball_spin, "rad/s")?;
        if state.cars.len() > MAX_CARS {
            let problem = format!("has {} entries; an arena holds at most {MAX_CARS}", state.cars.len());
            return Err(Excess::new("cars", problem));
        }
        for (i, of) in state.cars.iter().enumerate() {
            let name = |field: &str| format!("cars[{i}].{field}");
            length(&name("vel"), of.body.vel, CAR_MAX_SPEED, car, "uu/s")?;
            length(&name("ang_vel"), of.body.ang_vel, CAR_MAX_ANG_SPEED, car_spin, "rad/s")?;
            if let Some(seconds) = of.respawn_seconds {
                within(&name("respawn_seconds"), seconds, self.respawn_seconds + TICK_SECONDS)?;
            }
        }
        self.check_pads(&state.pads)
    }

    fn check_pads(&self, seconds: &[f32]) -> Result<(), Excess> {
        let Some(longest) = self.pads.as_ref().filter(|_| !seconds.is_empty()) else { return Ok(()) };
        if longest.len() != seconds.len() {
            let problem = format!("has {} entries; expected {}, or none", seconds.len(), longest.len());
            return Err(Excess::new("pads", problem));
        }
        let mut all = seconds.iter().zip(longest).enumerate();
        all.try_for_each(|(i, (seconds, longest))| {
            within(&format!("pads[{i}].cooldown_seconds"), *seconds, longest + TICK_SECONDS)
        })
    }
}

/// Refuses what is not between 0 and `greatest`.
pub(super) fn within(field: &str, value: f32, greatest: f32) -> Result<(), Excess> {
    if (0.0..=greatest).contains(&value) {
        return Ok(());
    }
    Err(Excess::new(field, format!("is {value}; expected from 0 to {greatest}")))
}

/// Refuses a vector that is longer than a collision can make it.
fn length(field: &str, vector: Vec3, limit: f32, collision: f32, unit: &str) -> Result<(), Excess> {
    // Of numbers that are far too large the squares are not finite.
    let length = vector.map(f64::from).norm();
    if length <= f64::from(limit * collision) {
        return Ok(());
    }
    let problem =
        format!("has length {length} {unit}; the limit is {limit}, and {} right after a hit", limit * collision);
    Err(Excess::new(field, problem))
}
