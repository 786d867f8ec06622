//! Driving a car to a point, and bringing it back onto its wheels.

use core::f32::consts::PI;

use wavedash_core::math::normalize_or_zero;
use wavedash_core::rules::CAR_MAX_SPEED;
use wavedash_core::{Controls, Vec3};

use crate::scene::Car;

/// The angle on the car's own plan from its nose to a point, rad; positive towards its right.
pub(super) fn angle_to(car: &Car, point: Vec3) -> f32 {
    let local = car.frame.to_body(point - car.pos);
    libm::atan2f(local.y, local.x)
}

/// Drives to a point to be there `speed` fast; boosts if `boost` says so and it helps.
pub(super) fn drive(car: &Car, point: Vec3, speed: f32, boost: bool) -> Controls {
    let angle = angle_to(car, point);
    let along = car.vel.dot(&car.frame.forward);
    let far = (point - car.pos).norm();
    let steer = (angle * 2.5).clamp(-1.0, 1.0);
    // Within the turning circle at this speed: slow down instead of circling around the point.
    let tight = far < 2.2 * turn_radius(along.abs()) * libm::sinf(angle.abs().min(0.5 * PI));
    let wanted = if tight && angle.abs() > 0.35 { speed.min(900.0) } else { speed };
    let throttle = if along < wanted - 20.0 {
        1.0
    } else if along > wanted + 250.0 {
        -1.0
    } else {
        0.1
    };
    Controls {
        throttle,
        steer,
        boost: boost && angle.abs() < 0.25 && along + 60.0 < wanted && along < CAR_MAX_SPEED - 60.0 && throttle > 0.5,
        handbrake: angle.abs() > 1.7 && along > 400.0 && along < 1700.0,
        ..Controls::NONE
    }
}

/// Radius of the tightest turn without handbrake, uu; measured values of the game in between.
pub(super) fn turn_radius(speed: f32) -> f32 {
    const TABLE: [(f32, f32); 6] =
        [(0.0, 145.0), (500.0, 251.0), (1000.0, 425.0), (1500.0, 727.0), (1750.0, 909.0), (CAR_MAX_SPEED, 1136.0)];
    let i = TABLE.iter().skip(1).position(|(s, _)| speed <= *s).unwrap_or(TABLE.len() - 2);
    let ((s0, r0), (s1, r1)) = (TABLE[i], TABLE[i + 1]);
    r0 + (r1 - r0) * ((speed - s0) / (s1 - s0)).min(1.0)
}

/// In the air: turns the wheels down and the nose along the way it moves.
pub(super) fn recover(car: &Car) -> Controls {
    let flat = Vec3::new(car.vel.x, car.vel.y, 0.0);
    let nose = if flat.norm() > 300.0 { normalize_or_zero(flat) } else { car.frame.forward };
    let roof = Vec3::new(0.0, 0.0, 1.0);
    aim(car, nose, roof)
}

/// Inputs that turn nose and roof to directions, with damping.
fn aim(car: &Car, nose: Vec3, roof: Vec3) -> Controls {
    let turn = car.frame.forward.cross(&nose) * 1.2 + car.frame.up.cross(&roof);
    let error = car.frame.to_body(turn);
    let spin = car.frame.to_body(car.ang_vel);
    // Pitch turns about -right, yaw about up, roll about -forward.
    let input = |error: f32, spin: f32| (2.5 * error - 0.5 * spin).clamp(-1.0, 1.0);
    Controls {
        throttle: 1.0,
        pitch: -input(error.y, spin.y),
        yaw: input(error.z, spin.z),
        roll: -input(error.x, spin.x),
        ..Controls::NONE
    }
}
