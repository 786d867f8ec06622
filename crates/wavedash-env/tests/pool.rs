//! The pool's promises: the same batch for any number of threads, matches that do not know each other,
//! episodes that end and begin, and buffers that stay where they are.

mod common;

use common::{actions, pool};
use wavedash_core::Vec3;
use wavedash_env::reset::TeamSizes;
use wavedash_env::{Batch, EnvConfig, VecEnv};

fn mixed() -> EnvConfig {
    EnvConfig { team_sizes: TeamSizes::InTurn(vec![[1, 1], [2, 2], [3, 1]]), ..EnvConfig::default() }
}

/// Everything of a batch that an agent or learner can see.
fn bits(batch: &Batch) -> Vec<u32> {
    let floats = [&batch.observations, &batch.rewards, &batch.components];
    let flags = [&batch.terminated, &batch.truncated, &batch.masks];
    floats
        .into_iter()
        .flatten()
        .map(|x| x.to_bits())
        .chain(flags.into_iter().flatten().map(|flag| u32::from(*flag)))
        .collect()
}

#[test]
fn the_batch_is_the_same_for_any_number_of_threads() {
    let mut pools = [1, 2, 5].map(|threads| pool(&mixed(), 7, threads, 3));
    for step in 0..120 {
        let actions = actions(&pools[0], step);
        let [one, two, five] = &mut pools;
        let one = bits(one.step(&actions).expect("a step"));
        assert!(one == bits(two.step(&actions).expect("a step")), "two threads, step {step}");
        assert!(one == bits(five.step(&actions).expect("a step")), "five threads, step {step}");
    }
}

#[test]
fn a_match_does_not_depend_on_its_neighbours() {
    let [mut few, mut many] = [2, 9].map(|arenas| pool(&mixed(), arenas, 2, 4));
    for step in 0..100 {
        let (a, b) = (actions(&few, step), actions(&many, step));
        few.step(&a).expect("a step");
        many.step(&b).expect("a step");
        let agents = few.batch().agents();
        let floats = agents * few.batch().widths.observation;
        assert!(few.batch().observations[..] == many.batch().observations[..floats], "step {step}");
        assert!(few.batch().rewards[..] == many.batch().rewards[..agents], "step {step}");
    }
    assert_ne!(few.arena(0).hash(), pool(&mixed(), 1, 1, 5).arena(0).hash(), "another seed, another match");
}

#[test]
fn agents_are_listed_with_their_arenas_and_cars() {
    let pool = pool(&mixed(), 4, 1, 0);
    let batch = pool.batch();
    assert_eq!(batch.arenas, [0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3]);
    assert_eq!(batch.cars, [0, 1, 0, 1, 2, 3, 0, 1, 2, 3, 0, 1]);
    assert_eq!(pool.columns().len(), batch.widths.observation);
    assert_eq!(pool.component_names().len(), batch.widths.components);
    assert_eq!(pool.choices().iter().sum::<usize>(), batch.widths.mask);
    assert!(batch.observations.iter().all(|x| x.is_finite()));
    let per_agent = batch.masks.chunks(batch.widths.mask);
    assert!(per_agent.into_iter().all(|mask| mask.iter().any(|allowed| *allowed)));
}

#[test]
fn episodes_end_begin_again_and_keep_their_last_observation() {
    let mut pool = pool(&EnvConfig::default(), 16, 1, 1);
    let width = pool.batch().widths.observation;
    let mut ended = 0;
    for step in 0..2500 {
        let actions = actions(&pool, step);
        let before: Vec<u64> = (0..pool.arenas()).map(|i| pool.scene(i).tick).collect();
        let batch = pool.step(&actions).expect("a step");
        for agent in 0..batch.agents() {
            assert!(!(batch.terminated[agent] && batch.truncated[agent]));
            if batch.terminated[agent] || batch.truncated[agent] {
                ended += 1;
                let rows = agent * width..(agent + 1) * width;
                assert!(batch.last_observations[rows.clone()] != batch.observations[rows], "a new episode began");
            }
        }
        for (i, before) in before.into_iter().enumerate() {
            assert_eq!(pool.scene(i).tick, before + 8, "a reset does not turn back the clock");
        }
    }
    assert!(ended > 20, "only {ended} ends");
}

