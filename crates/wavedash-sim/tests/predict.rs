//! Ball prediction against the arena that it predicts.

#![allow(clippy::unwrap_used, reason = "a test that panics has failed")]

use std::sync::Arc;

use wavedash_core::{CarPreset, Controls, Team, Vec3};
use wavedash_sim::workload::{Workload, WorkloadKind};
use wavedash_sim::{Arena, ArenaConfig, BodyState, CarSpec, Event, PredictedBall, Predictor, Surface};

fn surface() -> Arc<Surface> {
    static SURFACE: std::sync::OnceLock<Arc<Surface>> = std::sync::OnceLock::new();
    Arc::clone(SURFACE.get_or_init(|| Arc::new(Surface::soccar())))
}

fn arena(cars: usize) -> Arena {
    Arena::new(ArenaConfig::soccar(surface(), cars, 0)).unwrap()
}

fn with_ball(cars: usize, pos: [f32; 3], vel: [f32; 3]) -> Arena {
    let mut arena = arena(cars);
    arena.set_ball(BodyState { vel: vel.into(), ..BodyState::at(pos.into()) }).unwrap();
    arena
}

fn bits(v: Vec3) -> [u32; 3] {
    [v.x.to_bits(), v.y.to_bits(), v.z.to_bits()]
}

fn is_exactly(arena: &Arena, predicted: &PredictedBall) -> bool {
    let ball = &arena.state().ball.body;
    bits(ball.pos) == bits(predicted.pos)
        && bits(ball.vel) == bits(predicted.vel)
        && bits(ball.ang_vel) == bits(predicted.ang_vel)
}

#[test]
fn an_untouched_ball_follows_the_prediction_bit_for_bit() {
    let starts = [
        ([0.0, 0.0, 1000.0], [900.0, -400.0, 300.0]),
        ([2500.0, 2500.0, 300.0], [3000.0, 2600.0, 900.0]),
        ([-3000.0, 3000.0, 100.0], [-1200.0, 2400.0, 0.0]),
        ([300.0, 3000.0, 200.0], [400.0, 2800.0, 500.0]),
    ];
    for (pos, vel) in starts {
        // The car turns circles on the spot, far from the ball's way.
        let mut arena = with_ball(1, pos, vel);
        let mut car = arena.state().cars[0];
        car.body.pos = Vec3::new(-3000.0, -4000.0, 17.0);
        arena.set_car(0, car).unwrap();
        let driven = Controls { throttle: 1.0, steer: 1.0, handbrake: true, ..Controls::NONE };
        let mut predictor = Predictor::new(&arena);
        let predicted = predictor.predict(&arena, 1200).to_vec();
        let mut bounces = 0;
        for (tick, expected) in predicted.iter().enumerate() {
            bounces += arena.step(&[driven]).iter().filter(|event| matches!(event, Event::BallWorldHit { .. })).count();
            assert!(is_exactly(&arena, expected), "tick {tick} from {pos:?}");
        }
        assert!(bounces >= 3, "{bounces} bounces from {pos:?}");
        assert!((arena.state().cars[0].body.pos - car.body.pos).norm() > 10.0);
    }
}

#[test]
fn a_followed_prediction_costs_one_tick_per_tick() {
    let mut arena = with_ball(1, [500.0, 1000.0, 900.0], [800.0, 300.0, 0.0]);
    let mut predictor = Predictor::new(&arena);
    predictor.predict(&arena, 240);
    assert_eq!(predictor.computed_ticks(), 240);
    for n in 1..600 {
        arena.step(&[]);
        assert_eq!(predictor.predict(&arena, 240).len(), 240);
        assert_eq!(predictor.computed_ticks(), 240 + n);
    }
    // Asking again is free, a look every eighth tick costs eight.
    predictor.predict(&arena, 240);
    assert_eq!(predictor.computed_ticks(), 839);
    (0..8).for_each(|_| _ = arena.step(&[]));
    predictor.predict(&arena, 240);
    assert_eq!(predictor.computed_ticks(), 847);
}

#[test]
fn a_kept_prediction_equals_a_fresh_one_in_a_busy_match() {
    let mut arena = Arena::new(ArenaConfig::soccar(surface(), 3, 3)).unwrap();
    let mut workload = Workload::new(WorkloadKind::Chaos, 18, 0, 6);
    workload.kickoff(&mut arena).unwrap();
    let mut kept = Predictor::new(&arena);
    let mut touches = 0;
    for _ in 0..3000 {
        workload.step(&mut arena, |event| touches += usize::from(matches!(event, Event::Touch { .. }))).unwrap();
        let fresh = Predictor::new(&arena).predict(&arena, 60).to_vec();
        assert_eq!(kept.predict(&arena, 60), fresh);
        let goal = kept.first_goal(&arena, 60);
        assert_eq!(goal, Predictor::new(&arena).first_goal(&arena, 60));
    }
    assert!(touches > 20, "{touches}");
    assert!(kept.computed_ticks() < 60 * 1500, "{}", kept.computed_ticks());
}

