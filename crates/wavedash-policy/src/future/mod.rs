//! Questions about the future, to shape what a trunk sees: what they are, their answers in a rollout, and their losses.
//!
//! Linear heads on the actor's trunk answer them ([`FutureConfig`](crate::FutureConfig),
//! [`Model::future`](crate::Model::future)):
//!
//! - **ball**: its place and velocity in the car's frame after [`BALL_SECONDS`], as the agent will see it then;
//! - **car**: its own height and angular velocity after [`CAR_SECONDS`];
//! - **touch**: who touches the ball next and when, one of [`TOUCH_CLASSES`];
//! - **goal**: which side scores and when, one of [`GOAL_CLASSES`].
//!
//! A rollout ends, and an episode is cut off, before every question is answered. [`answers`] therefore says of each row
//! which answers are still *possible*: one where it is known, all where nothing is. What lies behind the last class
//! that a row's remaining steps can decide is left open even if something happened there: otherwise rows in which
//! something happens soon would be learned from more often than those in which nothing does, and the heads would expect
//! too much.

mod answers;
mod loss;

pub use answers::{Answers, Record, Side, answers, balance};
pub use loss::{classes, smooth_l1};

/// When the ball is asked for, s from now.
pub const BALL_SECONDS: [f32; 3] = [0.5, 1.0, 2.0];
/// Numbers of the ball at one time: place and velocity, forward, right, up.
pub const BALL_NUMBERS: usize = 6;
/// When the car itself is asked for, s from now.
pub const CAR_SECONDS: [f32; 2] = [0.25, 0.5];
/// Numbers of the car at one time: height; angular velocity about forward, right, up.
pub const CAR_NUMBERS: usize = 4;
/// The ends of the times of a touch, s from now.
pub const TOUCH_SECONDS: [f32; 4] = [0.5, 1.0, 2.0, 4.0];
/// Who touches the ball: the agent itself, a team mate, an opponent.
pub const TOUCHERS: usize = 3;
/// Times of the agent's own touch, of a team mate's, of an opponent's; then "nobody within these times".
pub const TOUCH_CLASSES: usize = TOUCHERS * TOUCH_SECONDS.len() + 1;
/// The ends of the times of a goal, s from now.
pub const GOAL_SECONDS: [f32; 3] = [1.0, 2.0, 5.0];
/// Times of a goal of the agent's team, of the opponents'; then "none within these times".
pub const GOAL_CLASSES: usize = 2 * GOAL_SECONDS.len() + 1;
