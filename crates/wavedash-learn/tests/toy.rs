//! PPO on a task so small that it must be solved: drive to the ball.

use wavedash_env::EnvConfig;
use wavedash_learn::{Schedule, TrainConfig, Trainer};

/// One car, a ball that rests, a reward for speed towards it.
fn task() -> EnvConfig {
    serde_json::from_value(serde_json::json!({
        "actions": "table90",
        "team_sizes": [[1, 0]],
        "observation": { "flat_relative": { "team_size": 1 } },
        "reset": "kickoff_like",
        "end": { "when": [{ "time_limit": { "seconds": 10.0 } }] },
        "reward": {
            "team_spirit": 0.0,
            "opponent": 0.0,
            "event": [{ "of": "player_to_ball_velocity", "weight": 0.1 }, { "of": "touch", "weight": 1.0 }],
        },
    }))
    .expect("a configuration")
}

fn learner() -> TrainConfig {
    serde_json::from_value(serde_json::json!({
        "arenas": 32,
        "seed": 1,
        "threads": 2,
        "device": "cpu",
        "network": { "mlp": { "width": 64, "depth": 2 } },
        "ppo": { "rollout": 64, "minibatch": 1024, "epochs": 4, "learning_rate": 1e-3, "entropy": 0.003, "gamma": 0.98 },
        "league": { "share": 0.0 },
    }))
    .expect("a configuration")
}

/// Means over some iterations: reward per step, touches a minute.
fn iterate(trainer: &mut Trainer, count: usize) -> [f64; 2] {
    let mut means = [0.0; 2];
    for _ in 0..count {
        let done = trainer.iterate().expect("finite numbers");
        for (mean, key) in means.iter_mut().zip(["collect/step_reward", "collect/touches_per_minute"]) {
            *mean += done.values.iter().find(|(k, _)| k == key).expect("a metric").1 / count as f64;
        }
    }
    means
}

#[test]
fn driving_to_the_ball_is_learned() {
    let mut trainer = Trainer::new(learner(), &task()).expect("a trainer");
    let before = iterate(&mut trainer, 4);
    for _ in 0..40 {
        let [reward, touches] = iterate(&mut trainer, 10);
        println!("{} steps: reward {reward:.4}, touches a minute {touches:.2}", trainer.counters().steps);
        // The way to the ball takes seconds: ten touches a minute are about all there are.
        if touches > 8.0 * before[1].max(0.4) {
            return;
        }
    }
    panic!("it still does not drive to the ball; at first {before:?}");
}

#[test]
fn what_is_not_finite_changes_nothing_and_ends_training_the_second_time() {
    let mut config = learner();
    config.ppo.learning_rate = Schedule::Constant(1e30);
    let mut trainer = Trainer::new(config, &task()).expect("a trainer");
    let before = trainer.weights_hash();
    let report = trainer.iterate().expect("the first time is forgiven");
    assert_eq!((trainer.counters().voided, report.update.minibatches), (1, 0));
    assert_eq!(trainer.weights_hash(), before, "the last good weights");
    let error = trainer.iterate().expect_err("twice in a row").to_string();
    assert!(error.contains("not finite") && error.contains("ppo.learning_rate"), "{error}");
    assert_eq!(trainer.weights_hash(), before);
}

#[test]
fn equal_runs_have_equal_weights() {
    let hash = |seed: u64| {
        let mut trainer = Trainer::new(TrainConfig { seed, ..learner() }, &task()).expect("a trainer");
        for _ in 0..2 {
            trainer.iterate().expect("finite numbers");
        }
        trainer.weights_hash()
    };
    assert_eq!(hash(1), hash(1));
    assert_ne!(hash(1), hash(2));
}
