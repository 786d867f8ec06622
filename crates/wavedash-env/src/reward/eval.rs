//! Evaluating an expression.

use super::bearings::Bearings;
use super::condition::Condition;
use super::event::{self, Step};
use super::expr::Expr;
use super::krc::{krc, smooth_krc};
use super::state;
use crate::scene::Scene;
use crate::step_info::StepInfo;

impl Expr {
    /// Value of a state expression for a car, without a match: for plots and analysis. Events are 0 here.
    ///
    /// # Panics
    ///
    /// If the scene has no such car.
    #[must_use]
    pub fn value(&self, scene: &Scene, car: usize) -> f32 {
        self.eval(&Bearings::new(scene, car), None)
    }

    /// It follows from a moment alone, so that it may stand in a potential.
    #[must_use]
    pub fn is_state(&self) -> bool {
        match self {
            Self::Goal {}
            | Self::TeamGoal {}
            | Self::Concede {}
            | Self::OwnGoal {}
            | Self::Assist {}
            | Self::Shot {}
            | Self::Save {}
            | Self::Demo {}
            | Self::Demoed {}
            | Self::Bump {}
            | Self::Bumped {}
            | Self::Touch {}
            | Self::FreshTouch { .. }
            | Self::FlownTouch { .. }
            | Self::FlipToBall {}
            | Self::Touching {}
            | Self::TouchHeight { .. }
            | Self::TouchAerial { .. }
            | Self::AirTouch {}
            | Self::TouchBallToGoalAcceleration { .. }
            | Self::TouchAcceleration { .. }
            | Self::BoostChange { .. }
            | Self::BigPad {}
            | Self::SmallPad {}
            | Self::Jump {}
            | Self::DoubleJump {}
            | Self::Flip {}
            | Self::Landing {}
            | Self::FlipReset {}
            | Self::Wavedash {}
            | Self::GoalSpeed {}
            | Self::ConcedeDistance {}
            | Self::OffensivePressure {}
            | Self::DefensivePressure {}
            | Self::CounterPressure {}
            | Self::Change { .. } => false,
            Self::When { condition, .. } if !condition.is_state() => false,
            _ => self.parts().into_iter().all(Self::is_state),
        }
    }

    /// The tree holds a pressure reward, whose sums have to be kept.
    pub(super) fn needs_pressure(&self) -> bool {
        match self {
            Self::OffensivePressure {} | Self::DefensivePressure {} | Self::CounterPressure {} => true,
            _ => self.parts().into_iter().any(Self::needs_pressure),
        }
    }

