//! Buffers that a caller lends: the same bits as in the batch, and lengths that are wrong are named.

mod common;

use common::{actions, pool};
use wavedash_env::registry::Component;
use wavedash_env::reset::TeamSizes;
use wavedash_env::{Batch, Buffers, EnvConfig, RowsMut, VecEnv};

/// Matches of several sizes that end often, with normalised rewards.
fn config() -> EnvConfig {
    let config = r#"{
        "observation": { "flat_v2": { "team_size": 3 } },
        "reset": "random",
        "end": { "when": ["goal", { "time_limit": { "seconds": 2.0 } }] },
        "reward": { "normalise": {} }
    }"#;
    let sizes = TeamSizes::InTurn(vec![[1, 1], [2, 2], [3, 1]]);
    EnvConfig { team_sizes: sizes, ..serde_json::from_str(config).expect("names that exist") }
}

fn rows(batch: &mut Batch) -> RowsMut<'_> {
    let (widths, agents) = (batch.widths, batch.agents());
    RowsMut::new(widths, agents, batch.buffers()).expect("buffers of a batch")
}

/// Every buffer, floats as their bits.
fn bits(batch: &Batch) -> String {
    let floats = |floats: &[f32]| floats.iter().map(|x| x.to_bits()).collect::<Vec<_>>();
    let extra: Vec<Vec<u32>> = batch.extra.iter().map(|extra| floats(&extra.rows)).collect();
    let others = [&batch.last_observations, &batch.rewards, &batch.components, &batch.lessons].map(|x| floats(x));
    let flags = [&batch.masks, &batch.terminated, &batch.truncated, &batch.kickoffs, &batch.plain_lessons];
    format!("{:?}{extra:?}{others:?}{flags:?}{:?}{:?}", floats(&batch.observations), batch.step_info, batch.behaviour)
}

#[test]
fn lent_rows_have_the_same_bits_as_the_batch() {
    let build = |threads: usize| {
        let mut envs = pool(&config(), 7, threads, 5);
        let other = envs.add_observation(&Component::with("flat_v2", serde_json::json!({ "team_size": 3 })));
        assert_eq!(other.expect("the same observation once more"), 0);
        (0..7).for_each(|arena| envs.read_observation(0, arena, true).expect("there is one"));
        envs.teach(Some("bot:striker")).expect("there is one");
        envs
    };
    let (mut own, mut lent) = (build(1), [build(1), build(3)]);
    // Two sets of buffers in turn.
    let mut sets = [own.batch().clone(), own.batch().clone()];
    let mut ends = 0;
    for step in 0..200 {
        let actions = actions(&own, step);
        own.step(&actions).expect("a step");
        ends += own.batch().truncated.iter().filter(|over| **over).count();
        for (threads, envs) in lent.iter_mut().enumerate() {
            let untouched = bits(envs.batch());
            let (set, before) = (&mut sets[step as usize % 2], own.batch().last_observations.clone());
            // Rows of last observations are written where an episode ended; others hold what was lent.
            set.last_observations.clone_from(&before);
            envs.step_into(&actions, &mut rows(set)).expect("a step");
            assert!(bits(set) == bits(own.batch()), "step {step}, number {threads}");
            assert!(bits(envs.batch()) == untouched, "step {step}: the batch was written as well");
        }
    }
    assert!(ends > 50, "only {ends} agents saw an end");
    let mut shown = own.batch().clone();
    shown.observations.fill(0.0);
    shown.extra[0].rows.fill(0.0);
    shown.masks.fill(false);
    lent[1].show_into(&mut rows(&mut shown)).expect("the same agents");
    assert!(bits(&shown) == bits(own.batch()), "shown again");
    assert_eq!(own.reward_scale(), lent[1].reward_scale());
    // Buffers and batch in turn: a step is a step.
    let actions = actions(&own, 200);
    assert!(bits(own.step(&actions).expect("a step")) != bits(&shown));
    let mixed = lent[0].step(&actions).expect("a step");
    assert_eq!(mixed.observations, own.batch().observations);
    assert_eq!(mixed.rewards, own.batch().rewards);
}

