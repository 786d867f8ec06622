//! Reward expressions: a tree of shape functions as a configuration file writes it.

use serde::{Deserialize, Serialize};

use super::condition::Condition;

/// A shape function by name, or a combination of others.
///
/// In a file it is the name alone (`"face_ball"`), which takes the defaults, or a table with the name as its only key
/// (`{ player_to_ball_distance = { dispersion = 1.1 } }`, `{ krc = ["align_ball_goal", "face_ball"] }`). Formulas,
/// ranges and sources are in the [catalogue](super::catalogue()); the functions themselves in [`super::state`],
/// [`super::event`] and [`super::krc`].
///
/// ```
/// use wavedash_env::reward::Expr;
///
/// let expr: Expr = serde_json::from_str(r#"{ "krc": ["align_ball_goal", { "ball_y": { "exponent": 2.0 } }] }"#)?;
/// assert!(expr.is_state());
/// # Ok::<(), serde_json::Error>(())
/// ```
// The derived code becomes inherent functions; `names.rs` puts the plain names around them.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(remote = "Self", rename_all = "snake_case", deny_unknown_fields)]
// A tag of its own instead of one hidden in a vector's capacity: quicker to branch on.
#[repr(u8)]
#[non_exhaustive]
pub enum Expr {
    /// Decay with the distance between the car and the ball.
    PlayerToBallDistance {
        /// Stretches the distance scale of 2300 uu; above 0.
        #[serde(default = "one")]
        dispersion: f32,
        /// Same effect here; above 0.
        #[serde(default = "one")]
        density: f32,
    },
    /// Decay with the distance between the ball and a goal.
    BallToGoalDistance {
        /// The own goal instead of the opponents'.
        #[serde(default)]
        own_goal: bool,
        /// Stretches the distance scale of 6000 uu; above 0.
        #[serde(default = "one")]
        dispersion: f32,
        /// Same effect here; above 0.
        #[serde(default = "one")]
        density: f32,
    },
    /// Positive near the opponents' goal, negative far from it.
    SignedBallToGoalDistance {
        /// Stretches the distance scale of 4570 uu; above 0.
        #[serde(default = "one")]
        dispersion: f32,
        /// Above 1 moves values away from 0; above 0.
        #[serde(default = "one")]
        density: f32,
    },
    /// Ball-to-goal distance of the opponents' goal minus that of the own goal.
    BallToGoalDistanceDifference {
        /// Weight of the opponents' goal.
        #[serde(default = "one")]
        offense_weight: f32,
        /// Weight of the own goal.
        #[serde(default = "one")]
        defense_weight: f32,
        /// Dispersion around the opponents' goal; above 0.
        #[serde(default = "half")]
        offense_dispersion: f32,
        /// Dispersion around the own goal; above 0.
        #[serde(default = "half")]
        defense_dispersion: f32,
        /// Density around the opponents' goal; above 0.
        #[serde(default = "one")]
        offense_density: f32,
        /// Density around the own goal; above 0.
        #[serde(default = "one")]
        defense_density: f32,
    },
    /// Speed of the ball towards a goal.
    BallToGoalVelocity {
        /// The own goal instead of the opponents'.
        #[serde(default)]
        own_goal: bool,
    },
    /// Speed of the car towards the ball.
    PlayerToBallVelocity {},
    /// Speed of the car towards a goal.
    PlayerToGoalVelocity {
        /// The own goal instead of the opponents'.
        #[serde(default)]
        own_goal: bool,
    },
    /// The ball between the car and the opponents' goal, the car between its own goal and the ball.
    AlignBallGoal {
        /// Weight of the own goal's part.
        #[serde(default = "half")]
        defense: f32,
        /// Weight of the opponents' goal's part.
        #[serde(default = "half")]
        offense: f32,
    },
    /// The nose points at the ball.
    FaceBall {},
    /// The nose points where the car moves.
    FaceVelocity {},
    /// How far up the pitch the ball is.
    BallY {
        /// Of the absolute value; above 0.
        #[serde(default = "one")]
        exponent: f32,
    },
    /// Height of the ball.
    BallHeight {},
    /// Speed of the ball.
    BallSpeed {},
    /// Speed of the car.
    PlayerSpeed {},
    /// Height of the car.
    PlayerHeight {},
    /// A power of the boost in the tank.
    SaveBoost {
        /// Above 0; 0.5 makes the first boost worth the most.
        #[serde(default = "half")]
        exponent: f32,
    },
    /// 1 with at least three wheels on something.
    OnGround {},
    /// 1 with fewer than three wheels on something.
    InAir {},
    /// 1 at supersonic speed.
    Supersonic {},
    /// 1 while a flip or double jump is available.
    HasFlip {},
    /// How long it has been in the air.
    AirTime {
        /// Time that counts as 1, s; above 0.
        #[serde(default = "flight")]
        seconds: f32,
    },
    /// How far it is from the walls.
    WallDistance {
        /// Distance that counts as 1, uu; above 0.
        #[serde(default = "near_wall")]
        distance: f32,
    },
    /// Always 1.
    Constant {},
    /// Player-to-ball velocity until the kick-off is taken.
    Kickoff {},
    /// Necto's worth of the ball's place.
    NectoStateQuality {},
    /// Necto's worth of the car's place.
    NectoPlayerQuality {
        /// Weight of the distance to the ball.
        #[serde(default = "necto_distance")]
        distance: f32,
        /// Weight of the alignment.
        #[serde(default = "half")]
        align: f32,
    },