#[test]
fn a_hit_and_an_edit_start_it_anew() {
    let mut arena = with_ball(1, [0.0, 0.0, 500.0], [0.0; 3]);
    let mut predictor = Predictor::new(&arena);
    predictor.predict(&arena, 100);
    let mut ball = arena.state().ball.body;
    ball.vel.x = 700.0;
    arena.set_ball(ball).unwrap();
    let moved = predictor.predict(&arena, 100)[99].pos.x;
    assert!(moved > 400.0, "{moved}");
    assert_eq!(predictor.computed_ticks(), 200);

    // A saved state that is put back is predicted like any other.
    let saved = arena.state().clone();
    let before = predictor.predict(&arena, 100).to_vec();
    (0..50).for_each(|_| _ = arena.step(&[]));
    predictor.predict(&arena, 100);
    arena.set_state(&saved).unwrap();
    assert_eq!(predictor.predict(&arena, 100), before);
}

#[test]
fn a_goal_is_predicted_to_the_tick() {
    for (vel, team) in [([100.0, 2500.0, 300.0], Team::Blue), ([-50.0, -2300.0, 200.0], Team::Orange)] {
        let mut arena = with_ball(0, [0.0, 0.0, 300.0], vel);
        let mut predictor = Predictor::new(&arena);
        assert_eq!(predictor.first_goal(&arena, 60), None);
        let predicted = predictor.first_goal(&arena, 600).unwrap();
        assert_eq!(predicted.team, team);
        assert_eq!(predictor.computed_ticks(), predicted.ticks.max(60) as u64);
        for left in (0..predicted.ticks).rev() {
            let goal = arena.step(&[]).contains(&Event::Goal { team });
            assert_eq!(goal, left == 0);
            if left > 0 {
                assert_eq!(predictor.first_goal(&arena, 600).unwrap().ticks, left);
            }
        }
        // It lies in the net now: no further goal.
        assert_eq!(predictor.first_goal(&arena, 120), None);
    }
}

#[test]
fn the_first_tick_at_a_height_is_found() {
    let mut arena = with_ball(0, [0.0, 0.0, 1000.0], [0.0; 3]);
    let mut predictor = Predictor::new(&arena);
    let ticks = predictor.first_below(&arena, 500.0, 600).unwrap();
    assert_eq!(predictor.computed_ticks(), ticks as u64);
    for left in (0..ticks).rev() {
        arena.step(&[]);
        assert_eq!(arena.state().ball.body.pos.z <= 500.0, left == 0);
    }
    assert_eq!(predictor.first_below(&arena, 50.0, 300), None);
}

#[test]
fn a_resting_ball_costs_nothing_and_falls_asleep_as_predicted() {
    let mut arena = with_ball(0, [0.0, 0.0, 95.0], [60.0, 0.0, 0.0]);
    let mut predictor = Predictor::new(&arena);
    let predicted = predictor.predict(&arena, 2400).to_vec();
    for (tick, expected) in predicted.iter().enumerate() {
        arena.step(&[]);
        assert!(is_exactly(&arena, expected), "tick {tick}");
    }
    assert!(predictor.computed_ticks() < 2400, "{}", predictor.computed_ticks());
    let computed = predictor.computed_ticks();
    predictor.predict(&arena, 1200);
    assert!(predictor.computed_ticks() - computed <= 2);
}

#[test]
fn predicting_leaves_the_arena_alone_and_does_not_grow() {
    let mut arena = with_ball(2, [0.0, 0.0, 1000.0], [900.0, -400.0, 300.0]);
    let mut twin = arena.clone();
    let mut predictor = Predictor::new(&arena);
    predictor.predict(&arena, 240);
    (0..200).for_each(|_| {
        arena.step(&[]);
        predictor.predict(&arena, 240);
    });
    let bytes = predictor.bytes();
    for _ in 0..2000 {
        arena.step(&[]);
        predictor.predict(&arena, 240);
        predictor.first_goal(&arena, 240);
    }
    (0..2200).for_each(|_| _ = twin.step(&[]));
    assert_eq!(arena.hash(), twin.hash());
    assert_eq!(predictor.bytes(), bytes);
    assert!(bytes < 32 << 10, "{bytes}");
}

#[test]
fn one_predictor_serves_arenas_of_different_rules() {
    let heavy = with_ball(0, [0.0, 0.0, 1000.0], [0.0; 3]);
    let mut config = ArenaConfig::soccar(surface(), 0, 0);
    config.mutators.gravity = -100.0;
    config.cars = vec![CarSpec { team: Team::Blue, preset: CarPreset::Octane }];
    let mut light = Arena::new(config).unwrap();
    light.set_ball(heavy.state().ball.body).unwrap();
    let mut predictor = Predictor::new(&heavy);
    let fast = predictor.predict(&heavy, 60)[59].pos.z;
    let slow = predictor.predict(&light, 60)[59].pos.z;
    assert!(slow > fast + 50.0, "{slow} {fast}");
}