#[test]
fn every_buffer_of_a_wrong_length_is_named() {
    let envs = pool(&EnvConfig::default(), 2, 1, 0);
    let (widths, agents) = (envs.batch().widths, envs.batch().agents());
    type Case = (&'static str, fn(&mut Batch));
    let cases: [Case; 13] = [
        ("observations", |b| b.observations.truncate(5)),
        ("last_observations", |b| b.last_observations.truncate(5)),
        ("extra[0].rows", |b| b.extra.push(wavedash_env::ExtraRows { floats: 2, rows: vec![0.0; 5] })),
        ("masks", |b| b.masks.truncate(5)),
        ("rewards", |b| b.rewards.push(0.0)),
        ("components", |b| b.components.truncate(5)),
        ("terminated", |b| b.terminated.push(false)),
        ("truncated", |b| b.truncated.push(false)),
        ("kickoffs", |b| b.kickoffs.push(false)),
        ("lessons", |b| b.lessons.truncate(5)),
        ("plain_lessons", |b| b.plain_lessons.push(false)),
        ("step_info", |b| b.step_info.truncate(2)),
        ("behaviour", |b| b.behaviour.truncate(2)),
    ];
    for (field, change) in cases {
        let mut batch = envs.batch().clone();
        change(&mut batch);
        let e = RowsMut::new(widths, agents, batch.buffers()).expect_err("must be refused").to_string();
        assert!(e.starts_with(&format!("{field}: ")) && e.contains("entries are needed"), "{field}: {e}");
    }
    let mut batch = envs.batch().clone();
    batch.rewards.truncate(3);
    let e = RowsMut::new(widths, agents, batch.buffers()).expect_err("must be refused").to_string();
    assert_eq!(e, "rewards: 4 entries are needed, 1 for each of 4 agents; got 3");
    let mut batch = envs.batch().clone();
    batch.extra = vec![wavedash_env::ExtraRows { floats: 0, rows: Vec::new() }; 9];
    let e = RowsMut::new(widths, agents, batch.buffers()).expect_err("must be refused").to_string();
    assert_eq!(e, "extra: at most 8 are possible; got 9");
}

#[test]
fn rows_of_other_agents_are_refused_and_nothing_happens() {
    let flat: EnvConfig = serde_json::from_str(r#"{"observation":{"flat_v2":{}}}"#).expect("a name that exists");
    let mut envs = pool(&EnvConfig::default(), 2, 1, 0);
    let mut extra = pool(&EnvConfig::default(), 2, 1, 0);
    extra.add_observation(&flat.observation).expect("fits");
    let others = [
        (pool(&EnvConfig::default(), 3, 1, 0), "agents: 4 are needed, got 6"),
        (pool(&flat, 2, 1, 0), "widths: "),
        (extra, "extra: rows of [] floats are needed"),
    ];
    let before = envs.save();
    let actions = actions(&envs, 0);
    for (other, problem) in others {
        let mut batch = other.batch().clone();
        let refused = |e: wavedash_env::EnvError| assert!(e.to_string().starts_with(problem), "{problem}: {e}");
        refused(envs.step_into(&actions, &mut rows(&mut batch)).expect_err("must be refused"));
        refused(envs.show_into(&mut rows(&mut batch)).expect_err("must be refused"));
        assert!(bits(&batch) == bits(other.batch()), "{problem}");
    }
    let mut batch = envs.batch().clone();
    let e = envs.step_into(&[0.0; 3], &mut rows(&mut batch)).expect_err("must be refused");
    assert_eq!(e.to_string(), "actions: 20 floats are needed, got 3");
    assert!(envs.save() == before);
}

#[test]
fn some_buffers_can_be_the_caller_s_own() {
    let mut envs = pool(&EnvConfig::default(), 3, 1, 2);
    let mut other = pool(&EnvConfig::default(), 3, 1, 2);
    let (widths, agents) = (envs.batch().widths, envs.batch().agents());
    let mut rest = envs.batch().clone();
    let (mut observations, mut terminated) = (vec![0.0; agents * widths.observation], vec![true; agents]);
    let step =
        |envs: &mut VecEnv, actions: &[f32], observations: &mut [f32], terminated: &mut [bool], rest: &mut Batch| {
            let lent = Buffers { observations, terminated, ..rest.buffers() };
            envs.step_into(actions, &mut RowsMut::new(widths, agents, lent).expect("lengths fit")).expect("a step");
        };
    for number in 0..30 {
        let actions = actions(&other, number);
        step(&mut envs, &actions, &mut observations, &mut terminated, &mut rest);
        let batch = other.step(&actions).expect("a step");
        assert_eq!((&observations, &terminated), (&batch.observations, &batch.terminated), "step {number}");
        assert_eq!(rest.rewards, batch.rewards);
    }
}
