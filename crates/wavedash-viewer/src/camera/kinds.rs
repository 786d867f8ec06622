//! The cameras that depend on the match alone.

use nalgebra::{Quaternion, UnitQuaternion, Vector3};
use wavedash_core::rules::{BACK_WALL_Y, CEILING_Z, SIDE_WALL_X};
use wavedash_core::{CarSnapshot, Snapshot};

use super::Pose;

type V = Vector3<f32>;

/// Distance, height and angle of the game's own camera, uu and rad.
const DISTANCE: f32 = 280.0;
const HEIGHT: f32 = 110.0;
const CAR_FOV: f32 = 1.05;
/// The car is at most so far from the middle of the picture, rad: a little less than half the field of view.
const CAR_ANGLE: f32 = 0.36;
/// Cameras behind cars stay this far from walls, uu.
const MARGIN: f32 = 60.0;
/// Where the broadcast stands beside the pitch, uu.
const STAND: [f32; 2] = [5900.0, 2700.0];

/// Behind a car, turned to the ball.
pub(super) fn ball(snapshot: &Snapshot, car: &CarSnapshot) -> Pose {
    let (own, ball) = (V::from(car.pos), V::from(snapshot.ball.pos));
    let flat = V::new(ball.x - own.x, ball.y - own.y, 0.0);
    let ahead = flat.try_normalize(1.0).unwrap_or_else(|| forward(car));
    let eye = inside(own - DISTANCE * ahead + V::new(0.0, 0.0, HEIGHT));
    // The ball in the middle, unless the car would leave the picture.
    let (to_car, to_ball) = (own - eye, ball - eye);
    let angle = to_car.angle(&to_ball);
    let share = if angle > CAR_ANGLE { CAR_ANGLE / angle } else { 1.0 };
    let target = eye + 1000.0 * to_car.normalize().lerp(&to_ball.normalize(), share);
    pose(eye, target, CAR_FOV)
}

/// Behind a car, along its way; on the ground along its nose.
pub(super) fn chase(car: &CarSnapshot) -> Pose {
    let (own, velocity) = (V::from(car.pos), V::from(car.vel));
    let nose = forward(car);
    let flat = |v: V| V::new(v.x, v.y, 0.0).try_normalize(1e-3).unwrap_or_else(V::x);
    let ahead = if !car.on_ground && velocity.norm() > 500.0 { flat(velocity) } else { flat(nose) };
    let eye = inside(own - DISTANCE * ahead + V::new(0.0, 0.0, HEIGHT));
    pose(eye, own + 400.0 * ahead + V::new(0.0, 0.0, 30.0), CAR_FOV)
}

/// From the stand: `focus` is where the play is, `spread` how far apart it is, uu.
pub(super) fn broadcast(focus: V, spread: f32) -> Pose {
    let eye = V::new(-STAND[0], 0.55 * focus.y, STAND[1]);
    let target = V::new(0.72 * focus.x, focus.y, 0.4 * focus.z);
    let far = (target - eye).norm();
    pose(eye, target, (2.0 * libm::atan2f(0.55 * spread, far)).clamp(0.42, 0.85))
}

/// Around a point.
pub(super) fn orbit(around: V, yaw: f32, pitch: f32, distance: f32) -> Pose {
    let flat = libm::cosf(pitch);
    let away = V::new(flat * libm::cosf(yaw), flat * libm::sinf(yaw), libm::sinf(pitch));
    let mut eye = around + distance * away;
    eye.z = eye.z.max(25.0);
    pose(eye, around, 0.9)
}

/// Straight down; blue attacks towards the right.
pub(super) fn top() -> Pose {
    Pose { eye: [0.0, 0.0, 12_600.0], target: [0.0, 0.0, 0.0], up: [1.0, 0.0, 0.0], fov: 0.72 }
}

/// Looking along angles.
pub(super) fn free(eye: V, yaw: f32, pitch: f32) -> Pose {
    pose(eye, eye + 100.0 * heading(yaw, pitch), 1.05)
}

/// The direction of a yaw (from x towards y) and a pitch (up).
pub(super) fn heading(yaw: f32, pitch: f32) -> V {
    let flat = libm::cosf(pitch);
    V::new(flat * libm::cosf(yaw), flat * libm::sinf(yaw), libm::sinf(pitch))
}

/// Where the play is and how far it spreads: the ball, and the cars near it.
pub(super) fn play(snapshot: &Snapshot) -> (V, f32) {
    let ball = V::from(snapshot.ball.pos);
    // Where the ball will be in a moment.
    let ahead = ball + 0.35 * V::from(snapshot.ball.vel);
    let (mut sum, mut weights, mut spread) = (1.5 * ahead, 1.5, 900.0_f32);
    for car in snapshot.cars.iter().filter(|car| !car.is_demolished) {
        let place = V::from(car.pos);
        let distance = (place - ball).norm();
        let weight = (1.0 - distance / 4500.0).max(0.0);
        sum += weight * place;
        weights += weight;
        spread = spread.max(weight.min(0.5) * 2.0 * distance);
    }
    let focus = sum / weights;
    let limited = V::new(focus.x.clamp(-3600.0, 3600.0), focus.y.clamp(-4700.0, 4700.0), focus.z.clamp(0.0, 1900.0));
    (limited, 1500.0 + spread)
}

pub(super) fn forward(car: &CarSnapshot) -> V {
    let [w, x, y, z] = car.rot_wxyz;
    let turn = UnitQuaternion::try_new(Quaternion::new(w, x, y, z), 1e-6).unwrap_or_default();
    turn * V::x()
}

fn pose(eye: V, target: V, fov: f32) -> Pose {
    Pose { eye: eye.into(), target: target.into(), up: [0.0, 0.0, 1.0], fov }
}

/// The nearest place inside the arena's box.
fn inside(eye: V) -> V {
    let (x, y) = (SIDE_WALL_X - MARGIN, BACK_WALL_Y - MARGIN);
    V::new(eye.x.clamp(-x, x), eye.y.clamp(-y, y), eye.z.clamp(25.0, CEILING_Z - MARGIN))
}
