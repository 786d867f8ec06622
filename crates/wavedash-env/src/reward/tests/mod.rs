//! Tests of the whole library, on scenes made by hand.

mod allocations;
mod configs;
mod grid;
mod library;
mod matches;
mod necto;
mod own;
mod symmetry;
mod vectors;

use wavedash_core::{Team, Vec3};

use super::{Bearings, Expr, Reward, RewardConfig};
use crate::registry::Registry;
use crate::scene::{Ball, Car, Scene};
use crate::step_info::StepInfo;
use crate::transition::{Clock, Transition};

pub(super) fn expr(json: &str) -> Expr {
    serde_json::from_str(json).unwrap_or_else(|e| panic!("{json}: {e}"))
}

fn config(json: &str) -> RewardConfig {
    serde_json::from_str(json).unwrap_or_else(|e| panic!("{json}: {e}"))
}

pub(super) fn reward(json: &str) -> Reward {
    Reward::new(&config(json)).unwrap()
}

fn car(team: Team, pos: [f32; 3]) -> Car {
    Car { team, pos: pos.into(), boost: 0.33, ..Car::default() }
}

fn scene(ball: [f32; 3], ball_vel: [f32; 3], cars: &[Car]) -> Scene {
    Scene {
        ball: Ball { pos: ball.into(), vel: ball_vel.into(), ang_vel: Vec3::zeros() },
        cars: cars.iter().copied().collect(),
        ..Scene::default()
    }
}

/// Two against two around a ball in the middle.
fn two_a_side() -> Scene {
    let cars = [
        car(Team::Blue, [-500.0, -2000.0, 17.0]),
        car(Team::Blue, [900.0, -4000.0, 17.0]),
        car(Team::Orange, [300.0, 1500.0, 17.0]),
        car(Team::Orange, [-800.0, 4200.0, 17.0]),
    ];
    scene([100.0, 200.0, 300.0], [400.0, 900.0, -100.0], &cars)
}

/// Nothing happened to any of four cars.
fn nothing() -> [StepInfo; 4] {
    [StepInfo::default(); 4]
}

fn transition<'a>(before: &'a Scene, now: &'a Scene, facts: &'a [StepInfo]) -> Transition<'a> {
    Transition { before, now, step_info: facts, clock: Clock::default(), is_first: false }
}

/// One step; the rewards of the cars.
fn step(reward: &mut Reward, before: &Scene, now: &Scene, facts: &[StepInfo], terminated: bool) -> Vec<f32> {
    let mut out = vec![0.0; now.cars.len()];
    reward.step(&transition(before, now, facts), terminated, &mut out, &mut []);
    out
}

/// Value of an expression for a car at a moment.
pub(super) fn value_of(expr: &Expr, scene: &Scene, car: usize) -> f32 {
    let node = expr.build(Registry::builtin_ref(), "expr").unwrap_or_else(|e| panic!("{e}"));
    node.value(&Bearings::new(scene, car))
}

/// One step of a match with a single car; its reward.
pub(super) fn step_of(reward: &mut Reward, before: &Scene, now: &Scene, info: StepInfo) -> f32 {
    step(reward, before, now, &[info], false)[0]
}

#[track_caller]
fn close(got: &[f32], expected: &[f32], tolerance: f32) {
    assert_eq!(got.len(), expected.len());
    for (g, e) in got.iter().zip(expected) {
        assert!((g - e).abs() <= tolerance, "{got:?} instead of {expected:?}");
    }
}
