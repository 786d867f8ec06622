//! Input that the simulator refuses: every refusal names the field, and nothing has changed after it.

use std::sync::{Arc, OnceLock};

use wavedash_core::units::MAX_CARS;
use wavedash_core::{CarPreset, Controls, Quat, Team, Vec3};
use wavedash_sim::{
    Arena, ArenaConfig, ArenaState, BodyState, CarSpec, CarState, Mutators, PadSpec, SimError, Surface,
};

fn config() -> ArenaConfig {
    static SURFACE: OnceLock<Arc<Surface>> = OnceLock::new();
    ArenaConfig::soccar(Arc::clone(SURFACE.get_or_init(|| Arc::new(Surface::soccar()))), 1, 1)
}

fn arena() -> Arena {
    let mut arena = Arena::new(config()).expect("a valid configuration");
    for _ in 0..50 {
        arena.step(&[Controls { throttle: 1.0, ..Controls::NONE }; 2]);
    }
    arena
}

fn refusal(config: ArenaConfig) -> String {
    Arena::new(config).map(|_| ()).expect_err("must be refused").to_string()
}

#[test]
fn more_cars_than_places() {
    let octane = CarSpec { team: Team::Blue, preset: CarPreset::Octane };
    let error = Arena::new(ArenaConfig { cars: vec![octane; MAX_CARS + 1], ..config() }).map(|_| ());
    assert!(matches!(error, Err(SimError::TooManyCars { got: 9, max: MAX_CARS })), "{error:?}");
    // As many as there are places, all on one side, and none at all are fine.
    for cars in [MAX_CARS, 0] {
        Arena::new(ArenaConfig { cars: vec![octane; cars], ..config() }).expect("a valid configuration");
    }
}

#[test]
fn unknown_presets() {
    let error = "octan".parse::<CarPreset>().expect_err("must be refused").to_string();
    assert!(error.contains("octan") && error.contains("octane") && error.contains("psyclops"), "{error}");
}

#[test]
fn pads_outside_of_the_field() {
    for (pos, part) in [
        ([4097.0, 0.0, 70.0], "pads[1] at (4097, 0, 70)"),
        ([0.0, -5121.0, 70.0], "outside of the field"),
        ([0.0, 0.0, -1.0], "outside of the field"),
        ([0.0, f32::NAN, 70.0], "pads[1].y must be a finite number"),
    ] {
        let fine = PadSpec { pos: [0.0, 0.0, 70.0], big: true };
        let error = refusal(ArenaConfig { pads: Some(vec![fine, PadSpec { pos, big: false }]), ..config() });
        assert!(error.contains(part), "{error}");
    }
    let many = vec![PadSpec { pos: [0.0, 0.0, 70.0], big: true }; 256];
    assert!(refusal(ArenaConfig { pads: Some(many), ..config() }).contains("at most 255 boost pads"));
}

#[test]
fn mutators_that_break_the_arithmetic() {
    let default = Mutators::default();
    for (mutators, field) in [
        (Mutators { gravity: f32::INFINITY, ..default }, "mutators.gravity"),
        (Mutators { car_mass: 0.0, ..default }, "mutators.car_mass"),
        (Mutators { ball_radius: 200.0, ..default }, "mutators.ball_radius"),
        (Mutators { ball_restitution: 1.5, ..default }, "mutators.ball_restitution"),
        (Mutators { respawn_delay: -1.0, ..default }, "mutators.respawn_delay"),
        (Mutators { pad_cooldown_big: f32::NAN, ..default }, "mutators.pad_cooldown_big"),
    ] {
        let error = refusal(ArenaConfig { mutators, ..config() });
        assert!(error.contains(field), "{error}");
    }
}

#[test]
fn states_with_numbers_that_are_not_finite_or_out_of_range() {
    type Spoil = fn(&mut ArenaState);
    let cases: [(&str, Spoil); 16] = [
        ("ball.pos.x", |s| s.ball.body.pos.x = f32::NAN),
        ("ball.vel.z", |s| s.ball.body.vel.z = f32::INFINITY),
        ("ball.ang_vel.y", |s| s.ball.body.ang_vel.y = f32::NEG_INFINITY),
        ("ball.slow_seconds", |s| s.ball.slow_seconds = f32::NAN),
        ("length of ball.rot", |s| s.ball.body.rot = Quat::new_unchecked(s.ball.body.rot.into_inner() * 2.0)),
        ("cars[1].pos.y", |s| s.cars[1].body.pos.y = 1e9),
        ("cars[1].rot.w", |s| s.cars[1].body.rot.as_mut_unchecked().coords.w = f32::NAN),
        ("cars[0].boost", |s| s.cars[0].boost = -1.0),
        ("cars[0].flip_time", |s| s.cars[0].flip_time = f32::NAN),
        ("cars[0].flip_torque[1]", |s| s.cars[0].flip_torque[1] = 1e20),
        ("cars[0].suspension[2]", |s| s.cars[0].suspension[2] = f32::NAN),
        ("cars[0].ground_normal", |s| s.cars[0].ground_normal = Vec3::repeat(9.0)),
        ("cars[0].pad", |s| s.cars[0].pad = 34),
        ("state.tick", |s| s.tick = u64::MAX),
        ("state.pads_ready", |s| s.pads_ready.truncate(3)),
        ("state.cars", |s| s.cars.truncate(1)),
    ];
    for (field, spoil) in cases {
        let mut arena = arena();
        let before = arena.state().clone();
        let mut spoilt = before.clone();
        spoil(&mut spoilt);
        let error = arena.set_state(&spoilt).expect_err(field).to_string();
        let last = field.split(' ').next_back().unwrap_or(field);
        assert!(error.contains(last.trim_start_matches("cars[0].")), "{field}: {error}");
        assert_eq!(arena.state(), &before, "{field}");
    }
}

#[test]
fn single_bodies_that_are_refused_leave_the_arena_alone() {
    let mut arena = arena();
    let before = arena.state().clone();
    let nowhere = BodyState::at(Vec3::new(0.0, f32::NAN, 100.0));
    assert!(arena.set_ball(nowhere).is_err_and(|e| e.to_string().contains("ball.pos.y")));
    assert!(arena.set_car(1, CarState::standing(nowhere, 0.0)).is_err_and(|e| e.to_string().contains("cars[1].pos.y")));
    assert!(arena.set_car(2, before.cars[0]).is_err_and(|e| e.to_string().contains("car must be")));
    assert!(arena.demolish(7).is_err_and(|e| e.to_string().contains("car must be")));
    assert_eq!(arena.state(), &before);
}

#[test]
fn controls_without_sense_count_as_nothing_held() {
    let [mut a, mut b] = [arena(), arena()];
    let nonsense = Controls { throttle: f32::NAN, steer: f32::NAN, pitch: f32::INFINITY, ..Controls::NONE };
    let sense = Controls { pitch: 1.0, ..Controls::NONE };
    for _ in 0..100 {
        a.step(&[nonsense; 2]);
        // Missing controls are nothing held, further ones are nobody's.
        b.step(&[sense, sense, nonsense]);
    }
    assert_eq!(a.hash(), b.hash());
}
