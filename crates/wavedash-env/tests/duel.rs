//! Matches between seats of different kinds, and scripted agents inside a pool.

#![allow(clippy::unwrap_used, reason = "a test that panics has failed")]

use std::sync::{Arc, OnceLock};

use wavedash_core::{Purpose, Stream};
use wavedash_env::bot;
use wavedash_env::duel::{Duel, DuelRules, Pause, Seat, SeatSpec};

use wavedash_env::registry::{Component, Entry, Kind, Registry};
use wavedash_env::reset::TeamSizes;
use wavedash_env::{EnvConfig, VecEnv};
use wavedash_sim::{Arena, ArenaConfig, Surface};

fn surface() -> Arc<Surface> {
    static SURFACE: OnceLock<Arc<Surface>> = OnceLock::new();
    SURFACE.get_or_init(|| Arc::new(Surface::soccar())).clone()
}

fn arena(seed: u64, size: usize) -> ArenaConfig {
    ArenaConfig { seed, arena_id: 3, ..ArenaConfig::soccar(surface(), size, size) }
}

fn bot(name: &str) -> Seat {
    Seat::Bot(bot::by_name(name).unwrap())
}

fn rules(seconds: f32, goals: Option<u32>) -> DuelRules {
    DuelRules { seconds, goals, ..DuelRules::default() }
}

fn lucy() -> SeatSpec {
    SeatSpec {
        observation: Component::with(
            "lucy_v1",
            wavedash_env::obs::LucyConfig { stack: 5, players: 6, as_published: false },
        ),
        actions: Component::named("table90"),
        tick_skip: 8,
        action_delay_ticks: 0,
    }
}

/// An action of the 90 rows, different for every decision.
fn action(seat: usize, decision: usize) -> [f32; 1] {
    [((7 * decision + 31 * seat) % 90) as f32]
}

#[test]
fn a_duel_of_equal_agents_is_the_match_of_a_pool() {
    for delay in [0, 3, 11] {
        let config = EnvConfig {
            actions: Component::named("table90"),
            reset: Component::named("kickoff"),
            action_delay_ticks: delay,
            team_sizes: TeamSizes::InTurn(vec![[1, 1]]),
            ..EnvConfig::default()
        };
        let mut pool = VecEnv::builder(&config).seed(9).surface(&surface()).build().unwrap();
        let spec = SeatSpec { action_delay_ticks: delay, ..lucy() };
        let own = ArenaConfig { seed: 9, ..ArenaConfig::soccar(surface(), 1, 1) };
        let mut duel = Duel::new(own, vec![Seat::Agent(spec.clone()), Seat::Agent(spec)], rules(60.0, None)).unwrap();
        let widths = duel.widths(0).unwrap();
        let (mut observation, mut mask) = (vec![0.0; widths.observation], vec![false; widths.mask]);
        for decision in 0..80 {
            assert_eq!(duel.pending(), [0, 1]);
            let actions = [action(0, decision), action(1, decision)];
            for (seat, action) in actions.iter().enumerate() {
                duel.observe(seat, &mut observation, &mut mask);
                assert_eq!(observation, pool.batch().observation(seat), "delay {delay}, decision {decision}");
                assert_eq!(mask, pool.batch().masks[seat * widths.mask..][..widths.mask]);
                duel.decide(seat, action).unwrap();
            }
            pool.step(actions.as_flattened()).unwrap();
            assert_eq!(duel.advance().unwrap(), Pause::Decision);
            assert_eq!(duel.arena().hash(), pool.arena(0).hash());
        }
    }
}

