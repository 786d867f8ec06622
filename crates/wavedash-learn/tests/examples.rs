//! The examples of this crate, run.

#[expect(dead_code, unreachable_pub, reason = "an example is a program; its main is not called here")]
#[path = "../examples/custom_reward.rs"]
mod custom_reward;
#[expect(dead_code, unreachable_pub, reason = "an example is a program; its main is not called here")]
#[path = "../examples/ppo.rs"]
mod ppo;

use wavedash_env::EnvConfig;
use wavedash_learn::{TrainConfig, Trainer};

#[test]
fn ppo_in_one_file_learns_to_drive_to_the_ball() {
    let mut training = ppo::Training::new(1).expect("a task");
    let mut first = 0.0;
    for iteration in 0..300 {
        let means = training.iterate().expect("a step");
        if iteration < 4 {
            first += means.touches_per_minute / 4.0;
        }
        if means.touches_per_minute > f64::max(8.0 * first, 3.2) {
            println!(
                "{:.2} touches a minute after {iteration} iterations, {first:.2} at first",
                means.touches_per_minute
            );
            return;
        }
    }
    panic!("it still does not drive to the ball; {first} touches a minute at first");
}

/// Episodes of two seconds that begin with the ball on the roof, so that the function remembers something when it is saved.
fn environment() -> EnvConfig {
    serde_json::from_value(serde_json::json!({
        "observation": { "flat_relative": { "team_size": 1 } },
        "reset": "random",
        "end": { "when": [{ "time_limit": { "seconds": 2.0 } }] },
        "reward": { "team_spirit": 0.0, "opponent": 0.0, "event": [{ "of": { "carry": { "reach": 4000.0 } } }, { "of": "touch" }] },
    }))
    .expect("a configuration")
}

fn trainer() -> Trainer {
    let config: TrainConfig = serde_json::from_value(serde_json::json!({
        "arenas": 8, "threads": 1, "device": "cpu",
        "network": { "mlp": { "width": 16, "depth": 1 } },
        "ppo": { "rollout": 32, "minibatch": 256, "epochs": 1 },
    }))
    .expect("a configuration");
    custom_reward::trainer(&environment(), config).expect("a trainer")
}

#[test]
fn a_reward_of_ones_own_trains_and_a_resumed_run_is_the_same_to_the_bit() {
    let mut whole = trainer();
    let folder = tempfile::tempdir().expect("a folder");
    let (checkpoint, versions) = (folder.path().join("checkpoint"), folder.path().join("versions"));
    std::fs::create_dir_all(&checkpoint).expect("a folder");
    while whole.counters().steps < 5_000 {
        whole.iterate().expect("finite numbers");
    }
    whole.save(&checkpoint, &versions, &environment()).expect("written");
    let mut resumed = trainer();
    resumed.restore(&checkpoint, &versions).expect("read");
    let mut rewards = Vec::new();
    while whole.counters().steps < 10_000 {
        let (one, other) = (whole.iterate().expect("finite"), resumed.iterate().expect("finite"));
        assert_eq!(one.value("collect/step_reward"), other.value("collect/step_reward"));
        rewards.push(one.value("collect/step_reward").expect("a metric"));
    }
    assert!(rewards.iter().all(|reward| *reward > 0.05), "the function pays: {rewards:?}");
    assert_eq!(whole.weights_hash(), resumed.weights_hash());
    assert_eq!(whole.pool().save(), resumed.pool().save());
}
