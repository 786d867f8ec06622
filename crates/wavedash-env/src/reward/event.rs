//! Event functions: what happened to a car in the step, from the [`Transition`] and its [`StepInfo`].

use libm::{expf, powf};

use super::bearings::Bearings;
use super::pitch::{BALL_MAX_SPEED, BALL_RADIUS, CAR_MAX_SPEED, CEILING_Z, goal_back};
use super::pressure::Payout;
use crate::step_info::StepInfo;
use crate::transition::Transition;

/// One car's step: everything that an event function may read.
#[derive(Clone, Copy, Debug)]
pub struct Step<'a> {
    /// The match's step.
    pub transition: &'a Transition<'a>,
    /// What happened to this car.
    pub facts: &'a StepInfo,
    /// The car had contact with the ball in the step before, too.
    pub touched_before: bool,
    /// Seconds from its last contact with the ball to the end of the step before; infinite without one.
    pub quiet_seconds: f32,
    /// An opponent has had contact with the ball since its own last one.
    pub opponent_touched: bool,
    /// What the ball's stay in front of a goal pays in this step.
    pub pressure: &'a Payout,
    /// Follow the published code where it departs from the paper.
    pub as_published: bool,
}

/// 1 in the first of successive steps with contact: the rising edge of "touched".
#[must_use]
pub fn touch(step: &Step<'_>) -> f32 {
    f32::from(step.facts.touched && !step.touched_before)
}

/// 1 in the first of successive steps with contact, if `pause` seconds have passed since the contact before, or an
/// opponent has touched the ball since, or it is the first of the episode: carrying on with the ball is not paid.
#[must_use]
pub fn fresh_touch(step: &Step<'_>, pause: f32) -> f32 {
    if step.opponent_touched || step.quiet_seconds >= pause { touch(step) } else { 0.0 }
}

/// In the first of successive steps with contact, off the ground: `min(t / seconds, b_z / height)`, t the time in the air.
/// A ball hit in a jump off a wall is high, but the flight short. For the ceiling's 2044 uu and 1.75 s it is the air touch of
/// the guide for RLGym-PPO.
#[inline(never)]
#[must_use]
pub fn flown_touch(at: &Bearings<'_>, step: &Step<'_>, seconds: f32, height: f32) -> f32 {
    if at.car.on_ground || touch(step) == 0.0 {
        return 0.0;
    }
    (at.car.air_seconds / seconds).min(at.scene.ball.pos.z / height).clamp(0.0, 1.0)
}

/// Flips that began, times `max(0, unit(b - p) . v / 2300)`.
#[must_use]
pub fn flip_to_ball(at: &Bearings<'_>, step: &Step<'_>) -> f32 {
    f32::from(step.facts.flips) * super::state::player_to_ball_velocity(at).max(0.0)
}

/// `((b_z + 92.75) / 185.5)^exponent` in every step with contact: 1 for a ball on the ground.
#[inline(never)]
#[must_use]
pub fn touch_height(at: &Bearings<'_>, step: &Step<'_>, exponent: f32) -> f32 {
    if !step.facts.touched {
        return 0.0;
    }
    let height = ((at.scene.ball.pos.z + BALL_RADIUS) * (0.5 / BALL_RADIUS)).max(0.0);
    if exponent == 1.0 { height } else { powf(height, exponent) }
}

/// `b_z / height` in every step with contact; 1 at the ceiling for 2044 uu.
#[must_use]
pub fn touch_aerial(at: &Bearings<'_>, step: &Step<'_>, height: f32) -> f32 {
    if step.facts.touched { at.scene.ball.pos.z / height } else { 0.0 }
}

/// Height of the touching car over the ceiling's, p_z / 2044, in every step with contact off the ground.
#[must_use]
pub fn air_touch(at: &Bearings<'_>, step: &Step<'_>) -> f32 {
    if step.facts.touched && !at.car.on_ground { at.car.pos.z * (1.0 / CEILING_Z) } else { 0.0 }
}

/// In every step with contact, `[unit(G_opp - b) . w - unit(G_opp - b') . w'] / speed` with b', w' of the decision
/// before; for 2300 uu/s in [-5.2, 5.2], typically within 1.5.
///
/// The published code keeps one previous state per match and overwrites it after the first player, so that only the
/// first car ever gets anything. The paper means every player, and so does this, except as published.
#[inline(never)]
#[must_use]
pub fn touch_ball_to_goal_acceleration(at: &Bearings<'_>, step: &Step<'_>, speed: f32) -> f32 {
    if !step.facts.touched || (step.as_published && at.index > 0) {
        return 0.0;
    }
    let before = &step.transition.before.ball;
    let to_goal = goal_back(at.car.team.other()) - before.pos;
    let towards_before = to_goal.dot(&before.vel) / (to_goal.norm() + 1e-8);
    (at.ball_to_opponent_goal.dir.dot(&at.scene.ball.vel) - towards_before) / speed
}

/// `|w - w'| / speed` in every step with contact, 0 below the threshold of `|w - w'|`.
#[inline(never)]
#[must_use]
pub fn touch_acceleration(at: &Bearings<'_>, step: &Step<'_>, speed: f32, threshold: f32) -> f32 {
    if !step.facts.touched {
        return 0.0;
    }
    let change = (at.scene.ball.vel - step.transition.before.ball.vel).norm();
    if change < threshold { 0.0 } else { change / speed }
}

/// Change of the boost's square root (tank from 0 to 1), times `gain` if it rose and `loss` if it fell. What a
/// demolition or a respawn does to the tank does not count.
#[inline(never)]
#[must_use]
pub fn boost_change(at: &Bearings<'_>, step: &Step<'_>, gain: f32, loss: f32) -> f32 {
    let Some(before) = step.transition.before.cars.get(at.index) else { return 0.0 };
    if at.car.is_demolished || before.is_demolished || step.facts.demoed || step.facts.respawned {
        return 0.0;
    }
    let change = at.car.boost.max(0.0).sqrt() - before.boost.max(0.0).sqrt();
    change * if change >= 0.0 { gain } else { loss }
}

/// `|w'| / 6000` per goal of the car's team, w' the ball's velocity at the decision before: Necto's speed bonus.
#[inline(never)]
#[must_use]
pub fn goal_speed(step: &Step<'_>) -> f32 {
    if step.facts.team_goals == 0 {
        return 0.0;
    }
    step.transition.before.ball.vel.norm() * (1.0 / BALL_MAX_SPEED)
}

/// `1 - exp(-|p - b'| / 2300)` when a goal is conceded, b' the ball at the decision before: Necto's, in [0, 1).
#[inline(never)]
#[must_use]
pub fn concede_distance(at: &Bearings<'_>, step: &Step<'_>) -> f32 {
    if step.facts.concedes == 0 {
        return 0.0;
    }
    1.0 - expf((at.car.pos - step.transition.before.ball.pos).norm() * (-1.0 / CAR_MAX_SPEED))
}
