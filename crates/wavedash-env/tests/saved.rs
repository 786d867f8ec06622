//! A pool that was saved and restored goes on as if nothing had happened, bit for bit.

mod common;

use common::{actions, pool};
use wavedash_core::StateHasher;
use wavedash_env::bot::{Bot, by_name};
use wavedash_env::end::{EndConfig, MatchRules};
use wavedash_env::reset::TeamSizes;
use wavedash_env::reward::RewardConfig;
use wavedash_env::{Autoreset, EnvConfig, VecEnv, VecEnvState};

/// All buffers of the batch, and all arenas.
fn hash(pool: &VecEnv) -> u64 {
    let mut h = StateHasher::new();
    let batch = pool.batch();
    let floats = [&batch.observations, &batch.last_observations, &batch.rewards, &batch.components];
    floats.into_iter().flatten().for_each(|x| h.f32(*x));
    let flags = [&batch.masks, &batch.terminated, &batch.truncated];
    flags.into_iter().flatten().for_each(|flag| h.bytes(&[u8::from(*flag)]));
    (0..pool.arenas()).for_each(|i| h.u64(pool.arena(i).hash()));
    h.finish()
}

/// Saved after 200 steps and several times more, since what is under way differs; 300 steps follow each.
fn goes_on(config: &EnvConfig, arenas: usize, steps: u64) {
    let mut whole = pool(config, arenas, 1, 7);
    let mut saved = Vec::new();
    let mut hashes = Vec::new();
    let mut ends = 0;
    for step in 0..steps {
        if step >= 200 && (step - 200) % (steps / 10) == 0 {
            saved.push((step, whole.save()));
        }
        whole.step(&actions(&whole, step)).expect("valid");
        ends += whole.batch().terminated.iter().chain(&whole.batch().truncated).filter(|over| **over).count();
        hashes.push(hash(&whole));
    }
    assert!(ends > 0, "no episode ended, which this test is about as well");
    // Into pools that have played something else.
    let mut parts = [1, 3].map(|threads| pool(config, arenas, threads, 7));
    for part in &mut parts {
        for step in 1000..1100 {
            part.step(&actions(part, step)).expect("valid");
        }
    }
    for (from, state) in saved {
        let bytes = postcard::to_stdvec(&state).expect("valid");
        let text = serde_json::to_string(&state).expect("valid");
        let read: [VecEnvState; 2] =
            [postcard::from_bytes(&bytes).expect("valid"), serde_json::from_str(&text).expect("valid")];
        for (part, read) in parts.iter_mut().zip(&read) {
            assert!(*read == state, "read back");
            part.restore(read).expect("valid");
            assert_eq!(hash(part), hashes[from as usize - 1], "the batch, restored at {from}");
            assert!(part.save() == state, "saved again");
            for step in from..(from + 300).min(steps) {
                part.step(&actions(part, step)).expect("valid");
                assert_eq!(hash(part), hashes[step as usize], "step {step}, restored at {from}");
            }
        }
    }
}

fn read(text: &str) -> EnvConfig {
    serde_json::from_str(text).expect("valid")
}

#[test]
fn the_paper_s_matches() {
    let config = read(r#"{"reward":{"normalise":{}},"end":{"when":["goal",{"no_touch":{"seconds":10}}]}}"#);
    goes_on(&config, 6, 600);
}

#[test]
fn matches_of_mixed_sizes() {
    let config = EnvConfig {
        team_sizes: TeamSizes::InTurn(vec![[1, 1], [2, 2], [3, 3]]),
        ..read(
            r#"{"observation":{"flat_relative":{"stack":2}},"actions":"table90",
                "end":{"when":["goal",{"no_touch":{"seconds":8}}]}}"#,
        )
    };
    goes_on(&config, 6, 500);
}

#[test]
fn timers_of_observations_and_pressure() {
    let config = read(
        r#"{"observation":{"necto":{}},"team_sizes":[[2,2]],
            "reward":{"event":[{"of":"offensive_pressure"},{"of":"counter_pressure"}]},
            "end":{"when":["goal",{"no_touch":{"seconds":9}}]}}"#,
    );
    assert_eq!(config.observation.name(), "necto");
    goes_on(&config, 4, 500);
}

