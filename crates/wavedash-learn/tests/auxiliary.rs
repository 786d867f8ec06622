//! Auxiliary heads in training, and samples with left and right exchanged.

use wavedash_env::EnvConfig;
use wavedash_learn::{Iteration, TrainConfig, Trainer};
use wavedash_metrics::Record;
use wavedash_metrics::keys::{aux, ppo};

fn environment(actions: &serde_json::Value) -> EnvConfig {
    serde_json::from_value(serde_json::json!({
        "actions": actions,
        "team_sizes": [[1, 1]],
        "observation": { "flat_v2": { "team_size": 1 } },
        "reset": "kickoff_like",
        "end": { "when": ["goal", { "time_limit": { "seconds": 6.0 } }] },
        "reward": { "event": [{ "of": "player_to_ball_velocity", "weight": 0.1 }, { "of": "touch", "weight": 1.0 }] },
    }))
    .expect("a configuration")
}

fn trainer(actions: &serde_json::Value, part: &serde_json::Value) -> Trainer {
    let mut config = serde_json::json!({
        "arenas": 16, "seed": 1, "threads": 2, "device": "cpu",
        "network": { "mlp": { "width": 48, "depth": 2 } },
        "ppo": { "rollout": 64, "minibatch": 256, "epochs": 1, "learning_rate": 1e-3 },
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
    Trainer::new(config, &environment(actions)).expect("a trainer")
}

fn metric(done: &Iteration, key: &str) -> f64 {
    done.value(key).unwrap_or_else(|| panic!("no metric {key}"))
}

#[test]
fn heads_about_the_future_learn_from_what_happens() {
    let after = |weight: f64, mirror: bool| {
        let mut trainer = trainer(
            &"table90".into(),
            &serde_json::json!({
                "auxiliary": { "future": {}, "attach": "trunk" },
                "auxiliary_loss": { "future": weight, "every": 2 },
                "ppo": { "mirror": mirror, "clip_groups": true, "learning_rate": 3e-3 },
            }),
        );
        let first = trainer.iterate().expect("finite numbers");
        assert_eq!((first.update.minibatches, first.update.minibatches_of_heads), (8, 4));
        (0..90).for_each(|_| drop(trainer.iterate().expect("finite numbers")));
        trainer.iterate().expect("finite numbers")
    };
    // Heads that do not learn say 0, and that all classes are equally likely.
    let untaught = after(0.0, false);
    for mirror in [false, true] {
        let taught = after(1.0, mirror);
        // What a car that is driven at random does next is least certain.
        for (key, part) in [(aux::FUTURE_BALL_LOSS, 0.6), (aux::FUTURE_CAR_LOSS, 0.85), (aux::FUTURE_TOUCH_LOSS, 0.75)]
        {
            let (without, with) = (metric(&untaught, key), metric(&taught, key));
            assert!(with < part * without, "{key}, mirrored {mirror}: {with} instead of {without}");
        }
        assert!(metric(&taught, aux::GRAD_NORM_FUTURE) > 0.0);
        assert!((0.0..=1.0).contains(&metric(&taught, aux::FUTURE_GOAL_ACCURACY)));
    }
}

#[test]
fn every_number_of_an_iteration_is_in_the_registry_once() {
    let options = serde_json::json!({
        "auxiliary": { "future": {}, "reward_prediction": {}, "state_representation": {}, "attach": "trunk" },
        "ppo": { "jump_floor": 0.02 },
        "teacher": { "bot": "bot:striker", "weight": 0.1 },
    });
    let done = trainer(&serde_json::json!({ "multi": {} }), &options).iterate().expect("finite numbers");
    let mut record = Record::new(done.counters.steps, done.counters.iterations, 0.0);
    for (key, value) in &done.values {
        record.push(key.clone(), *value).expect("a defined metric");
    }
    assert!(record.get(aux::GRAD_NORM_FUTURE).is_some() && record.get(ppo::JUMP_FLOOR_LOSS).is_some());
    assert_eq!(record.values().count(), done.values.len());
}

#[test]
fn a_head_that_learns_every_nth_time_reports_what_it_saw() {
    let loss = |every: usize| {
        let mut trainer = trainer(
            &"table90".into(),
            &serde_json::json!({
                "auxiliary": { "future": {} }, "ppo": { "learning_rate": 0.0 }, "auxiliary_loss": { "every": every },
            }),
        );
        let done = trainer.iterate().expect("finite numbers");
        [metric(&done, aux::FUTURE_BALL_LOSS), metric(&done, aux::GRAD_NORM_FUTURE)]
    };
    let ([all, _], [some, norm]) = (loss(1), loss(4));
    // A quarter of the samples, not a quarter of the loss.
    assert!((some - all).abs() < 0.2 * all && norm > 0.0, "{all} and {some}");
}

#[test]
fn losses_about_the_future_do_not_depend_on_how_a_minibatch_is_cut() {
    let losses = |microbatch: usize| {
        let part = serde_json::json!({
            "auxiliary": { "future": {} }, "ppo": { "minibatch": 2048, "microbatch": microbatch },
        });
        let done = trainer(&"table90".into(), &part).iterate().expect("finite numbers");
        ["ball_loss", "car_loss", "touch_loss", "touch_accuracy", "goal_loss", "goal_accuracy"]
            .map(|key| metric(&done, &format!("aux/future_{key}")))
    };
    let (whole, cut) = (losses(2048), losses(40));
    assert!(whole.iter().zip(cut).all(|(a, b)| (a - b).abs() < 1e-4 * a.abs().max(0.1)), "{whole:?} and {cut:?}");
}

#[test]
fn rewards_by_events_are_classes_of_their_own() {
    let classes = |part: serde_json::Value| {
        let mut trainer = trainer(
            &"table90".into(),
            &serde_json::json!({ "auxiliary": { "reward_prediction": { "window": 3 } }, "auxiliary_loss": part }),
        );
        trainer.iterate().expect("finite numbers").update.classes
    };
    let rewards = classes(serde_json::json!({}));
    let events = classes(serde_json::json!({ "reward_classes": "events" }));
    assert!(rewards[2] < 0.7, "speed towards the ball is paid nearly always: {rewards:?}");
    assert!(events[2] > 0.95 && events[0] > 0.0, "touches are rare: {events:?}");
    assert!((events.iter().sum::<f64>() - 1.0).abs() < 1e-9);
}

#[test]
fn a_policy_that_does_not_move_has_ratios_of_one_for_mirrored_samples_too() {
    let mut trainer = trainer(
        &"table90".into(),
        &serde_json::json!({ "ppo": { "mirror": true, "learning_rate": 3e-3, "epochs": 3 } }),
    );
    for _ in 0..8 {
        trainer.iterate().expect("finite numbers");
    }
    // It is not symmetric by now.
    let still = serde_json::from_value(serde_json::json!({ "learning_rate": 0.0 })).expect("changes");
    trainer.change(&still).expect("known keys");
    let done = trainer.iterate().expect("finite numbers");
    assert!(metric(&done, ppo::APPROX_KL).abs() < 1e-6, "{}", metric(&done, ppo::APPROX_KL));
    assert_eq!(metric(&done, ppo::CLIP_FRACTION), 0.0);
}

#[test]
fn entropies_of_components_add_up_and_jumps_are_counted() {
    let done = trainer(&serde_json::json!({ "multi": {} }), &serde_json::json!({})).iterate().expect("finite numbers");
    let parts: Vec<f64> = (0..5).map(|i| metric(&done, &ppo::ENTROPY_OF.of(i))).collect();
    assert!((parts.iter().sum::<f64>() - metric(&done, ppo::ENTROPY)).abs() < 1e-4, "{parts:?}");
    assert!((metric(&done, ppo::JUMP_PROBABILITY) - 0.5).abs() < 0.05, "a fresh keyboard");
    let leaning = serde_json::json!({ "initial_bias": { "jump": -3.5 } });
    let done = trainer(&"table90".into(), &leaning).iterate().expect("finite numbers");
    assert!(metric(&done, ppo::JUMP_PROBABILITY) < 0.06, "{}", metric(&done, ppo::JUMP_PROBABILITY));
    assert!(!done.values.iter().any(|(key, _)| key.starts_with(&ppo::ENTROPY_OF.of(""))));
}
