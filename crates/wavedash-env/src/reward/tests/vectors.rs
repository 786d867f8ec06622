//! Values worked out by hand from the formulas, to 1e-5.

use wavedash_core::Team;

use super::{car, close, expr, reward, scene, transition, value_of};
use crate::reward::Reward;
use crate::scene::Scene;
use crate::step_info::StepInfo;

const COLUMNS: [&str; 8] = [
    r#"{ "ball_to_goal_distance_difference": { "offense_dispersion": 0.6, "defense_dispersion": 0.4 } }"#,
    r#""ball_to_goal_velocity""#,
    r#""save_boost""#,
    r#""align_ball_goal""#,
    r#"{ "player_to_ball_distance": { "dispersion": 1.1 } }"#,
    r#""player_to_ball_velocity""#,
    r#"{ "krc": ["align_ball_goal", { "player_to_ball_distance": { "dispersion": 1.1 } }] }"#,
    r#"{ "krc": ["align_ball_goal", "player_to_ball_velocity", { "player_to_ball_distance": { "density": 1.1 } }] }"#,
];

/// A scene of one car, and the columns, and the potential.
fn cases() -> [(Scene, [f32; 8], f32); 4] {
    let one = |team, pos, vel: [f32; 3], boost, ball, ball_vel| {
        let car = crate::scene::Car { vel: vel.into(), boost, ..car(team, pos) };
        scene(ball, ball_vel, &[car])
    };
    let (ball, ball_vel) = ([-1800.0, 1800.0, 400.0], [1000.0, 3500.0, -40.0]);
    [
        (
            one(Team::Blue, [-2048.0, -2560.0, 17.0], [0.0; 3], 0.33, [0.0, 0.0, 92.75], [0.0; 3]),
            [0.146614, 0.0, 0.574456, 0.626675, 0.532726, 0.0, 0.577794, 0.0],
            0.927133,
        ),
        (
            one(Team::Blue, [100.0, 400.0, 200.0], [-1200.0, 600.0, 0.0], 0.5, ball, ball_vel),
            [0.375703, 0.601847, 0.5_f32.sqrt(), 0.591883, 0.637780, 0.572724, 0.614403, 0.600184],
            2.555263,
        ),
        (
            one(Team::Orange, [-2000.0, 3500.0, 250.0], [200.0, -700.0, 150.0], 0.2, ball, ball_vel),
            [-0.096092, -0.530827, 0.447214, 0.845230, 0.725241, 0.316924, 0.782940, 0.579167],
            0.655691,
        ),
        (
            one(Team::Blue, [0.0, 3000.0, 17.0], [0.0, -1500.0, 0.0], 1.0, [0.0, 1000.0, 92.75], [0.0, -2000.0, 0.0]),
            [0.286510, -0.332985, 1.0, -0.995175, 0.685772, 0.651707, -0.826113, -0.763327],
            -0.452363,
        ),
    ]
}

/// The sum of the potential's components, seen through the reward itself.
fn potential(reward: &mut Reward, scene: &Scene) -> f32 {
    let facts = vec![StepInfo::default(); scene.cars.len()];
    let width = reward.component_names().len();
    let mut rows = vec![0.0; width * scene.cars.len()];
    let mut out = vec![0.0; scene.cars.len()];
    reward.step(&transition(scene, scene, &facts), false, &mut out, &mut rows);
    let terms = reward.plan().potential.len();
    rows[..terms].iter().sum()
}

#[test]
fn the_published_functions_give_the_published_values() {
    for (scene, columns, phi) in cases() {
        let got = COLUMNS.map(|json| value_of(&expr(json), &scene, 0));
        close(&got, &columns, 1e-5);
        close(&[potential(&mut reward("{}"), &scene)], &[phi], 1e-5);
        close(&[potential(&mut reward(r#"{ "preset": "lucy" }"#), &scene)], &[phi], 1e-5);
    }
}

#[test]
fn the_distance_difference_reaches_further_in_attack_than_in_defence() {
    let difference = expr(COLUMNS[0]);
    let profile = [
        ([0.0, 0.0], 0.14661),
        ([0.0, 5120.0], 0.88817),
        ([0.0, -5120.0], -0.76910),
        ([3000.0, 4500.0], 0.59179),
        ([4096.0, 0.0], 0.14772),
    ];
    for ([x, y], expected) in profile {
        let value = |x: f32| {
            value_of(&difference, &scene([x, y, 92.75], [0.0; 3], &[car(Team::Blue, [0.0, -4000.0, 17.0])]), 0)
        };
        close(&[value(x)], &[expected], 1e-5);
    }
}

#[test]
fn a_touch_is_worth_what_it_does_to_the_ball_for_every_player() {
    let cars = [car(Team::Blue, [0.0, 900.0, 17.0]), car(Team::Orange, [0.0, 1100.0, 17.0])];
    let before = scene([0.0, 1000.0, 100.0], [0.0; 3], &cars);
    let now = scene([0.0, 1050.0, 120.0], [300.0, 2000.0, 200.0], &cars);
    let touched = StepInfo { touched: true, ..StepInfo::default() };
    let facts = [touched, touched];
    let mut paper =
        reward(r#"{ "opponent": 0, "team_spirit": 0, "event": [{ "of": "touch_ball_to_goal_acceleration" }] }"#);
    close(&super::step(&mut paper, &before, &now, &facts, false), &[0.872381, -0.866728], 1e-5);
    let mut published = reward(
        r#"{ "as_published": true, "opponent": 0, "team_spirit": 0,
             "event": [{ "of": "touch_ball_to_goal_acceleration" }] }"#,
    );
    close(&super::step(&mut published, &before, &now, &facts, false), &[0.872381, 0.0], 1e-5);
    let untouched = [StepInfo::default(); 2];
    close(&super::step(&mut paper, &before, &now, &untouched, false), &[0.0, 0.0], 0.0);
}
