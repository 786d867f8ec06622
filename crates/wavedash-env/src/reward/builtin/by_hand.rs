//! Scenes and steps for the tests of reward functions: one blue car whose nose points along x, and a ball.

use wavedash_core::{Team, Vec3};

use super::super::Reward;
pub(super) use super::super::tests::step_of as step;
use super::super::tests::{expr, reward, value_of};
pub(super) use crate::scene::Car;
use crate::scene::{Ball, Scene};
pub(super) use crate::step_info::StepInfo;

/// A car at rest on its wheels.
pub(super) fn still(pos: [f32; 3]) -> Car {
    Car { team: Team::Blue, pos: pos.into(), ..Car::default() }
}

/// A car that moves.
pub(super) fn moving(pos: [f32; 3], vel: [f32; 3]) -> Car {
    Car { vel: vel.into(), ..still(pos) }
}

/// A ball at rest, and the car.
pub(super) fn scene(ball: [f32; 3], car: Car) -> Scene {
    Scene {
        ball: Ball { pos: ball.into(), vel: Vec3::zeros(), ang_vel: Vec3::zeros() },
        cars: [car].into_iter().collect(),
        ..Scene::default()
    }
}

/// The value of a function of a moment.
pub(super) fn of_scene(function: &str, scene: &Scene) -> f32 {
    value_of(&expr(function), scene, 0)
}

/// The same for a ball at rest and a car.
pub(super) fn value(function: &str, ball: [f32; 3], car: Car) -> f32 {
    of_scene(function, &scene(ball, car))
}

/// A reward of one function, with weight 1 and nothing shared.
pub(super) fn alone(function: &str) -> Reward {
    reward(&format!(r#"{{ "team_spirit": 0, "opponent": 0, "event": [{{ "of": {function} }}] }}"#))
}

/// Nothing happened.
pub(super) fn nothing() -> StepInfo {
    StepInfo::default()
}

/// Contact with the ball.
pub(super) fn touched() -> StepInfo {
    StepInfo { touched: true, ..nothing() }
}

/// A step of 8 ticks in which ball and car rest.
pub(super) fn quiet(reward: &mut Reward, info: StepInfo) -> f32 {
    let before = scene([0.0; 3], still([0.0; 3]));
    let now = Scene { tick: before.tick + 8, ..before.clone() };
    step(reward, &before, &now, info)
}

/// A step with contact, with the same moment before and after it.
pub(super) fn hit(function: &str, ball: [f32; 3], car: Car) -> f32 {
    let scene = scene(ball, car);
    step(&mut alone(function), &scene, &scene, touched())
}

/// A step in which the resting ball gets a velocity from the car.
pub(super) fn kick(function: &str, ball: [f32; 3], vel: [f32; 3]) -> f32 {
    let before = scene(ball, still([0.0; 3]));
    let mut now = before.clone();
    now.ball.vel = vel.into();
    step(&mut alone(function), &before, &now, touched())
}

/// Equal but for rounding.
#[track_caller]
pub(super) fn near(got: f32, expected: f32) {
    assert!((got - expected).abs() < 2e-5, "{got} instead of {expected}");
}
