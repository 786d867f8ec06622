//! The viewer pays what training pays: every component of every step, against an environment's steps written out here.

use std::collections::BTreeMap;

use wavedash_analysis::Subject;
use wavedash_core::{Stream, Team};
use wavedash_env::Registry;
use wavedash_env::duel::{DuelRules, Seat, SeatSpec};
use wavedash_env::reward::{Reward, RewardConfig};
use wavedash_env::{Clock, Scene, StepInfoCollector, Transition};
use wavedash_eval::{Contestant, EvalError, Scripted};
use wavedash_sim::{Event, Tracker, TrackerConfig};

use super::*;

/// Terms that remember the step before, that read both scenes, that count events, that replace others after a goal; and a
/// potential that counts at a kick-off and as 0 at the end.
const REWARD: &str = r#"{
    "team_spirit": 0.3,
    "shaping": { "discount": 0.99, "terminal": "zero", "skip_first": false },
    "potential": [
        { "weight": 1.0, "of": "ball_to_goal_distance_difference" },
        { "weight": 0.7, "of": "align_ball_goal" },
        { "weight": 0.4, "of": "player_to_ball_distance" }
    ],
    "event": [
        { "weight": 1.0, "of": "touch" }, { "weight": 1.0, "of": "touching" },
        { "weight": 1.0, "of": { "fresh_touch": { "pause": 0.5 } } },
        { "weight": 1.0, "of": "touch_acceleration" },
        { "weight": 1.0, "of": "boost_change" }, { "weight": 1.0, "of": "big_pad" },
        { "weight": 1.0, "of": "small_pad" }, { "weight": 1.0, "of": "shot" }, { "weight": 1.0, "of": "save" },
        { "weight": 1.0, "of": "demo" }, { "weight": 1.0, "of": "demoed" }, { "weight": 1.0, "of": "bump" },
        { "weight": 1.0, "of": "flip" }, { "weight": 1.0, "of": "landing" }, { "weight": 1.0, "of": "player_to_ball_velocity" },
        { "weight": 0.5, "of": "offensive_pressure" }
    ],
    "on_goal": [
        { "weight": 1.0, "of": "goal_speed" }, { "weight": 5.0, "of": "team_goal" }, { "weight": -3.0, "of": "concede" },
        { "weight": 2.0, "of": "goal" }, { "weight": 1.0, "of": "concede_distance" },
        { "weight": 1.0, "of": { "change": { "gain": 1.0, "loss": 1.0, "of": "ball_speed" } } }
    ]
}"#;

/// A car's payment at the end of a step.
#[derive(Clone, Debug, PartialEq)]
struct Paid {
    car: usize,
    clock: Clock,
    reward: f32,
    components: Vec<f32>,
}

/// How the match goes on after a tick.
#[derive(Clone, Copy, PartialEq, Eq)]
enum After {
    Play,
    Kickoff,
    /// Decided.
    Terminated,
    /// The time is up and nobody leads.
    Truncated,
}

/// An environment's steps of one length, in an arena of their own that is given the same controls.
struct Training {
    arena: Arena,
    tracker: Tracker,
    facts: StepInfoCollector,
    reward: Reward,
    before: Scene,
    now: Scene,
    clock: Clock,
    tick_skip: u64,
    ticks: u64,
    cut_short: usize,
    cars: Vec<usize>,
}

impl Training {
    fn new(arena: &Arena, config: &RewardConfig, tick_skip: u64, cars: Vec<usize>) -> Self {
        let now = Scene::new(&arena.snapshot(), arena.pads());
        let mut reward = Reward::new(config).unwrap();
        reward.reset(&now);
        Self {
            tracker: Tracker::new(arena, TrackerConfig::default()).unwrap(),
            facts: StepInfoCollector::new(arena),
            arena: arena.clone(),
            reward,
            before: now.clone(),
            now,
            clock: Clock::default(),
            tick_skip,
            ticks: 0,
            cut_short: 0,
            cars,
        }
    }

