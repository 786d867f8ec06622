//! One row of floats per agent, with room for any team size (after RLGym's `DefaultObs` and its relative
//! variant in rlgym-tools).
//!
//! In order: ball (9), pads by seconds until they are ready (one each), past actions (8 each), six things
//! that only the driver knows, the own car (20), team mates and opponents (20 each, zeros without a car).
//! The own car is in the team's canonical frame. So are ball and other cars, or, in the relative variant,
//! they are as the own car sees them: minus its position and velocity, along its nose, right and roof.
//! What a [`Scene`] does not hold is not here: the original's separate marks of used flips and of the air time.

use wavedash_core::{Controls, Frame, Vec3};

use super::builtin::FlatConfig;
use super::history::{History, INPUTS};
use super::rows::{bit, side};
use super::{ObsBuilder, names, players};
use crate::memory;
use crate::scene::{Car, Scene};

/// On positions and velocities, 1/uu and s/uu.
pub(super) const LENGTH: f32 = 1.0 / 2300.0;
/// On angular velocities, s/rad.
pub(super) const SPIN: f32 = core::f32::consts::FRAC_1_PI;
/// On seconds until a pad is ready or a car comes back.
const SECONDS: f32 = 0.1;

/// Floats of the ball.
const BALL: usize = 9;
/// Floats that only the driver knows.
const DRIVER: usize = 6;
/// Floats of a car.
pub(super) const CAR: usize = 20;

/// One match's builder.
pub(super) struct Flat {
    shape: [usize; 1],
    team_size: usize,
    stack: usize,
    pads: usize,
    is_relative: bool,
    history: History,
}

/// How an agent looks at vectors.
#[derive(Clone, Copy)]
pub(super) enum Eye<'a> {
    /// From the centre of the field; the factor is on x and y.
    Team(f32),
    /// From a car.
    Car(&'a Car),
}

impl Eye<'_> {
    pub(super) fn pos(self, pos: Vec3) -> Vec3 {
        match self {
            Self::Team(_) => self.axis(pos),
            Self::Car(car) => self.axis(pos - car.pos),
        }
    }

    pub(super) fn vel(self, vel: Vec3) -> Vec3 {
        match self {
            Self::Team(_) => self.axis(vel),
            Self::Car(car) => self.axis(vel - car.vel),
        }
    }

    /// A direction or an angular velocity: only turned.
    pub(super) fn axis(self, v: Vec3) -> Vec3 {
        match self {
            Self::Team(side) => Vec3::new(v.x * side, v.y * side, v.z),
            Self::Car(car) => car.frame.to_body(v),
        }
    }
}

impl Flat {
    pub(super) fn new(config: &FlatConfig, pads: usize, is_relative: bool) -> Self {
        let &FlatConfig { team_size, stack } = config;
        let floats = BALL + pads + stack * INPUTS + DRIVER + 2 * team_size * CAR;
        Self { shape: [floats], team_size, stack, pads, is_relative, history: History::new(stack) }
    }

    fn write_agent(&self, scene: &Scene, agent: usize, out: &mut [f32]) {
        let own = &scene.cars[agent];
        let canonical = Eye::Team(side(own.team));
        let eye = if self.is_relative { Eye::Car(own) } else { canonical };
        let (ball, out) = out.split_at_mut(BALL);
        let b = &scene.ball;
        put(ball, [eye.pos(b.pos) * LENGTH, eye.vel(b.vel) * LENGTH, eye.axis(b.ang_vel) * SPIN]);

        let (pads, out) = out.split_at_mut(self.pads);
        for (i, out) in pads.iter_mut().enumerate() {
            *out = scene.pads[players::pad(i, self.pads, own.team, false)].cooldown_seconds * SECONDS;
        }
        let (actions, out) = out.split_at_mut(self.stack * INPUTS);
        actions.copy_from_slice(self.history.of(agent));
        let (driver, out) = out.split_at_mut(DRIVER);
        driver.copy_from_slice(&driver_knows(own));

        out.fill(0.0);
        let (mates, opponents) = out.split_at_mut(self.team_size * CAR);
        let mut mates = mates.chunks_exact_mut(CAR);
        let mut opponents = opponents.chunks_exact_mut(CAR);
        if let Some(out) = mates.next() {
            put_car(out, own, canonical);
        }
        for (i, car) in scene.cars.iter().enumerate() {
            if i == agent {
                continue;
            }
            let slot = if car.team == own.team { mates.next() } else { opponents.next() };
            if let Some(out) = slot {
                put_car(out, car, eye);
            }
        }
    }
}

