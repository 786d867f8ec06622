//! What pays for flight, for fresh touches and for hits, and terms that are shared in ways of their own.

use wavedash_core::Team;

use super::{car, close, expr, reward, scene, transition, value_of};
use crate::reward::{Reward, RewardConfig};
use crate::scene::{Car, Scene};
use crate::step_info::StepInfo;

fn nothing() -> StepInfo {
    StepInfo::default()
}

fn touched() -> StepInfo {
    StepInfo { touched: true, ..nothing() }
}

/// One against one; blue flies `air_seconds` long already.
fn duel(tick: u64, air_seconds: f32, ball: [f32; 3], ball_vel: [f32; 3]) -> Scene {
    let blue = Car {
        air_seconds,
        on_ground: air_seconds == 0.0,
        vel: [0.0, 1150.0, 0.0].into(),
        ..car(Team::Blue, [0.0, -500.0, 17.0])
    };
    Scene { tick, ..scene(ball, ball_vel, &[blue, car(Team::Orange, [0.0, 4000.0, 17.0])]) }
}

/// Pay of blue alone, in a step of 8 ticks.
fn paid(reward: &mut Reward, tick: &mut u64, facts: [StepInfo; 2]) -> f32 {
    let before = duel(*tick, 0.0, [0.0; 3], [0.0; 3]);
    *tick += 8;
    super::step(reward, &before, &duel(*tick, 0.0, [0.0; 3], [0.0; 3]), &facts, false)[0]
}

