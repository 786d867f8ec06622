//! Random valid states never break anything: whatever an arena accepts, it steps, without a panic and
//! without a number that is not finite.

use std::sync::Arc;

use nalgebra::{Quaternion, UnitQuaternion};
use wavedash_core::{CarPreset, Controls, Purpose, Stream, Team, Vec3};
use wavedash_sim::{
    Activity, Arena, ArenaConfig, ArenaState, BodyState, CarSpec, CarState, Event, SolverKind, Surface,
};

const TICKS: usize = 40;

/// Mostly near the field, sometimes at its seams, rarely as far away as a state may be.
fn vector(stream: &mut Stream, size: Vec3) -> Vec3 {
    let scale = if stream.chance(0.03) { 1e6 / size.norm() } else { 1.1 };
    Vec3::from_fn(|axis, _| {
        let x = size[axis] * stream.symmetric() * scale;
        if stream.chance(0.1) { size[axis].copysign(x) } else { x }
    })
}

fn body(stream: &mut Stream) -> BodyState {
    let q = Quaternion::new(stream.symmetric(), stream.symmetric(), stream.symmetric(), stream.symmetric());
    let mut pos = vector(stream, Vec3::new(4096.0, 5300.0, 1024.0));
    pos.z += 1024.0;
    BodyState {
        pos: pos.map(|x| x.clamp(-1e6, 1e6)),
        rot: UnitQuaternion::new_normalize(q),
        vel: vector(stream, Vec3::repeat(4000.0)),
        ang_vel: vector(stream, Vec3::repeat(8.0)),
    }
}

fn car(stream: &mut Stream, pads: usize) -> CarState {
    let mut car = CarState::standing(body(stream), 120.0 * stream.unit());
    let flags = stream.bits();
    let flag = |bit: u32| flags >> bit & 1 == 1;
    car.on_ground = flag(0);
    car.wheels_extending = flag(1);
    car.has_jumped = flag(2);
    car.is_jumping = flag(3);
    car.jump_hold_broken = flag(4);
    car.has_double_jumped = flag(5);
    car.has_flipped = flag(6);
    car.is_flipping = flag(7);
    car.is_auto_flipping = flag(8);
    car.is_boosting = flag(9);
    car.is_supersonic = flag(10);
    car.is_demolished = flag(11) && flag(12);
    car.wheel_contacts = (flags >> 16) as u8;
    car.bump_victim = (flags >> 24) as u8;
    car.demolished_by = (flags >> 32) as u8;
    car.jump_ticks = if flag(13) { u32::MAX } else { (flags >> 40) as u32 & 0x3f };
    car.ground_normal = vector(stream, Vec3::repeat(1.0)).cap_magnitude(1.0);
    car.hull_normal = if flag(14) { car.ground_normal } else { Vec3::zeros() };
    let mut seconds = || if stream.chance(0.05) { 1e9 * stream.symmetric() } else { 3.0 * stream.symmetric() };
    car.air_time = seconds();
    car.air_time_since_jump = seconds();
    car.flip_time = seconds();
    car.auto_flip_timer = seconds();
    car.boosting_time = seconds();
    car.time_since_boosted = seconds();
    car.supersonic_grace = seconds();
    car.bump_cooldown = seconds();
    car.respawn_timer = seconds();
    car.steer_angle = seconds();
    car.handbrake = seconds();
    car.flip_torque = [stream.symmetric(), stream.symmetric()];
    car.auto_flip_sign = stream.symmetric();
    car.pad = if flag(15) { stream.index(pads) as u8 } else { u8::MAX };
    car.pad_tick = stream.bits() >> 8;
    car.extra_hit_tick = stream.bits();
    car.demolished_tick = stream.bits();
    car
}

fn state(stream: &mut Stream, old: &ArenaState) -> ArenaState {
    let mut state = old.clone();
    state.tick = stream.bits() >> 8;
    state.score = [u32::MAX; 2];
    state.lost = u32::MAX;
    state.in_goal = stream.chance(0.5);
    state.ball.body = body(stream);
    state.ball.activity = [Activity::Awake, Activity::Drowsy, Activity::Asleep][stream.index(3)];
    state.ball.slow_seconds = 3.0 * stream.unit();
    for ready in &mut state.pads_ready {
        *ready = if stream.chance(0.5) { 0 } else { stream.bits() };
    }
    for slot in &mut state.cars {
        *slot = car(stream, old.pads_ready.len());
    }
    // Everything in one place: deep overlaps of many bodies.
    if stream.chance(0.3) {
        let pos = state.ball.body.pos;
        let near: Vec<Vec3> = state.cars.iter().map(|_| pos + vector(stream, Vec3::repeat(60.0))).collect();
        for (car, pos) in state.cars.iter_mut().zip(near) {
            car.body.pos = pos.map(|x| x.clamp(-1e6, 1e6));
        }
    }
    state
}

fn controls(stream: &mut Stream) -> Controls {
    let [throttle, steer, pitch, yaw, roll] = [(); 5].map(|()| stream.symmetric());
    let [jump, boost, handbrake] = [0.3, 0.5, 0.2].map(|p| stream.chance(p));
    Controls { throttle, steer, pitch, yaw, roll, jump, boost, handbrake }
}

fn is_finite(body: &BodyState) -> bool {
    [body.pos, body.vel, body.ang_vel].iter().flatten().all(|x| x.is_finite())
        && body.rot.as_ref().coords.iter().all(|x| x.is_finite())
}

fn holds(solver: SolverKind, states: u64) {
    let surface = Arc::new(Surface::soccar());
    let specs = CarPreset::ALL.map(|preset| CarSpec { team: Team::Blue, preset });
    let specs = [&specs[..4], &[CarSpec { team: Team::Orange, preset: CarPreset::Octane }; 4][..]].concat();
    for walls in [true, false] {
        let config =
            ArenaConfig { cars: specs.clone(), solver, walls, ..ArenaConfig::soccar(Arc::clone(&surface), 0, 0) };
        let mut arena = Arena::new(config).expect("a valid configuration");
        let pads = arena.state().pads_ready.len();
        let mut lost = 0;
        for number in 0..states {
            let mut stream = Stream::new(number, u64::from(walls), Purpose::Test, 0);
            let mut wanted = state(&mut stream, arena.state());
            if pads == 0 {
                wanted.cars.iter_mut().for_each(|car| car.pad = u8::MAX);
            }
            arena.set_state(&wanted).expect("the state is valid");
            arena.refresh_contacts();
            for tick in 0..TICKS {
                let held: [Controls; 8] = core::array::from_fn(|_| controls(&mut stream));
                lost += arena.step(&held).iter().filter(|e| matches!(e, Event::Lost { .. })).count();
                let now = arena.state();
                let fine = is_finite(&now.ball.body) && now.cars.iter().all(|car| is_finite(&car.body));
                assert!(fine, "state {number}, walls {walls}, tick {tick}");
                // What an arena hands out it takes back.
                assert!(tick % 10 != 0 || arena.clone().set_state(now).is_ok(), "state {number}, tick {tick}");
            }
        }
        assert!(lost > 0 || !walls, "no state put a body outside: the test is too tame");
    }
}

#[test]
fn rows_survive_every_state() {
    holds(SolverKind::Rows, 1500);
}

#[test]
fn rapier_survives_every_state() {
    holds(SolverKind::Rapier, 150);
}
