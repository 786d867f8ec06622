//! Resolving contacts and moving the bodies, in two ways behind one small trait.

mod ball;
mod rapier;
mod rows;

use wavedash_core::Vec3;

pub(crate) use rapier::Rapier;
pub(crate) use rows::Rows;

use crate::body::BALL;
use crate::contact::{Bodies, Contacts, Findings, World};

/// Passes over the constraints.
const ITERATIONS: usize = 10;
/// Share of the penetration that one tick removes.
const POSITION_SHARE: f32 = 0.8;
/// Share of that which turns bodies.
const TURN_SHARE: f32 = 0.1;
/// Slower slip has no direction, (uu/s)^2: the reference's machine epsilon in units of 50 uu.
const SHORTEST_SLIP_SQ: f32 = 3e-4;

/// Friction and restitution of a pair.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Material {
    pub(crate) friction: f32,
    pub(crate) restitution: f32,
}

/// Car against ball.
pub(crate) const CAR_BALL: Material = Material { friction: 2.0, restitution: 0.0 };
/// Car against car.
pub(crate) const CAR_CAR: Material = Material { friction: 0.09, restitution: 0.1 };

/// Materials that the mutators may change.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Materials {
    pub(crate) ball_arena: Material,
    pub(crate) car_arena: Material,
}

impl Materials {
    pub(crate) fn of(&self, a: u8, b_is_arena: bool, b: u8) -> Material {
        let ball = BALL as u8;
        match (a == ball, b_is_arena) {
            (true, true) => self.ball_arena,
            (false, true) => self.car_arena,
            _ if a == ball || b == ball => CAR_BALL,
            _ => CAR_CAR,
        }
    }
}

/// Finds this tick's contacts, resolves them, and moves every active body by one tick.
pub(crate) trait ContactSolver {
    /// `contacts` holds the last tick's contacts and afterwards this tick's; a solver without
    /// memory leaves it empty. New contacts go to `findings`.
    fn step(
        &mut self,
        world: &World<'_>,
        materials: &Materials,
        bodies: &mut Bodies,
        contacts: &mut Contacts,
        findings: &mut Findings,
    );
}

/// Moves the bodies that take part and whose bit is set in `members`, without any contact.
fn move_freely(bodies: &mut Bodies, members: u16) {
    for (_, body) in bodies.iter_mut().enumerate().filter(|(i, body)| members & 1 << i != 0 && body.active) {
        body.integrate();
    }
}

/// A vector perpendicular to `n`.
fn perpendicular(n: Vec3) -> Vec3 {
    if n.z.abs() > core::f32::consts::FRAC_1_SQRT_2 {
        let k = 1.0 / (n.y * n.y + n.z * n.z).sqrt();
        Vec3::new(0.0, -n.z * k, n.y * k)
    } else {
        let k = 1.0 / (n.x * n.x + n.y * n.y).sqrt();
        Vec3::new(-n.y * k, n.x * k, 0.0)
    }
}
