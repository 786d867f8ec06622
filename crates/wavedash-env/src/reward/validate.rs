//! What an expression may not say, with the path of the field that says it.

use super::expr::Expr;
use crate::error::EnvError;

/// Refuses a number that is not finite.
pub(super) fn finite(path: &str, value: f32) -> Result<(), EnvError> {
    check(value.is_finite(), path, || format!("{value} is not a number that can be worked with"))
}

/// Refuses a number that is not above 0.
pub(super) fn positive(path: &str, value: f32) -> Result<(), EnvError> {
    check(value.is_finite() && value > 0.0, path, || format!("{value} is not above 0"))
}

/// Refuses a number below 0.
pub(super) fn not_negative(path: &str, value: f32) -> Result<(), EnvError> {
    check(value.is_finite() && value >= 0.0, path, || format!("{value} is below 0"))
}

/// Refuses a number outside 0 to 1.
pub(super) fn share(path: &str, value: f32) -> Result<(), EnvError> {
    check((0.0..=1.0).contains(&value), path, || format!("{value} is not between 0 and 1"))
}

/// Refuses an event where only states make sense.
pub(super) fn state_only(path: &str, expr: &Expr, instead: &str) -> Result<(), EnvError> {
    check(expr.is_state(), path, || format!("{} is or holds an event; {instead}", expr.label()))
}

pub(super) fn check(holds: bool, path: &str, problem: impl FnOnce() -> String) -> Result<(), EnvError> {
    if holds { Ok(()) } else { Err(EnvError::config(path, problem())) }
}

impl Expr {
    /// Checks every parameter of the tree; `path` is that of this expression.
    ///
    /// # Errors
    ///
    /// [`EnvError::Config`] for the first that means nothing.
    pub fn validate(&self, path: &str) -> Result<(), EnvError> {
        let name = self.name();
        let path = format!("{path}.{name}");
        let at = |field: &str| format!("{path}.{field}");
        let distance = |dispersion: f32, density: f32| {
            positive(&at("dispersion"), dispersion)?;
            positive(&at("density"), density)
        };
        match *self {
            Self::PlayerToBallDistance { dispersion, density }
            | Self::BallToGoalDistance { dispersion, density, .. }
            | Self::SignedBallToGoalDistance { dispersion, density } => distance(dispersion, density)?,
            Self::BallToGoalDistanceDifference {
                offense_weight,
                defense_weight,
                offense_dispersion,
                defense_dispersion,
                offense_density,
                defense_density,
            } => {
                finite(&at("offense_weight"), offense_weight)?;
                finite(&at("defense_weight"), defense_weight)?;
                positive(&at("offense_dispersion"), offense_dispersion)?;
                positive(&at("defense_dispersion"), defense_dispersion)?;
                positive(&at("offense_density"), offense_density)?;
                positive(&at("defense_density"), defense_density)?;
            }
            Self::AlignBallGoal { defense, offense } => {
                finite(&at("defense"), defense)?;
                finite(&at("offense"), offense)?;
            }
            Self::NectoPlayerQuality { distance, align } => {
                finite(&at("distance"), distance)?;
                finite(&at("align"), align)?;
            }
            Self::BallY { exponent } | Self::SaveBoost { exponent } | Self::Power { exponent, .. } => {
                positive(&at("exponent"), exponent)?;
            }
            Self::TouchHeight { exponent } => not_negative(&at("exponent"), exponent)?,
            Self::TouchAerial { height } => positive(&at("height"), height)?,
            Self::TouchBallToGoalAcceleration { speed } => positive(&at("speed"), speed)?,
            Self::TouchAcceleration { speed, threshold } => {
                positive(&at("speed"), speed)?;
                not_negative(&at("threshold"), threshold)?;
            }
            Self::FreshTouch { pause } => not_negative(&at("pause"), pause)?,
            Self::FlownTouch { seconds, height } => {
                positive(&at("seconds"), seconds)?;
                positive(&at("height"), height)?;
            }
            Self::AirTime { seconds } => positive(&at("seconds"), seconds)?,
            Self::WallDistance { distance } => positive(&at("distance"), distance)?,
            Self::BoostChange { gain, loss } | Self::Change { gain, loss, .. } => {
                finite(&at("gain"), gain)?;
                finite(&at("loss"), loss)?;
            }
            Self::SmoothKrc { epsilon, .. } => positive(&at("epsilon"), epsilon)?,
            Self::Scale { by, .. } => finite(&at("by"), by)?,
            Self::Clamp { min, max, .. } => {
                finite(&at("min"), min)?;
                finite(&at("max"), max)?;
                check(min <= max, &at("min"), || format!("{min} is above max = {max}"))?;
            }
            _ => {}
        }
        if let Self::Change { of, .. } = self {
            state_only(&at("of"), of, "only the change of a state function is known")?;
        }
        self.validate_parts(&path)
    }

    fn validate_parts(&self, path: &str) -> Result<(), EnvError> {
        match self {
            Self::Krc(parts) | Self::Sum(parts) | Self::Product(parts) | Self::Min(parts) | Self::Max(parts) => {
                all(parts, path)
            }
            Self::SmoothKrc { of, .. } => all(of, &format!("{path}.of")),
            Self::When { of, otherwise, .. } => {
                of.validate(&format!("{path}.of"))?;
                otherwise.iter().try_for_each(|other| other.validate(&format!("{path}.otherwise")))
            }
            _ => self.parts().into_iter().try_for_each(|part| part.validate(&format!("{path}.of"))),
        }
    }
}

/// Checks a list, which may not be empty.
fn all(parts: &[Expr], path: &str) -> Result<(), EnvError> {
    check(!parts.is_empty(), path, || "the list is empty; name at least one reward function".to_owned())?;
    parts.iter().enumerate().try_for_each(|(i, part)| part.validate(&format!("{path}[{i}]")))
}
