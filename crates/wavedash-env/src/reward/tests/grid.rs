//! Statistics over a grid of 84 places, as published with the reward analysis library.

use wavedash_core::{Frame, Team, Vec3};

use super::{car, expr, scene, value_of};
use crate::scene::Car;

/// Every 1600 uu or so of the pitch, at two heights.
fn grid() -> Vec<[f32; 3]> {
    let xs = [-3200.0, -1920.0, -640.0, 640.0, 1920.0, 3200.0];
    let ys = [-4800.0, -3200.0, -1600.0, 0.0, 1600.0, 3200.0, 4800.0];
    let zs = [222.0, 1822.0];
    xs.into_iter().flat_map(|x| ys.into_iter().flat_map(move |y| zs.into_iter().map(move |z| [x, y, z]))).collect()
}

/// Mean, standard deviation (n - 1), least and largest.
#[track_caller]
fn check(values: &[f32], expected: [f32; 4]) {
    assert_eq!(values.len(), 84);
    let n = values.len() as f32;
    let mean = values.iter().sum::<f32>() / n;
    let squares: f32 = values.iter().map(|x| (x - mean) * (x - mean)).sum();
    let (least, largest) = values.iter().fold((f32::MAX, f32::MIN), |(a, b), &x| (a.min(x), b.max(x)));
    let got = [mean, (squares / (n - 1.0)).sqrt(), least, largest];
    for (g, e) in got.iter().zip(expected) {
        assert!((g - e).abs() < 6e-4, "{got:?} instead of {expected:?}");
    }
}

/// The ball at each place, the car anywhere.
fn by_ball(json: &str) -> Vec<f32> {
    let function = expr(json);
    let car = car(Team::Blue, [0.0, -4000.0, 17.0]);
    grid().into_iter().map(|ball| value_of(&function, &scene(ball, [0.0; 3], &[car]), 0)).collect()
}

/// The car at each place, averaged over the ball at all of them.
fn by_car(json: &str, forward: Vec3) -> Vec<f32> {
    let function = expr(json);
    let frame = Frame { forward, ..Frame::IDENTITY };
    let mean = |pos: [f32; 3]| {
        let car = Car { frame, ..car(Team::Blue, pos) };
        grid().into_iter().map(|ball| value_of(&function, &scene(ball, [0.0; 3], &[car]), 0)).sum::<f32>() / 84.0
    };
    grid().into_iter().map(mean).collect()
}

#[test]
fn functions_of_the_ball() {
    check(&by_ball(r#""ball_to_goal_distance""#), [0.643, 0.155, 0.421, 0.968]);
    check(&by_ball(r#""ball_y""#), [0.0, 0.618, -0.921, 0.921]);
    check(&by_ball(r#""signed_ball_to_goal_distance""#), [0.134, 0.356, -0.358, 0.916]);
    let difference =
        r#"{ "ball_to_goal_distance_difference": { "offense_dispersion": 0.6, "defense_dispersion": 0.4 } }"#;
    check(&by_ball(difference), [0.127, 0.397, -0.667, 0.819]);
}

#[test]
fn functions_of_the_car_and_the_ball() {
    let forward = Vec3::new(0.0, 1.0, 0.0);
    check(&by_car(r#""align_ball_goal""#, forward), [0.0, 0.329, -0.665, 0.665]);
    check(&by_car(r#""player_to_ball_distance""#, forward), [0.383, 0.048, 0.297, 0.462]);
    check(&by_car(r#""face_ball""#, forward), [0.0, 0.483, -0.737, 0.737]);
    check(&by_car(r#""face_ball""#, Vec3::new(1.0, 0.0, 0.0)), [0.0, 0.393, -0.606, 0.606]);
    let alignment = r#"{ "krc": ["align_ball_goal", { "player_to_ball_distance": { "dispersion": 1.1 } }] }"#;
    check(&by_car(alignment, forward), [0.0, 0.203, -0.404, 0.404]);
}
