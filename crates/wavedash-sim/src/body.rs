//! A body during a tick: the quantised start pose, its axes, and what has been added to it so far.

use nalgebra::Quaternion;
use wavedash_core::math::sin_cos_small;
use wavedash_core::units::TICK_SECONDS;
use wavedash_core::{Frame, Quat, Vec3};

use crate::state::BodyState;

/// Index of the ball among the bodies of a tick; car `i` is body `i + 1`.
pub(crate) const BALL: usize = 0;

/// Pose and velocities of one body while a tick is computed.
///
/// A velocity change enters in one of two ways. An *immediate* one is added to `vel` and `ang_vel`
/// and is visible to whatever comes later in the tick. An *accumulated* one is kept in `push` and
/// `twist`: the contact solver counts it in the approach speed and it is added after solving.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Body {
    pub(crate) pos: Vec3,
    pub(crate) rot: Quat,
    pub(crate) frame: Frame,
    pub(crate) vel: Vec3,
    pub(crate) ang_vel: Vec3,
    pub(crate) push: Vec3,
    pub(crate) twist: Vec3,
    pub(crate) inv_mass: f32,
    /// Inverse inertia along the body's axes.
    pub(crate) inv_inertia: Vec3,
    /// Takes part in the tick: not demolished and not asleep.
    pub(crate) active: bool,
}

impl Body {
    #[inline]
    pub(crate) fn new(state: &BodyState, inv_mass: f32, inv_inertia: Vec3) -> Self {
        Self {
            pos: state.pos,
            rot: state.rot,
            frame: Frame::of(&state.rot),
            vel: state.vel,
            ang_vel: state.ang_vel,
            push: Vec3::zeros(),
            twist: Vec3::zeros(),
            inv_mass,
            inv_inertia,
            active: true,
        }
    }

    /// Velocity of the body's matter at a world point given from its origin.
    #[inline]
    pub(crate) fn vel_at(&self, arm: Vec3) -> Vec3 {
        self.vel + self.ang_vel.cross(&arm)
    }

    /// Angular velocity change of an angular impulse about world axes.
    #[inline]
    pub(crate) fn angular_response(&self, angular_impulse: Vec3) -> Vec3 {
        let local = self.frame.to_body(angular_impulse);
        self.frame.to_world(local.component_mul(&self.inv_inertia))
    }

    /// Change of the velocity along `normal` at `arm` per unit of impulse along `normal` there.
    #[inline]
    pub(crate) fn inverse_effective_mass(&self, arm: Vec3, normal: Vec3) -> f32 {
        let lever = self.frame.to_body(arm.cross(&normal));
        self.inv_mass + lever.component_mul(&self.inv_inertia).dot(&lever)
    }

    /// Adds an impulse at a world point given from the body's origin, immediately.
    #[inline]
    pub(crate) fn apply_impulse(&mut self, impulse: Vec3, arm: Vec3) {
        self.vel += impulse * self.inv_mass;
        self.ang_vel += self.angular_response(arm.cross(&impulse));
    }

    /// Adds the accumulated changes and moves the body by one tick (semi-implicit Euler).
    #[inline]
    pub(crate) fn integrate(&mut self) {
        self.vel += self.push;
        self.ang_vel += self.twist;
        self.pos += self.vel * TICK_SECONDS;
        self.rot = turned(&self.rot, self.ang_vel, TICK_SECONDS);
    }
}

/// The orientation after turning with `ang_vel` for `seconds`, by at most a quarter of pi.
#[inline]
pub(crate) fn turned(rot: &Quat, ang_vel: Vec3, seconds: f32) -> Quat {
    const LIMIT: f32 = core::f32::consts::FRAC_PI_4;
    let speed = ang_vel.norm();
    let half = 0.5 * (speed * seconds).min(LIMIT);
    let (sin, cos) = sin_cos_small(half);
    // sin(half) / speed without dividing by a vanishing speed.
    let scale = if speed < 0.001 { 0.5 * seconds } else { sin / speed };
    let d = ang_vel * scale;
    let q = rot.as_ref().coords;
    let x = cos * q.x + d.x * q.w + d.y * q.z - d.z * q.y;
    let y = cos * q.y + d.y * q.w + d.z * q.x - d.x * q.z;
    let z = cos * q.z + d.z * q.w + d.x * q.y - d.y * q.x;
    let w = cos * q.w - d.x * q.x - d.y * q.y - d.z * q.z;
    let s = 1.0 / (x * x + y * y + z * z + w * w).sqrt();
    Quat::new_unchecked(Quaternion::new(w * s, x * s, y * s, z * s))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn turning_follows_the_axis_angle_formula() {
        let axis = Vec3::new(0.3, -0.4, 0.866).normalize();
        let expected = Quat::from_axis_angle(&nalgebra::Unit::new_normalize(axis), 5.0 / 120.0);
        let got = turned(&Quat::identity(), axis * 5.0, 1.0 / 120.0);
        assert!(got.angle_to(&expected) < 1e-6);
    }

    #[test]
    fn a_tick_turns_by_at_most_a_quarter_of_pi() {
        let got = turned(&Quat::identity(), Vec3::new(0.0, 0.0, 1000.0), 1.0 / 120.0);
        assert!((got.angle() - core::f32::consts::FRAC_PI_4).abs() < 1e-5);
    }
}
