//! Orange is blue turned by half a circle; nothing is ever NaN.

use wavedash_core::rng::{Purpose, Stream};
use wavedash_core::{Frame, Team, Vec3};

use super::{car, reward, scene, step, two_a_side};
use crate::registry::Registry;
use crate::reward::{Kind, Preset, Reward, RewardConfig, catalogue};
use crate::scene::{Car, Scene};
use crate::step_info::StepInfo;

/// A reward that pays for every function with its defaults, in the potential where it may stand there.
fn everything() -> Reward {
    let mut lists = [Vec::new(), Vec::new()];
    for listed in catalogue(Registry::builtin_ref()).into_iter().filter(|listed| listed.kind != Kind::Condition) {
        let entry = listed.entry;
        let of = match entry.name {
            "krc" => r#"{ "krc": ["align_ball_goal", "face_ball", "ball_to_goal_velocity"] }"#.to_owned(),
            "smooth_krc" => r#"{ "smooth_krc": { "of": ["align_ball_goal", "face_ball"] } }"#.to_owned(),
            "sum" | "product" | "min" | "max" => format!(r#"{{ "{}": ["ball_y", "face_ball"] }}"#, entry.name),
            "scale" => r#"{ "scale": { "by": 2, "of": "ball_y" } }"#.to_owned(),
            "clamp" | "change" => format!(r#"{{ "{}": {{ "of": "ball_y" }} }}"#, entry.name),
            "power" => r#"{ "power": { "exponent": 0.5, "of": "ball_y" } }"#.to_owned(),
            "when" => r#"{ "when": { "condition": "behind_ball", "of": "ball_y" } }"#.to_owned(),
            name => format!("\"{name}\""),
        };
        let list = usize::from(!super::expr(&of).is_state(Registry::builtin_ref()));
        lists[list].push(format!(r#"{{ "of": {of} }}"#));
    }
    reward(&format!(r#"{{ "potential": [{}], "event": [{}] }}"#, lists[0].join(","), lists[1].join(",")))
}

/// A number from -1 to 1.
fn unit(stream: &mut Stream) -> f32 {
    (stream.bits() >> 40) as f32 / (1_u64 << 23) as f32 - 1.0
}

fn place(stream: &mut Stream) -> Vec3 {
    Vec3::new(unit(stream) * 4000.0, unit(stream) * 5900.0, 1000.0 + unit(stream) * 980.0)
}

fn random_scene(stream: &mut Stream) -> Scene {
    let mut scene = two_a_side();
    scene.ball.pos = place(stream);
    scene.ball.vel = Vec3::new(unit(stream), unit(stream), unit(stream)) * 3000.0;
    for car in &mut scene.cars {
        car.pos = place(stream);
        car.vel = Vec3::new(unit(stream), unit(stream), unit(stream)) * 1300.0;
        let turn = Vec3::new(unit(stream), unit(stream), unit(stream));
        car.frame = Frame::of(&nalgebra::UnitQuaternion::new(turn));
        car.boost = unit(stream).abs();
        car.on_ground = unit(stream) > 0.0;
        car.air_seconds = if car.on_ground { 0.0 } else { unit(stream).abs() * 3.0 };
        car.is_demolished = unit(stream) > 0.8;
    }
    scene
}

fn random_facts(stream: &mut Stream, goal: Option<Team>, cars: &[Car]) -> Vec<StepInfo> {
    let mut some = |chance: f32| unit(stream).abs() < chance;
    cars.iter()
        .map(|car| StepInfo {
            touched: some(0.5),
            touches: 1,
            touched_last: some(0.3),
            goals: u8::from(goal == Some(car.team) && some(0.5)),
            team_goals: u8::from(goal == Some(car.team)),
            concedes: u8::from(goal == Some(car.team.other())),
            shots: u8::from(some(0.2)),
            saves: u8::from(some(0.2)),
            demos: u8::from(some(0.2)),
            demoed: some(0.2),
            flips: u8::from(some(0.2)),
            flip_resets: u8::from(some(0.2)),
            ..StepInfo::default()
        })
        .collect()
}

fn turned(scene: &Scene) -> Scene {
    let turn = |v: Vec3| Vec3::new(-v.x, -v.y, v.z);
    let mut scene = scene.clone();
    scene.ball.pos = turn(scene.ball.pos);
    scene.ball.vel = turn(scene.ball.vel);
    for car in &mut scene.cars {
        car.team = car.team.other();
        car.pos = turn(car.pos);
        car.vel = turn(car.vel);
        let Frame { forward, right, up } = car.frame;
        car.frame = Frame { forward: turn(forward), right: turn(right), up: turn(up) };
    }
    scene
}

#[test]
fn orange_is_paid_what_blue_would_be() {
    let presets = Preset::ALL.map(|preset| move || Reward::new(&RewardConfig::of(preset)).unwrap());
    let everything: &dyn Fn() -> Reward = &everything;
    for make in presets.iter().map(|make| make as &dyn Fn() -> Reward).chain([everything]) {
        let (mut blue, mut orange) = (make(), make());
        let mut stream = Stream::new(3, 0, Purpose::Test, 0);
        let mut before = random_scene(&mut stream);
        blue.reset(&before);
        orange.reset(&turned(&before));
        for i in 0..200 {
            let now = random_scene(&mut stream);
            let goal = [Some(Team::Blue), Some(Team::Orange)].get(i % 10).copied().flatten();
            let facts = random_facts(&mut stream, goal, &now.cars);
            let a = step(&mut blue, &before, &now, &facts, goal.is_some());
            let b = step(&mut orange, &turned(&before), &turned(&now), &facts, goal.is_some());
            super::close(&a, &b, 1e-4);
            assert!(a.iter().all(|reward| reward.is_finite()));
            assert!(a.iter().sum::<f32>().abs() < 1e-3, "not zero-sum: {a:?}");
            before = now;
        }
    }
}

#[test]
fn a_car_in_the_ball_and_a_ball_in_the_goal_point_are_no_trouble() {
    let places = [[0.0, 0.0, 0.0], [0.0, 6000.0, 321.3875], [0.0, -6000.0, 321.3875], [0.0, 5560.0, 321.3875]];
    for pos in places {
        let cars = [car(Team::Blue, pos), car(Team::Orange, pos)];
        let mut now = scene(pos, [0.0; 3], &cars);
        now.cars[0].boost = -0.0;
        let facts = [
            StepInfo { touched: true, team_goals: 1, ..StepInfo::default() },
            StepInfo { concedes: 1, ..StepInfo::default() },
        ];
        let mut reward = everything();
        reward.reset(&now);
        for facts in [[StepInfo::default(); 2], facts] {
            let out = step(&mut reward, &now, &now, &facts, false);
            assert!(out.iter().all(|reward| reward.is_finite()), "{pos:?}: {out:?}");
        }
    }
}

#[test]
fn an_empty_side_and_an_empty_pitch_are_no_trouble() {
    let facts = [StepInfo { goals: 1, team_goals: 1, ..StepInfo::default() }];
    let alone = scene([0.0; 3], [0.0; 3], &[car(Team::Blue, [0.0; 3])]);
    let mut scored = reward(r#"{ "event": [{ "of": "goal" }] }"#);
    assert_eq!(step(&mut scored, &alone, &alone, &facts, true), [1.0]);
    let nobody = scene([0.0; 3], [0.0; 3], &[]);
    assert!(step(&mut scored, &nobody, &nobody, &[], false).is_empty());
}
