//! Scripted agents play each other, headless.

#![allow(clippy::unwrap_used, reason = "a test that panics has failed")]

use std::sync::{Arc, OnceLock};

use wavedash_core::{Controls, Purpose, Stream};
use wavedash_env::bot;
use wavedash_env::duel::{Duel, DuelRules, Seat};
use wavedash_env::registry::{Entry, Kind, Registry};
use wavedash_env::{EnvConfig, Scene, VecEnv};
use wavedash_sim::{ArenaConfig, Surface};

fn surface() -> Arc<Surface> {
    static SURFACE: OnceLock<Arc<Surface>> = OnceLock::new();
    SURFACE.get_or_init(|| Arc::new(Surface::soccar())).clone()
}

/// Goals of both sides; each goal is followed by a kick-off, and so are two minutes without one.
fn play(blue: &str, orange: &str, goals: u32, seed: u64) -> [u32; 2] {
    let mut score = [0, 0];
    let mut rounds = 0;
    while score[0] + score[1] < goals && rounds < 4 * u64::from(goals) {
        let config = ArenaConfig { seed, arena_id: rounds, ..ArenaConfig::soccar(surface(), 1, 1) };
        let seats = [blue, orange].map(|name| Seat::Bot(bot::by_name(name).expect("valid")));
        let rules = DuelRules { seconds: 120.0, goals: Some(1), ..DuelRules::default() };
        let mut duel = Duel::new(config, seats.into(), rules).expect("valid");
        while !duel.is_over() {
            duel.advance().expect("valid");
        }
        (0..2).for_each(|side| score[side] += duel.score()[side]);
        rounds += 1;
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
    for &Entry { name, .. } in Registry::builtin_ref().entries(Kind::Bot) {
        let [goals, _] = play(name, "bot:idle", 2, 3);
        assert!(goals >= 1 || matches!(name, "bot:idle" | "bot:random"), "{name}: {goals}");
        assert_eq!(play(name, "bot:chaser", 2, 5), play(name, "bot:chaser", 2, 5), "{name}");
    }
}

#[test]
fn a_name_that_does_not_exist_is_answered_with_those_that_do() {
    let error = bot::by_name("bot:keeper").err().expect("valid").to_string();
    assert!(Registry::builtin_ref().entries(Kind::Bot).all(|entry| error.contains(entry.name)), "{error}");
}

#[test]
fn a_scene_without_the_car_is_answered_with_nothing() {
    let mut stream = Stream::new(0, 0, Purpose::Test, 0);
    for name in ["bot:idle", "bot:chaser", "bot:striker"] {
        assert_eq!(bot::by_name(name).expect("valid").decide(&Scene::default(), 0, &mut stream), Controls::NONE);
    }
}

/// Plain lessons are given where the wheels stand, never to jump and never in the middle of a flip; the striker flips.
#[test]
fn plain_lessons_leave_jumps_alone() {
    for actions_of in [r#""table90""#, r#"{"multi":{}}"#] {
        let config: EnvConfig = serde_json::from_str(&format!(
            r#"{{"actions":{actions_of},"end":{{"when":["goal",{{"no_touch":{{"seconds":6}}}}]}}}}"#
        ))
        .expect("valid");
        let mut pool = VecEnv::builder(&config).arenas(8).seed(3).build().expect("valid");
        let jumping = pool.jumping_choices().to_vec();
        assert_eq!(jumping.len(), pool.choices().iter().sum::<usize>());
        assert_eq!(jumping.iter().filter(|jumps| **jumps).count(), if jumping.len() == 90 { 18 } else { 1 });
        for (choice, jumps) in jumping.iter().enumerate().filter(|_| jumping.len() == 90) {
            assert_eq!(pool.controls(&[choice as f32]).jump, *jumps);
        }
        pool.teach(Some("bot:striker")).expect("a known agent");
        let width = pool.batch().widths.action;
        let mut lesson = vec![0.0; pool.batch().agents() * width];
        let [mut plain, mut on_ground, mut flips, mut silent_on_ground] = [0; 4];
        for _ in 0..900 {
            let stands: Vec<bool> = (0..8)
                .flat_map(|arena| pool.scene(arena).cars.iter().map(|car| car.on_ground).collect::<Vec<_>>())
                .collect();
            pool.step(&lesson).expect("valid");
            let batch = pool.batch();
            lesson.clone_from(&batch.lessons);
            flips += batch.step_info.iter().map(|facts| u32::from(facts.flips)).sum::<u32>();
            for (agent, own) in lesson.chunks(width).enumerate() {
                on_ground += u32::from(stands[agent]);
                if batch.plain_lessons[agent] {
                    assert!(stands[agent] && !pool.controls(own).jump, "{actions_of}: {own:?}");
                    plain += 1;
                } else {
                    silent_on_ground += u32::from(stands[agent]);
                }
            }
        }
        println!("{actions_of}: {plain} plain of {on_ground} on the ground, {silent_on_ground} silent, {flips} flips");
        assert!(plain * 10 > on_ground * 7 && flips > 0 && silent_on_ground > 0);
        pool.teach(None).expect("nobody");
        pool.step(&lesson).expect("valid");
        assert!(pool.batch().plain_lessons.iter().all(|plain| !plain));
    }
}

#[test]
fn a_manoeuvre_is_told_while_it_lasts() {
    let arena = wavedash_sim::Arena::new(ArenaConfig::soccar(surface(), 1, 0)).expect("valid");
    let mut scene = Scene::new(&arena.snapshot(), arena.pads());
    // Straight at a ball that lies before the other goal: the striker flips into it.
    let me = &mut scene.cars[0];
    me.pos = wavedash_core::Vec3::new(0.0, 4000.0, 17.0);
    me.vel = wavedash_core::Vec3::new(0.0, 1500.0, 0.0);
    me.frame = wavedash_core::Frame::of(&wavedash_core::math::yaw(core::f32::consts::FRAC_PI_2));
    scene.ball.pos = wavedash_core::Vec3::new(0.0, 4300.0, 93.15);
    let mut stream = Stream::new(0, 0, Purpose::Test, 0);
    for (name, flips) in [("bot:striker", true), ("bot:chaser", false), ("bot:idle", false)] {
        let mut bot = bot::by_name(name).expect("valid");
        assert!(!bot.is_committed());
        assert_eq!(bot.decide(&scene, 0, &mut stream).jump, flips, "{name}");
        assert_eq!(bot.is_committed(), flips, "{name}");
        bot.reset();
        assert!(!bot.is_committed());
    }
}

#[test]
fn a_teacher_comments_in_choices_that_are_open() {
    for actions_of in [r#""table90""#, r#"{"multi":{}}"#] {
        let config: EnvConfig =
            serde_json::from_str(&format!(r#"{{"actions":{actions_of},"team_sizes":[[1,1]]}}"#)).expect("valid");
        let mut pool = VecEnv::builder(&config).arenas(4).seed(3).build().expect("valid");
        pool.teach(Some("bot:striker")).expect("a known agent");
        let width = pool.batch().widths.action;
        let mut lesson = vec![0.0; pool.batch().agents() * width];
        for _ in 0..600 {
            let masks = pool.batch().masks.clone();
            // The teacher comments on what it saw before the step; what was done does not matter to it.
            pool.step(&lesson).expect("valid");
            lesson.clone_from(&pool.batch().lessons);
            let choices: usize = pool.choices().iter().sum();
            for (own, mask) in lesson.chunks(width).zip(masks.chunks(choices)) {
                let mut first = 0;
                for (choice, count) in own.iter().zip(pool.choices()) {
                    assert!(mask[first + *choice as usize], "{actions_of}: choice {choice} of {own:?} is closed");
                    first += count;
                }
            }
        }
        pool.teach(None).expect("nobody");
        pool.step(&lesson).expect("valid");
        assert!(pool.batch().lessons.iter().all(|choice| *choice == 0.0));
        let e = pool.teach(Some("bot:strikr")).expect_err("unknown").to_string();
        assert!(e.contains("bot:striker"), "{e}");
    }
}
