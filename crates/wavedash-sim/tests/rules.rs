//! The rules around the physics: kick-offs, goals, pads, demolitions, mutators, arenas without walls.

use std::sync::{Arc, OnceLock};

use wavedash_core::rules::BALL_REST_Z;
use wavedash_core::units::TICK_SECONDS;
use wavedash_core::{Controls, Team, Vec3, math};
use wavedash_sim::{Arena, ArenaConfig, BodyState, CarState, DemolitionMode, Event, Mutators, PadSpec, Surface};

const GAS: Controls = Controls { throttle: 1.0, ..Controls::NONE };
const BOOST: Controls = Controls { throttle: 1.0, boost: true, ..Controls::NONE };
const JUMP: Controls = Controls { jump: true, ..Controls::NONE };

fn config(blue: usize, orange: usize) -> ArenaConfig {
    static SURFACE: OnceLock<Arc<Surface>> = OnceLock::new();
    ArenaConfig::soccar(Arc::clone(SURFACE.get_or_init(|| Arc::new(Surface::soccar()))), blue, orange)
}

fn arena(config: ArenaConfig) -> Arena {
    Arena::new(config).expect("a valid configuration")
}

fn with(mutators: Mutators) -> Arena {
    arena(ArenaConfig { mutators, ..config(1, 1) })
}

/// On its wheels at a place, facing +y.
fn car_at(x: f32, y: f32, vel_y: f32, boost: f32) -> CarState {
    let rot = math::yaw(core::f32::consts::FRAC_PI_2);
    CarState::standing(
        BodyState { rot, vel: Vec3::new(0.0, vel_y, 0.0), ..BodyState::at(Vec3::new(x, y, 17.0)) },
        boost,
    )
}

fn place(arena: &mut Arena, car: usize, state: CarState) {
    arena.set_car(car, state).expect("a valid state");
    arena.refresh_contacts();
}

/// Steps with the same controls for all cars and collects the events with their ticks.
fn run(arena: &mut Arena, controls: Controls, ticks: usize) -> Vec<(usize, Event)> {
    let held = vec![controls; arena.cars().len()];
    (1..=ticks).flat_map(|tick| arena.step(&held).to_vec().into_iter().map(move |event| (tick, event))).collect()
}

fn first(events: &[(usize, Event)], wanted: impl Fn(&Event) -> bool) -> Option<usize> {
    events.iter().find(|(_, event)| wanted(event)).map(|(tick, _)| *tick)
}

#[test]
fn kickoffs_place_both_teams_alike_on_the_five_places() {
    let mut seen = std::collections::BTreeSet::new();
    for id in 0..60 {
        let arena = arena(ArenaConfig { arena_id: id, ..config(4, 4) });
        let cars = &arena.state().cars;
        for (blue, orange) in cars[..4].iter().zip(&cars[4..]) {
            assert!((blue.body.pos.xy() + orange.body.pos.xy()).norm() < 1e-3);
            assert_eq!(blue.body.pos.z, orange.body.pos.z);
            assert_eq!((blue.boost, blue.on_ground), (100.0 / 3.0, true));
        }
        seen.insert((cars[0].body.pos.x as i32, cars[0].body.pos.y as i32));
        assert_eq!(arena.state().ball.body.pos, Vec3::new(0.0, 0.0, BALL_REST_Z));
    }
    let all = [(-2048, -2560), (-256, -3840), (0, -4608), (256, -3840), (2048, -2560)];
    assert_eq!(seen.into_iter().collect::<Vec<_>>(), all);
}

#[test]
fn uneven_teams_and_empty_sides_play() {
    for (blue, orange) in [(0, 0), (1, 0), (0, 2), (3, 1), (1, 4)] {
        let mut arena = arena(config(blue, orange));
        let teams: Vec<Team> = arena.cars().iter().map(|car| car.team).collect();
        assert_eq!(teams.iter().filter(|team| **team == Team::Blue).count(), blue);
        run(&mut arena, BOOST, 240);
        assert!(arena.state().cars.iter().all(|car| car.body.vel.norm() > 500.0));
    }
}

#[test]
fn a_ball_beyond_the_line_is_one_goal_of_the_other_side() {
    for (sign, team) in [(1.0, Team::Blue), (-1.0, Team::Orange)] {
        let mut arena = arena(config(0, 0));
        let vel = Vec3::new(0.0, sign * 2000.0, 0.0);
        arena
            .set_ball(BodyState { vel, ..BodyState::at(Vec3::new(0.0, sign * 5000.0, 300.0)) })
            .expect("a valid state");
        let events = run(&mut arena, Controls::NONE, 240);
        let goals: Vec<_> = events.iter().filter(|(_, event)| matches!(event, Event::Goal { .. })).collect();
        assert!(matches!(goals[..], [(_, Event::Goal { team: scorer })] if *scorer == team), "{goals:?}");
        assert_eq!(arena.state().score[team.index()], 1);
    }
}

