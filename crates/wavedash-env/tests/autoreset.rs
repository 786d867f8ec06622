//! When episodes begin: every mode plays the same episodes, and nothing of an arena depends on what others wait for.

mod common;

use common::pool;
use wavedash_core::{Purpose, Stream};
use wavedash_env::reset::TeamSizes;
use wavedash_env::{Autoreset, EnvConfig, VecEnv};

const ARENAS: usize = 6;
const STEPS: u64 = 800;

/// Matches of several sizes whose episodes end with a goal or after 2.4 seconds without a touch.
fn config() -> EnvConfig {
    let config = r#"{
        "observation": { "flat_v2": { "team_size": 2 } },
        "reset": "kickoff",
        "action_delay_ticks": 3,
        "end": { "when": ["goal", { "no_touch": { "seconds": 2.4 } }] }
    }"#;
    let sizes = TeamSizes::InTurn(vec![[1, 1], [2, 2], [2, 1]]);
    EnvConfig { team_sizes: sizes, ..serde_json::from_str(config).expect("names that exist") }
}

fn build(config: &EnvConfig, autoreset: Autoreset, threads: usize) -> VecEnv {
    let mut envs = VecEnv::builder(config)
        .arenas(ARENAS)
        .threads(threads)
        .seed(11)
        .autoreset(autoreset)
        .build()
        .expect("a valid configuration");
    // Agents with memories, which reach the ball at different times, and one that comments on every decision.
    for (arena, name) in [(1, "bot:striker"), (2, "bot:chaser"), (3, "bot:chaser"), (4, "bot:striker")] {
        envs.drive(arena, 0, Some(wavedash_env::bot::by_name(name).expect("there is one"))).expect("a car");
    }
    envs.teach(Some("bot:chaser")).expect("there is one");
    envs
}

/// All that the agents of an arena are told in one step, as bits.
#[derive(Clone, Debug, PartialEq)]
struct Told {
    observations: Vec<u32>,
    masks: Vec<bool>,
    rewards: Vec<u32>,
    components: Vec<u32>,
    lessons: Vec<u32>,
    terminated: bool,
    truncated: bool,
    hash: u64,
}

impl Told {
    fn is_over(&self) -> bool {
        self.terminated || self.truncated
    }

    /// What agents are told in a step in which their arena is held, before what they see.
    fn is_nothing(&self) -> bool {
        let zeros = [&self.rewards, &self.components, &self.lessons];
        zeros.into_iter().flatten().all(|bits| *bits == 0) && !self.is_over()
    }
}

/// The agents of an arena, as a range of rows.
fn agents(envs: &VecEnv, arena: usize) -> std::ops::Range<usize> {
    let of = |arena: usize| envs.batch().arenas.partition_point(|other| (*other as usize) < arena);
    of(arena)..of(arena + 1)
}

/// What an arena's agents were told: what they see now, or saw last in an episode that the step ended.
fn told(envs: &VecEnv, arena: usize, last: bool) -> Told {
    let (batch, agents) = (envs.batch(), agents(envs, arena));
    let of = |rows: &[f32], width: usize| {
        rows[agents.start * width..agents.end * width].iter().map(|x| x.to_bits()).collect::<Vec<_>>()
    };
    let w = batch.widths;
    let seen = if last { &batch.last_observations } else { &batch.observations };
    Told {
        observations: of(seen, w.observation),
        masks: batch.masks[agents.start * w.mask..agents.end * w.mask].to_vec(),
        rewards: of(&batch.rewards, 1),
        components: of(&batch.components, w.components),
        lessons: of(&batch.lessons, w.action),
        terminated: batch.terminated[agents.start],
        truncated: batch.truncated[agents.start],
        hash: envs.arena(arena).hash(),
    }
}

/// Actions of the agents of an arena for the decision of this number in this arena: steps in which it is held have none.
fn actions(envs: &VecEnv, numbers: &[u64]) -> Vec<f32> {
    let batch = envs.batch();
    (0..batch.agents())
        .flat_map(|agent| {
            let arena = batch.arenas[agent];
            let key = u64::from(arena) << 8 | u64::from(batch.cars[agent]);
            let mut stream = Stream::new(9, key, Purpose::Action, numbers[arena as usize]);
            envs.choices().iter().map(|n| stream.index(*n) as f32).collect::<Vec<_>>()
        })
        .collect()
}

