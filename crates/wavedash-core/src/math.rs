//! Vectors, orientations, and float functions whose bits do not depend on the platform.
//!
//! `+ - * /` and `sqrt` round the same everywhere; the standard library's sine, cosine, arc tangent
//! and friends do not. Those come from the `libm` crate, or from the short polynomials below where
//! the argument is known to be small.

/// A vector or point, uu unless said otherwise.
pub type Vec3 = nalgebra::Vector3<f32>;
/// An orientation, body to world: it turns (1, 0, 0) into a car's forward direction.
pub type Quat = nalgebra::UnitQuaternion<f32>;

/// A body's axes in world coordinates: the columns of its rotation matrix.
///
/// Forward cross right is up, as everywhere in this project.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Frame {
    /// Where the nose points.
    pub forward: Vec3,
    /// The game's "right": left of forward seen from above, in ordinary right-handed axes.
    pub right: Vec3,
    /// Out of the roof.
    pub up: Vec3,
}

impl Frame {
    /// World axes.
    pub const IDENTITY: Self =
        Self { forward: Vec3::new(1.0, 0.0, 0.0), right: Vec3::new(0.0, 1.0, 0.0), up: Vec3::new(0.0, 0.0, 1.0) };

    /// The axes of an orientation. Small errors of length are divided out.
    #[inline]
    #[must_use]
    pub fn of(q: &Quat) -> Self {
        let c = q.as_ref().coords;
        let (x, y, z, w) = (c.x, c.y, c.z, c.w);
        let s = 2.0 / (x * x + y * y + z * z + w * w);
        let (xs, ys, zs) = (x * s, y * s, z * s);
        let (wx, wy, wz) = (w * xs, w * ys, w * zs);
        let (xx, xy, xz) = (x * xs, x * ys, x * zs);
        let (yy, yz, zz) = (y * ys, y * zs, z * zs);
        Self {
            forward: Vec3::new(1.0 - (yy + zz), xy + wz, xz - wy),
            right: Vec3::new(xy - wz, 1.0 - (xx + zz), yz + wx),
            up: Vec3::new(xz + wy, yz - wx, 1.0 - (xx + yy)),
        }
    }

    /// A body vector in world coordinates.
    #[inline]
    #[must_use]
    pub fn to_world(&self, v: Vec3) -> Vec3 {
        self.forward * v.x + self.right * v.y + self.up * v.z
    }

    /// Half sizes of the world-aligned box around a box with these axes and the half sizes `half`.
    #[inline]
    #[must_use]
    pub fn extent(&self, half: Vec3) -> Vec3 {
        self.forward.abs() * half.x + self.right.abs() * half.y + self.up.abs() * half.z
    }

    /// A world vector in body coordinates.
    #[inline]
    #[must_use]
    pub fn to_body(&self, v: Vec3) -> Vec3 {
        Vec3::new(self.forward.dot(&v), self.right.dot(&v), self.up.dot(&v))
    }
}

/// The vector at length 1, or zero if it is too short to have a direction.
#[inline]
#[must_use]
pub fn normalize_or_zero(v: Vec3) -> Vec3 {
    let len_sq = v.norm_squared();
    if len_sq > 1e-20 { v * (1.0 / len_sq.sqrt()) } else { Vec3::zeros() }
}

/// The vector, shortened to `max` if it is longer.
#[inline]
#[must_use]
pub fn clamp_length(v: Vec3, max: f32) -> Vec3 {
    let len_sq = v.norm_squared();
    if len_sq > max * max { v * (max / len_sq.sqrt()) } else { v }
}

/// Sine and cosine of an angle of at most one radian, to the last bit or two.
///
/// Taylor polynomials; the first left-out terms are below 3e-8 at 1 rad.
#[inline]
#[must_use]
pub fn sin_cos_small(x: f32) -> (f32, f32) {
    let x2 = x * x;
    let sin = x * (1.0 + x2 * (-1.0 / 6.0 + x2 * (1.0 / 120.0 + x2 * (-1.0 / 5040.0 + x2 * (1.0 / 362_880.0)))));
    let cos = 1.0 + x2 * (-0.5 + x2 * (1.0 / 24.0 + x2 * (-1.0 / 720.0 + x2 * (1.0 / 40_320.0))));
    (sin, cos)
}

/// A quaternion for a turn about the world's z axis.
#[must_use]
pub fn yaw(angle: f32) -> Quat {
    let half = 0.5 * angle;
    Quat::new_unchecked(nalgebra::Quaternion::new(libm::cosf(half), 0.0, 0.0, libm::sinf(half)))
}

/// The turn `Rz(yaw) Ry(-pitch) Rx(-roll)`: nose up for positive pitch, in the game's convention.
#[must_use]
pub fn from_euler(yaw_angle: f32, pitch: f32, roll: f32) -> Quat {
    let half = |a: f32| (libm::sinf(0.5 * a), libm::cosf(0.5 * a));
    let (sp, cp) = half(-pitch);
    let (sr, cr) = half(-roll);
    let about_y = nalgebra::Quaternion::new(cp, 0.0, sp, 0.0);
    let about_x = nalgebra::Quaternion::new(cr, sr, 0.0, 0.0);
    Quat::new_unchecked(yaw(yaw_angle).into_inner() * about_y * about_x)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn frame_of_a_yaw_turns_forward_towards_right() {
        let frame = Frame::of(&yaw(core::f32::consts::FRAC_PI_2));
        assert!((frame.forward - Vec3::new(0.0, 1.0, 0.0)).norm() < 1e-6);
        assert!((frame.forward.cross(&frame.right) - frame.up).norm() < 1e-6);
    }

    #[test]
    fn positive_pitch_lifts_the_nose() {
        assert!(Frame::of(&from_euler(0.3, 0.5, 0.0)).forward.z > 0.4);
    }

    #[test]
    fn small_sine_and_cosine_agree_with_libm() {
        for i in -100..=100 {
            let x = i as f32 * 0.01;
            let (s, c) = sin_cos_small(x);
            assert!((s - libm::sinf(x)).abs() < 2e-7, "sin {x}");
            assert!((c - libm::cosf(x)).abs() < 4e-7, "cos {x}");
        }
    }
}