#[test]
fn a_demolished_car_comes_back_after_the_delay_with_the_spawn_boost() {
    let mut arena = with(Mutators { respawn_delay: 1.5, boost_spawn: 50.0, ..Mutators::default() });
    arena.demolish(1).expect("the car exists");
    let events = run(&mut arena, Controls::NONE, 240);
    let tick = first(&events, |event| matches!(event, Event::Respawn { car: 1, .. })).expect("it comes back");
    assert!((tick as f32 * TICK_SECONDS - 1.5).abs() <= 2.0 * TICK_SECONDS, "tick {tick}");
    let car = &arena.state().cars[1];
    assert_eq!((car.is_demolished, car.boost), (false, 50.0));
    assert!(car.body.pos.y > 4000.0, "on its own side: {}", car.body.pos);
}

#[test]
fn demolitions_follow_their_mode() {
    let ram = |demolition: DemolitionMode, team_demolitions: bool, speed: f32, blue: usize| {
        let mutators = Mutators { demolition, team_demolitions, ..Mutators::default() };
        let mut arena = arena(ArenaConfig { mutators, ..config(blue, 2 - blue) });
        let attacker = CarState { is_supersonic: speed >= 2200.0, ..car_at(1500.0, -1000.0, speed, 100.0) };
        place(&mut arena, 0, attacker);
        place(&mut arena, 1, car_at(1500.0, -500.0, 0.0, 0.0));
        let hit =
            |event: &Event| matches!(event, Event::Bump { attacker: 0, .. } | Event::Demolition { attacker: 0, .. });
        let events = run(&mut arena, BOOST, 90);
        let (_, event) = events.into_iter().find(|(_, event)| hit(event)).expect("they meet");
        matches!(event, Event::Demolition { victim: 1, .. })
    };
    assert!(ram(DemolitionMode::Normal, false, 2290.0, 1));
    assert!(!ram(DemolitionMode::Normal, false, 1000.0, 1), "too slow");
    assert!(!ram(DemolitionMode::Normal, false, 2290.0, 2), "a team mate");
    assert!(ram(DemolitionMode::Normal, true, 2290.0, 2));
    assert!(!ram(DemolitionMode::Disabled, false, 2290.0, 1));
    assert!(ram(DemolitionMode::OnContact, false, 1000.0, 1));
}

#[test]
fn pads_fill_the_tank_and_need_their_time() {
    let pad = PadSpec { pos: [1000.0, 500.0, 70.0], big: false };
    let mutators =
        Mutators { pad_amount_small: 20.0, pad_cooldown_small: 0.5, boost_spawn: 0.0, ..Mutators::default() };
    let mut arena = arena(ArenaConfig { pads: Some(vec![pad]), mutators, ..config(1, 0) });
    place(&mut arena, 0, car_at(1000.0, 500.0, 0.0, 0.0));
    let ticks: Vec<usize> = run(&mut arena, Controls::NONE, 200)
        .into_iter()
        .filter(|(_, event)| matches!(event, Event::Pickup { car: 0, pad: 0 }))
        .map(|(tick, _)| tick)
        .collect();
    assert_eq!(ticks, [1, 61, 121, 181]);
    assert_eq!(arena.state().cars[0].boost, 80.0);
    assert_eq!(arena.snapshot().pads.len(), 1);

    let mut arena = with(Mutators { pads_enabled: false, ..Mutators::default() });
    assert!(arena.snapshot().pads.is_empty());
    assert_eq!(first(&run(&mut arena, BOOST, 300), |event| matches!(event, Event::Pickup { .. })), None);
}

#[test]
fn boost_is_used_and_comes_back_as_the_mutators_say() {
    let mut arena = with(Mutators { boost_per_second: 0.0, boost_spawn: 100.0, ..Mutators::default() });
    run(&mut arena, BOOST, 120);
    assert_eq!(arena.state().cars[0].boost, 100.0);

    let recharge = Mutators {
        boost_recharge: true,
        boost_recharge_per_second: 30.0,
        boost_recharge_delay: 0.5,
        ..Mutators::default()
    };
    let mut arena = with(Mutators { boost_spawn: 0.0, pads_enabled: false, ..recharge });
    run(&mut arena, Controls::NONE, 180);
    let boost = arena.state().cars[0].boost;
    assert!((boost - 30.0).abs() < 0.6, "{boost}");
}

#[test]
fn jumps_and_flips_follow_the_mutators() {
    let height = |mutators: Mutators| {
        let mut arena = with(mutators);
        let mut highest = 0.0_f32;
        for _ in 0..60 {
            arena.step(&[JUMP; 2]);
            highest = highest.max(arena.state().cars[0].body.pos.z);
        }
        highest - 17.0
    };
    let usual = height(Mutators::default());
    assert!(usual > 150.0, "{usual}");
    assert!(height(Mutators { gravity: -325.0, ..Mutators::default() }) > 1.2 * usual);
    assert!(height(Mutators { jump_speed: 100.0, jump_acceleration: 0.0, ..Mutators::default() }) < 0.2 * usual);

    let flips = |unlimited_flips: bool| {
        let mut arena = with(Mutators { unlimited_flips, ..Mutators::default() });
        let up = CarState {
            on_ground: false,
            has_jumped: true,
            ..CarState::standing(BodyState::at(Vec3::new(0.0, -2000.0, 1500.0)), 0.0)
        };
        place(&mut arena, 0, up);
        let mut pressed_ticks = 0;
        for tick in 0..120 {
            let pressed = tick % 50 == 10;
            let c = if pressed { Controls { jump: true, pitch: -1.0, ..Controls::NONE } } else { Controls::NONE };
            arena.step(&[c, Controls::NONE]);
            pressed_ticks += usize::from(pressed && arena.state().cars[0].flip_time < 0.02);
            assert!(unlimited_flips <= arena.snapshot().cars[0].can_flip, "what the snapshot says, tick {tick}");
        }
        pressed_ticks
    };
    assert_eq!((flips(false), flips(true)), (1, 3));
}

