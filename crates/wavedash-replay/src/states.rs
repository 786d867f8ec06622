//! Moments that environments can start from.

use wavedash_core::rules::{BACK_WALL_Y, BALL_RADIUS, BOOST_MAX, CEILING_Z, GOAL_BACK_Y, GOAL_HALF_WIDTH, GOAL_HEIGHT};
use wavedash_core::rules::{GOAL_LINE_Y, SIDE_WALL_X};
use wavedash_core::units::MAX_CARS;
use wavedash_core::{CarSnapshot, Frame, Quat, Snapshot, Team};

use crate::timeline::{Moment, Timeline};

/// Snapshots of a timeline, evenly spaced in time and in play; the first one half a spacing after the beginning.
/// Players without a car are left out, ticks begin at zero.
pub fn pick(timeline: &Timeline, every_seconds: f64) -> impl Iterator<Item = Snapshot> + '_ {
    let mut next = 0.5 * every_seconds;
    timeline.moments.iter().filter_map(move |moment| {
        if moment.seconds < next {
            return None;
        }
        next += every_seconds;
        is_playable(moment).then(|| {
            let mut snapshot = moment.snapshot.clone();
            snapshot.tick = 0;
            // A car that does not come back has no player.
            snapshot.cars.retain(|car| !car.is_demolished || car.respawn_seconds > 0.0);
            snapshot
        })
    })
}

/// In play, the ball not scored, everything within the walls, and not too many cars.
fn is_playable(moment: &Moment) -> bool {
    let cars = moment.snapshot.cars.iter().filter(|car| !car.is_demolished);
    let ball = moment.snapshot.ball.pos;
    moment.in_play
        && (1..=MAX_CARS).contains(&cars.clone().count())
        && is_inside(ball)
        && ball[1].abs() <= GOAL_LINE_Y + BALL_RADIUS
        && cars.clone().all(|car| is_inside(car.pos))
}

/// Within the walls, goals included.
fn is_inside([x, y, z]: [f32; 3]) -> bool {
    let in_goal = x.abs() <= GOAL_HALF_WIDTH && z <= GOAL_HEIGHT && y.abs() <= GOAL_BACK_Y;
    x.abs() <= SIDE_WALL_X && (y.abs() <= BACK_WALL_Y || in_goal) && (0.0..=CEILING_Z).contains(&z)
}

/// A row of a start-state matrix: ball place, velocity, angular velocity; then for each car, blue first, place, pitch
/// yaw roll, velocity, angular velocity, boost from 0 to 1. None unless there are `team_size` cars a side on the pitch.
#[must_use]
pub fn row(snapshot: &Snapshot, team_size: usize) -> Option<Vec<f64>> {
    let of = |team: Team| snapshot.cars.iter().filter(move |car| car.team == team && !car.is_demolished);
    if Team::ALL.iter().any(|team| of(*team).count() != team_size) {
        return None;
    }
    let ball = &snapshot.ball;
    let mut row = Vec::with_capacity(9 + 26 * team_size);
    let mut push = |numbers: &[f32]| row.extend(numbers.iter().map(|x| f64::from(*x)));
    [ball.pos, ball.vel, ball.ang_vel].iter().for_each(|v| push(v));
    for car in of(Team::Blue).chain(of(Team::Orange)) {
        push(&car.pos);
        push(&euler(car));
        push(&car.vel);
        push(&car.ang_vel);
        push(&[car.boost / BOOST_MAX]);
    }
    Some(row)
}

/// Pitch, yaw, roll of a car, rad; [`wavedash_core::math::from_euler`] turns them back.
#[must_use]
pub fn euler(car: &CarSnapshot) -> [f32; 3] {
    let [w, x, y, z] = car.rot_wxyz;
    let axes = Frame::of(&Quat::new_unchecked(nalgebra::Quaternion::new(w, x, y, z)));
    let pitch = libm::asinf(axes.forward.z.clamp(-1.0, 1.0));
    let yaw = libm::atan2f(axes.forward.y, axes.forward.x);
    let roll = libm::atan2f(-axes.right.z, axes.up.z);
    [pitch, yaw, roll]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn angles_turn_back_into_the_same_orientation() {
        for (yaw, pitch, roll) in [(0.3, 0.2, -0.4), (-2.9, -1.2, 2.5), (1.0, 0.0, 3.0), (0.0, 1.4, 0.1)] {
            let rot = wavedash_core::math::from_euler(yaw, pitch, roll);
            let c = rot.coords;
            let car = CarSnapshot { rot_wxyz: [c.w, c.x, c.y, c.z], ..CarSnapshot::default() };
            let [p, y, r] = euler(&car);
            let error = [p - pitch, y - yaw, r - roll];
            assert!(error.iter().all(|e| e.abs() < 1e-5), "{error:?}");
        }
    }
}
