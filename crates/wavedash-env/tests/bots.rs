//! Scripted agents play each other, headless.

#![allow(clippy::unwrap_used, reason = "a test that panics has failed")]

use std::sync::Arc;

use wavedash_core::{Controls, Purpose, Stream};
use wavedash_env::Scene;
use wavedash_env::bot::{self, Bot};
use wavedash_env::reset::ResetConfig;
use wavedash_sim::{Arena, ArenaConfig, Surface, soccar_pads};

/// Ticks of a decision.
const TICK_SKIP: usize = 8;

/// Goals of both sides; each goal is followed by a kick-off, and so are two minutes without one.
fn play(blue: &str, orange: &str, goals: u32, seed: u64) -> [u32; 2] {
    let mut bots: [Box<dyn Bot>; 2] = [bot::by_name(blue).expect("valid"), bot::by_name(orange).expect("valid")];
    let mut arena =
        Arena::new(ArenaConfig { seed, ..ArenaConfig::soccar(Arc::new(Surface::soccar()), 1, 1) }).expect("valid");
    let kickoff = ResetConfig::Kickoff.build().expect("valid");
    let mut scene = Scene::new(&arena.snapshot(), &soccar_pads());
    let mut score = [0, 0];
    let mut rounds = 0;
    while score[0] + score[1] < goals && rounds < 4 * u64::from(goals) {
        let mut stream = Stream::new(seed, rounds, Purpose::Reset, 0);
        rounds += 1;
        kickoff.reset(&mut arena, &mut stream).expect("valid");
        bots.iter_mut().for_each(|bot| bot.reset());
        let before = arena.state().score;
        for _ in 0..120 * 120 / TICK_SKIP {
            scene.read(&arena.snapshot());
            let mut controls = [Controls::NONE; 2];
            for (i, bot) in bots.iter_mut().enumerate() {
                controls[i] = bot.decide(&scene, i, &mut stream);
            }
            for _ in 0..TICK_SKIP {
                arena.step(&controls);
            }
            if arena.state().score != before {
                break;
            }
        }
        for side in 0..2 {
            score[side] += arena.state().score[side] - before[side];
        }
    }
    score
}

/// Goals of `a` and `b` over both sides.
fn both_sides(a: &str, b: &str, goals_a_side: u32, seed: u64) -> [u32; 2] {
    let first = play(a, b, goals_a_side, seed);
    let second = play(b, a, goals_a_side, seed + 1);
    println!("{a} : {b} = {first:?} as blue, {:?} as orange", [second[1], second[0]]);
    [first[0] + second[1], first[1] + second[0]]
}

#[test]
fn the_striker_beats_the_chaser() {
    let [striker, chaser] = both_sides("bot:striker", "bot:chaser", 10, 7);
    assert!(striker >= 2 * chaser, "{striker} : {chaser}");
}

/// `cargo test -p wavedash-env --release --test bots -- --ignored --nocapture`
#[test]
#[ignore = "a thousand goals take half a minute"]
fn the_striker_beats_the_chaser_eight_to_two_over_many_goals() {
    let scores: Vec<[u32; 2]> = std::thread::scope(|scope| {
        let play = |seed| move || both_sides("bot:striker", "bot:chaser", 50, seed);
        let threads: Vec<_> = (0..10).map(|i| scope.spawn(play(5000 + 2 * i))).collect();
        threads.into_iter().map(|thread| thread.join().expect("valid")).collect()
    });
    let [striker, chaser] = scores.iter().fold([0, 0], |sum, score| [sum[0] + score[0], sum[1] + score[1]]);
    println!("together {striker} : {chaser}");
    assert!(striker >= 4 * chaser, "{striker} : {chaser}");
}

#[test]
fn every_agent_beats_or_draws_with_one_that_does_nothing_and_the_same_seed_plays_the_same() {
    for (name, _) in bot::NAMES {
        let [goals, _] = play(name, "bot:idle", 2, 3);
        assert!(goals >= 1 || matches!(name, "bot:idle" | "bot:random"), "{name}: {goals}");
        assert_eq!(play(name, "bot:chaser", 2, 5), play(name, "bot:chaser", 2, 5), "{name}");
    }
}

#[test]
fn a_name_that_does_not_exist_is_answered_with_those_that_do() {
    let error = bot::by_name("bot:keeper").err().expect("valid").to_string();
    assert!(bot::NAMES.iter().all(|(name, _)| error.contains(name)), "{error}");
}

#[test]
fn a_scene_without_the_car_is_answered_with_nothing() {
    let mut stream = Stream::new(0, 0, Purpose::Test, 0);
    for name in ["bot:idle", "bot:chaser", "bot:striker"] {
        assert_eq!(bot::by_name(name).expect("valid").decide(&Scene::default(), 0, &mut stream), Controls::NONE);
    }
}