fn alone(of: &str) -> Reward {
    reward(&format!(r#"{{ "team_spirit": 0, "opponent": 0, "event": [{{ "of": {of} }}] }}"#))
}

#[test]
fn carrying_on_with_the_ball_is_no_fresh_touch() {
    let mut reward = alone(r#"{ "fresh_touch": { "pause": 1.0 } }"#);
    let mut tick = 0;
    let mut step = |blue: StepInfo, orange: StepInfo| paid(&mut reward, &mut tick, [blue, orange]);
    assert_eq!(step(nothing(), nothing()), 0.0);
    assert_eq!(step(touched(), nothing()), 1.0, "the first of the episode");
    assert_eq!(step(touched(), nothing()), 0.0, "contact that lasts");
    for _ in 0..5 {
        // Circling with the ball: a touch every 16 ticks.
        assert_eq!((step(nothing(), nothing()), step(touched(), nothing())), (0.0, 0.0));
    }
    // 15 steps of 8 ticks are a second.
    (0..15).for_each(|_| assert_eq!(step(nothing(), nothing()), 0.0));
    assert_eq!(step(touched(), nothing()), 1.0, "after the pause");
    assert_eq!((step(nothing(), nothing()), step(touched(), nothing())), (0.0, 0.0));
    assert_eq!((step(nothing(), touched()), step(touched(), nothing())), (0.0, 1.0), "after the opponent's");
    assert_eq!((step(nothing(), nothing()), step(touched(), nothing())), (0.0, 0.0));
    // What is remembered goes with a saved state.
    let state = serde_json::to_string(&reward.state()).unwrap();
    let mut restored = alone(r#"{ "fresh_touch": { "pause": 1.0 } }"#);
    restored.set_state(&serde_json::from_str(&state).unwrap());
    for reward in [&mut restored, &mut reward] {
        let mut tick = tick;
        assert_eq!(paid(reward, &mut tick, [nothing(), nothing()]), 0.0);
        assert_eq!(paid(reward, &mut tick, [touched(), nothing()]), 0.0);
    }
    reward.reset(&duel(0, 0.0, [0.0; 3], [0.0; 3]));
    assert_eq!(paid(&mut reward, &mut tick, [touched(), nothing()]), 1.0, "another episode");
}

#[test]
fn a_flown_touch_needs_flight_and_height() {
    let touch = |air_seconds: f32, z: f32| {
        let now = duel(8, air_seconds, [0.0, 0.0, z], [0.0; 3]);
        super::step(&mut alone(r#""flown_touch""#), &now, &now, &[touched(), nothing()], false)[0]
    };
    assert_eq!(touch(0.0, 1500.0), 0.0, "on wheels");
    close(&[touch(0.175, 1500.0)], &[0.1], 1e-6); // A hop from a wall: high, but hardly flown.
    close(&[touch(1.75, 511.0)], &[0.25], 1e-6);
    assert_eq!(touch(3.0, 2044.0), 1.0);
    let mut again = alone(r#""flown_touch""#);
    let now = duel(8, 3.0, [0.0, 0.0, 2044.0], [0.0; 3]);
    assert_eq!(super::step(&mut again, &now, &now, &[touched(), nothing()], false)[0], 1.0);
    assert_eq!(super::step(&mut again, &now, &now, &[touched(), nothing()], false)[0], 0.0, "contact that lasts");
}

#[test]
fn hits_below_the_threshold_are_nothing() {
    let hit = |speed: f32| {
        let (before, now) = (duel(0, 0.0, [0.0; 3], [0.0; 3]), duel(8, 0.0, [0.0; 3], [0.0, speed, 0.0]));
        let of = r#"{ "touch_acceleration": { "speed": 2778.0, "threshold": 556.0 } }"#;
        super::step(&mut alone(of), &before, &now, &[touched(), nothing()], false)[0]
    };
    assert_eq!((hit(0.0), hit(555.0)), (0.0, 0.0));
    close(&[hit(556.0), hit(2778.0)], &[556.0 / 2778.0, 1.0], 1e-6);
}

#[test]
fn states_and_combinations() {
    let flying = duel(0, 0.7, [0.0, 0.0, 300.0], [0.0; 3]);
    let value = |json: &str| value_of(&expr(json), &flying, 0);
    close(&[value(r#""air_time""#), value(r#"{ "air_time": { "seconds": 0.5 } }"#)], &[0.4, 1.0], 1e-6);
    assert_eq!(value(r#"{ "min": ["air_time", "in_air", "face_ball"] }"#), value(r#""face_ball""#).min(0.4));
    assert_eq!(
        value(r#"{ "max": [{ "scale": { "by": -1, "of": "constant" } }, "air_time"] }"#),
        value(r#""air_time""#)
    );
    let wall =
        |pos: [f32; 3]| value_of(&expr(r#""wall_distance""#), &scene([0.0; 3], [0.0; 3], &[car(Team::Blue, pos)]), 0);
    close(
        &[wall([0.0; 3]), wall([4096.0 - 250.0, 0.0, 500.0]), wall([0.0, -5120.0 + 100.0, 0.0])],
        &[1.0, 0.25, 0.1],
        1e-5,
    );
    // 3500 and 4000 are 564 below the corner's sum: 399 uu from its wall.
    close(&[wall([-3500.0, 4000.0, 0.0])], &[0.564 * core::f32::consts::FRAC_1_SQRT_2], 1e-4);
    assert_eq!(wall([0.0, 5400.0, 100.0]), 0.0);
}

#[test]
fn a_flip_is_worth_the_speed_towards_the_ball() {
    let mut reward = alone(r#""flip_to_ball""#);
    let flip = StepInfo { flips: 1, ..nothing() };
    let ahead = duel(8, 0.1, [0.0, 1000.0, 17.0], [0.0; 3]);
    close(&super::step(&mut reward, &ahead, &ahead, &[flip, nothing()], false), &[0.5, 0.0], 1e-5);
    let behind = duel(8, 0.1, [0.0, -2000.0, 17.0], [0.0; 3]);
    assert_eq!(super::step(&mut reward, &behind, &behind, &[flip, nothing()], false), [0.0, 0.0]);
}

#[test]
fn terms_are_shared_in_their_own_ways() {
    // Blue 0 touches, blue 1 flips, orange 0 flips.
    let cars = [
        car(Team::Blue, [0.0; 3]),
        car(Team::Blue, [500.0, 0.0, 0.0]),
        car(Team::Orange, [900.0, 0.0, 0.0]),
        car(Team::Orange, [1400.0, 0.0, 0.0]),
    ];
    let now = scene([0.0; 3], [0.0; 3], &cars);
    let flip = StepInfo { flips: 1, ..nothing() };
    let facts = [touched(), flip, flip, nothing()];
    let mut reward = reward(
        r#"{ "team_spirit": 0.0, "opponent": 0.0, "event": [
            { "of": "touch", "weight": 4.0, "zero_sum": true },
            { "of": "flip" },
            { "of": "flip", "weight": 2.0, "team_spirit": 1.0, "name": "together" }
        ] }"#,
    );
    let width = reward.component_names().len();
    let (mut out, mut rows) = ([0.0; 4], vec![0.0; 4 * width]);
    reward.step(&transition(&now, &now, &facts), false, &mut out, &mut rows);
    // Touch: 4 for blue 0, and the mean of blue's touches, 2, from both of orange. Together: 1 for everybody.
    assert_eq!(out, [4.0 + 1.0, 1.0 + 1.0, -2.0 + 1.0 + 1.0, -2.0 + 1.0]);
    // Components are those before sharing; the totals are told before and after it.
    assert_eq!(rows[..3], [4.0, 0.0, 0.0]);
    assert_eq!(rows[width..width + 3], [0.0, 1.0, 2.0]);
    assert_eq!((rows[width - 2], rows[width - 1], rows[2 * width - 2]), (4.0, 5.0, 3.0));
    let allocations =
        allocation_counter::measure(|| reward.step(&transition(&now, &now, &facts), false, &mut out, &mut rows));
    assert_eq!(allocations.count_total, 0);
}

/// Terms that say what the whole reward says anyway change no bit of it.
#[test]
fn saying_the_same_again_changes_nothing() {
    let of = |extra: &str| {
        reward(&format!(
            r#"{{ "team_spirit": 0.3, "opponent": 1.0, "event": [
                {{ "of": "touch", "weight": 0.7 {extra} }}, {{ "of": "face_ball", "weight": 0.1 {extra} }} ] }}"#
        ))
    };
    let (mut plain, mut said) = (of(""), of(r#", "zero_sum": true, "team_spirit": 0.3"#));
    let now = super::two_a_side();
    for facts in [[touched(); 4], [nothing(), touched(), nothing(), nothing()]] {
        let (a, b) =
            (super::step(&mut plain, &now, &now, &facts, false), super::step(&mut said, &now, &now, &facts, false));
        assert_eq!(
            a.iter().map(|x| x.to_bits()).collect::<Vec<_>>(),
            b.iter().map(|x| x.to_bits()).collect::<Vec<_>>()
        );
    }
}

#[test]
fn what_means_nothing_is_named() {
    let refused = |json: &str| match Reward::new(&serde_json::from_str::<RewardConfig>(json).unwrap()) {
        Err(e) => e.to_string(),
        Ok(_) => panic!("{json} must be refused"),
    };
    let event = |of: &str| refused(&format!(r#"{{ "event": [{of}] }}"#));
    assert!(event(r#"{ "fresh_touch": { "pause": -1 } }"#).contains("event[0].of.fresh_touch.pause: -1 is below 0"));
    assert!(event(r#"{ "flown_touch": { "seconds": 0 } }"#).contains("flown_touch.seconds"));
    assert!(event(r#"{ "air_time": { "seconds": 0 } }"#).contains("air_time.seconds"));
    assert!(event(r#"{ "wall_distance": { "distance": -5 } }"#).contains("wall_distance.distance"));
    assert!(event(r#"{ "touch_acceleration": { "threshold": -5 } }"#).contains("touch_acceleration.threshold"));
    assert!(event(r#"{ "min": [] }"#).contains("the list is empty"));
    assert!(event(r#"{ "max": [{ "power": { "exponent": 0, "of": "goal" } }] }"#).contains("max[0].power.exponent"));
    assert!(event(r#"{ "of": "goal", "opponent": 2 }"#).contains("reward.event[0].opponent: 2 is not between 0 and 1"));
    assert!(
        refused(r#"{ "potential": [{ "of": "face_ball", "zero_sum": true }] }"#)
            .contains("reward.potential[0].opponent: is of the potential as a whole")
    );
    assert!(
        event(r#"{ "of": "goal", "weight": { "hold": "flip", "low": 1, "high": 2, "from": 1, "to": 2 } }"#)
            .contains("reward.event[0].weight.hold: there is no behaviour 'flip'")
    );
}
