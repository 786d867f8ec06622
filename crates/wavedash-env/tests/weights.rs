//! Weights of a running pool: named, changed without pay for the change, saved and restored.

mod common;

use common::{actions, pool};
use wavedash_env::reward::Weight;
use wavedash_env::{EnvConfig, VecEnv};

fn config() -> EnvConfig {
    serde_json::from_str(
        r#"{ "reset": "random", "end": { "when": ["goal", { "no_touch": { "seconds": 9 } }] },
             "reward": { "team_spirit": 0, "opponent": 0,
                "potential": [{ "weight": 2, "of": "player_to_ball_distance", "name": "near" }],
                "event": [
                    { "weight": 0.01, "of": "in_air" },
                    { "weight": { "from": 1, "to": 0, "steps": 1000 }, "of": "touch" },
                    { "weight": { "hold": "flips_per_minute", "low": 8, "high": 20, "from": 0.1, "to": 1 }, "of": "flip" }
                ] } }"#,
    )
    .expect("valid")
}

fn run(pool: &mut VecEnv, steps: core::ops::Range<u64>) -> Vec<u32> {
    let mut bits = Vec::new();
    for step in steps {
        let batch = pool.step(&actions(pool, step)).expect("a step");
        bits.extend(batch.rewards.iter().chain(&batch.components).map(|x| x.to_bits()));
    }
    bits
}

#[test]
fn weights_have_names_starts_and_moves() {
    let pool = pool(&config(), 2, 1, 7);
    assert_eq!(pool.weight_names(), ["near", "in_air", "touch", "flip"]);
    assert_eq!(pool.weights(), [2.0, 0.01, 1.0, 0.1]);
    assert!(matches!(
        pool.weight_moves(),
        [None, None, Some(Weight::Line { steps: 1000, .. }), Some(Weight::Held { .. })]
    ));
}

#[test]
fn a_pool_with_changed_weights_pays_as_one_that_was_made_with_them() {
    let mut changed = pool(&config(), 6, 3, 7);
    let mut other = config();
    other.reward.event.as_mut().expect("a list")[0].weight = 0.25;
    let mut made = pool(&other, 6, 1, 7);
    changed.set_weight("in_air", 0.25).expect("a term");
    assert_eq!(run(&mut changed, 0..200), run(&mut made, 0..200));
}

#[test]
fn the_change_of_a_potential_s_weight_is_not_paid() {
    let mut game = pool(&config(), 6, 1, 7);
    run(&mut game, 0..5);
    game.set_weights(&[200.0, 0.0, 0.0, 0.0]).expect("four terms");
    // A step moves a car by at most 153 uu: the potential of weight 200 by at most 200 * (1 - exp(-0.5 * 400 / 2300)).
    for step in 5..40 {
        let batch = game.step(&actions(&game, step)).expect("a step");
        for (reward, over) in batch.rewards.iter().zip(&batch.terminated) {
            assert!(*over || reward.abs() < 18.0, "step {step}: {reward}");
        }
    }
    let nearness: f32 = game.batch().components.chunks(7).map(|row| row[0]).sum();
    assert!(nearness > 60.0, "the weight is 200 indeed: {nearness}");
}

#[test]
fn weights_go_with_a_saved_pool_and_only_those_that_were_set() {
    let mut whole = pool(&config(), 4, 1, 7);
    run(&mut whole, 0..60);
    whole.set_weight("near", 5.0).expect("a term");
    whole.set_weight("touch", 0.5).expect("a term");
    run(&mut whole, 60..120);
    let bytes = postcard::to_stdvec(&whole.save()).expect("plain data");
    let state = postcard::from_bytes(&bytes).expect("plain data");
    let rest = run(&mut whole, 120..300);
    let mut part = pool(&config(), 4, 3, 7);
    part.set_weight("flip", 9.0).expect("a term");
    part.restore(&state).expect("fits");
    assert_eq!(part.weights(), [5.0, 0.01, 0.5, 0.1]);
    assert!(part.save() == state, "saved again");
    assert_eq!(run(&mut part, 120..300), rest);
    // A configuration with another constant goes on with that constant.
    let mut other = config();
    other.reward.event.as_mut().expect("a list")[0].weight = 0.25;
    let mut other = pool(&other, 4, 1, 7);
    other.restore(&state).expect("fits");
    assert_eq!(other.weights(), [5.0, 0.25, 0.5, 0.1]);
}

#[test]
fn what_is_refused_changes_nothing() {
    let mut game = pool(&config(), 2, 1, 7);
    let before = game.save();
    let e = game.set_weight("flips", 1.0).expect_err("unknown").to_string();
    assert!(e.contains("there is no term 'flips'; known are near, in_air, touch, flip"), "{e}");
    assert!(game.set_weight("flip", f32::NAN).is_err_and(|e| e.to_string().contains("NaN")));
    assert!(game.set_weights(&[1.0]).is_err_and(|e| e.to_string().contains("4 weights are needed, got 1")));
    assert!(game.save() == before);
    // The totals are components, but no terms.
    assert!(game.set_weight("shaping", 1.0).is_err());
}
