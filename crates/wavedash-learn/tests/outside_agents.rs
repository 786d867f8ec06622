//! Agents from outside of a training, with networks and observations of their own: opponents, teachers.

use std::path::Path;

use wavedash_env::EnvConfig;
use wavedash_eval::Trained;
use wavedash_learn::{Iteration, LearnError, TrainConfig, Trainer, WEIGHTS};
use wavedash_metrics::keys::teacher;

fn environment(observation: &str) -> EnvConfig {
    serde_json::from_value(serde_json::json!({
        "actions": "table90",
        "team_sizes": [[1, 1]],
        "observation": { observation: { "team_size": 1 } },
        "reset": "kickoff_like",
        "end": { "when": ["goal", { "time_limit": { "seconds": 4.0 } }] },
        "reward": { "event": [{ "of": "player_to_ball_velocity", "weight": 0.1 }, { "of": "touch", "weight": 1.0 }] },
    }))
    .expect("a configuration")
}

fn config(part: &serde_json::Value) -> TrainConfig {
    let mut config = serde_json::json!({
        "arenas": 16, "seed": 1, "threads": 2, "device": "cpu",
        "network": { "mlp": { "width": 32, "depth": 2 } },
        "ppo": { "rollout": 32, "minibatch": 512, "epochs": 3, "learning_rate": 3e-3, "entropy": 0.0 },
        "league": { "share": 0.0 },
        "initial_bias": { "jump": -3.5 },
    });
    for (key, value) in part.as_object().expect("a table") {
        config[key] = value.clone();
    }
    serde_json::from_value(config).expect("a configuration")
}

fn metric(done: &Iteration, key: &str) -> f64 {
    done.value(key).unwrap_or_else(|| panic!("no metric {key}"))
}

/// An agent that drives a little like `bot:striker`, as a file.
fn driver(folder: &Path) -> Trained {
    let environment = environment("flat_relative");
    let teacher = serde_json::json!({ "teacher": { "bot": "bot:striker", "weight": 1.0 } });
    let mut trainer = Trainer::new(config(&teacher), &environment).expect("a trainer");
    for _ in 0..25 {
        trainer.iterate().expect("finite numbers");
    }
    trainer.save(folder, &folder.join("versions"), &environment).expect("writable");
    Trained::load(&folder.join(WEIGHTS), "driver").expect("readable")
}

#[test]
fn a_policy_teaches_one_that_sees_something_else() {
    let folder = tempfile::tempdir().expect("a folder");
    let driver = [driver(folder.path())];
    let student = |part: serde_json::Value| {
        Trainer::with_agents(config(&part), &environment("flat_v2"), &driver).expect("a trainer")
    };
    let teacher = |leaves_jumps: bool, mirror: bool| {
        student(serde_json::json!({
            "teacher": { "policy": "driver", "weight": 1.0, "leaves_jumps": leaves_jumps },
            "ppo": { "rollout": 32, "minibatch": 512, "epochs": 3, "learning_rate": 3e-3, "entropy": 0.0, "mirror": mirror },
        }))
    };
    for (leaves_jumps, mirror) in [(false, false), (true, false), (false, true)] {
        let mut trainer = teacher(leaves_jumps, mirror);
        let first = metric(&trainer.iterate().expect("finite numbers"), teacher::LOSS);
        let rest: Vec<f64> = (0..40).map(|_| metric(&trainer.iterate().expect("finite"), teacher::LOSS)).collect();
        // A policy that knew nothing of the scene would stay at the teacher's mutual information with it.
        assert!(rest[39] < 0.5 * first && rest[39] > 0.0, "{leaves_jumps} {mirror}: {first} to {}", rest[39]);
    }
}

