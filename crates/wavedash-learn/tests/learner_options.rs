//! Options of the learner that change what a run begins with, or who learns what from it.

use wavedash_env::EnvConfig;
use wavedash_learn::{TrainConfig, Trainer};
use wavedash_metrics::keys::{behaviour, ppo, teacher};

fn environment() -> EnvConfig {
    serde_json::from_value(serde_json::json!({
        "actions": "table90",
        "team_sizes": [[1, 1]],
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

/// A small learner with a part of its configuration replaced.
fn trainer(part: &serde_json::Value) -> Trainer {
    let mut config = serde_json::json!({
        "arenas": 16,
        "seed": 1,
        "threads": 2,
        "device": "cpu",
        "network": { "mlp": { "width": 32, "depth": 2 } },
        "ppo": { "rollout": 32, "minibatch": 512, "epochs": 1, "learning_rate": 1e-3 },
        "league": { "share": 0.0 },
    });
    for (table, values) in part.as_object().expect("tables") {
        match values.as_object() {
            Some(values) if config.get(table).is_some() => {
                values.iter().for_each(|(key, value)| config[table][key] = value.clone());
            }
            _ => config[table] = values.clone(),
        }
    }
    let config: TrainConfig = serde_json::from_value(config).expect("a configuration");
    Trainer::new(config, &environment()).expect("a trainer")
}

/// A metric of the next iteration.
fn next(trainer: &mut Trainer, key: &str) -> f64 {
    let done = trainer.iterate().expect("finite numbers");
    done.value(key).unwrap_or_else(|| panic!("no metric {key}"))
}

#[test]
fn an_agent_that_leans_away_from_jumping_drives_first() {
    let air = |bias: f64| {
        let mut trainer = trainer(&serde_json::json!({ "initial_bias": { "jump": bias } }));
        // The first iteration begins on the ground.
        next(&mut trainer, behaviour::AIR_SHARE);
        next(&mut trainer, behaviour::AIR_SHARE)
    };
    let (free, leaning) = (air(0.0), air(-3.5));
    assert!(free > 0.8 && leaning < 0.5 * free, "in the air {free:.2} and {leaning:.2} of the time");
}

#[test]
fn behaviour_is_counted_per_minute_and_car() {
    let mut trainer = trainer(&serde_json::json!({}));
    let done = trainer.iterate().expect("finite numbers");
    let value = |key: &str| done.value(key).expect("a metric");
    assert!(value(behaviour::FLIPS_PER_MINUTE) > 5.0, "a fresh agent presses jump all the time");
    assert!(value(behaviour::FLIPS_PER_MINUTE) <= value(behaviour::JUMPS_PER_MINUTE));
    assert!((0.0..=1.0).contains(&value(behaviour::AIR_SHARE)));
    assert!((100.0..2300.0).contains(&value(behaviour::SPEED)));
    assert!(value(behaviour::BOOST_USED_PER_MINUTE) > 0.0);
}

#[test]
fn only_the_critic_learns_while_it_warms_up() {
    let mut trainer = trainer(&serde_json::json!({ "ppo": { "critic_warmup_steps": 1000 } }));
    let moved = |trainer: &mut Trainer| {
        let done = trainer.iterate().expect("finite numbers");
        let value = |key: &str| done.value(key).expect("a metric");
        [value(ppo::POLICY_UPDATE_NORM), value(ppo::VALUE_UPDATE_NORM)]
    };
    // 16 arenas of two agents and 32 steps are 1,024 steps.
    let [policy, value] = moved(&mut trainer);
    assert!(policy == 0.0 && value > 0.0, "{policy} {value}");
    let [policy, value] = moved(&mut trainer);
    assert!(policy > 0.0 && value > 0.0, "{policy} {value}");
}

#[test]
fn the_critic_has_a_learning_rate_of_its_own() {
    let moved = |mut critic: serde_json::Value| {
        // Clipped by one norm, the critic's errors would reach the policy.
        critic["clip_groups"] = true.into();
        let mut trainer = trainer(&serde_json::json!({ "ppo": critic }));
        let done = trainer.iterate().expect("finite numbers");
        let value = |key: &str| done.value(key).expect("a metric");
        [value(ppo::POLICY_UPDATE_NORM), value(ppo::VALUE_UPDATE_NORM)]
    };
    let same = moved(serde_json::json!({}));
    let equal = moved(serde_json::json!({ "critic_learning_rate": 1e-3 }));
    assert_eq!(same, equal, "the same rate is the same update");
    let slow = moved(serde_json::json!({ "critic_learning_rate": 1e-4 }));
    assert!(slow[0] == same[0] && slow[1] < 0.2 * same[1], "{slow:?} {same:?}");
}

#[test]
fn a_teacher_that_leaves_jumps_alone_says_nothing_of_them() {
    let teacher = |leaves_jumps: bool| {
        let mut trainer = trainer(&serde_json::json!({
            "teacher": { "bot": "bot:striker", "weight": 1.0, "leaves_jumps": leaves_jumps },
            "initial_bias": { "jump": -3.5 },
            "ppo": { "learning_rate": 3e-3, "entropy": 0.0, "epochs": 3 },
        }));
        let first = next(&mut trainer, teacher::LOSS);
        let last = (0..15).map(|_| next(&mut trainer, teacher::LOSS)).last().expect("some iterations");
        (first, last)
    };
    let (first, last) = teacher(true);
    assert!(last < first - 0.2, "it is learned from: {first} to {last}");
    // 24 of the table's rows are open to a car on the ground that does not jump.
    assert!(first < 3.28, "ln 24 and a little: {first}");
    assert!(teacher(false).0 > first, "a teacher that speaks everywhere is harder to follow");
}

#[test]
fn weights_move_along_lines_and_hold_a_behaviour_across_a_resume() {
    let mut environment = serde_json::to_value(environment()).expect("plain data");
    environment["reward"]["event"] = serde_json::json!([
        { "of": "player_to_ball_velocity", "weight": { "from": 1.0, "to": 0.0, "steps": 2048 }, "name": "approach" },
        { "of": "in_air", "weight": { "hold": "air_share", "low": 0.0, "high": 0.01, "from": 0.001, "to": 1.0 } },
        { "of": "touch", "weight": 1.0 },
    ]);
    let environment: EnvConfig = serde_json::from_value(environment).expect("a configuration");
    let config: TrainConfig = serde_json::from_value(serde_json::json!({
        "arenas": 16, "threads": 2, "device": "cpu", "network": { "mlp": { "width": 16, "depth": 1 } },
        "ppo": { "rollout": 16, "minibatch": 512, "epochs": 1 }, "league": { "share": 0.0 },
    }))
    .expect("a configuration");
    let new = || Trainer::new(config.clone(), &environment).expect("a trainer");
    let weight = |trainer: &Trainer, name: &str| {
        let names = trainer.pool().weight_names();
        trainer.pool().weights()[names.iter().position(|known| known == name).expect("a term")]
    };
    let mut trainer = new();
    let changes = serde_json::from_value(serde_json::json!({ "weights": { "in_air": 0.5, "touch": 2.0 } }));
    trainer.change(&changes.expect("changes")).expect("known terms");
    let held = serde_json::from_value(serde_json::json!({ "weights": { "in_air":
        { "hold": "air_share", "low": 0.0, "high": 0.01, "from": 0.001, "to": 1.0 } } }));
    trainer.change(&held.expect("changes")).expect("known terms");
    trainer.iterate().expect("finite numbers");
    // 512 steps an iteration.
    trainer.iterate().expect("finite numbers");
    assert_eq!((weight(&trainer, "approach"), weight(&trainer, "touch")), (0.75, 2.0));
    let wrong = serde_json::from_value(serde_json::json!({ "weights": { "toch": 1.0 } })).expect("changes");
    assert!(trainer.change(&wrong).expect_err("no such term").to_string().contains("touch"));

    // A fresh agent is in the air far more than a hundredth of the time: the weight can only go down, to its least.
    let mut whole = new();
    let more = serde_json::from_value(serde_json::json!({ "weights": { "in_air":
        { "hold": "air_share", "low": 0.99, "high": 1.0, "from": 0.001, "to": 1.0 } } }));
    let more = more.expect("changes");
    whole.change(&more).expect("a known term");
    let folder = tempfile::tempdir().expect("a folder");
    for iteration in 0..41 {
        if iteration == 30 {
            whole.save(folder.path(), &folder.path().join("versions"), &environment).expect("it can be written");
        }
        whole.iterate().expect("finite numbers");
    }
    assert!((weight(&whole, "in_air") - 0.001 * 1.1 * 1.1).abs() < 1e-6, "{}", weight(&whole, "in_air"));
    let mut resumed = new();
    resumed.restore(folder.path(), &folder.path().join("versions")).expect("a whole checkpoint");
    let before = weight(&resumed, "in_air");
    resumed.change(&more).expect("a known term");
    assert!((before - 0.0011).abs() < 1e-7, "{before}");
    // A run that is resumed reads live.toml again: that changes nothing.
    assert_eq!(weight(&resumed, "in_air"), before);
    for _ in 30..41 {
        resumed.iterate().expect("finite numbers");
    }
    assert_eq!(resumed.weights_hash(), whole.weights_hash());
    assert_eq!(weight(&resumed, "in_air"), weight(&whole, "in_air"));
}

#[test]
fn a_floor_under_jumps_brings_them_back() {
    let jumps = |floor: f64| {
        let mut trainer = trainer(&serde_json::json!({
            "initial_bias": { "jump": -5.0 },
            "ppo": { "jump_floor": floor, "jump_floor_weight": 1.0, "learning_rate": 3e-3, "epochs": 3 },
        }));
        (0..12).map(|_| next(&mut trainer, behaviour::JUMPS_PER_MINUTE)).skip(8).sum::<f64>() / 4.0
    };
    let (without, with) = (jumps(0.0), jumps(0.05));
    assert!(with > 2.0 * without, "{without:.1} and {with:.1} jumps a minute");
}
