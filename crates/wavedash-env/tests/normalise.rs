//! Rewards divided by their running standard deviation.

mod common;

use common::{actions, pool};
use wavedash_env::EnvConfig;
use wavedash_env::reward::{Normalise, RewardConfig, RunningScale};

fn normalised(clip: f32) -> EnvConfig {
    let reward = RewardConfig { normalise: Some(Normalise { clip }), ..RewardConfig::default() };
    EnvConfig { reward, ..EnvConfig::default() }
}

#[test]
fn scaled_rewards_are_the_same_for_any_number_of_threads() {
    let [mut one, mut three] = [1, 3].map(|threads| pool(&normalised(10.0), 7, threads, 3));
    for step in 0..150 {
        let actions = actions(&one, step);
        let (a, b) = (one.step(&actions).expect("valid"), three.step(&actions).expect("valid"));
        assert!(a.rewards.iter().map(|x| x.to_bits()).eq(b.rewards.iter().map(|x| x.to_bits())), "step {step}");
    }
    assert_eq!(one.reward_scale(), three.reward_scale());
    assert!(one.reward_scale().is_some());
}

#[test]
fn scaled_rewards_tend_to_deviation_one_and_components_stay() {
    let mut plain = pool(&EnvConfig::default(), 16, 1, 1);
    // So wide that nothing is clipped.
    let mut scaled = pool(&normalised(1e6), 16, 1, 1);
    let mut tight = pool(&normalised(0.5), 16, 1, 1);
    assert_eq!(plain.reward_scale(), None);
    let mut late = RunningScale::default();
    for step in 0..1500 {
        let actions = actions(&plain, step);
        let [a, b, c] = [&mut plain, &mut scaled, &mut tight].map(|pool| pool.step(&actions).expect("valid"));
        assert_eq!(a.components, b.components, "step {step}");
        assert_eq!(a.observations, b.observations, "step {step}");
        assert!(c.rewards.iter().all(|x| x.abs() <= 0.5));
        // Off, a reward is its last component.
        let distributed = a.components.chunks(a.widths.components).map(|row| row[row.len() - 1]);
        assert!(distributed.eq(a.rewards.iter().copied()));
        if step >= 500 {
            late.observe(&b.rewards);
        }
    }
    assert!((late.deviation() - 1.0).abs() < 0.15, "{}", late.deviation());
}

#[test]
fn a_scale_goes_on_where_another_pool_left_it() {
    let mut pool_a = pool(&normalised(10.0), 2, 1, 0);
    let actions = actions(&pool_a, 0);
    for _ in 0..20 {
        pool_a.step(&actions).expect("valid");
    }
    let scale = pool_a.reward_scale().expect("valid");
    let mut pool_b = pool(&normalised(10.0), 2, 1, 0);
    pool_b.set_reward_scale(scale).expect("valid");
    assert_eq!(pool_b.reward_scale(), Some(scale));
    let off = pool(&EnvConfig::default(), 2, 1, 0).set_reward_scale(scale).expect_err("must be refused").to_string();
    assert!(off.starts_with("reward.normalise"), "{off}");
    let bad: RunningScale = serde_json::from_str(r#"{"count":3.0,"mean":0.0,"squares":-1.0}"#).expect("valid");
    assert!(pool_b.set_reward_scale(bad).is_err());
    assert_eq!(pool_b.reward_scale(), Some(scale));
}

#[test]
fn a_limit_that_means_nothing_is_named() {
    for clip in [0.0, -1.0, f32::NAN, f32::INFINITY] {
        let refused = wavedash_env::VecEnv::builder(&normalised(clip))
            .build()
            .map(|_| ())
            .expect_err("must be refused")
            .to_string();
        assert!(refused.starts_with("reward.normalise.clip"), "{refused}");
    }
    let default: RewardConfig = serde_json::from_str(r#"{"normalise":{}}"#).expect("valid");
    assert_eq!(default.normalise, Some(Normalise { clip: 10.0 }));
    assert!(serde_json::from_str::<RewardConfig>(r#"{"normalise":{"clp":1}}"#).is_err());
}
