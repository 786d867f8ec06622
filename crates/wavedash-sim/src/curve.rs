//! Piecewise linear curves of the handling model.

use wavedash_core::rules::{BUMP_MAX_SPEED, CAR_MAX_SPEED, THROTTLE_MAX_SPEED};
use wide::f32x4;

/// Points (input, output) in rising order of input; clamped at both ends.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Curve(pub(crate) &'static [(f32, f32)]);

impl Curve {
    /// The curve's value at `x`.
    #[inline]
    pub(crate) fn at(self, x: f32) -> f32 {
        let points = self.0;
        let (mut x0, mut y0) = points[0];
        if x <= x0 {
            return y0;
        }
        for &(x1, y1) in &points[1..] {
            if x < x1 {
                return y0 + (y1 - y0) * ((x - x0) / (x1 - x0));
            }
            (x0, y0) = (x1, y1);
        }
        y0
    }

    /// The same for four inputs.
    #[inline]
    pub(crate) fn at_each(self, x: f32x4) -> f32x4 {
        if let [(x0, y0), (x1, y1)] = *self.0 {
            let x = x.fast_max(f32x4::splat(x0)).fast_min(f32x4::splat(x1));
            return f32x4::splat(y0) + f32x4::splat((y1 - y0) / (x1 - x0)) * (x - f32x4::splat(x0));
        }
        f32x4::new(x.to_array().map(|x| self.at(x)))
    }
}

/// Front wheel angle (rad) by forward speed.
pub(crate) const STEER: Curve = Curve(&[
    (0.0, 0.53356),
    (500.0, 0.31930),
    (1000.0, 0.18203),
    (1500.0, 0.10570),
    (1750.0, 0.08507),
    (3000.0, 0.03454),
]);
/// The same for the Plank.
pub(crate) const STEER_PLANK: Curve = Curve(&[
    (0.0, 0.529_582),
    (500.0, 0.317_619),
    (1000.0, 0.181_425),
    (1500.0, 0.105_480),
    (1750.0, 0.084_926),
    (3000.0, 0.034_519),
]);
/// The same for three-wheeled handling.
pub(crate) const STEER_THREE_WHEEL: Curve = Curve(&[(0.0, 0.342_473), (CAR_MAX_SPEED, 0.034_837)]);
/// Front wheel angle (rad) by forward speed in a full powerslide.
pub(crate) const POWERSLIDE_STEER: Curve = Curve(&[(0.0, 0.39235), (2500.0, 0.12610)]);
/// The same for the Plank.
pub(crate) const POWERSLIDE_STEER_PLANK: Curve = Curve(&[(0.0, 0.389_930), (2500.0, 0.125_785)]);
/// Share of the engine force by forward speed.
pub(crate) const DRIVE_TORQUE: Curve = Curve(&[(0.0, 1.0), (1400.0, 0.1), (THROTTLE_MAX_SPEED, 0.0)]);
/// Lateral grip by share of sideways slip.
pub(crate) const LATERAL: Curve = Curve(&[(0.0, 1.0), (1.0, 0.2)]);
/// The same for three-wheeled handling.
pub(crate) const LATERAL_THREE_WHEEL: Curve = Curve(&[(0.0, 0.30), (1.0, 0.25)]);
/// Lateral grip left in a full powerslide.
pub(crate) const HANDBRAKE_LATERAL: f32 = 0.1;
/// Longitudinal grip left in a full powerslide, by share of sideways slip.
pub(crate) const HANDBRAKE_LONGITUDINAL: Curve = Curve(&[(0.0, 0.5), (1.0, 0.9)]);
/// Grip without throttle, by the ground normal's z.
pub(crate) const NON_STICKY: Curve = Curve(&[(0.0, 0.1), (0.707, 0.5), (1.0, 1.0)]);
/// Extra ball speed per relative speed of a hit.
pub(crate) const BALL_EXTRA: Curve =
    Curve(&[(0.0, 0.65), (500.0, 0.65), (1400.0, 0.60), (CAR_MAX_SPEED, 0.55), (2.0 * CAR_MAX_SPEED, 0.30)]);
/// Speed a grounded victim of a bump gets along the attacker's velocity.
pub(crate) const BUMP_GROUND: Curve =
    Curve(&[(0.0, 150.0 / 180.0), (1400.0, 200_000.0 / 180.0), (BUMP_MAX_SPEED, 275_000.0 / 180.0)]);
/// Speed an airborne victim of a bump gets along the attacker's velocity.
pub(crate) const BUMP_AIR: Curve =
    Curve(&[(0.0, 150.0 / 180.0), (1400.0, 250_000.0 / 180.0), (BUMP_MAX_SPEED, 350_000.0 / 180.0)]);
/// Speed a grounded victim of a bump gets along its own roof.
pub(crate) const BUMP_UP: Curve =
    Curve(&[(0.0, 50.0 / 180.0), (1400.0, 50_000.0 / 180.0), (BUMP_MAX_SPEED, 75_000.0 / 180.0)]);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn curves_clamp_at_their_ends_and_hit_their_points() {
        assert_eq!(STEER.at(-10.0), 0.53356);
        assert_eq!(STEER.at(500.0), 0.31930);
        assert_eq!(STEER.at(9000.0), 0.03454);
        assert!((DRIVE_TORQUE.at(700.0) - 0.55).abs() < 1e-6);
        assert_eq!(DRIVE_TORQUE.at(1410.0), 0.0);
    }
}