    /// One tick, and the kick-off after it if there is one.
    fn tick(&mut self, held: &[Controls], after: After, kickoff: &Arena) -> Vec<Paid> {
        self.arena.step(held);
        let tracked = self.tracker.update(&self.arena);
        self.facts.tick(&self.arena, tracked);
        self.ticks += 1;
        if self.ticks < self.tick_skip && after == After::Play {
            return Vec::new();
        }
        core::mem::swap(&mut self.before, &mut self.now);
        self.now.read(&self.arena.snapshot());
        self.clock.ticks += self.ticks;
        let touched = self.facts.facts().iter().any(|facts| facts.touched);
        self.clock.ticks_without_touch = if touched { 0 } else { self.clock.ticks_without_touch + self.ticks };
        let cars = self.now.cars.len();
        let width = self.reward.component_names().len();
        let (mut rewards, mut components) = (vec![0.0; cars], vec![0.0; cars * width]);
        let transition = Transition {
            before: &self.before,
            now: &self.now,
            step_info: self.facts.facts(),
            clock: self.clock,
            is_first: false,
        };
        self.reward.step(&transition, after == After::Terminated, &mut rewards, &mut components);
        let of_car = |car: &usize| Paid {
            car: *car,
            clock: self.clock,
            reward: rewards[*car],
            components: components[*car * width..][..width].to_vec(),
        };
        let paid = self.cars.iter().map(of_car).collect();
        self.cut_short += usize::from(self.ticks < self.tick_skip);
        self.ticks = 0;
        self.facts.begin_step();
        if after == After::Kickoff {
            self.arena.set_state(kickoff.state()).unwrap();
            self.tracker.update(&self.arena);
            self.tracker.reset();
            self.facts.reset(cars);
            self.now.read(&self.arena.snapshot());
            self.before.clone_from(&self.now);
            self.clock.ticks_without_touch = 0;
            self.reward.reset(&self.now);
        }
        paid
    }
}

/// An agent of some tick skip that does next to nothing.
struct Idler {
    tick_skip: u32,
}

impl Contestant for Idler {
    fn name(&self) -> &str {
        "idler"
    }

    fn seat(&self) -> Result<Seat, EvalError> {
        Ok(Seat::Agent(SeatSpec { tick_skip: self.tick_skip, ..SeatSpec::default() }))
    }

    fn act(&self, _: &[f32], _: &[bool], _: Option<&mut [Stream]>, actions: &mut [f32]) -> Result<(), EvalError> {
        actions.fill(1.0);
        Ok(())
    }
}

/// What happened in a match that was compared.
#[derive(Debug, Default)]
struct Seen {
    kickoffs: usize,
    demolitions: usize,
    steps: usize,
    cut_short: usize,
    /// Overtimes that blue and orange won.
    overtimes: [usize; 2],
    decided: usize,
    drawn: usize,
    /// Payments that differ: in what, how many, and the first of them.
    faults: BTreeMap<&'static str, (usize, String)>,
}

impl Seen {
    fn note(&mut self, got: &[Paid], wanted: &[Paid], after: After) {
        let who = |all: &[Paid]| all.iter().map(|paid| paid.car).collect::<Vec<_>>();
        let same = |of: fn(&Paid) -> f32| got.iter().zip(wanted).all(|(a, b)| of(a).to_bits() == of(b).to_bits());
        let what = if who(got) != who(wanted) {
            "when they are paid"
        } else if got.iter().zip(wanted).any(|(a, b)| a.clock.ticks != b.clock.ticks) {
            "the clock"
        } else if got.iter().zip(wanted).any(|(a, b)| a.clock != b.clock) {
            "the time without a touch"
        } else {
            ""
        };
        let is_same = same(|paid| paid.reward) && got.iter().zip(wanted).all(|(a, b)| a.components == b.components);
        let reward = match after {
            After::Kickoff => "rewards of a goal before a kick-off",
            After::Truncated => "rewards at a truncation",
            After::Terminated => "rewards at a termination",
            After::Play => "rewards",
        };
        let is_wrong = [(!what.is_empty(), what), (what != "when they are paid" && !is_same, reward)];
        for (_, fault) in is_wrong.into_iter().filter(|(is_wrong, _)| *is_wrong) {
            let first = || (0, format!("{got:?} instead of {wanted:?}"));
            self.faults.entry(fault).or_insert_with(first).0 += 1;
        }
    }
}

fn plan(both: [Box<dyn Contestant>; 2], team_size: u8, rules: DuelRules, seed: u64) -> LivePlan {
    let config = serde_json::from_str(REWARD).expect("a reward");
    LivePlan {
        both,
        team_size,
        rules,
        seed,
        sampled: true,
        human: None,
        record: None,
        countdown: 0,
        reward: Subject::whole("all", config, Registry::builtin_ref()).unwrap(),
    }
}

fn bots(blue: &str, orange: &str) -> [Box<dyn Contestant>; 2] {
    [blue, orange].map(|name| Box::new(Scripted::new(name).unwrap()) as Box<dyn Contestant>)
}