#[test]
fn every_seat_decides_in_its_own_ticks() {
    let slow = SeatSpec {
        observation: Component::named("nexto"),
        actions: Component::named("continuous"),
        tick_skip: 12,
        action_delay_ticks: 2,
    };
    let flat = SeatSpec { observation: Component::named("flat"), ..lucy() };
    let seats = vec![Seat::Agent(lucy()), bot("bot:chaser"), Seat::Agent(slow), Seat::Agent(flat)];
    let mut duel = Duel::new(arena(1, 2), seats, rules(1.0, None)).unwrap();
    assert!(duel.widths(1).is_none() && duel.widths(4).is_none());
    assert_eq!(duel.widths(2).unwrap().mask, 0);
    let mut decided: [Vec<u64>; 4] = Default::default();
    while !duel.is_over() {
        for seat in duel.pending().to_vec() {
            let widths = duel.widths(seat).unwrap();
            let mut observation = vec![f32::NAN; widths.observation];
            duel.observe(seat, &mut observation, &mut vec![false; widths.mask]);
            assert!(observation.iter().all(|x| x.is_finite()));
            decided[seat].push(duel.ticks());
            duel.decide(seat, &vec![0.5; widths.action]).unwrap();
        }
        duel.advance().unwrap();
    }
    let every = |ticks| (0..120).step_by(ticks).collect::<Vec<u64>>();
    assert_eq!(decided, [every(8), vec![], every(12), every(8)]);
    assert_eq!((duel.ticks(), duel.advance().unwrap()), (120, Pause::Over));
    // The scripted agent between them has driven.
    assert!(duel.scene().cars[1].vel.norm() > 300.0);
}

#[test]
fn wrong_calls_change_nothing_and_name_the_seat() {
    let mut duel = Duel::new(arena(1, 1), vec![Seat::Agent(lucy()), bot("bot:idle")], rules(1.0, None)).unwrap();
    let before = duel.arena().hash();
    for (seat, action) in [(1, &[0.0][..]), (2, &[0.0]), (0, &[]), (0, &[0.0, 0.0])] {
        let error = duel.decide(seat, action).unwrap_err().to_string();
        assert!(error.contains(&format!("seats[{seat}]")), "{error}");
    }
    assert!(duel.advance().unwrap_err().to_string().contains("seats[0]: must decide"));
    assert_eq!((duel.arena().hash(), duel.ticks(), duel.pending()), (before, 0, &[0][..]));
    let refuse = |seats: Vec<Seat>, rules| Duel::new(arena(1, 1), seats, rules).err().unwrap().to_string();
    let idle = || vec![bot("bot:idle"), bot("bot:idle")];
    assert!(refuse(vec![bot("bot:idle")], rules(1.0, None)).contains("seats"));
    assert!(refuse(idle(), rules(f32::NAN, None)).contains("seconds"));
    assert!(refuse(idle(), rules(0.0, None)).contains("seconds"));
    assert!(refuse(idle(), rules(1.0, Some(0))).contains("goals"));
    let never = SeatSpec { tick_skip: 0, ..lucy() };
    assert!(refuse(vec![Seat::Agent(never), bot("bot:idle")], rules(1.0, None)).contains("tick_skip"));
}

#[test]
fn goals_end_in_kick_offs_and_are_credited() {
    let play = |seed| {
        let seats = vec![bot("bot:striker"), bot("bot:idle")];
        let mut duel = Duel::new(arena(seed, 1), seats, rules(120.0, Some(3))).unwrap();
        let mut pauses = Vec::new();
        while !duel.is_over() {
            pauses.push(duel.advance().unwrap());
            if pauses.last() == Some(&Pause::Goal) {
                assert_eq!((duel.scene().ball.pos.x, duel.scene().ball.pos.y), (0.0, 0.0));
            }
        }
        (pauses, duel.goals().to_vec(), duel.arena().hash(), duel)
    };
    let (pauses, goals, hash, duel) = play(5);
    assert_eq!(pauses, [Pause::Goal, Pause::Goal, Pause::Over]);
    assert_eq!(duel.score().iter().sum::<u32>(), 3);
    assert!(goals.iter().all(|goal| goal.scorer.is_some() || goal.own_goal.is_some()), "{goals:?}");
    assert_eq!(duel.tracker().car(0).goals as usize, goals.iter().filter(|goal| goal.scorer == Some(0)).count());
    let (_, again, same, _) = play(5);
    assert_eq!((again, same), (goals, hash));
    assert_ne!(play(6).2, hash);
}