/// One list per arena: what its agents saw first, then for each step what they were told at its end and, where an episode
/// ended, what they saw of the next one.
fn same_step(config: &EnvConfig, steps: u64) -> Vec<Vec<Told>> {
    let mut envs = build(config, Autoreset::SameStep, 1);
    let mut all: Vec<Vec<Told>> = (0..ARENAS).map(|arena| vec![told(&envs, arena, false)]).collect();
    for number in 0..steps {
        let actions = actions(&envs, &[number; ARENAS]);
        envs.step(&actions).expect("a step");
        for (arena, list) in all.iter_mut().enumerate() {
            let now = told(&envs, arena, false);
            if now.is_over() {
                // The arena stands at the new start already, and its masks and hash are of it.
                list.push(told(&envs, arena, true));
                let nothing = |bits: &[u32]| vec![0; bits.len()];
                list.push(Told {
                    rewards: nothing(&now.rewards),
                    components: nothing(&now.components),
                    lessons: nothing(&now.lessons),
                    terminated: false,
                    truncated: false,
                    ..now
                });
            } else {
                list.push(now);
            }
        }
    }
    all
}

/// Compares what agents were told; masks and hash of an episode's last state are not known of a pool that went on.
fn assert_same(got: &Told, wanted: &Told, place: &str) {
    if wanted.is_over() {
        let wanted = Told { masks: got.masks.clone(), hash: got.hash, ..wanted.clone() };
        assert!(*got == wanted, "{place}");
    } else {
        assert!(got == wanted, "{place}");
    }
}

#[test]
fn a_held_arena_plays_the_same_episodes_with_one_step_more_between_them() {
    let config = config();
    let wanted = same_step(&config, STEPS);
    for threads in [1, 4] {
        let mut envs = build(&config, Autoreset::NextStep, threads);
        let mut numbers = [0; ARENAS];
        let (mut ends, mut held, mut both) = (0, 0, 0);
        for (arena, list) in wanted.iter().enumerate() {
            assert_same(&told(&envs, arena, false), &list[0], "the start");
        }
        for step in 1..STEPS as usize {
            let over: Vec<bool> = (0..ARENAS).map(|arena| envs.is_over(arena)).collect();
            let ticks: Vec<u64> = (0..ARENAS).map(|arena| envs.scene(arena).tick).collect();
            envs.step(&actions(&envs, &numbers)).expect("a step");
            both += usize::from(over.iter().any(|over| *over) && over.iter().any(|over| !over));
            for (arena, list) in wanted.iter().enumerate() {
                let now = told(&envs, arena, false);
                assert_same(&now, &list[step], &format!("{threads} threads, step {step}, arena {arena}"));
                if over[arena] {
                    held += 1;
                    assert!(now.is_nothing(), "step {step}, arena {arena}");
                    assert_eq!(envs.scene(arena).tick, ticks[arena], "a held arena moved");
                } else {
                    numbers[arena] += 1;
                }
                if now.is_over() {
                    ends += 1;
                    assert!(now.observations == told(&envs, arena, true).observations);
                }
                assert_eq!(envs.is_over(arena), now.is_over());
            }
        }
        assert!(ends > 60 && held > 60 && both > 60, "{ends} ends, {held} held, {both} steps with both");
    }
}

#[test]
fn an_ended_arena_waits_for_a_reset_and_then_plays_the_same_episodes() {
    let config = config();
    let wanted = same_step(&config, STEPS);
    for threads in [1, 4] {
        let mut envs = build(&config, Autoreset::Disabled, threads);
        let mut places = [0; ARENAS];
        for step in 0..STEPS - 100 {
            let over: Vec<bool> = (0..ARENAS).map(|arena| envs.is_over(arena)).collect();
            if let Some(arena) = over.iter().position(|over| *over) {
                let (before, numbers) = (envs.save(), [0; ARENAS]);
                let e = envs.step(&actions(&envs, &numbers)).expect_err("must be refused").to_string();
                assert!(e.starts_with(&format!("arena {arena}: its episode has ended")), "{e}");
                assert!(envs.save() == before, "a refused step changed something");
                envs.reset(&over).expect("start states are valid");
                for arena in (0..ARENAS).filter(|arena| over[*arena]) {
                    places[arena] += 1;
                    let (now, first) = (told(&envs, arena, false), &wanted[arena][places[arena]]);
                    assert!(now.observations == first.observations && now.masks == first.masks, "step {step}");
                    assert_eq!(now.hash, first.hash, "step {step}");
                    assert!(now.is_over(), "flags stay those of the last step");
                }
            }
            envs.step(&actions(&envs, &[step; ARENAS])).expect("a step");
            for (arena, list) in wanted.iter().enumerate() {
                places[arena] += 1;
                let place = format!("{threads} threads, step {step}, arena {arena}");
                assert_same(&told(&envs, arena, false), &list[places[arena]], &place);
            }
        }
    }
}