#[test]
fn the_ball_follows_the_mutators() {
    let drop = |mutators: Mutators| {
        let mut arena = arena(ArenaConfig { mutators, ..config(0, 0) });
        arena.set_ball(BodyState::at(Vec3::new(0.0, 0.0, 800.0))).expect("a valid state");
        let mut lowest = f32::MAX;
        let mut rebound = 0.0_f32;
        for _ in 0..300 {
            arena.step(&[]);
            let body = arena.state().ball.body;
            lowest = lowest.min(body.pos.z);
            if body.vel.z > 0.0 {
                rebound = rebound.max(body.pos.z);
            }
        }
        (lowest, rebound)
    };
    let (lowest, rebound) = drop(Mutators::default());
    assert!(lowest < 94.0 && rebound > 250.0, "{lowest} {rebound}");
    assert!(drop(Mutators { ball_restitution: 0.9, ..Mutators::default() }).1 > 1.5 * rebound);
    assert!(drop(Mutators { ball_radius: 50.0, ..Mutators::default() }).0 < 55.0);

    let mut arena =
        arena(ArenaConfig { mutators: Mutators { ball_max_speed: 500.0, ..Mutators::default() }, ..config(0, 0) });
    let vel = Vec3::new(3000.0, 0.0, 0.0);
    arena.set_ball(BodyState { vel, ..BodyState::at(Vec3::new(0.0, 0.0, 800.0)) }).expect("a valid state");
    run(&mut arena, Controls::NONE, 2);
    assert!(arena.state().ball.body.vel.norm() < 520.0);
}

#[test]
fn without_walls_everything_falls_and_nothing_stops_it() {
    let mut arena = arena(ArenaConfig { walls: false, ..config(1, 1) });
    assert!(arena.snapshot().pads.is_empty());
    run(&mut arena, GAS, 240);
    let state = arena.state();
    assert!(state.ball.body.pos.z < -1000.0 && state.cars.iter().all(|car| car.body.pos.z < -1000.0 && !car.on_ground));
    assert_eq!(state.lost, 0);
}

#[test]
fn a_body_outside_is_reported_and_put_back() {
    let mut arena = arena(config(1, 1));
    arena.set_ball(BodyState::at(Vec3::new(9000.0, 0.0, 100.0))).expect("a finite state");
    place(&mut arena, 1, car_at(0.0, 0.0, 0.0, 12.0));
    let mut outside = arena.state().cars[1];
    outside.body.pos.z = -5000.0;
    place(&mut arena, 1, outside);
    let lost: Vec<Event> = arena.step(&[]).iter().filter(|e| matches!(e, Event::Lost { .. })).copied().collect();
    assert_eq!(lost, [Event::Lost { car: None }, Event::Lost { car: Some(1) }]);
    let state = arena.state();
    assert_eq!((state.lost, state.ball.body.pos.xy().norm(), state.cars[1].boost), (2, 0.0, 12.0));
    assert!(arena.step(&[]).iter().all(|e| !matches!(e, Event::Lost { .. })));
}

#[test]
fn quantisation_is_a_switch() {
    let grid = |quantise: bool| {
        let mut arena = arena(ArenaConfig { quantise, ..config(1, 0) });
        run(&mut arena, Controls { steer: 0.3, ..GAS }, 60);
        arena.state().cars[0].body
    };
    let (on, off) = (grid(true), grid(false));
    assert!(on != off && (on.pos - off.pos).norm() < 2.0, "{on:?} {off:?}");
}

#[test]
fn contacts_are_where_bodies_touch() {
    let mut arena = arena(config(1, 0));
    let mut ball = arena.state().ball.body;
    ball.pos = Vec3::new(1500.0, 300.0, 93.15);
    arena.set_ball(ball).expect("a place within the walls");
    for _ in 0..10 {
        arena.step(&[Controls::NONE]);
    }
    let points = arena.state().contact_points();
    let below = points.iter().find(|[place, _]| (place - Vec3::new(1500.0, 300.0, 0.0)).norm() < 2.0);
    let [_, normal] = below.expect("the ball touches the ground");
    assert!((normal - Vec3::z()).norm() < 1e-5);
    // A car stands on its wheels, and those are no bodies.
    assert_eq!(points.len(), 1);
}