#[test]
fn a_teacher_whose_weight_has_run_out_is_not_asked_and_a_run_with_one_resumes() {
    let folder = tempfile::tempdir().expect("a folder");
    let driver = [driver(folder.path())];
    let environment = environment("flat_v2");
    let part = serde_json::json!({
        "teacher": { "policy": "driver", "weight": { "from": 1.0, "to": 0.0, "steps": 3000 } },
        "league": { "share": 0.5, "fixed": ["driver"], "every_steps": 2000 },
    });
    let new = || Trainer::with_agents(config(&part), &environment, &driver).expect("a trainer");
    let mut whole = new();
    let kept = tempfile::tempdir().expect("a folder");
    for iteration in 0..6 {
        if iteration == 2 {
            whole.save(kept.path(), &kept.path().join("versions"), &environment).expect("writable");
        }
        whole.iterate().expect("finite numbers");
    }
    let mut resumed = new();
    resumed.restore(kept.path(), &kept.path().join("versions")).expect("a whole checkpoint");
    let mut last = 0.0;
    for _ in 2..6 {
        last = metric(&resumed.iterate().expect("finite numbers"), teacher::LOSS);
    }
    assert_eq!(resumed.weights_hash(), whole.weights_hash());
    assert_eq!(last, 0.0, "after 3,000 steps nobody teaches");
}

#[test]
fn an_agent_by_name_plays_as_it_would_with_its_own_observation() {
    let folder = tempfile::tempdir().expect("a folder");
    let driver = [driver(folder.path())];
    // Everyone learns nothing; in all arenas the other team is the driver's.
    let part = |share: f64| {
        serde_json::json!({
            "ppo": { "rollout": 128, "minibatch": 4096, "epochs": 1, "learning_rate": 0.0 },
            "league": { "share": share, "fixed": ["driver"], "fixed_share": 1.0 },
        })
    };
    let goals_and_speed = |observation: &str, share: f64| {
        let mut trainer =
            Trainer::with_agents(config(&part(share)), &environment(observation), &driver).expect("a trainer");
        let (mut speed, mut count) = (0.0, 0.0);
        for _ in 0..6 {
            trainer.iterate().expect("finite numbers");
            let pool = trainer.pool();
            for arena in 0..pool.arenas() {
                for car in &pool.scene(arena).cars {
                    speed += f64::from(car.vel.norm());
                    count += 1.0;
                }
            }
        }
        speed / count
    };
    // The driver drives; a fresh policy with the same bias does much less. Whether it reads the training's own rows or
    // added ones makes no difference to how it drives.
    let [own, added] = ["flat_relative", "flat_v2"].map(|observation| goals_and_speed(observation, 1.0));
    let nobody = goals_and_speed("flat_v2", 0.0);
    assert!((own - added).abs() < 0.15 * own, "{own:.0} and {added:.0} uu/s");
    assert!(added > nobody + 0.3 * (added - nobody).abs(), "{added:.0} and without it {nobody:.0} uu/s");
}

#[test]
fn agents_that_do_not_fit_are_refused_by_name() {
    let folder = tempfile::tempdir().expect("a folder");
    let driver = [driver(folder.path())];
    let part = serde_json::json!({ "league": { "share": 0.5, "fixed": ["driver"] } });
    let refused =
        |environment: &EnvConfig, agents: &[Trained]| match Trainer::with_agents(config(&part), environment, agents) {
            Err(error @ LearnError::Config { .. }) => error.to_string(),
            other => panic!("{:?}", other.err().map(|e| e.to_string())),
        };
    let missing = refused(&environment("flat_v2"), &[]);
    assert!(missing.contains("league.fixed") && missing.contains("`driver`"), "{missing}");
    let quick = EnvConfig { tick_skip: 4, ..environment("flat_v2") };
    assert!(refused(&quick, &driver).contains("every 8 ticks"));
    let mut keys = serde_json::to_value(environment("flat_v2")).expect("plain data");
    keys["actions"] = serde_json::json!({ "multi": {} });
    let keys: EnvConfig = serde_json::from_value(keys).expect("a configuration");
    assert!(refused(&keys, &driver).contains("other actions"));
    let mut pairs = serde_json::to_value(environment("flat_v2")).expect("plain data");
    pairs["team_sizes"] = serde_json::json!([[2, 2]]);
    pairs["observation"]["flat_v2"]["team_size"] = 2.into();
    let pairs: EnvConfig = serde_json::from_value(pairs).expect("a configuration");
    let team = refused(&pairs, &driver);
    assert!(team.contains("what `driver` sees") && team.contains("team_size"), "{team}");
}
