//! Components of a user's own, as the examples have them.

#[expect(dead_code, unreachable_pub, reason = "an example is a program; its main is not called here")]
#[path = "../examples/custom_observation.rs"]
mod custom_observation;

use wavedash_core::{Stream, Vec3};
use wavedash_env::end::{Cause, Done, DoneCondition};
use wavedash_env::registry::{Entry, Kind, Range, Registry};
use wavedash_env::reset::StateMutator;
use wavedash_env::{EnvConfig, EnvError, Transition, VecEnv, memory};
use wavedash_sim::Arena;

#[test]
fn an_observation_of_ones_own_is_what_agents_see() {
    let envs = custom_observation::envs(3).expect("environments");
    assert_eq!((envs.batch().widths.observation, envs.columns()[3].as_str()), (4, "speed"));
    let row = envs.batch().observation(2);
    let scene = envs.scene(1);
    let to_ball = scene.ball.pos - scene.cars[0].pos;
    let length = (row[0] * row[0] + row[1] * row[1] + row[2] * row[2]).sqrt();
    assert!((length * 1000.0 - to_ball.norm()).abs() < 0.1, "{row:?}");
}

/// Every episode ends after one more step than the one before.
struct Longer {
    episode: u32,
    steps: u32,
}

impl DoneCondition for Longer {
    fn reset(&mut self, _transition: &Transition<'_>) {
        (self.episode, self.steps) = (self.episode + 1, 0);
    }

    fn done(&mut self, _transition: &Transition<'_>) -> Done {
        self.steps += 1;
        if self.steps >= self.episode { Done::truncated(Cause::Other("longer")) } else { Done::GOES_ON }
    }

    fn save(&self) -> Vec<u8> {
        memory::save(&(self.episode, self.steps))
    }

    fn fits(&self, saved: &[u8]) -> bool {
        memory::read::<(u32, u32)>(saved).is_some()
    }

    fn restore(&mut self, saved: &[u8]) {
        (self.episode, self.steps) = memory::read(saved).unwrap_or_default();
    }
}

/// The ball rises from episode to episode.
struct Rising {
    by: f32,
    z: f32,
}

impl StateMutator for Rising {
    fn apply(&mut self, arena: &mut Arena, _stream: &mut Stream) -> Result<(), EnvError> {
        arena.kickoff();
        self.z += self.by;
        let mut ball = arena.state().ball.body;
        ball.pos = Vec3::new(0.0, 0.0, self.z);
        arena.set_ball(ball)?;
        Ok(())
    }

    fn save(&self) -> Vec<u8> {
        memory::save(&self.z)
    }

    fn restore(&mut self, saved: &[u8]) {
        self.z = memory::read(saved).unwrap_or_default();
    }
}

fn registry() -> Registry {
    let mut registry = Registry::builtin();
    registry
        .done(Entry::new("longer", "each episode is a step longer"), |_| Ok(Longer { episode: 0, steps: 0 }))
        .expect("valid");
    let entry = Entry::new("rising", "the ball rises").float("by", 50.0, Range::Positive, "uu", "rise per episode");
    registry.reset(entry, |parameters, _| Ok(Rising { by: parameters.get("by")?, z: 100.0 })).expect("valid");
    registry
}

fn envs(threads: usize) -> VecEnv {
    // Inside others, so that their state is saved through them.
    let config: EnvConfig = serde_json::from_str(
        r#"{ "reset": { "mirror": { "p": 0.5, "of": { "mixture": { "of": [{ "weight": 1, "reset": { "rising": { "by": 20 } } }] } } } },
             "end": { "when": ["goal", "longer"] } }"#,
    )
    .expect("valid");
    VecEnv::builder(&config).registry(&registry()).arenas(3).threads(threads).seed(5).build().expect("valid")
}

#[test]
fn conditions_and_start_states_that_remember_go_on_bit_for_bit() {
    let mut whole = envs(1);
    let actions = vec![1.0; whole.batch().agents() * whole.batch().widths.action];
    for _ in 0..12 {
        whole.step(&actions).unwrap();
    }
    let saved = whole.save();
    let mut other = envs(2);
    other.restore(&saved).unwrap();
    let mut ends = 0;
    for step in 0..60 {
        whole.step(&actions).unwrap();
        other.step(&actions).unwrap();
        assert_eq!(whole.batch().observations, other.batch().observations, "step {step}");
        assert_eq!(whole.batch().truncated, other.batch().truncated, "step {step}");
        ends += usize::from(whole.batch().truncated[0]);
    }
    assert!((4..12).contains(&ends), "episodes that grow: {ends}");
    assert_eq!(whole.save(), other.save());
    // A state of other components is refused, and changes nothing.
    let mut plain = VecEnv::builder(&EnvConfig::default()).arenas(3).seed(5).build().unwrap();
    let error = plain.restore(&saved).unwrap_err().to_string();
    assert!(error.contains("state."), "{error}");
}

#[test]
fn a_name_that_is_taken_or_unknown_is_named() {
    let mut registry = registry();
    let taken =
        registry.done(Entry::new("goal", "again"), |_| Ok(Longer { episode: 0, steps: 0 })).unwrap_err().to_string();
    assert!(taken.starts_with("goal: there is such a done condition already"), "{taken}");
    assert!(registry.entry(Kind::Done, "longer").is_some());
    let refused = |json: &str| {
        let config: EnvConfig = serde_json::from_str(json).unwrap();
        VecEnv::builder(&config).registry(&registry).build().err().expect(json).to_string()
    };
    let error = refused(r#"{ "reset": { "mirror": { "p": 0.5, "of": "risng" } } }"#);
    assert!(error.starts_with("reset.mirror.of.risng: ") && error.ends_with("did you mean `rising`?"), "{error}");
    let error =
        refused(r#"{ "reset": { "mixture": { "of": [{ "weight": 1, "reset": { "rising": { "by": 0 } } }] } } }"#);
    assert!(error.starts_with("reset.mixture.of[0].reset.rising.by: 0 is not above 0"), "{error}");
}
