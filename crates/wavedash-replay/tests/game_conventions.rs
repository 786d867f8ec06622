//! Axes, signs and units of real files against our own, by how bodies move: for every form of network data.

mod common;

use wavedash_core::{Frame, Quat, Vec3};
use wavedash_replay::game::Options;
use wavedash_replay::{Moment, Timeline};

/// One file of each form: pitch, yaw, roll and small numbers; quaternions; the newest.
const FILES: &[(&str, &str)] = &[
    ("boxcars", "3d07e"),
    ("boxcars", "d52eb"),
    ("lucy-2v2", "439e3d75-af99-4d64-9af1-3c98e9a2d0c1"),
    ("boxcars", "rl-256"),
];

fn files() -> impl Iterator<Item = (String, Timeline)> {
    let paths = FILES
        .iter()
        .flat_map(|(folder, name)| common::replays(folder).into_iter().filter(move |path| common::stem(path) == *name));
    paths.map(|path| {
        let timeline = common::open(&path, Options { rate: 60.0, ..Options::default() }).timeline.expect("a match");
        (common::stem(&path), timeline)
    })
}

fn quat([w, x, y, z]: [f32; 4]) -> Quat {
    Quat::new_normalize(nalgebra::Quaternion::new(w, x, y, z))
}

/// Pairs of neighbouring moments in play.
fn pairs(timeline: &Timeline) -> impl Iterator<Item = (&Moment, &Moment)> {
    timeline.moments.windows(2).map(|pair| (&pair[0], &pair[1])).filter(|(a, b)| a.in_play && b.in_play)
}

/// The median, for numbers of which a few are spoilt by contacts.
fn median(mut numbers: Vec<f32>) -> f32 {
    assert!(numbers.len() > 100, "too few to judge: {}", numbers.len());
    numbers.sort_by(f32::total_cmp);
    numbers[numbers.len() / 2]
}

#[test]
fn cars_on_the_ground_drive_where_their_nose_points() {
    for (name, timeline) in files() {
        let cars = timeline.moments.iter().flat_map(|moment| &moment.snapshot.cars);
        let fast = cars.filter(|car| car.on_ground && !car.is_demolished && car.controls.throttle > 0.5);
        let along = fast.filter_map(|car| {
            let vel = Vec3::from(car.vel);
            (vel.norm() > 1000.0).then(|| Frame::of(&quat(car.rot_wxyz)).forward.dot(&vel) / vel.norm())
        });
        let along = median(along.collect());
        assert!(along > 0.99, "{name}: cosine {along}");
    }
}

#[test]
fn wheels_point_down_on_the_floor_and_noses_up_with_boost_fly_up() {
    for (name, timeline) in files() {
        let cars = timeline.moments.iter().flat_map(|moment| &moment.snapshot.cars);
        let on_floor = cars.filter(|car| car.on_ground && !car.is_demolished && car.pos[2] < 20.0);
        let up = median(on_floor.map(|car| Frame::of(&quat(car.rot_wxyz)).up.z).collect());
        assert!(up > 0.999, "{name}: {up}");
        // Boost pushes along the nose: sign of pitch, and of right.
        let mut along = Vec::new();
        for (a, b) in pairs(&timeline) {
            for (before, after) in a.snapshot.cars.iter().zip(&b.snapshot.cars) {
                let is_flying = !before.on_ground && !after.on_ground && !before.is_flipping && before.pos[2] > 300.0;
                let is_pushed = before.is_boosting && after.is_boosting && before.boost > 5.0;
                if is_flying && is_pushed && !before.is_demolished && Vec3::from(before.vel).norm() < 2100.0 {
                    let seconds = (b.seconds - a.seconds) as f32;
                    let push = (Vec3::from(after.vel) - Vec3::from(before.vel)) / seconds + Vec3::new(0.0, 0.0, 650.0);
                    along.push(Frame::of(&quat(before.rot_wxyz)).forward.dot(&push) / push.norm().max(1.0));
                }
            }
        }
        let along = median(along);
        assert!(along > 0.95, "{name}: cosine {along}");
    }
}

#[test]
fn orientations_turn_as_the_angular_velocity_says() {
    for (name, timeline) in files() {
        // Old files round times and angles; wrong units would be off by a factor, wrong signs by direction.
        let (mut directions, mut speeds) = (Vec::new(), Vec::new());
        for (a, b) in pairs(&timeline) {
            for (before, after) in a.snapshot.cars.iter().zip(&b.snapshot.cars) {
                let spin = Vec3::from(before.ang_vel);
                let is_sent = !before.is_demolished && !after.is_demolished && spin.norm() > 2.0;
                if is_sent && !before.on_ground && !before.is_flipping {
                    let seconds = (b.seconds - a.seconds) as f32;
                    let turned = (quat(after.rot_wxyz) * quat(before.rot_wxyz).inverse()).scaled_axis() / seconds;
                    directions.push(turned.dot(&spin) / (turned.norm() * spin.norm()).max(1e-3));
                    speeds.push(turned.norm() / spin.norm());
                }
            }
        }
        let (direction, speed) = (median(directions), median(speeds));
        println!("{name}: cosine {direction}, speed {speed}");
        assert!(direction > 0.98 && (speed - 1.0).abs() < 0.15, "{name}: cosine {direction}, speed {speed}");
    }
}

#[test]
fn balls_in_flight_move_by_their_velocity_and_fall() {
    for (name, timeline) in files() {
        let (mut directions, mut speeds, mut fall) = (Vec::new(), Vec::new(), Vec::new());
        for (a, b) in pairs(&timeline) {
            let (before, after) = (&a.snapshot.ball, &b.snapshot.ball);
            let vel = Vec3::from(before.vel);
            if before.pos[2] > 300.0 && vel.norm() > 800.0 {
                let seconds = (b.seconds - a.seconds) as f32;
                let way = (Vec3::from(after.pos) - Vec3::from(before.pos)) / seconds;
                directions.push(way.dot(&vel) / (way.norm() * vel.norm()).max(1e-3));
                speeds.push(way.norm() / vel.norm());
                fall.push((after.vel[2] - before.vel[2]) / seconds);
            }
        }
        let (direction, speed, fall) = (median(directions), median(speeds), median(fall));
        println!("{name}: cosine {direction}, speed {speed}, falls {fall}");
        // Files of 2018 date their frames a tenth further apart than the ball's motion says, and stay with that here.
        assert!(direction > 0.99 && (0.9..1.05).contains(&speed), "{name}: cosine {direction}, speed {speed}");
        assert!((-700.0..-590.0).contains(&fall), "{name}: falls {fall}");
    }
}