#[test]
fn the_wrong_number_of_actions_changes_nothing() {
    let mut pool = pool(&EnvConfig::default(), 2, 1, 0);
    let before = bits(pool.batch());
    assert!(pool.step(&[0.0; 3]).is_err_and(|e| e.to_string().contains("20 floats are needed, got 3")));
    assert_eq!(bits(pool.batch()), before);
}

#[test]
fn four_thousand_arenas_with_all_buffers_stay_below_256_mib() {
    let pool = pool(&EnvConfig::default(), 64, 1, 0);
    let all = pool.bytes() / 64 * 4096;
    assert!(all < 256 << 20, "{} MiB", all >> 20);
}

#[test]
fn sizes_that_no_machine_has_are_refused() {
    let refused = |arenas: usize, threads: usize| {
        VecEnv::builder(&EnvConfig::default())
            .arenas(arenas)
            .threads(threads)
            .build()
            .err()
            .expect("must be refused")
            .to_string()
    };
    assert_eq!(refused(4, 99_999), "threads: 99999 are too many; at most 1024");
    let e = refused(4_000_000_000, 1);
    assert!(e.starts_with("arenas: 4000000000 need ") && e.contains(" GiB or more"), "{e}");
    assert!(refused(usize::MAX, 1).starts_with("arenas: "));
}

#[test]
fn more_threads_than_matches_are_no_trouble() {
    let [mut one, mut many] = [1, 1000].map(|threads| pool(&EnvConfig::default(), 2, threads, 3));
    for step in 0..20 {
        let actions = actions(&one, step);
        assert!(bits(one.step(&actions).expect("a step")) == bits(many.step(&actions).expect("a step")));
    }
}

#[test]
fn the_balls_places_to_come_are_where_it_comes_to_if_nobody_touches_it() {
    let config: EnvConfig = serde_json::from_value(serde_json::json!({
        "team_sizes": [[1, 1]],
        "observation": { "flat_v2": { "team_size": 1, "ahead": [0.4, 1.0] } },
        "reset": "random",
        "end": { "when": [{ "time_limit": { "seconds": 60.0 } }] },
    }))
    .expect("a configuration");
    let mut pool = VecEnv::builder(&config).arenas(24).threads(2).seed(3).build().expect("a pool");
    let floats = pool.columns().len();
    let columns = pool.columns().to_vec();
    let column = |name: &str| columns.iter().position(|column| column == name).expect("a column");
    let idle = vec![0.0; pool.batch().agents() * pool.batch().widths.action];
    let frames: Vec<Vec<f32>> = (0..7)
        .map(|_| {
            let seen = pool.batch().observations.clone();
            pool.step(&idle).expect("it goes on");
            seen
        })
        .collect();
    let vector = |row: &[f32], name: &str| {
        Vec3::new(
            row[column(&format!("{name}.x"))],
            row[column(&format!("{name}.y"))],
            row[column(&format!("{name}.z"))],
        )
    };
    let came = |arena: &usize| {
        // The blue car's own frame turned back to the field's.
        let [now, later] = [0, 6].map(|step| &frames[step][2 * arena * floats..][..floats]);
        let (forward, up) = (vector(now, "self.forward"), vector(now, "self.up"));
        let seen = vector(now, "ahead1.pos");
        let told = vector(now, "self.pos") + forward * seen.x + up.cross(&forward) * seen.y + up * seen.z;
        // Six steps of 8 ticks later, after 0.4 s.
        (told - vector(later, "ball_field.pos")).norm() * 2300.0 < 1.0
    };
    let compared = (0..24).filter(came).count();
    assert!(compared >= 18, "{compared} of 24 balls came to where they were expected; a car may hit some");
}
