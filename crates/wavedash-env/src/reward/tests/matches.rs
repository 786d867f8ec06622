//! Several steps of a match: shaping, events that remember, team shares, goals that replace.

use wavedash_core::{Team, Vec3};

use super::{car, close, expr, nothing, reward, scene, step, transition, two_a_side, value_of};
use crate::scene::Scene;
use crate::step_info::StepInfo;

/// A goal of the first car.
fn goal() -> [StepInfo; 4] {
    let mut facts = nothing();
    facts[0].goals = 1;
    for i in 0..2 {
        facts[i].team_goals = 1;
        facts[i + 2].concedes = 1;
    }
    facts
}

/// The scene with the ball further up by some steps of 100 uu.
fn moved(steps: i32) -> Scene {
    let mut scene = two_a_side();
    scene.ball.pos.y += 100.0 * steps as f32;
    scene
}

#[test]
fn a_goal_is_shared_with_the_team_and_taken_from_the_opponents() {
    let scene = two_a_side();
    let mut lucy = reward("{}");
    lucy.reset(&scene);
    close(&step(&mut lucy, &scene, &scene, &goal(), true), &[11.5, 4.5, -8.0, -8.0], 1e-5);
}

#[test]
fn the_first_step_is_not_shaped_and_the_rest_adds_up_to_the_way() {
    let json = r#"{ "team_spirit": 0, "opponent": 0, "potential": [{ "weight": 3, "of": "ball_y" }] }"#;
    let mut reward = reward(json);
    for _ in 0..2 {
        reward.reset(&moved(0));
        assert_eq!(step(&mut reward, &moved(0), &moved(1), &nothing(), false), [0.0; 4]);
        let mut sum = 0.0;
        for i in 1..9 {
            sum += step(&mut reward, &moved(i), &moved(i + 1), &nothing(), i == 8)[0];
        }
        let ball_y = expr(r#""ball_y""#);
        close(&[sum], &[3.0 * (value_of(&ball_y, &moved(9), 0) - value_of(&ball_y, &moved(1), 0))], 1e-5);
    }
}

#[test]
fn shaping_follows_its_configuration() {
    let base = r#""team_spirit": 0, "opponent": 0, "potential": [{ "of": "ball_y" }]"#;
    let y = |steps| value_of(&expr(r#""ball_y""#), &moved(steps), 0);
    let with = |shaping: &str| {
        let mut reward = reward(&format!(r#"{{ {base}, "shaping": {shaping} }}"#));
        reward.reset(&moved(0));
        reward
    };
    let mut from_start = with(r#"{ "skip_first": false, "discount": 0.9 }"#);
    close(&step(&mut from_start, &moved(0), &moved(1), &nothing(), false)[..1], &[0.9 * y(1) - y(0)], 1e-6);

    let mut zero = with(r#"{ "terminal": "zero" }"#);
    step(&mut zero, &moved(0), &moved(1), &nothing(), false);
    close(&step(&mut zero, &moved(1), &moved(2), &nothing(), true)[..1], &[-y(1)], 1e-6);

    let mut half = with(r#"{ "negative_slope": 0.5 }"#);
    step(&mut half, &moved(0), &moved(2), &nothing(), false);
    close(&step(&mut half, &moved(2), &moved(1), &nothing(), false)[..1], &[0.5 * (y(1) - y(2))], 1e-6);
    close(&step(&mut half, &moved(1), &moved(2), &nothing(), false)[..1], &[y(2) - y(1)], 1e-6);
}

#[test]
fn a_demolished_car_is_not_shaped_until_it_is_back() {
    let base = r#""team_spirit": 0, "opponent": 0, "potential": [{ "of": "ball_y" }]"#;
    let play = |json: &str| {
        let mut reward = reward(json);
        reward.reset(&moved(0));
        let scenes: Vec<Scene> = (0..6)
            .map(|i| {
                let mut scene = moved(i);
                scene.cars[0].is_demolished = i == 2 || i == 3;
                scene
            })
            .collect();
        scenes.windows(2).map(|pair| step(&mut reward, &pair[0], &pair[1], &nothing(), false)[0]).collect::<Vec<_>>()
    };
    let one = 100.0 / 5212.75;
    close(&play(&format!("{{ {base} }}")), &[0.0, 0.0, 0.0, 0.0, one], 1e-6);
    close(&play(&format!(r#"{{ {base}, "as_published": true }}"#)), &[0.0, one, one, one, one], 1e-6);
}

#[test]
fn a_touch_counts_once_while_it_lasts() {
    let mut facts = nothing();
    facts[1].touched = true;
    let scene = two_a_side();
    let mut reward = reward(r#"{ "team_spirit": 0, "opponent": 0, "event": [{ "of": "touch" }] }"#);
    reward.reset(&scene);
    let paid: Vec<f32> = [facts, facts, nothing(), facts]
        .iter()
        .map(|facts| step(&mut reward, &scene, &scene, facts, false)[1])
        .collect();
    assert_eq!(paid, [1.0, 0.0, 0.0, 1.0]);
    reward.reset(&scene);
    assert_eq!(step(&mut reward, &scene, &scene, &facts, false)[1], 1.0);
}

#[test]
fn neither_demolition_nor_respawn_changes_what_boost_is_worth() {
    let mut reward =
        reward(r#"{ "team_spirit": 0, "opponent": 0, "event": [{ "of": { "boost_change": { "loss": 0.5 } } }] }"#);
    let with = |boost: f32, is_demolished: bool| {
        let mut scene = two_a_side();
        scene.cars[0].boost = boost;
        scene.cars[0].is_demolished = is_demolished;
        scene
    };
    let mut paid = |before: Scene, now: Scene| step(&mut reward, &before, &now, &nothing(), false)[0];
    close(&[paid(with(0.25, false), with(1.0, false))], &[0.5], 1e-6);
    close(&[paid(with(1.0, false), with(0.25, false))], &[-0.25], 1e-6);
    assert_eq!(paid(with(1.0, false), with(0.0, true)), 0.0);
    assert_eq!(paid(with(0.0, true), with(0.33, false)), 0.0);
}

#[test]
fn nexto_forgets_the_rest_of_a_step_with_a_goal() {
    let mut before = two_a_side();
    before.ball.vel = Vec3::new(0.0, 3000.0, 0.0);
    before.ball.pos = before.cars[2].pos;
    let mut facts = goal();
    facts[1].touched = true;
    facts[1].demos = 1;
    let mut nexto = reward(r#"{ "preset": "nexto", "team_spirit": 0, "opponent": 0 }"#);
    nexto.reset(&before);
    step(&mut nexto, &before, &before, &nothing(), false);
    let far = 1.0 - libm::expf(-(before.cars[3].pos - before.ball.pos).norm() / 2300.0);
    close(&step(&mut nexto, &before, &moved(30), &facts, true), &[11.25, 11.25, 0.0, -2.5 * far], 1e-5);
    // The potential goes on from where the goal left it.
    let after = step(&mut nexto, &moved(30), &moved(30), &nothing(), false);
    close(&after, &[-0.005; 4], 1e-6);
}

#[test]
fn components_add_up_to_the_reward() {
    let mut lucy = reward("{}");
    let width = lucy.component_names().len();
    assert_eq!(lucy.component_names()[3], "distance_weighted_alignment");
    assert_eq!(lucy.component_names()[width - 3..], ["shaping", "base", "distributed"]);
    let (mut out, mut rows) = ([0.0; 4], vec![f32::NAN; 4 * width]);
    lucy.reset(&moved(0));
    lucy.step(&transition(&moved(0), &moved(0), &nothing()), false, &mut out, &mut rows);
    let potential: Vec<f32> = rows.chunks(width).map(|row| row[..5].iter().sum()).collect();
    let mut facts = goal();
    facts[3].demos = 1;
    lucy.step(&transition(&moved(0), &moved(4), &facts), false, &mut out, &mut rows);
    for (i, row) in rows.chunks(width).enumerate() {
        close(&[row[width - 3]], &[row[..5].iter().sum::<f32>() - potential[i]], 1e-5);
        close(&[row[width - 2]], &[row[5..=width - 3].iter().sum::<f32>()], 1e-5);
        assert_eq!(row[width - 1], out[i]);
    }
    assert!((rows[3 * width + 11] - 2.0).abs() < 1e-6, "demolition of the last car");
}

#[test]
fn conditions_hold_for_whom_they_should() {
    let scene = two_a_side();
    let holders = |condition: &str| {
        let function = expr(&format!(r#"{{ "when": {{ "condition": "{condition}", "of": "constant" }} }}"#));
        (0..4).map(|car| value_of(&function, &scene, car)).collect::<Vec<_>>()
    };
    assert_eq!(holders("closest_to_ball"), [0.0, 0.0, 1.0, 0.0]);
    assert_eq!(holders("closest_to_ball_of_team"), [1.0, 0.0, 1.0, 0.0]);
    assert_eq!(holders("behind_ball"), [1.0, 1.0, 1.0, 1.0]);
    assert_eq!(holders("ball_in_opponent_half"), [1.0, 1.0, 0.0, 0.0]);
    assert_eq!(holders("touched_last"), [0.0; 4]);
    let mut facts = nothing();
    facts[1].touched_last = true;
    let mut last = reward(
        r#"{ "team_spirit": 0, "opponent": 0,
             "event": [{ "of": { "when": { "condition": "touched_last", "of": "constant" } } }] }"#,
    );
    assert_eq!(step(&mut last, &scene, &scene, &facts, false), [0.0, 1.0, 0.0, 0.0]);
}

#[test]
fn pressure_pays_the_attackers_for_a_goal_and_the_defenders_for_a_clearance() {
    let at = |y: f32| {
        scene(
            [0.0, y, 93.0],
            [0.0; 3],
            &[car(Team::Blue, [0.0, 4000.0, 17.0]), car(Team::Orange, [0.0, -3000.0, 17.0])],
        )
    };
    let json = r#"{ "team_spirit": 0, "opponent": 0, "event": [
        { "of": "offensive_pressure" }, { "weight": -10, "of": "defensive_pressure" },
        { "weight": 100, "of": "counter_pressure" }] }"#;
    let mut reward = reward(json);
    reward.reset(&at(0.0));
    let idle = [StepInfo::default(); 2];
    let scored = [StepInfo { team_goals: 1, ..StepInfo::default() }, StepInfo { concedes: 1, ..StepInfo::default() }];
    // Alone in the zone blue's superiority is 1; the goal comes in the second step of the stay.
    assert_eq!(step(&mut reward, &at(0.0), &at(0.0), &idle, false), [0.0, 0.0]);
    assert_eq!(step(&mut reward, &at(0.0), &at(4000.0), &idle, false), [0.0, 0.0]);
    close(&step(&mut reward, &at(4000.0), &at(5300.0), &scored, false), &[0.9922, -9.922], 1e-3);
    // With nobody in the zone both are even; clearing the ball pays after three steps.
    let empty = |y: f32| {
        let mut scene = at(y);
        scene.cars[0].pos.y = 0.0;
        scene
    };
    for y in [4000.0, 4100.0, 4200.0] {
        assert_eq!(step(&mut reward, &empty(0.0), &empty(y), &idle, false), [0.0, 0.0]);
    }
    let fade = libm::powf(1.0 - 2.0 / 90.0, 0.7);
    close(&step(&mut reward, &empty(4200.0), &empty(0.0), &idle, false), &[0.0, 100.0 * 0.5 * fade], 1e-3);
    // Two steps are too short.
    for y in [4000.0, 4100.0, 0.0] {
        assert_eq!(step(&mut reward, &empty(0.0), &empty(y), &idle, false), [0.0, 0.0]);
    }
}