/// Payments of the last tick.
fn paid(live: &LiveMatch<'_>) -> Vec<Paid> {
    let of_car = |paid: wavedash_env::duel::Paid<'_>| Paid {
        car: paid.car,
        clock: paid.clock,
        reward: paid.reward,
        components: paid.components.to_vec(),
    };
    live.game.duel().paid().map(of_car).collect()
}

/// Plays the match and compares every payment.
fn compare(plan: &LivePlan, skips: [u64; 2], seen: &mut Seen) {
    let venue = Venue::soccar(plan.team_size.into()).unwrap();
    let mut live = LiveMatch::new(&venue, plan, 0).unwrap();
    let cars: Vec<Team> = live.arena().cars().iter().map(|car| car.team).collect();
    let of_team = |skip: u64| (0..cars.len()).filter(|car| skips[cars[*car].index()] == skip).collect();
    let mut skips = skips.to_vec();
    skips.dedup();
    let train = |skip: &u64| Training::new(live.arena(), &plan.reward.config, *skip, of_team(*skip));
    let mut trained: Vec<Training> = skips.iter().map(train).collect();
    let last = (plan.rules.seconds * 120.0) as u64;
    for tick in 1.. {
        let played = live.game.duel().ticks();
        live.tick(Controls::NONE, tick).unwrap();
        let duel = live.game.duel();
        if duel.ticks() == played {
            // A celebration or a countdown.
            continue;
        }
        let [blue, orange] = duel.score();
        let scored = duel.goals().last().is_some_and(|goal| goal.tick == duel.ticks());
        let is_decided = blue != orange;
        let is_up = duel.ticks() >= last && (is_decided || !plan.rules.overtime);
        let after = match () {
            () if is_up && is_decided => After::Terminated,
            () if is_up => After::Truncated,
            () if scored => After::Kickoff,
            () => After::Play,
        };
        let held = duel.applied().to_vec();
        let wanted: Vec<Paid> =
            trained.iter_mut().flat_map(|steps| steps.tick(&held, after, live.game.duel().arena())).collect();
        assert_eq!(trained[0].arena.hash(), live.arena().hash(), "the same match");
        for event in trained[0].arena.events() {
            seen.demolitions += usize::from(matches!(event, Event::Demolition { .. }));
        }
        seen.steps += usize::from(!wanted.is_empty());
        seen.kickoffs += usize::from(after == After::Kickoff);
        let mut got = paid(&live);
        got.sort_by_key(|paid| paid.car);
        let mut wanted = wanted;
        wanted.sort_by_key(|paid| paid.car);
        seen.note(&got, &wanted, after);
        if live.game.duel().is_over() {
            seen.cut_short += trained.iter().map(|steps| steps.cut_short).sum::<usize>();
            seen.drawn += usize::from(after == After::Truncated);
            seen.decided += usize::from(after == After::Terminated && live.game.duel().ticks() == last);
            if live.game.duel().ticks() > last {
                seen.overtimes[usize::from(orange > blue)] += 1;
            }
            return;
        }
    }
}

#[test]
fn the_viewers_rewards_are_the_trainings() {
    let mut seen = Seen::default();
    for seed in 0..6 {
        let rules = DuelRules { seconds: 30.0, overtime: true, ..DuelRules::default() };
        compare(&plan(bots("bot:striker", "bot:chaser"), 2, rules, seed), [8, 8], &mut seen);
        let rules = DuelRules { seconds: 20.0, overtime: false, ..DuelRules::default() };
        compare(&plan(bots("bot:chaser", "bot:striker"), 1, rules, seed), [8, 8], &mut seen);
    }
    let rules = DuelRules { seconds: 40.0, ..DuelRules::default() };
    let idler = || Box::new(Idler { tick_skip: 5 }) as Box<dyn Contestant>;
    let striker = Box::new(Scripted::new("bot:striker").unwrap());
    compare(&plan([striker, idler()], 1, rules, 9), [8, 5], &mut seen);
    compare(&plan([idler(), idler()], 1, rules, 9), [5, 5], &mut seen);
    assert!(seen.faults.is_empty(), "{:#?}", seen.faults);
    assert!(seen.kickoffs > 5 && seen.demolitions > 0 && seen.cut_short > 5, "{seen:?}");
    assert!(seen.overtimes[0] > 0 && seen.overtimes[1] > 0 && seen.decided > 0 && seen.drawn > 0, "{seen:?}");
}
