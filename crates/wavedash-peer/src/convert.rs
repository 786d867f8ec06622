//! Between the states of both simulators.
//!
//! Both count in uu, uu/s and rad/s (the reference's 50 times larger unit never leaves it), have x
//! across, y along the pitch and z up, let blue defend -y, and keep a car's axes as the columns
//! forward, right, up of a rotation matrix with forward x right = up. So vectors pass unchanged;
//! only the form of a rotation differs: a unit quaternion here, a matrix there. Positive pitch
//! lifts the nose and positive yaw turns forward towards right in both.
//!
//! Timers differ (ticks here, seconds there) and are not carried over: a scenario begins with cars
//! that have used neither jump nor flip nor boost.

use rocketsim_rs::math::{RotMat, Vec3 as TheirVec3};
use rocketsim_rs::sim::{BallState as TheirBall, CarControls, CarState as TheirCar, Team as TheirTeam};
use wavedash_core::{Controls, Frame, Quat, Team, Vec3};
use wavedash_sim::{BodyState, CarState};

/// A vector of ours as one of theirs.
#[must_use]
pub const fn vector(v: &Vec3) -> TheirVec3 {
    let [[x, y, z]] = v.data.0;
    TheirVec3::new(x, y, z)
}

/// A vector of theirs as one of ours.
#[must_use]
pub const fn our_vector(v: &TheirVec3) -> Vec3 {
    Vec3::new(v.x, v.y, v.z)
}

/// An orientation of ours as one of theirs.
#[must_use]
pub fn rotation(q: &Quat) -> RotMat {
    let frame = Frame::of(q);
    RotMat::new(vector(&frame.forward), vector(&frame.right), vector(&frame.up))
}

/// An orientation of theirs as one of ours.
#[must_use]
pub fn our_rotation(m: &RotMat) -> Quat {
    Quat::from_basis_unchecked(&[our_vector(&m.forward), our_vector(&m.right), our_vector(&m.up)])
}

/// A side.
#[must_use]
pub const fn team(team: Team) -> TheirTeam {
    match team {
        Team::Blue => TheirTeam::Blue,
        Team::Orange => TheirTeam::Orange,
    }
}

/// The eight inputs, clamped: an optimised build of the reference does not check them.
#[must_use]
pub fn controls(controls: &Controls) -> CarControls {
    let Controls { throttle, steer, pitch, yaw, roll, jump, boost, handbrake } = controls.clamped();
    CarControls { throttle, steer, pitch, yaw, roll, jump, boost, handbrake }
}

/// The ball's pose and motion.
#[must_use]
pub fn ball(body: &BodyState) -> TheirBall {
    TheirBall {
        pos: vector(&body.pos),
        rot_mat: rotation(&body.rot),
        vel: vector(&body.vel),
        ang_vel: vector(&body.ang_vel),
        ..TheirBall::default()
    }
}

/// The ball's pose and motion as ours. The reference leaves the rotation of a ball alone.
#[must_use]
pub fn our_ball(ball: &TheirBall) -> BodyState {
    BodyState {
        pos: our_vector(&ball.pos),
        rot: our_rotation(&ball.rot_mat),
        vel: our_vector(&ball.vel),
        ang_vel: our_vector(&ball.ang_vel),
    }
}

/// A car that has used nothing: pose, motion, boost and which wheels touch.
#[must_use]
pub fn car(car: &CarState) -> TheirCar {
    let wheel = |index: u8| car.wheel_contacts & 1 << index != 0;
    TheirCar {
        pos: vector(&car.body.pos),
        rot_mat: rotation(&car.body.rot),
        vel: vector(&car.body.vel),
        ang_vel: vector(&car.body.ang_vel),
        is_on_ground: car.on_ground,
        wheels_with_contact: [wheel(0), wheel(1), wheel(2), wheel(3)],
        boost: car.boost,
        last_controls: controls(&car.prev_controls),
        ..TheirCar::default()
    }
}

/// What can be compared of a car; all else is as in a standing one.
#[must_use]
pub fn our_car(car: &TheirCar) -> CarState {
    let body = BodyState {
        pos: our_vector(&car.pos),
        rot: our_rotation(&car.rot_mat),
        vel: our_vector(&car.vel),
        ang_vel: our_vector(&car.ang_vel),
    };
    let wheels = (0_u8..).zip(car.wheels_with_contact).fold(0, |bits, (i, down)| bits | u8::from(down) << i);
    CarState {
        on_ground: car.is_on_ground,
        wheel_contacts: wheels,
        has_jumped: car.has_jumped,
        is_jumping: car.is_jumping,
        has_double_jumped: car.has_double_jumped,
        has_flipped: car.has_flipped,
        is_flipping: car.is_flipping,
        is_boosting: car.is_boosting,
        is_supersonic: car.is_supersonic,
        is_demolished: car.is_demoed,
        air_time_since_jump: car.air_time_since_jump,
        ..CarState::standing(body, car.boost)
    }
}

#[cfg(test)]
mod tests {
    use rocketsim_rs::math::Angle;
    use wavedash_core::math;

    use super::*;

    #[test]
    fn a_rotation_survives_the_way_there_and_back() {
        for (yaw, pitch, roll) in [(0.0, 0.0, 0.0), (0.3, -0.7, 2.0), (3.1, 1.2, -0.4), (-1.6, 0.0, 3.1)] {
            let q = math::from_euler(yaw, pitch, roll);
            assert!(our_rotation(&rotation(&q)).angle_to(&q) < 1e-3, "{yaw} {pitch} {roll}");
        }
    }

    #[test]
    fn euler_angles_mean_the_same_in_both() {
        for (yaw, pitch, roll) in [(0.4, 0.0, 0.0), (0.0, 0.4, 0.0), (0.0, 0.0, 0.4), (0.3, -0.7, 2.0)] {
            let theirs = Angle { yaw, pitch, roll }.to_rotmat();
            let ours = math::from_euler(yaw, pitch, roll);
            assert!(our_rotation(&theirs).angle_to(&ours) < 1e-3, "{yaw} {pitch} {roll}");
        }
    }

    #[test]
    fn a_car_keeps_what_is_compared() {
        let body = BodyState {
            pos: Vec3::new(1.0, -2.0, 3.0),
            rot: math::from_euler(0.5, 0.25, -0.125),
            vel: Vec3::new(4.0, 5.0, -6.0),
            ang_vel: Vec3::new(0.5, -1.0, 1.5),
        };
        let ours = CarState { wheel_contacts: 0b0101, on_ground: false, ..CarState::standing(body, 12.5) };
        let back = our_car(&car(&ours));
        assert_eq!((back.body.pos, back.body.vel, back.body.ang_vel), (body.pos, body.vel, body.ang_vel));
        assert_eq!((back.boost, back.wheel_contacts, back.on_ground), (12.5, 0b0101, false));
    }

    #[test]
    fn controls_are_clamped() {
        let wild = Controls { throttle: 7.0, steer: f32::NAN, jump: true, ..Controls::NONE };
        let theirs = controls(&wild);
        assert_eq!((theirs.throttle, theirs.steer, theirs.jump), (1.0, 0.0, true));
    }
}
