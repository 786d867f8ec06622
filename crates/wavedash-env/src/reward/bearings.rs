//! The directions and distances of one car that most reward functions ask for, worked out once.

use wavedash_core::Vec3;

use super::pitch::goal_back;
use crate::scene::{Car, Scene};

/// A unit direction and the distance along it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Bearing {
    /// Length 1; zero where the two points coincide, so that nothing becomes NaN.
    pub dir: Vec3,
    /// Distance, uu.
    pub distance: f32,
}

impl Bearing {
    /// From one point to another.
    #[inline]
    #[must_use]
    pub fn between(from: &Vec3, to: &Vec3) -> Self {
        let v = to - from;
        let distance = v.norm();
        // Added to every norm: far below the spacing of floats at any distance that occurs, except at zero.
        Self { dir: v * (1.0 / (distance + 1e-8)), distance }
    }
}

/// One car's view of a scene.
#[derive(Clone, Copy, Debug)]
pub struct Bearings<'a> {
    /// The scene.
    pub scene: &'a Scene,
    /// Index of the car in the scene.
    pub index: usize,
    /// The car.
    pub car: &'a Car,
    /// Car to ball.
    pub car_to_ball: Bearing,
    /// Car to the back of the goal it attacks.
    pub car_to_opponent_goal: Bearing,
    /// Back of the goal it defends to the car.
    pub own_goal_to_car: Bearing,
    /// Ball to the back of the goal it attacks.
    pub ball_to_opponent_goal: Bearing,
    /// Ball to the back of the goal it defends.
    pub ball_to_own_goal: Bearing,
}

impl<'a> Bearings<'a> {
    /// Of car `index`.
    ///
    /// # Panics
    ///
    /// If the scene has no such car.
    #[must_use]
    pub fn new(scene: &'a Scene, index: usize) -> Self {
        let car = &scene.cars[index];
        let (own, opponent) = (goal_back(car.team), goal_back(car.team.other()));
        let ball = &scene.ball.pos;
        Self {
            scene,
            index,
            car,
            car_to_ball: Bearing::between(&car.pos, ball),
            car_to_opponent_goal: Bearing::between(&car.pos, &opponent),
            own_goal_to_car: Bearing::between(&own, &car.pos),
            ball_to_opponent_goal: Bearing::between(ball, &opponent),
            ball_to_own_goal: Bearing::between(ball, &own),
        }
    }
}