    /// Value for the car that the bearings are of. Events need the step and are 0 without one.
    #[must_use]
    pub fn eval(&self, at: &Bearings<'_>, step: Option<&Step<'_>>) -> f32 {
        let count = |of: fn(&StepInfo) -> u8| step.map_or(0.0, |step| f32::from(of(step.facts)));
        let mark = |of: fn(&StepInfo) -> bool| step.map_or(0.0, |step| f32::from(of(step.facts)));
        match *self {
            Self::PlayerToBallDistance { dispersion, density } => {
                state::player_to_ball_distance(at, dispersion, density)
            }
            Self::BallToGoalDistance { own_goal, dispersion, density } => {
                state::ball_to_goal_distance(at, own_goal, dispersion, density)
            }
            Self::SignedBallToGoalDistance { dispersion, density } => {
                state::signed_ball_to_goal_distance(at, dispersion, density)
            }
            Self::BallToGoalDistanceDifference {
                offense_weight,
                defense_weight,
                offense_dispersion,
                defense_dispersion,
                offense_density,
                defense_density,
            } => state::ball_to_goal_distance_difference(
                at,
                [offense_weight, offense_dispersion, offense_density],
                [defense_weight, defense_dispersion, defense_density],
            ),
            Self::BallToGoalVelocity { own_goal } => state::ball_to_goal_velocity(at, own_goal),
            Self::PlayerToBallVelocity {} => state::player_to_ball_velocity(at),
            Self::PlayerToGoalVelocity { own_goal } => state::player_to_goal_velocity(at, own_goal),
            Self::AlignBallGoal { defense, offense } => state::align_ball_goal(at, defense, offense),
            Self::FaceBall {} => state::face_ball(at),
            Self::FaceVelocity {} => state::face_velocity(at),
            Self::BallY { exponent } => state::ball_y(at, exponent),
            Self::BallHeight {} => state::ball_height(at),
            Self::BallSpeed {} => state::ball_speed(at),
            Self::PlayerSpeed {} => state::player_speed(at),
            Self::PlayerHeight {} => state::player_height(at),
            Self::SaveBoost { exponent } => state::save_boost(at, exponent),
            Self::OnGround {} => f32::from(at.car.on_ground),
            Self::InAir {} => f32::from(!at.car.on_ground),
            Self::Supersonic {} => f32::from(at.car.is_supersonic),
            Self::HasFlip {} => f32::from(at.car.can_flip),
            Self::AirTime { seconds } => state::air_time(at, seconds),
            Self::WallDistance { distance } => state::wall_distance(at, distance),
            Self::Constant {} => 1.0,
            Self::Kickoff {} => state::kickoff(at),
            Self::NectoStateQuality {} => state::necto_state_quality(at),
            Self::NectoPlayerQuality { distance, align } => state::necto_player_quality(at, distance, align),

            Self::Goal {} => count(|facts| facts.goals),
            Self::TeamGoal {} => count(|facts| facts.team_goals),
            Self::Concede {} => count(|facts| facts.concedes),
            Self::OwnGoal {} => count(|facts| facts.own_goals),
            Self::Assist {} => count(|facts| facts.assists),
            Self::Shot {} => count(|facts| facts.shots),
            Self::Save {} => count(|facts| facts.saves),
            Self::Demo {} => count(|facts| facts.demos),
            Self::Demoed {} => mark(|facts| facts.demoed),
            Self::Bump {} => count(|facts| facts.bumps),
            Self::Bumped {} => count(|facts| facts.bumped),
            Self::Touch {} => step.map_or(0.0, event::touch),
            Self::FreshTouch { pause } => step.map_or(0.0, |step| event::fresh_touch(step, pause)),
            Self::FlownTouch { seconds, height } => {
                step.map_or(0.0, |step| event::flown_touch(at, step, seconds, height))
            }
            Self::Touching {} => mark(|facts| facts.touched),
            Self::TouchHeight { exponent } => step.map_or(0.0, |step| event::touch_height(at, step, exponent)),
            Self::TouchAerial { height } => step.map_or(0.0, |step| event::touch_aerial(at, step, height)),
            Self::AirTouch {} => step.map_or(0.0, |step| event::air_touch(at, step)),
            Self::TouchBallToGoalAcceleration { speed } => {
                step.map_or(0.0, |step| event::touch_ball_to_goal_acceleration(at, step, speed))
            }
            Self::TouchAcceleration { speed, threshold } => {
                step.map_or(0.0, |step| event::touch_acceleration(at, step, speed, threshold))
            }
            Self::BoostChange { gain, loss } => step.map_or(0.0, |step| event::boost_change(at, step, gain, loss)),
            Self::BigPad {} => count(|facts| facts.big_pads),
            Self::SmallPad {} => count(|facts| facts.small_pads),
            Self::Jump {} => count(|facts| facts.jumps),
            Self::DoubleJump {} => count(|facts| facts.double_jumps),
            Self::Flip {} => count(|facts| facts.flips),
            Self::FlipToBall {} => step.map_or(0.0, |step| event::flip_to_ball(at, step)),
            Self::Landing {} => mark(|facts| facts.landed),
            Self::FlipReset {} => count(|facts| facts.flip_resets),
            Self::Wavedash {} => count(|facts| facts.wavedashes),
            Self::GoalSpeed {} => step.map_or(0.0, event::goal_speed),
            Self::ConcedeDistance {} => step.map_or(0.0, |step| event::concede_distance(at, step)),
            Self::OffensivePressure {} => step.map_or(0.0, |step| step.pressure.offensive[at.car.team.index()]),
            Self::DefensivePressure {} => step.map_or(0.0, |step| step.pressure.defensive[at.car.team.index()]),
            Self::CounterPressure {} => step.map_or(0.0, |step| step.pressure.counter[at.car.team.index()]),

            Self::Krc(ref of) => combination(of, at, step),
            Self::SmoothKrc { ref of, epsilon } => smooth_combination(of, epsilon, at, step),
            Self::Sum(ref of) => sum(of, at, step),
            Self::Product(ref of) => product(of, at, step),
            Self::Min(ref of) => extreme(of, f32::min, at, step),
            Self::Max(ref of) => extreme(of, f32::max, at, step),
            Self::Scale { by, ref of } => scaled(of, by, at, step),
            Self::Clamp { min, max, ref of } => clamped(of, min, max, at, step),
            Self::Power { exponent, ref of } => power(of, exponent, at, step),
            Self::Change { gain, loss, ref of } => step.map_or(0.0, |step| change(of, gain, loss, at, step)),
            Self::When { condition, ref of, ref otherwise } => when(condition, of, otherwise.as_deref(), at, step),
        }
    }
}

