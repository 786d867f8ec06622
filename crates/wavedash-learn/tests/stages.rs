//! A new stage that takes over what the stage before has learned.

use wavedash_env::EnvConfig;
use wavedash_learn::{Iteration, Keep, TrainConfig, Trainer};
use wavedash_metrics::keys::{league, ppo, rating};

fn environment(observation: &str) -> EnvConfig {
    serde_json::from_value(serde_json::json!({
        "actions": "table90",
        "team_sizes": [[1, 1]],
        "observation": { observation: { "team_size": 1 } },
        "reset": "kickoff_like",
        "end": { "when": ["goal", { "time_limit": { "seconds": 4.0 } }] },
        "reward": { "event": [{ "of": "player_to_ball_velocity", "weight": 50.0 }, { "of": "touch", "weight": 100.0 }] },
    }))
    .expect("a configuration")
}

fn config(normalise: bool) -> TrainConfig {
    serde_json::from_value(serde_json::json!({
        "arenas": 8, "seed": 1, "threads": 2, "device": "cpu",
        "network": { "mlp": { "width": 16, "depth": 2 } },
        "ppo": { "rollout": 32, "minibatch": 512, "epochs": 1, "normalise_returns": normalise },
        "league": { "share": 0.5, "capacity": 4, "every_steps": 500, "fixed": ["bot:chaser"], "fixed_share": 0.3 },
    }))
    .expect("a configuration")
}

fn metric(done: &Iteration, key: &str) -> f64 {
    done.value(key).unwrap_or_else(|| panic!("no metric {key}"))
}

#[test]
fn a_stage_keeps_what_it_is_asked_to_keep() {
    let folder = tempfile::tempdir().expect("a folder");
    let (first, versions) = (folder.path().join("first"), folder.path().join("versions"));
    std::fs::create_dir(&first).expect("writable");
    let mut before = Trainer::new(config(true), &environment("flat_v2")).expect("a trainer");
    let mut rating = 0.0;
    for _ in 0..12 {
        rating = metric(&before.iterate().expect("finite numbers"), &rating::MEAN.of("1v1"));
    }
    before.save(&first, &versions, &environment("flat_v2")).expect("writable");

    let new = |keep: &[Keep]| {
        let mut trainer = Trainer::new(config(true), &environment("flat_v2")).expect("a trainer");
        trainer.start_with(&first, &versions, keep).expect("a whole checkpoint");
        assert_eq!(trainer.weights_hash(), before.weights_hash());
        assert_eq!(trainer.counters().steps, 0);
        trainer
    };
    let (mut nothing, mut all) = (new(&[]), new(&[Keep::Optimiser, Keep::League, Keep::ReturnScale]));
    let (of_nothing, of_all) = (nothing.iterate().expect("finite"), all.iterate().expect("finite"));
    assert_eq!(metric(&of_nothing, league::OPPONENTS), 0.0);
    assert_eq!(metric(&of_all, league::OPPONENTS), 4.0);
    assert!((metric(&of_all, &rating::MEAN.of("1v1")) - rating).abs() < 60.0, "{rating}");
    // Rewards of hundreds: a scale that begins anew sees the first of them as huge.
    let loss = |done: &Iteration| metric(done, ppo::VALUE_LOSS);
    assert!(loss(&of_all) < loss(&of_nothing), "{} and {}", loss(&of_all), loss(&of_nothing));
    // Adam's first step from nothing is as large as the learning rate for every parameter.
    let moved = |done: &Iteration| metric(done, ppo::POLICY_UPDATE_NORM);
    assert!(moved(&of_all) < moved(&of_nothing), "{} and {}", moved(&of_all), moved(&of_nothing));

    // It goes on bit for bit, with versions of both runs.
    let (second, here) = (folder.path().join("second"), folder.path().join("versions-2"));
    std::fs::create_dir(&second).expect("writable");
    (0..4).for_each(|_| drop(all.iterate().expect("finite numbers")));
    all.save(&second, &here, &environment("flat_v2")).expect("writable");
    let names: Vec<String> = std::fs::read_dir(&here)
        .expect("a folder")
        .map(|entry| entry.expect("readable").file_name().to_string_lossy().into_owned())
        .collect();
    assert!(names.iter().any(|name| name.starts_with("start-v")) && names.iter().any(|name| name.starts_with('v')));
    let mut resumed = Trainer::new(config(true), &environment("flat_v2")).expect("a trainer");
    resumed.restore(&second, &here).expect("a whole checkpoint");
    for _ in 0..3 {
        resumed.iterate().expect("finite numbers");
        all.iterate().expect("finite numbers");
    }
    assert_eq!(resumed.weights_hash(), all.weights_hash());
}

#[test]
fn what_cannot_be_kept_is_said() {
    let folder = tempfile::tempdir().expect("a folder");
    let versions = folder.path().join("versions");
    let mut before = Trainer::new(config(false), &environment("flat_relative")).expect("a trainer");
    before.iterate().expect("finite numbers");
    before.save(folder.path(), &versions, &environment("flat_relative")).expect("writable");
    let refused = |observation: &str, normalise: bool, keep: Keep| {
        let mut trainer = Trainer::new(config(normalise), &environment(observation)).expect("a trainer");
        trainer.start_with(folder.path(), &versions, &[keep]).expect_err("it cannot be kept").to_string()
    };
    let moments = refused("flat_v2", false, Keep::Optimiser);
    assert!(moments.contains("start.keep") && moments.contains("another observation"), "{moments}");
    assert!(refused("flat_relative", false, Keep::ReturnScale).contains("this run does not normalise"));
    assert!(refused("flat_relative", true, Keep::ReturnScale).contains("the run before did not normalise"));
}
