//! The done conditions that come with the crate, and their parameters.

use serde::Deserialize;
use wavedash_core::rules::{BALL_REST_Z, GRAVITY};
use wavedash_core::units::TICK_SECONDS;

use super::full_match::{FullMatch, MatchRules};
use super::{Cause, Done, DoneCondition};
use crate::error::EnvError;
use crate::registry::{Entry, Range, Registry, Type};
use crate::transition::Transition;

/// Registers the built-in done conditions.
pub(crate) fn register(registry: &mut Registry) -> Result<(), EnvError> {
    let seconds = |entry: Entry, text| entry.needed_float("seconds", Range::Positive, "s", text);
    registry.done(Entry::new("goal", "termination: a goal of either side").source("RLGym"), |_| Ok(Goal))?;
    let entry = Entry::new("time_limit", "truncation after this time").source("RLGym");
    registry.done(seconds(entry, "time since the episode began"), |parameters| parameters.read::<TimeLimit>())?;
    let entry = Entry::new("no_touch", "truncation after this time without a touch").source("RLGym");
    let text = "time since the last touch of any car, or since the episode began";
    registry.done(seconds(entry, text), |parameters| parameters.read::<NoTouch>())?;
    let text = "termination: the ball touches the ground, at the decision or in between";
    registry.done(Entry::new("ball_on_ground", text), |_| Ok(BallOnGround))?;

    let text = "a whole match with clock and overtime, which ends in a termination; goals within it lead to kick-offs";
    let entry = Entry::new("match", text)
        .float("seconds", 300.0, Range::Positive, "s", "length without overtime; the clock stops for nothing")
        .flag(
            "until_ground",
            true,
            "play goes on after the time is up until the ball touches the ground, as in the game",
        )
        .optional(
            "overtime_seconds",
            Type::Float(Range::Positive),
            "s",
            "longest overtime, then a truncation; without it no limit",
        )
        .optional(
            "mercy_lead",
            Type::Integer(1, i64::from(u32::MAX)),
            "goals",
            "a match with this lead is over; without it never",
        );
    registry.done(entry, |parameters| Ok(FullMatch::new(parameters.read::<MatchRules>()?)))
}

/// A goal of either side.
struct Goal;

impl DoneCondition for Goal {
    fn done(&mut self, transition: &Transition<'_>) -> Done {
        if scored(transition) { Done::terminated(Cause::Goal) } else { Done::GOES_ON }
    }
}

/// The episode is this long.
#[derive(Deserialize)]
struct TimeLimit {
    seconds: f32,
}

impl DoneCondition for TimeLimit {
    fn done(&mut self, transition: &Transition<'_>) -> Done {
        let is_over = transition.clock.seconds() >= self.seconds;
        if is_over { Done::truncated(Cause::TimeLimit) } else { Done::GOES_ON }
    }
}

/// No car has touched the ball for this long.
#[derive(Deserialize)]
struct NoTouch {
    seconds: f32,
}

impl DoneCondition for NoTouch {
    fn done(&mut self, transition: &Transition<'_>) -> Done {
        let is_over = transition.clock.seconds_without_touch() >= self.seconds;
        if is_over { Done::truncated(Cause::NoTouch) } else { Done::GOES_ON }
    }
}

/// The ball touches the ground.
struct BallOnGround;

impl DoneCondition for BallOnGround {
    fn done(&mut self, transition: &Transition<'_>) -> Done {
        if touched_ground(transition) { Done::terminated(Cause::BallOnGround) } else { Done::GOES_ON }
    }
}

/// A goal fell in this step.
pub(super) fn scored(transition: &Transition<'_>) -> bool {
    !transition.is_first && transition.now.score != transition.before.score
}

/// Resting height and a little, for the rounding of positions, uu.
const GROUND: f32 = BALL_REST_Z + 2.0;

/// The ball is on the ground, or fell to it and bounced within the step: its speed was downwards and
/// is upwards now, and falling freely it would have come that low in between.
pub(super) fn touched_ground(transition: &Transition<'_>) -> bool {
    let (before, now) = (&transition.before.ball, &transition.now.ball);
    if now.pos.z <= GROUND {
        return true;
    }
    if transition.is_first || before.vel.z >= 0.0 || now.vel.z <= 0.0 {
        return false;
    }
    let seconds = transition.now.tick.saturating_sub(transition.before.tick) as f32 * TICK_SECONDS;
    before.pos.z + before.vel.z * seconds + 0.5 * GRAVITY * seconds * seconds <= GROUND
}
