//! What a duel pays is what an environment pays for the same match.
//!
//! With steps of one tick a pool whose episodes end with goals plays the match of a duel: no step is longer than the way
//! to the goal, and both begin anew with the same kick-offs. Steps of several ticks, which only a duel cuts short at a
//! goal, and the clock are compared in `crates/wavedash/src/view/live_match_tests.rs`.

#![allow(clippy::unwrap_used, reason = "a test that panics has failed")]

use std::sync::{Arc, OnceLock};

use wavedash_core::{Controls, Purpose, Stream};
use wavedash_env::bot::{self, Bot};
use wavedash_env::duel::{Duel, DuelRules, Pause, Seat, SeatSpec};
use wavedash_env::registry::{Component, Registry};
use wavedash_env::reset::TeamSizes;
use wavedash_env::{EnvConfig, VecEnv};
use wavedash_sim::{ArenaConfig, Surface};

fn surface() -> Arc<Surface> {
    static SURFACE: OnceLock<Arc<Surface>> = OnceLock::new();
    Arc::clone(SURFACE.get_or_init(|| Arc::new(Surface::soccar())))
}

/// Potentials that count from the kick-off on, terms that read both scenes, that remember, that count, and others in a
/// step with a goal.
const REWARD: &str = r#"{
    "team_spirit": 0.4,
    "shaping": { "skip_first": false, "discount": 0.99 },
    "potential": [{ "weight": 1.0, "of": "ball_to_goal_distance_difference" }, { "weight": 0.5, "of": "align_ball_goal" }],
    "event": [
        { "weight": 1.0, "of": "touch" }, { "weight": 1.0, "of": "fresh_touch" }, { "weight": 1.0, "of": "touch_acceleration" },
        { "weight": 1.0, "of": "shot" }, { "weight": 1.0, "of": "save" }, { "weight": 1.0, "of": "demo" },
        { "weight": 1.0, "of": "demoed" }, { "weight": 1.0, "of": "bump" }, { "weight": 1.0, "of": "boost_change" },
        { "weight": 1.0, "of": "landing" }, { "weight": 0.5, "of": "offensive_pressure" }
    ],
    "on_goal": [
        { "weight": 2.0, "of": "goal" }, { "weight": 5.0, "of": "team_goal" }, { "weight": -3.0, "of": "concede" },
        { "weight": 1.0, "of": { "change": { "gain": 1.0, "loss": 1.0, "of": "ball_speed" } } }
    ]
}"#;

/// Floats of an action: five analog values and three buttons.
const ACTION: usize = 8;

/// Scripted agents as policies: they decide every 8 ticks, and hold that.
struct Drivers {
    bots: Vec<Box<dyn Bot>>,
    held: Vec<Controls>,
    ticks: u64,
}

impl Drivers {
    fn new(names: [&'static str; 2], size: usize) -> Self {
        let of_team = |name| (0..size).map(move |_| bot::by_name(name).unwrap());
        Self { bots: names.into_iter().flat_map(of_team).collect(), held: vec![Controls::NONE; 2 * size], ticks: 0 }
    }

    fn kickoff(&mut self) {
        self.ticks = 0;
        self.bots.iter_mut().for_each(|bot| bot.reset());
    }

    /// Actions of all cars.
    fn act(&mut self, duel: &Duel, actions: &mut [f32]) {
        let scene = duel.scene();
        if self.ticks.is_multiple_of(8) {
            for (car, (bot, held)) in self.bots.iter_mut().zip(&mut self.held).enumerate() {
                *held = bot.decide(scene, car, &mut Stream::new(3, car as u64, Purpose::Action, scene.tick));
            }
        }
        self.ticks += 1;
        let button = |is_down: bool| if is_down { 1.0 } else { -1.0 };
        for (action, c) in actions.chunks_mut(ACTION).zip(&self.held) {
            let buttons = [button(c.jump), button(c.boost), button(c.handbrake)];
            action[..5].copy_from_slice(&[c.throttle, c.steer, c.pitch, c.yaw, c.roll]);
            action[5..].copy_from_slice(&buttons);
        }
    }
}

/// Plays a match as both and returns its goals and demolitions.
fn compare(names: [&'static str; 2], size: usize, seconds: f32, seed: u64) -> [u32; 2] {
    let config = EnvConfig {
        tick_skip: 1,
        actions: Component::named("continuous"),
        team_sizes: TeamSizes::InTurn(vec![[size; 2]]),
        reward: serde_json::from_str(REWARD).unwrap(),
        reset: Component::named("kickoff"),
        end: serde_json::from_str(r#"{ "when": ["goal"] }"#).unwrap(),
        ..EnvConfig::default()
    };
    let mut pool = VecEnv::builder(&config).seed(seed).surface(&surface()).build().unwrap();
    let arena = ArenaConfig { seed, ..ArenaConfig::soccar(surface(), size, size) };
    let seats = (0..2 * size).map(|_| Seat::Agent(SeatSpec::of(&config))).collect();
    let rules = DuelRules { seconds, ..DuelRules::default() };
    let mut duel = Duel::new(arena, seats, rules).unwrap();
    duel.ask_for_rewards(&config.reward, Registry::builtin_ref()).unwrap();
    assert_eq!(duel.reward_components(), pool.component_names());
    let mut drivers = Drivers::new(names, size);
    let mut actions = vec![0.0; 2 * size * ACTION];
    while !duel.is_over() {
        drivers.act(&duel, &mut actions);
        for (seat, action) in actions.chunks(ACTION).enumerate() {
            duel.decide(seat, action).unwrap();
        }
        let pause = duel.tick().unwrap();
        let batch = pool.step(&actions).unwrap();
        assert_eq!(batch.terminated[0], pause == Some(Pause::Goal), "{} ticks", duel.ticks());
        let paid: Vec<_> = duel.paid().collect();
        assert_eq!(paid.len(), 2 * size, "a step every tick");
        for paid in paid {
            let wanted = &batch.components[paid.car * batch.widths.components..][..batch.widths.components];
            assert_eq!(paid.components, wanted, "car {} after {} ticks", paid.car, duel.ticks());
            assert_eq!(paid.reward.to_bits(), batch.rewards[paid.car].to_bits());
        }
        if pause == Some(Pause::Goal) {
            drivers.kickoff();
        }
    }
    let demolitions = (0..2 * size).map(|car| duel.tracker().car(car).demolitions).sum();
    [duel.goals().len() as u32, demolitions]
}

#[test]
fn a_duel_pays_what_an_environment_pays() {
    let mut seen = [0, 0];
    for seed in 0..4 {
        let found = compare(["bot:striker", "bot:chaser"], 2, 60.0, seed);
        seen = [seen[0] + found[0], seen[1] + found[1]];
    }
    assert!(seen[0] > 3 && seen[1] > 0, "goals and demolitions: {seen:?}");
}