#[test]
fn scripted_agents_drive_inside_a_pool_for_any_number_of_threads() {
    let config = EnvConfig { team_sizes: TeamSizes::InTurn(vec![[2, 1]]), ..EnvConfig::default() };
    let run = |threads, driven: bool| {
        let mut pool = VecEnv::builder(&config).arenas(5).threads(threads).seed(2).surface(&surface()).build().unwrap();
        if driven {
            for arena in [1, 4] {
                pool.drive(arena, 2, Some(bot::by_name("bot:random").unwrap())).unwrap();
                pool.drive(arena, 0, Some(bot::by_name("bot:striker").unwrap())).unwrap();
            }
        }
        let width = pool.batch().widths.action;
        for step in 0..120_u64 {
            let draw = |row: u64| Stream::new(4, row, Purpose::Test, step).index(3) as f32;
            let actions: Vec<f32> = (0..(pool.batch().agents() * width) as u64).map(draw).collect();
            pool.step(&actions).unwrap();
            if step == 90 {
                pool.drive(4, 2, None).unwrap();
            }
        }
        (0..5).map(|arena| pool.arena(arena).hash()).collect::<Vec<_>>()
    };
    let (driven, free) = (run(1, true), run(1, false));
    assert_eq!(run(3, true), driven);
    let same: Vec<bool> = driven.iter().zip(&free).map(|(a, b)| a == b).collect();
    assert_eq!(same, [true, false, true, true, false]);
    let mut pool = VecEnv::builder(&config).surface(&surface()).build().unwrap();
    assert!(pool.drive(1, 0, None).unwrap_err().to_string().contains("arena"));
    assert!(pool.drive(0, 3, None).unwrap_err().to_string().contains("car"));
    pool.drive(0, 1, Some(bot::by_name("bot:chaser").unwrap())).unwrap();
    assert_eq!(pool.driver(0, 1).map(bot::Bot::name), Some("bot:chaser"));
    assert!(pool.driver(0, 0).is_none() && pool.driver(7, 0).is_none());
}

#[test]
fn a_scripted_agent_goes_on_from_what_it_saved() {
    for &Entry { name, .. } in Registry::builtin_ref().entries(Kind::Bot) {
        let seats = vec![bot(name), bot("bot:chaser")];
        let mut duel = Duel::new(arena(8, 1), seats, rules(20.0, None)).unwrap();
        let (mut one, mut other) = (bot::by_name(name).unwrap(), bot::by_name(name).unwrap());
        for decision in 0..150 {
            for _ in 0..8 {
                duel.tick().unwrap();
            }
            let stream = || Stream::new(1, 0, Purpose::Test, decision);
            other.restore(&one.save()).unwrap();
            let scene = wavedash_env::Scene::new(&duel.arena().snapshot(), duel.arena().pads());
            assert_eq!(one.decide(&scene, 0, &mut stream()), other.decide(&scene, 0, &mut stream()), "{name}");
            assert_eq!(one.save(), other.save());
        }
        assert!(one.restore(&[0; 20]).is_err());
    }
}

#[test]
fn the_controls_of_every_tick_replay_the_duel_to_the_bit() {
    let seats = vec![bot("bot:striker"), Seat::Agent(lucy())];
    let mut duel = Duel::new(arena(5, 1), seats, rules(60.0, Some(3))).unwrap();
    let mut copy = Arena::new(arena(5, 1)).unwrap();
    copy.set_state(duel.arena().state()).unwrap();
    let mut decisions = 0;
    while !duel.is_over() {
        for seat in duel.pending().to_vec() {
            decisions += 1;
            duel.decide(seat, &action(seat, decisions)).unwrap();
        }
        let pause = duel.tick().unwrap();
        copy.step(duel.applied());
        if pause == Some(Pause::Goal) {
            copy.set_state(duel.arena().state()).unwrap();
        }
        assert_eq!(copy.hash(), duel.arena().hash(), "tick {}", duel.ticks());
    }
    assert!(duel.goals().len() > 1, "no kick-off was seen");
}
