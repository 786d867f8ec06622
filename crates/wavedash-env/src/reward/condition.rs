//! Conditions: when a reward counts.

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::bearings::Bearings;
use super::expr::Expr;
use super::function::CarStep;
use super::shape::is_kickoff;
use crate::registry::Registry;

/// A yes or no about a car; by name in a configuration.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Condition {
    /// No car on the pitch is closer to the ball.
    ClosestToBall,
    /// No car on the pitch of its team is closer to the ball.
    ClosestToBallOfTeam,
    /// It was the last of all to touch the ball. Only in event rewards.
    TouchedLast,
    /// It had contact with the ball in the step. Only in event rewards.
    Touched,
    /// It is nearer its own back wall than the ball is (goal side).
    BehindBall,
    /// At least three wheels touch something.
    OnGround,
    /// Fewer than three wheels touch something.
    InAir,
    /// It is at supersonic speed.
    Supersonic,
    /// It is on the pitch, not waiting to come back from a demolition.
    Alive,
    /// The ball lies on the kick-off spot.
    Kickoff,
    /// The ball is in the opponents' half.
    BallInOpponentHalf,
    /// The ball is in its own half.
    BallInOwnHalf,
}

impl Condition {
    /// All conditions.
    pub const ALL: [Self; 12] = [
        Self::ClosestToBall,
        Self::ClosestToBallOfTeam,
        Self::TouchedLast,
        Self::Touched,
        Self::BehindBall,
        Self::OnGround,
        Self::InAir,
        Self::Supersonic,
        Self::Alive,
        Self::Kickoff,
        Self::BallInOpponentHalf,
        Self::BallInOwnHalf,
    ];

    /// Name in a configuration.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::ClosestToBall => "closest_to_ball",
            Self::ClosestToBallOfTeam => "closest_to_ball_of_team",
            Self::TouchedLast => "touched_last",
            Self::Touched => "touched",
            Self::BehindBall => "behind_ball",
            Self::OnGround => "on_ground",
            Self::InAir => "in_air",
            Self::Supersonic => "supersonic",
            Self::Alive => "alive",
            Self::Kickoff => "kickoff",
            Self::BallInOpponentHalf => "ball_in_opponent_half",
            Self::BallInOwnHalf => "ball_in_own_half",
        }
    }

    /// It follows from a moment alone, so that it may stand in a potential.
    #[must_use]
    pub const fn is_state(self) -> bool {
        !matches!(self, Self::TouchedLast | Self::Touched)
    }

    /// Whether it holds; one that needs a step does not hold without it.
    #[must_use]
    pub fn holds(self, at: &Bearings<'_>, step: Option<&CarStep<'_>>) -> bool {
        let (car, ball) = (at.car, &at.scene.ball);
        let forward = -car.team.own_goal_sign();
        let closest = |same_team: bool| {
            let others = at.scene.cars.iter();
            let others = others.filter(|other| !other.is_demolished && (!same_team || other.team == car.team));
            let own = at.car_to_ball.distance;
            // Compared squared, with a little room so that the car is never beaten by its own rounding.
            others.map(|other| (other.pos - ball.pos).norm_squared()).all(|other| own * own <= other * 1.000_001)
        };
        match self {
            Self::ClosestToBall => closest(false),
            Self::ClosestToBallOfTeam => closest(true),
            Self::TouchedLast => step.is_some_and(|step| step.info.touched_last),
            Self::Touched => step.is_some_and(|step| step.info.touched),
            Self::BehindBall => forward * car.pos.y < forward * ball.pos.y,
            Self::OnGround => car.on_ground,
            Self::InAir => !car.on_ground,
            Self::Supersonic => car.is_supersonic,
            Self::Alive => !car.is_demolished,
            Self::Kickoff => is_kickoff(at),
            Self::BallInOpponentHalf => forward * ball.pos.y > 0.0,
            Self::BallInOwnHalf => forward * ball.pos.y < 0.0,
        }
    }
}

/// What `when` asks: a built-in condition by name, or any reward function, which holds while its value is above 0.
#[derive(Clone, Debug, PartialEq)]
pub enum Test {
    /// A built-in condition.
    Condition(Condition),
    /// A reward function.
    Above(Box<Expr>),
}

impl Test {
    /// It follows from a moment alone.
    pub(super) fn is_state(&self, registry: &Registry) -> bool {
        match self {
            Self::Condition(condition) => condition.is_state(),
            Self::Above(expr) => expr.is_state(registry),
        }
    }

    /// The same with all parameters filled in.
    pub(super) fn filled(&self, registry: &Registry) -> Self {
        match self {
            Self::Condition(condition) => Self::Condition(*condition),
            Self::Above(expr) => Self::Above(Box::new(expr.filled(registry))),
        }
    }
}

impl Serialize for Test {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Condition(condition) => condition.serialize(serializer),
            Self::Above(expr) => expr.serialize(serializer),
        }
    }
}

impl<'de> Deserialize<'de> for Test {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        // The derived function of the same name knows combinations only.
        let expr = <Expr as Deserialize>::deserialize(deserializer)?;
        if let Expr::Function(component) = &expr
            && component.parameters().is_empty()
            && let Some(condition) = Condition::ALL.into_iter().find(|known| known.name() == component.name())
        {
            return Ok(Self::Condition(condition));
        }
        Ok(Self::Above(Box::new(expr)))
    }
}