// Kept out of `eval`, which then has no registers to save for its many short cases: a third of its instructions.

#[inline(never)]
fn combination(of: &[Expr], at: &Bearings<'_>, step: Option<&Step<'_>>) -> f32 {
    krc(of.iter().map(|part| part.eval(at, step)))
}

#[inline(never)]
fn smooth_combination(of: &[Expr], epsilon: f32, at: &Bearings<'_>, step: Option<&Step<'_>>) -> f32 {
    smooth_krc(of.iter().map(|part| part.eval(at, step)), epsilon)
}

#[inline(never)]
fn sum(of: &[Expr], at: &Bearings<'_>, step: Option<&Step<'_>>) -> f32 {
    of.iter().map(|part| part.eval(at, step)).sum()
}

#[inline(never)]
fn product(of: &[Expr], at: &Bearings<'_>, step: Option<&Step<'_>>) -> f32 {
    of.iter().map(|part| part.eval(at, step)).product()
}

/// The least or greatest; lists are not empty, which the configuration sees to.
#[inline(never)]
fn extreme(of: &[Expr], pick: fn(f32, f32) -> f32, at: &Bearings<'_>, step: Option<&Step<'_>>) -> f32 {
    of.iter().map(|part| part.eval(at, step)).reduce(pick).unwrap_or(0.0)
}

#[inline(never)]
fn scaled(of: &Expr, by: f32, at: &Bearings<'_>, step: Option<&Step<'_>>) -> f32 {
    by * of.eval(at, step)
}

#[inline(never)]
fn clamped(of: &Expr, min: f32, max: f32, at: &Bearings<'_>, step: Option<&Step<'_>>) -> f32 {
    // Unlike `clamp` this cannot panic; limits in the wrong order are refused by the configuration.
    of.eval(at, step).max(min).min(max)
}

#[inline(never)]
fn power(of: &Expr, exponent: f32, at: &Bearings<'_>, step: Option<&Step<'_>>) -> f32 {
    state::signed_power(of.eval(at, step), exponent)
}

#[inline(never)]
fn change(of: &Expr, gain: f32, loss: f32, at: &Bearings<'_>, step: &Step<'_>) -> f32 {
    if at.index >= step.transition.before.cars.len() {
        return 0.0;
    }
    let change = of.eval(at, None) - of.value(step.transition.before, at.index);
    change * if change >= 0.0 { gain } else { loss }
}

#[inline(never)]
fn when(condition: Condition, of: &Expr, otherwise: Option<&Expr>, at: &Bearings<'_>, step: Option<&Step<'_>>) -> f32 {
    let chosen = if condition.holds(at, step) { Some(of) } else { otherwise };
    chosen.map_or(0.0, |expr| expr.eval(at, step))
}