    /// Goals that the car scored.
    Goal {},
    /// Goals of its team.
    TeamGoal {},
    /// Goals against its team.
    Concede {},
    /// Own goals of the car.
    OwnGoal {},
    /// Assists.
    Assist {},
    /// Shots.
    Shot {},
    /// Saves.
    Save {},
    /// Cars that it demolished.
    Demo {},
    /// It was demolished.
    Demoed {},
    /// Cars that it bumped.
    Bump {},
    /// Times that it was bumped.
    Bumped {},
    /// The first of successive steps with contact with the ball.
    Touch {},
    /// A touch after a pause, or after an opponent's.
    FreshTouch {
        /// Time without contact after which a touch is fresh again, s; at least 0.
        #[serde(default = "pause")]
        pause: f32,
    },
    /// Every step with contact with the ball.
    Touching {},
    /// Contact, worth more the higher the ball.
    TouchHeight {
        /// Of the height in ball diameters; at least 0.
        #[serde(default = "one")]
        exponent: f32,
    },
    /// Contact, times the height of the ball.
    TouchAerial {
        /// Height that counts as 1, uu; above 0.
        #[serde(default = "ceiling")]
        height: f32,
    },
    /// Contact in the air, times the height of the car.
    AirTouch {},
    /// The first of successive steps with contact in the air: worth the flight and the ball's height, whichever is less.
    FlownTouch {
        /// Flight that counts as 1, s; above 0.
        #[serde(default = "flight")]
        seconds: f32,
        /// Height that counts as 1, uu; above 0.
        #[serde(default = "ceiling")]
        height: f32,
    },
    /// Contact, times what the ball's speed towards the opponents' goal gained.
    TouchBallToGoalAcceleration {
        /// Speed that counts as 1, uu/s; above 0.
        #[serde(default = "car_speed")]
        speed: f32,
    },
    /// Contact, times the change of the ball's velocity.
    TouchAcceleration {
        /// Speed that counts as 1, uu/s; above 0.
        #[serde(default = "car_speed")]
        speed: f32,
        /// Changes below this count as 0, uu/s; at least 0.
        #[serde(default)]
        threshold: f32,
    },
    /// Change of the square root of the boost.
    BoostChange {
        /// Weight of a rise.
        #[serde(default = "one")]
        gain: f32,
        /// Weight of a fall.
        #[serde(default = "one")]
        loss: f32,
    },
    /// Big pads that it took.
    BigPad {},
    /// Small pads that it took.
    SmallPad {},
    /// Jumps that began.
    Jump {},
    /// Double jumps.
    DoubleJump {},
    /// Flips that began.
    Flip {},
    /// Flips that began, times the car's speed towards the ball.
    FlipToBall {},
    /// It landed on its wheels.
    Landing {},
    /// Flip resets.
    FlipReset {},
    /// Wavedashes.
    Wavedash {},
    /// Ball speed at a goal of its team.
    GoalSpeed {},
    /// Distance from the ball at a goal against its team.
    ConcedeDistance {},
    /// Pressure before a goal of its team.
    OffensivePressure {},
    /// Pressure of the opponents before a goal against its team.
    DefensivePressure {},
    /// Pressure withstood before the ball was cleared.
    CounterPressure {},

    /// Kinesthetic reward combination.
    Krc(Vec<Expr>),
    /// Kinesthetic reward combination with bounded slopes.
    SmoothKrc {
        /// The factors.
        of: Vec<Expr>,
        /// Added to each squared factor; above 0.
        #[serde(default = "thousandth")]
        epsilon: f32,
    },
    /// Sum.
    Sum(Vec<Expr>),
    /// The least.
    Min(Vec<Expr>),
    /// The greatest.
    Max(Vec<Expr>),
    /// Product with its ordinary sign.
    Product(Vec<Expr>),
    /// A multiple.
    Scale {
        /// The factor.
        by: f32,
        /// Of what.
        of: Box<Expr>,
    },
    /// Limited to a range.
    Clamp {
        /// Lower limit.
        #[serde(default = "minus_one")]
        min: f32,
        /// Upper limit.
        #[serde(default = "one")]
        max: f32,
        /// Of what.
        of: Box<Expr>,
    },
    /// Power of the absolute value, with the sign kept.
    Power {
        /// Above 0.
        exponent: f32,
        /// Of what.
        of: Box<Expr>,
    },
    /// Change of a state function over the step.
    Change {
        /// Weight of a rise.
        #[serde(default = "one")]
        gain: f32,
        /// Weight of a fall.
        #[serde(default = "one")]
        loss: f32,
        /// Of what.
        of: Box<Expr>,
    },
    /// One thing if a condition holds, another or nothing if not.
    When {
        /// The condition.
        condition: Condition,
        /// If it holds.
        of: Box<Expr>,
        /// If not; nothing by default.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        otherwise: Option<Box<Expr>>,
    },
}

const fn minus_one() -> f32 {
    -1.0
}

const fn one() -> f32 {
    1.0
}

const fn half() -> f32 {
    0.5
}

const fn thousandth() -> f32 {
    1e-3
}

/// Of a flight that is more than a jump off a wall.
const fn flight() -> f32 {
    1.75
}

const fn near_wall() -> f32 {
    1000.0
}

const fn pause() -> f32 {
    2.0
}

const fn necto_distance() -> f32 {
    0.75
}

const fn ceiling() -> f32 {
    super::pitch::CEILING_Z
}

const fn car_speed() -> f32 {
    super::pitch::CAR_MAX_SPEED
}
