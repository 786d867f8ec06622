//! Scenes made by hand or at random.

use wavedash_core::{Controls, Frame, Purpose, Quat, Stream, Team, Vec3};
use wavedash_sim::soccar_pads;

use crate::scene::{Ball, Car, Pad, Scene};

/// Positions and velocities in units of 2300, angular velocities in units of 5.5.
fn long(x: f32, y: f32, z: f32) -> Vec3 {
    Vec3::new(x, y, z) * 2300.0
}

fn spin(x: f32, y: f32, z: f32) -> Vec3 {
    Vec3::new(x, y, z) * 5.5
}

/// On the ground at the origin.
pub(crate) fn car(team: Team) -> Car {
    Car { team, ..Car::default() }
}

/// Two blue cars and a demolished orange one, three pads; every value is another.
pub(super) fn by_hand() -> Scene {
    let first = Car {
        pos: long(-0.5, -1.0, 0.01),
        vel: long(0.25, 0.5, 0.0),
        ang_vel: spin(0.1, 0.2, 0.3),
        boost: 0.33,
        ..car(Team::Blue)
    };
    let second = Car {
        pos: long(1.0, -1.5, 0.2),
        vel: long(-0.5, 0.75, 0.1),
        ang_vel: spin(-0.1, 0.4, -0.2),
        frame: Frame {
            forward: Vec3::new(0.6, 0.8, 0.0),
            right: Vec3::new(-0.8, 0.6, 0.0),
            up: Vec3::new(0.0, 0.0, 1.0),
        },
        boost: 0.75,
        on_ground: false,
        has_jumped: true,
        is_supersonic: true,
        controls: Controls { jump: true, ..Controls::NONE },
        ..car(Team::Blue)
    };
    let third = Car {
        pos: long(0.25, 1.25, 0.3),
        vel: long(0.1, -0.2, -0.3),
        ang_vel: spin(0.5, -0.6, 0.7),
        frame: Frame {
            forward: Vec3::new(0.0, 0.6, 0.8),
            right: Vec3::new(1.0, 0.0, 0.0),
            up: Vec3::new(0.0, 0.8, -0.6),
        },
        boost: 0.1,
        on_ground: false,
        can_flip: false,
        is_demolished: true,
        respawn_seconds: 1.5,
        ..car(Team::Orange)
    };
    let pad = |x, y, big, cooldown_seconds| Pad {
        pos: long(x, y, 0.03),
        big,
        is_active: cooldown_seconds == 0.0,
        cooldown_seconds,
    };
    Scene {
        ball: Ball { pos: long(0.5, -0.25, 0.125), vel: long(1.0, -2.0, 0.5), ang_vel: spin(0.2, -0.4, 0.6) },
        cars: [first, second, third].into_iter().collect(),
        pads: vec![pad(-0.4, -1.0, false, 0.0), pad(0.0, 0.0, true, 4.0), pad(0.4, 1.0, false, 2.0)],
        ahead: [long(1.0, -1.25, 0.3), long(1.4, -2.0, 0.1), long(1.4, -1.0, 0.04)].into_iter().collect(),
        ..Scene::default()
    }
}

/// Any scene: `seed` picks it.
pub(super) fn at_random(seed: u64, cars: [usize; 2]) -> Scene {
    let mut stream = Stream::new(seed, 0, Purpose::Test, 0);
    let mut vector = |size: f32| Vec3::from_fn(|_, _| stream.symmetric() * size);
    let ball = Ball { pos: vector(4000.0), vel: vector(3000.0), ang_vel: vector(3.0) };
    let motions: Vec<_> = (0..cars[0] + cars[1])
        .map(|i| {
            let axis = vector(1.0);
            let rotation = Quat::from_quaternion(nalgebra::Quaternion::new(0.3, axis.x, axis.y, axis.z));
            let team = if i < cars[0] { Team::Blue } else { Team::Orange };
            Car {
                pos: vector(4000.0),
                vel: vector(2000.0),
                ang_vel: vector(4.0),
                frame: Frame::of(&rotation),
                ..car(team)
            }
        })
        .collect();
    let cars = motions
        .into_iter()
        .map(|car| {
            let is_demolished = stream.chance(0.3);
            Car {
                boost: stream.unit(),
                on_ground: stream.chance(0.5),
                has_jumped: stream.chance(0.5),
                is_jumping: stream.chance(0.5),
                can_flip: stream.chance(0.5),
                is_flipping: stream.chance(0.5),
                is_supersonic: stream.chance(0.5),
                is_demolished,
                respawn_seconds: if is_demolished { 3.0 * stream.unit() } else { 0.0 },
                ..car
            }
        })
        .collect();
    let pads = soccar_pads()
        .into_iter()
        .map(|pad| {
            let cooldown_seconds = if stream.chance(0.5) { 0.0 } else { 10.0 * stream.unit() };
            let is_active = cooldown_seconds == 0.0;
            Pad { pos: pad.pos.into(), big: pad.big, is_active, cooldown_seconds }
        })
        .collect();
    let ahead = (1..=3).map(|i| ball.pos + ball.vel * (0.5 * i as f32)).collect();
    Scene { ball, cars, pads, ahead, ..Scene::default() }
}

/// Turned about z by half a turn.
pub(super) fn half_turn(v: Vec3) -> Vec3 {
    Vec3::new(-v.x, -v.y, v.z)
}

/// The world turned by half a turn, and every car on the other team. Cars and pads keep their index.
pub(super) fn swapped(scene: &Scene) -> Scene {
    let mut turned = scene.clone();
    let ball = &mut turned.ball;
    for v in [&mut ball.pos, &mut ball.vel, &mut ball.ang_vel] {
        *v = half_turn(*v);
    }
    turned.ahead.iter_mut().for_each(|place| *place = half_turn(*place));
    for car in &mut turned.cars {
        car.team = car.team.other();
        let Frame { forward, right, up } = &mut car.frame;
        for v in [&mut car.pos, &mut car.vel, &mut car.ang_vel, forward, right, up] {
            *v = half_turn(*v);
        }
    }
    for pad in &mut turned.pads {
        pad.pos = half_turn(pad.pos);
    }
    turned
}

/// The world with left and right exchanged. Cars keep their index, pads their place.
pub(super) fn mirrored(scene: &Scene) -> Scene {
    let mut mirrored = scene.clone();
    let flip = |v: &mut Vec3| v.x = -v.x;
    // Turns the other way round.
    let flip_spin = |v: &mut Vec3| (v.y, v.z) = (-v.y, -v.z);
    let ball = &mut mirrored.ball;
    flip(&mut ball.pos);
    flip(&mut ball.vel);
    flip_spin(&mut ball.ang_vel);
    mirrored.ahead.iter_mut().for_each(flip);
    for car in &mut mirrored.cars {
        let Frame { forward, right, up } = &mut car.frame;
        for v in [&mut car.pos, &mut car.vel, forward, right, up] {
            flip(v);
        }
        *right = -*right;
        flip_spin(&mut car.ang_vel);
    }
    for (pad, seen) in mirrored.pads.iter_mut().zip(&scene.pads) {
        let is_opposite = |other: &&Pad| (other.pos.x + seen.pos.x).abs() + (other.pos.y - seen.pos.y).abs() < 1.0;
        let other = scene.pads.iter().find(is_opposite).expect("pads are the same on both sides");
        (pad.is_active, pad.cooldown_seconds) = (other.is_active, other.cooldown_seconds);
    }
    mirrored
}
