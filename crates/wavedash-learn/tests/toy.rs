//! PPO on a task so small that it must be solved: drive to the ball.

use wavedash_env::EnvConfig;
use wavedash_learn::{TrainConfig, Trainer};

/// One car, a ball that rests, a reward for speed towards it.
fn task() -> EnvConfig {
    serde_json::from_value(serde_json::json!({
        "actions": "table90",
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
        "ppo": { "rollout": 64, "minibatch": 1024, "epochs": 4, "learning_rate": 1e-3, "entropy": 0.005 },
        "league": { "share": 0.0 },
    }))
    .expect("a configuration")
}

#[test]
fn driving_to_the_ball_is_learned() {
    let mut trainer = Trainer::new(learner(), &task()).expect("a trainer");
    let mut iterate = |count: usize| {
        let (mut reward, mut touches) = (0.0, 0.0);
        for _ in 0..count {
            let done = trainer.iterate().expect("finite numbers");
            let value = |key: &str| done.values.iter().find(|(k, _)| k == key).expect("a metric").1;
            reward += value("collect/step_reward") / count as f64;
            touches += value("collect/touches_per_minute") / count as f64;
        }
        (reward, touches)
    };
    let before = iterate(3);
    iterate(60);
    let after = iterate(5);
    println!("reward {:.4} to {:.4}, touches a minute {:.2} to {:.2}", before.0, after.0, before.1, after.1);
    assert!(after.0 > before.0 + 0.02 && after.1 > 4.0 * before.1.max(0.5), "{before:?} to {after:?}");
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
