//! Resolving contacts and moving the bodies, in two ways behind one small trait.

mod rapier;
mod rows;

use wavedash_core::Vec3;

pub(crate) use rapier::Rapier;
pub(crate) use rows::Rows;

use crate::body::BALL;
use crate::contact::{Bodies, Findings, Manifold, World};

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
    /// `manifolds` holds the last tick's contacts and afterwards this tick's; a solver without
    /// memory leaves it empty. New contacts go to `findings`.
    fn step(
        &mut self,
        world: &World<'_>,
        materials: &Materials,
        bodies: &mut Bodies,
        manifolds: &mut Vec<Manifold>,
        findings: &mut Findings,
    );
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