#[test]
fn the_scale_of_rewards_sees_no_step_in_which_an_arena_was_held() {
    let config: EnvConfig = serde_json::from_str(
        r#"{"reward":{"normalise":{}},"reset":"random","end":{"when":[{"time_limit":{"seconds":0.4}}]}}"#,
    )
    .expect("names that exist");
    let build = |autoreset: Autoreset| VecEnv::builder(&config).seed(2).autoreset(autoreset).build().expect("valid");
    let (mut same, mut next) = (build(Autoreset::SameStep), build(Autoreset::NextStep));
    let mut held = 0;
    for step in 0..100 {
        let actions = common::actions(&same, step);
        same.step(&actions).expect("a step");
        if next.is_over(0) {
            held += 1;
            assert!(next.step(&actions).expect("a step").rewards.iter().all(|reward| *reward == 0.0));
        }
        next.step(&actions).expect("a step");
        assert_eq!(same.batch().rewards, next.batch().rewards, "step {step}");
        assert_eq!(same.reward_scale(), next.reward_scale(), "step {step}");
    }
    assert!(held > 10);
}

#[test]
fn only_the_chosen_arenas_are_reset() {
    for autoreset in [Autoreset::SameStep, Autoreset::NextStep, Autoreset::Disabled] {
        let mut envs = VecEnv::builder(&EnvConfig::default()).arenas(4).autoreset(autoreset).build().expect("valid");
        for step in 0..10 {
            envs.step(&common::actions(&envs, step)).expect("a step");
        }
        let hashes = |envs: &VecEnv| (0..4).map(|arena| envs.arena(arena).hash()).collect::<Vec<_>>();
        let (before, rewards) = (hashes(&envs), envs.batch().rewards.clone());
        assert_eq!(
            envs.reset(&[true; 3]).expect_err("must be refused").to_string(),
            "mask: 4 entries are needed, one per arena; got 3"
        );
        envs.reset(&[false; 4]).expect("nothing to do");
        assert_eq!(hashes(&envs), before);
        envs.reset(&[false, true, false, true]).expect("start states are valid");
        let changed: Vec<bool> = hashes(&envs).iter().zip(&before).map(|(now, before)| now != before).collect();
        assert_eq!(changed, [false, true, false, true]);
        assert_eq!(envs.batch().rewards, rewards);
        envs.step(&common::actions(&envs, 10)).expect("a step");
    }
}

#[test]
fn everything_anew_is_a_new_pool() {
    let configs = [
        r#"{"observation":{"lucy_v1":{"stack":3}},"reward":{"normalise":{}},"end":{"when":[{"time_limit":{"seconds":1.0}}]}}"#,
        r#"{"observation":{"necto":{}},"action_delay_ticks":5,"reset":"random","reward":{"event":[{"of":"offensive_pressure"}]}}"#,
        r#"{"observation":{"flat_v2":{"ahead":[0.5,1.0]}},"actions":"table90","end":{"when":[{"match":{"seconds":3.0}}]}}"#,
    ];
    for text in configs {
        let config: EnvConfig = serde_json::from_str(text).expect("names that exist");
        for autoreset in [Autoreset::SameStep, Autoreset::NextStep] {
            let build = |seed: u64| {
                VecEnv::builder(&config)
                    .arenas(3)
                    .seed(seed)
                    .autoreset(autoreset)
                    .build()
                    .expect("a valid configuration")
            };
            let mut old = build(4);
            for step in 0..180 {
                old.step(&common::actions(&old, step)).expect("a step");
            }
            old.reset_all(8).expect("start states are valid");
            let mut new = build(8);
            for step in 0..180 {
                assert!(old.save() == new.save(), "{text}, step {step}");
                assert_eq!(old.batch().observations, new.batch().observations, "{text}, step {step}");
                assert_eq!(old.batch().masks, new.batch().masks, "{text}, step {step}");
                let actions = common::actions(&new, step);
                old.step(&actions).expect("a step");
                new.step(&actions).expect("a step");
            }
        }
    }
}

#[test]
fn what_was_set_stays_set_when_everything_begins_anew() {
    let build = || {
        let mut envs = pool(&EnvConfig::default(), 3, 1, 8);
        envs.drive(2, 1, Some(wavedash_env::bot::by_name("bot:striker").expect("there is one"))).expect("a car");
        envs.teach(Some("bot:chaser")).expect("there is one");
        envs.set_weight("goal", 3.0).expect("there is such a term");
        let flat: EnvConfig = serde_json::from_str(r#"{"observation":{"flat_v2":{"ahead":[0.5]}}}"#).expect("valid");
        envs.add_observation(&flat.observation).expect("fits");
        envs.read_observation(0, 1, true).expect("there is one");
        envs
    };
    let (mut old, mut new) = (build(), build());
    for step in 0..100 {
        old.step(&common::actions(&old, step)).expect("a step");
    }
    old.reset_all(8).expect("start states are valid");
    for step in 0..60 {
        assert!(old.save() == new.save(), "step {step}");
        assert_eq!(old.batch().extra, new.batch().extra, "step {step}");
        let actions = common::actions(&new, step);
        old.step(&actions).expect("a step");
        new.step(&actions).expect("a step");
    }
}
