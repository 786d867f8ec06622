//! Bodies as the game sends them, in our units.
//!
//! The game's world axes are ours: x across the pitch, y along it, z up, blue attacking +y, seen as a left-handed
//! frame with z up. Its quaternions turn a body's axes into the world's by the usual formula. The tests check both
//! against the motion in real files: cars that drive move along their forward axis, and angular velocities agree
//! with how orientations change.
//!
//! | network version | place | velocity | angular velocity | orientation |
//! |---|---|---|---|---|
//! | below 5 | uu | uu/s / 10 | rad/s x 10 | pitch, yaw, roll as 16 bit turns |
//! | 5 and 6 | uu x 100 | uu/s x 100 | rad/s x 100 | pitch, yaw, roll as 16 bit turns |
//! | 7 and later | uu x 100 | uu/s x 100 | rad/s x 100 | quaternion without its largest part |
//!
//! boxcars divides place and both velocities by 100 whatever the version.

use core::f32::consts::PI;

use boxcars::RigidBody;
use wavedash_core::{Quat, Vec3, math};

/// Pose and motion of a body.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Body {
    pub(super) pos: Vec3,
    pub(super) rot: Quat,
    pub(super) vel: Vec3,
    pub(super) ang_vel: Vec3,
}

/// Factors from what boxcars gives to house units.
#[derive(Clone, Copy, Debug)]
pub(super) struct Scale {
    place: f32,
    velocity: f32,
    spin: f32,
    has_quaternions: bool,
}

impl Scale {
    /// The scale of a file with this network version.
    pub(super) fn of(net_version: Option<i32>) -> Self {
        let version = net_version.unwrap_or(0);
        let has_quaternions = version >= 7;
        if version >= 5 {
            Self { place: 1.0, velocity: 1.0, spin: 0.01, has_quaternions }
        } else {
            Self { place: 100.0, velocity: 10.0, spin: 0.1, has_quaternions }
        }
    }

    /// A body in house units; none if a number is not finite.
    pub(super) fn body(self, sent: &RigidBody) -> Option<Body> {
        let vector = |v: boxcars::Vector3f| Vec3::new(v.x, v.y, v.z);
        let body = Body {
            pos: vector(sent.location) * self.place,
            rot: self.rotation(sent.rotation),
            vel: sent.linear_velocity.map_or_else(Vec3::zeros, vector) * self.velocity,
            ang_vel: sent.angular_velocity.map_or_else(Vec3::zeros, vector) * self.spin,
        };
        // All of them, without a branch for each.
        let [p, v, w] = [body.pos, body.vel, body.ang_vel].map(|v| v.x.is_finite() & v.y.is_finite() & v.z.is_finite());
        let q = body.rot.coords.iter().fold(true, |all, x| all & x.is_finite());
        (p & v & w & q).then_some(body)
    }

    fn rotation(self, q: boxcars::Quaternion) -> Quat {
        if self.has_quaternions {
            return Quat::new_normalize(nalgebra::Quaternion::new(q.w, q.x, q.y, q.z));
        }
        // -1 to 1 stand for 0 to a full turn.
        let [pitch, yaw, roll] = [q.x, q.y, q.z].map(|turn| (turn + 1.0) * PI);
        math::from_euler(yaw, pitch, roll)
    }
}
