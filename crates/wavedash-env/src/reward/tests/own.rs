//! A user's own functions: as leaves of the tree, as conditions, and with what they remember.

use serde::Deserialize;

use super::{config, nothing, step, two_a_side};
use crate::memory;
use crate::registry::{Entry, Range, Registry};
use crate::reward::{Bearings, CarStep, Reward, RewardFunction, StateFunction};
use crate::scene::Scene;
use crate::step_info::StepInfo;
use crate::transition::Transition;

/// 1 above a height.
#[derive(Deserialize)]
struct High {
    z: f32,
}

impl StateFunction for High {
    fn value(&self, at: &Bearings<'_>) -> f32 {
        f32::from(at.scene.ball.pos.z > self.z)
    }
}

/// How many steps of the episode there were; the cars do not matter.
struct Steps(u32);

impl RewardFunction for Steps {
    fn reset(&mut self, _scene: &Scene) {
        self.0 = 0;
    }

    fn pre_step(&mut self, _transition: &Transition<'_>) {
        self.0 += 1;
    }

    fn reward(&mut self, _step: &CarStep<'_>) -> f32 {
        self.0 as f32
    }

    fn save(&self) -> Vec<u8> {
        memory::save(&self.0)
    }

    fn restore(&mut self, saved: &[u8]) {
        self.0 = memory::read(saved).unwrap_or_default();
    }
}

#[derive(Deserialize)]
struct Nothing {}

fn registry() -> Registry {
    let mut registry = Registry::builtin();
    let high = Entry::new("high", "the ball is high").float("z", 500.0, Range::Positive, "uu", "least height");
    registry.state(high, |function: High| function).unwrap();
    registry.reward(Entry::new("steps", "steps of the episode"), |_: Nothing| Steps(0)).unwrap();
    registry
}

fn own(event: &str) -> Result<Reward, String> {
    let json = format!(r#"{{ "team_spirit": 0, "opponent": 0, "event": [{{ "of": {event} }}] }}"#);
    Reward::with(&config(&json), &registry()).map_err(|e| e.to_string())
}

fn paid(reward: &mut Reward) -> f32 {
    let scene = two_a_side();
    step(reward, &scene, &scene, &nothing(), false)[0]
}

/// Everywhere in a tree that a function may stand.
const EVERYWHERE: [&str; 7] = [
    r#""steps""#,
    r#"{ "sum": ["goal", "steps"] }"#,
    r#"{ "max": ["goal", { "krc": ["steps"] }] }"#,
    r#"{ "clamp": { "max": 100, "of": { "scale": { "by": 1, "of": "steps" } } } }"#,
    r#"{ "when": { "condition": "alive", "of": "steps" } }"#,
    r#"{ "when": { "condition": { "high": { "z": 1000 } }, "of": "goal", "otherwise": "steps" } }"#,
    r#"{ "sum": [{ "when": { "condition": "steps", "of": "constant" } },
        { "when": { "condition": { "sum": ["steps", { "scale": { "by": -1, "of": "constant" } }] },
                    "of": { "sum": ["steps", { "scale": { "by": -1, "of": "constant" } }] } } }] }"#,
];

#[test]
fn own_functions_are_reached_everywhere_in_the_tree() {
    let scene = two_a_side();
    for json in EVERYWHERE {
        let mut reward = own(json).unwrap();
        for _ in 0..2 {
            reward.reset(&scene);
            assert_eq!([(); 4].map(|()| paid(&mut reward)), [1.0, 2.0, 3.0, 4.0], "{json}");
        }
    }
}

#[test]
fn what_own_functions_remember_is_saved_with_the_reward() {
    let scene = two_a_side();
    for json in EVERYWHERE {
        let (mut whole, mut other) = (own(json).unwrap(), own(json).unwrap());
        whole.reset(&scene);
        // More than the 127 that a counter takes one byte for.
        for _ in 0..200 {
            paid(&mut whole);
        }
        let state = whole.state();
        assert!(other.fits(&state), "{json}");
        other.set_state(&state);
        assert_eq!((paid(&mut whole), whole.state()), (paid(&mut other), other.state()), "{json}");
        assert!(!own(r#""goal""#).unwrap().fits(&state), "{json}");
        assert!(!own(r#"{ "sum": ["steps", "steps", "steps", "steps", "steps"] }"#).unwrap().fits(&state), "{json}");
    }
}

#[test]
fn own_functions_of_a_moment_may_stand_in_a_potential_and_others_may_not() {
    let of = |function: &str| {
        Reward::with(&config(&format!(r#"{{ "potential": [{{ "of": {function} }}] }}"#)), &registry())
            .map_err(|e| e.to_string())
    };
    assert!(of(r#"{ "krc": ["high", { "high": { "z": 10 } }] }"#).is_ok());
    assert!(of(r#"{ "when": { "condition": "high", "of": "constant" } }"#).is_ok());
    let error = of(r#"{ "when": { "condition": "steps", "of": "constant" } }"#).err().unwrap();
    assert!(error.starts_with("reward.potential[0].of: when(constant) is or holds an event"), "{error}");
}

#[test]
fn what_is_wrong_in_a_tree_is_named_with_its_path_and_a_suggestion() {
    let refused = |json: &str| own(json).err().expect(json);
    for (json, path, suggestion) in [
        (r#"{ "sum": ["goal", "stepps"] }"#, "reward.event[0].of.sum[1].stepps: there is no", "`steps`"),
        (r#"{ "krc": [{ "high": { "zz": 1 } }] }"#, "reward.event[0].of.krc[0].high.zz: there is no", "`z`"),
        (
            r#"{ "when": { "condition": "alife", "of": "goal" } }"#,
            "reward.event[0].of.when.condition.alife: there is no condition",
            "`alive`",
        ),
        (
            r#"{ "when": { "condition": "alive", "of": "goal", "otherwise": { "power": { "exponent": 1, "of": "hihg" } } } }"#,
            "reward.event[0].of.when.otherwise.power.of.hihg: there is no",
            "`high`",
        ),
    ] {
        let error = refused(json);
        assert!(error.starts_with(path) && error.ends_with(&format!("did you mean {suggestion}?")), "{error}");
    }
    assert!(refused(r#"{ "high": { "z": 0 } }"#).starts_with("reward.event[0].of.high.z: 0 is not above 0"));
}

#[test]
fn names_of_combinations_are_taken() {
    let error = registry().reward(Entry::new("krc", "another"), |_: Nothing| Steps(0)).unwrap_err().to_string();
    assert!(error.starts_with("krc: "), "{error}");
}

#[test]
fn a_step_of_a_tree_allocates_nothing() {
    let scene = two_a_side();
    let facts = [StepInfo { touched: true, ..StepInfo::default() }; 4];
    for json in EVERYWHERE {
        let mut reward = own(json).unwrap();
        let (mut out, mut rows) = ([0.0; 4], vec![0.0; 4 * reward.component_names().len()]);
        let info = allocation_counter::measure(|| {
            reward.reset(&scene);
            reward.step(&super::transition(&scene, &scene, &facts), false, &mut out, &mut rows);
        });
        assert_eq!(info.count_total, 0, "{json}");
    }
}