/// Writes vectors one after the other.
pub(super) fn put<const N: usize>(out: &mut [f32], vectors: [Vec3; N]) {
    for (out, v) in out.chunks_exact_mut(3).zip(vectors) {
        out.copy_from_slice(v.as_slice());
    }
}

pub(super) fn put_car(out: &mut [f32], car: &Car, eye: Eye<'_>) {
    let Frame { forward, up, .. } = car.frame;
    let (vectors, numbers) = out.split_at_mut(15);
    let spin = eye.axis(car.ang_vel) * SPIN;
    put(vectors, [eye.pos(car.pos) * LENGTH, eye.axis(forward), eye.axis(up), eye.vel(car.vel) * LENGTH, spin]);
    numbers.copy_from_slice(&[
        car.boost,
        car.respawn_seconds * SECONDS,
        bit(car.on_ground),
        bit(car.can_flip),
        bit(car.is_supersonic),
    ]);
}

/// Names of what [`put_car`] writes.
pub(super) fn car_names(car: &str) -> Vec<String> {
    let vectors = ["pos", "forward", "up", "vel", "ang_vel"];
    let numbers = ["boost", "respawn_seconds", "on_ground", "can_flip", "is_supersonic"];
    let vectors = vectors.into_iter().flat_map(|name| names::vector(&format!("{car}.{name}")));
    vectors.chain(numbers.into_iter().map(|name| format!("{car}.{name}"))).collect()
}

fn driver_knows(car: &Car) -> [f32; DRIVER] {
    [
        bit(car.controls.jump),
        bit(car.controls.handbrake),
        bit(car.has_jumped),
        bit(car.is_jumping),
        bit(car.is_flipping),
        bit(car.is_demolished),
    ]
}

impl ObsBuilder for Flat {
    fn shape(&self) -> &[usize] {
        &self.shape
    }

    fn columns(&self) -> Vec<String> {
        let mut columns: Vec<String> =
            ["ball.pos", "ball.vel", "ball.ang_vel"].into_iter().flat_map(names::vector).collect();
        columns.extend((1..=self.pads).map(|i| format!("pad{i}.seconds")));
        columns.extend(names::actions(self.stack));
        let driver = ["holds_jump", "holds_handbrake", "has_jumped", "is_jumping", "is_flipping", "is_demolished"];
        columns.extend(driver.map(|name| format!("self.{name}")));
        let mates = (1..self.team_size).map(|i| format!("mate{i}"));
        let opponents = (1..=self.team_size).map(|i| format!("opponent{i}"));
        for car in core::iter::once("self".to_owned()).chain(mates).chain(opponents) {
            columns.extend(car_names(&car));
        }
        columns
    }

    fn is_seen_from_car(&self) -> bool {
        self.is_relative
    }

    fn reset(&mut self, _scene: &Scene) {
        self.history.clear();
    }

    fn note(&mut self, controls: &[Controls], _scene: &Scene) {
        self.history.note(controls);
    }

    fn save(&self) -> Vec<u8> {
        memory::save(&self.history.values())
    }

    fn restore(&mut self, saved: &[u8]) {
        if let Some(actions) = memory::read::<Vec<f32>>(saved) {
            self.history.set_values(&actions);
        }
    }

    fn write(&self, scene: &Scene, out: &mut [f32]) {
        for (agent, out) in out.chunks_exact_mut(self.floats()).enumerate().take(scene.cars.len()) {
            self.write_agent(scene, agent, out);
        }
    }
}
