//! PPO on a task so small that it must be solved: drive to the ball.

use wavedash_env::EnvConfig;
use wavedash_learn::{Schedule, TrainConfig, Trainer};
use wavedash_metrics::keys::{collect, teacher};

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
        for (mean, key) in means.iter_mut().zip([collect::STEP_REWARD, collect::TOUCHES_PER_MINUTE]) {
            *mean += done.value(key).expect("a metric") / count as f64;
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

#[test]
fn a_teacher_is_imitated_until_its_weight_is_nothing() {
    let mut config = learner();
    config.teacher = Some(
        serde_json::from_str(r#"{"bot":"bot:chaser","weight":{"from":1.0,"to":0.0,"steps":100000}}"#)
            .expect("a teacher"),
    );
    let mut trainer = Trainer::new(config, &task()).expect("a trainer");
    let loss = |trainer: &mut Trainer| {
        let done = trainer.iterate().expect("finite numbers");
        let of = |key: &str| done.value(key).expect("a metric");
        (of(teacher::LOSS), of(teacher::WEIGHT))
    };
    let first = loss(&mut trainer).0;
    let mut last = first;
    while trainer.counters().steps < 90_000 {
        last = loss(&mut trainer).0;
    }
    println!("cross-entropy {first:.3}, then {last:.3}");
    assert!(last < 0.5 * first, "{first} at first, {last} at last");
    while trainer.counters().steps < 110_000 {
        loss(&mut trainer);
    }
    assert_eq!(loss(&mut trainer), (0.0, 0.0));
}

#[test]
fn an_agent_begins_with_the_weights_of_a_file_that_fits() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut first = Trainer::new(learner(), &task()).expect("a trainer");
    first.iterate().expect("finite numbers");
    first.save(folder.path(), &folder.path().join("versions"), &task()).expect("a checkpoint");
    let from = |width: usize| {
        let mut config = TrainConfig { seed: 9, ..learner() };
        config.network =
            serde_json::from_value(serde_json::json!({ "mlp": { "width": width, "depth": 2 } })).expect("valid");
        let mut trainer = Trainer::new(config, &task()).expect("a trainer");
        trainer.start_from(&folder.path().join(wavedash_learn::WEIGHTS)).map(|()| trainer.weights_hash())
    };
    assert_eq!(from(64).expect("it fits"), first.weights_hash());
    let e = from(32).expect_err("it does not fit").to_string();
    assert!(e.contains("train.network") && e.contains("32") && e.contains("64"), "{e}");
}

#[test]
fn an_agent_of_one_against_one_plays_on_among_four() {
    let folder = tempfile::tempdir().expect("a folder");
    let of = |size: usize| -> EnvConfig {
        serde_json::from_value(serde_json::json!({
            "actions": "table90",
            "team_sizes": [[size, size]],
            "observation": { "flat_relative": { "team_size": size } },
        }))
        .expect("a configuration")
    };
    let mut first = Trainer::new(learner(), &of(1)).expect("a trainer");
    first.iterate().expect("finite numbers");
    first.save(folder.path(), &folder.path().join("versions"), &of(1)).expect("a checkpoint");
    let mut second = Trainer::new(learner(), &of(2)).expect("a trainer");
    second.start_from(&folder.path().join(wavedash_learn::WEIGHTS)).expect("it fits");

    // What they share is seen alike; what only the second sees does not matter yet.
    let columns = second.pool().columns().to_vec();
    let old = first.pool().columns();
    let wide: Vec<f32> = (0..columns.len()).map(|i| libm::sinf(i as f32)).collect();
    let narrow: Vec<f32> =
        old.iter().map(|name| wide[columns.iter().position(|column| column == name).expect("all are kept")]).collect();
    let think = |trainer: &Trainer, seen: &[f32]| {
        let mut logits = vec![0.0; 90];
        wavedash_policy::Inference::new(trainer.model()).run(seen, &mut logits, None);
        logits
    };
    let (one, two) = (think(&first, &narrow), think(&second, &wide));
    assert!(columns.len() > old.len());
    assert!(one.iter().zip(&two).all(|(a, b)| (a - b).abs() < 1e-4), "{one:?} {two:?}");
    second.iterate().expect("it learns");
}