#[test]
fn whole_matches_with_delayed_actions() {
    let rules = MatchRules { seconds: 12.0, overtime_seconds: Some(6.0), ..MatchRules::default() };
    let config =
        EnvConfig { end: EndConfig::full_match(rules), action_delay_ticks: 5, ..read(r#"{"reset":"random"}"#) };
    goes_on(&config, 6, 600);
}

#[test]
fn scripted_drivers_go_on_too() {
    let config = read(r#"{"reset":"random","end":{"when":["goal",{"no_touch":{"seconds":9}}]}}"#);
    let mut whole = pool(&config, 4, 1, 7);
    for (arena, name) in (0..).zip(["bot:random", "bot:chaser", "bot:striker"]) {
        whole.drive(arena, 1, Some(by_name(name).expect("there is one"))).expect("there is such a car");
    }
    for step in 0..150 {
        whole.step(&actions(&whole, step)).expect("valid");
    }
    let mut other = pool(&config, 4, 3, 7);
    other.restore(&whole.save()).expect("valid");
    assert_eq!(other.driver(2, 1).map(Bot::name), Some("bot:striker"));
    assert!(other.driver(3, 1).is_none());
    for step in 150..400 {
        whole.step(&actions(&whole, step)).expect("valid");
        other.step(&actions(&other, step)).expect("valid");
        assert_eq!(hash(&whole), hash(&other), "step {step}");
    }
}

#[test]
fn arenas_that_are_held_are_held_again() {
    let config = read(r#"{"reset":"random","end":{"when":["goal",{"time_limit":{"seconds":0.6}}]}}"#);
    let build = |autoreset: Autoreset, threads: usize| {
        let builder = VecEnv::builder(&config).arenas(5).threads(threads).seed(7).autoreset(autoreset);
        builder.build().expect("a valid configuration")
    };
    for autoreset in [Autoreset::NextStep, Autoreset::Disabled] {
        let [mut whole, mut part] = [1, 3].map(|threads| build(autoreset, threads));
        let advance = |envs: &mut VecEnv, step: u64| {
            if autoreset == Autoreset::Disabled {
                let over: Vec<bool> = (0..5).map(|arena| envs.is_over(arena)).collect();
                envs.reset(&over).expect("start states are valid");
            }
            envs.step(&actions(envs, step)).expect("valid");
        };
        // So that not all arenas are held in the same steps.
        whole.reset(&[true; 5]).expect("start states are valid");
        for step in 0..5 {
            advance(&mut whole, step);
        }
        whole.reset(&[false, true, false, true, true]).expect("start states are valid");
        let mut step = 5;
        while !whole.is_over(0) || whole.is_over(1) {
            advance(&mut whole, step);
            step += 1;
        }
        let state = whole.save();
        let read: VecEnvState =
            postcard::from_bytes(&postcard::to_stdvec(&state).expect("valid")).expect("what was written");
        part.restore(&read).expect("valid");
        assert!(part.save() == state, "saved again");
        assert_eq!(hash(&part), hash(&whole), "the batch");
        for step in step..step + 60 {
            let over = |envs: &VecEnv| (0..5).map(|arena| envs.is_over(arena)).collect::<Vec<_>>();
            assert_eq!(over(&part), over(&whole), "step {step}");
            advance(&mut whole, step);
            advance(&mut part, step);
            assert_eq!(hash(&part), hash(&whole), "step {step}");
        }
        let e = build(Autoreset::SameStep, 1).restore(&state).expect_err("must be refused").to_string();
        assert!(e.contains("autoreset: this pool has SameStep"), "{e}");
    }
}

#[test]
fn a_state_of_another_pool_is_refused_and_changes_nothing() {
    let config = EnvConfig::default();
    let state = pool(&config, 3, 1, 7).save();
    let mixed = EnvConfig { team_sizes: TeamSizes::InTurn(vec![[1, 1], [2, 2]]), ..EnvConfig::default() };
    let normalised: EnvConfig = read(r#"{"reward":{"normalise":{}}}"#);
    let with_pads: EnvConfig = read(r#"{"observation":{"lucy_v2":{}}}"#);
    let pressure: RewardConfig = serde_json::from_str(r#"{"preset":"lucy_v4"}"#).expect("valid");
    let cases = [
        (pool(&config, 4, 1, 7), "number of arenas"),
        (pool(&config, 3, 1, 8), "seed"),
        (pool(&mixed, 3, 1, 7), "teams[1]"),
        (pool(&normalised, 3, 1, 7), "reward.normalise"),
        (pool(&with_pads, 3, 1, 7), "widths"),
        (pool(&EnvConfig { reward: pressure, ..EnvConfig::default() }, 3, 1, 7), "widths"),
        (pool(&EnvConfig { tick_skip: 4, ..EnvConfig::default() }, 3, 1, 7), "tick_skip"),
        (pool(&EnvConfig { action_delay_ticks: 2, ..EnvConfig::default() }, 3, 1, 7), "state.envs[0].delay"),
        (pool(&read(r#"{"end":{"when":[{"match":{}}]}}"#), 3, 1, 7), "state.envs[0].end"),
        (pool(&read(r#"{"pads":[{"pos":[0,0,70],"big":true}]}"#), 3, 1, 7), "state.envs[0].arena"),
    ];
    for (mut other, field) in cases {
        let before = other.save();
        let refused = other.restore(&state).expect_err("must be refused").to_string();
        assert!(refused.contains(field), "{field}: {refused}");
        assert!(other.save() == before, "{field}");
    }
}

#[test]
fn a_state_that_was_tampered_with_is_refused() {
    let mut own = pool(&EnvConfig::default(), 2, 1, 7);
    for step in 0..100 {
        own.step(&actions(&own, step)).expect("valid");
    }
    let before = own.save();
    let value = serde_json::to_value(&before).expect("valid");
    let cases: [(&str, serde_json::Value); 6] = [
        ("/envs/1/arena/ball/body/pos/0", 1e9.into()),
        ("/envs/1/arena/contacts/pairs/order", serde_json::json!([[0, 200]])),
        ("/envs/1/tracker/seen/tick", 0.into()),
        ("/envs/1/tracker/shots/predictor/first", 1_000_000.into()),
        ("/envs/1/observe", serde_json::json!([1])),
        ("/envs/1/facts/facts", serde_json::json!([])),
    ];
    for (place, wrong) in cases {
        let mut value = value.clone();
        *value.pointer_mut(place).unwrap_or_else(|| panic!("{place}")) = wrong;
        let state: VecEnvState = serde_json::from_value(value).expect("valid");
        match own.restore(&state) {
            Err(e) => assert!(e.to_string().contains("state.envs[1]"), "{place}: {e}"),
            // Without a touch so far no tick is too early.
            Ok(()) => assert!(place.contains("seen"), "{place} was taken"),
        }
        own.restore(&before).expect("valid");
        assert!(own.save() == before, "{place}");
    }
}
