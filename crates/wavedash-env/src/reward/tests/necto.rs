//! The Necto family, against its formulas written out again.

use wavedash_core::{Team, Vec3};

use super::{car, close, expr, reward, scene, step, value_of};
use crate::step_info::StepInfo;

fn cosine(a: Vec3, b: Vec3) -> f32 {
    a.dot(&b) / (a.norm() * b.norm())
}

#[test]
fn qualities_follow_their_formulas_for_both_teams() {
    let cars = [car(Team::Blue, [-2000.0, -500.0, 17.0]), car(Team::Orange, [700.0, 2500.0, 17.0])];
    let scene = scene([900.0, 1500.0, 400.0], [0.0; 3], &cars);
    let ball = scene.ball.pos;
    let (middle, back) =
        (|side: f32| Vec3::new(0.0, side * 5560.0, 321.3875), |side: f32| Vec3::new(0.0, side * 6000.0, 321.3875));
    let near = |side: f32| libm::expf(-(middle(side) - ball).norm() / 2300.0);
    for (i, forward) in [(0, 1.0), (1, -1.0)] {
        let value = |json: &str| value_of(&expr(json), &scene, i);
        close(&[value(r#""necto_state_quality""#)], &[near(forward) - near(-forward)], 1e-6);
        let p = scene.cars[i].pos;
        let align = 0.5 * (cosine(ball - p, back(forward) - p) - cosine(ball - p, back(-forward) - p));
        let quality = 0.75 * libm::expf(-(ball - p).norm() / 1410.0) + 0.5 * align;
        close(&[value(r#""necto_player_quality""#)], &[quality], 1e-5);
    }
}

#[test]
fn nexto_pays_a_step_without_a_goal_by_parts() {
    let cars = [car(Team::Blue, [0.0, -500.0, 17.0]), car(Team::Orange, [700.0, 2500.0, 17.0])];
    let before = scene([0.0, 0.0, 450.0], [0.0, 0.0, 0.0], &cars);
    let mut now = before.clone();
    now.ball.vel = Vec3::new(0.0, 2300.0, 0.0);
    now.cars[0].boost = 0.0;
    now.cars[1].on_ground = false;
    let facts = [StepInfo { touched: true, demos: 1, ..StepInfo::default() }, StepInfo::default()];
    let mut nexto = reward(r#"{ "preset": "nexto", "team_spirit": 0, "opponent": 0 }"#);
    nexto.reset(&before);
    step(&mut nexto, &before, &before, &[StepInfo::default(); 2], false);
    let blue = 450.0 / 2250.0 + 0.25 - 0.5 * 0.33_f32.sqrt() + 2.5 - 0.005;
    close(&step(&mut nexto, &before, &now, &facts, false), &[blue, 0.0], 1e-5);
}
