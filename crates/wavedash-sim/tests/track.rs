//! Trackers on real arenas: cars are parked, and the ball hops from roof to roof and then flies.

#![allow(clippy::unwrap_used, reason = "a test that panics has failed")]

use std::sync::Arc;

use wavedash_core::{Team, Vec3};
use wavedash_sim::{
    Arena, ArenaConfig, BodyState, CarCounts, Event, Possession, Surface, TrackedEvent, Tracker, TrackerConfig,
};

fn surface() -> Arc<Surface> {
    static SURFACE: std::sync::OnceLock<Arc<Surface>> = std::sync::OnceLock::new();
    Arc::clone(SURFACE.get_or_init(|| Arc::new(Surface::soccar())))
}

/// An arena, its tracker, and everything that was found, with ticks.
struct Game {
    arena: Arena,
    tracker: Tracker,
    found: Vec<(u64, TrackedEvent)>,
}

impl Game {
    /// Cars parked at (x, y), blue ones first, across the pitch; the ball above the first.
    fn new(blue: &[[f32; 2]], orange: &[[f32; 2]], config: TrackerConfig) -> Self {
        let mut arena = Arena::new(ArenaConfig::soccar(surface(), blue.len(), orange.len())).unwrap();
        for (i, [x, y]) in blue.iter().chain(orange).enumerate() {
            let mut car = arena.state().cars[i];
            car.body = BodyState::at(Vec3::new(*x, *y, 17.0));
            arena.set_car(i, car).unwrap();
        }
        let [x, y] = blue.first().or(orange.first()).copied().unwrap_or_default();
        arena.set_ball(BodyState::at(Vec3::new(x, y, 300.0))).unwrap();
        arena.refresh_contacts();
        let tracker = Tracker::new(&arena, config).unwrap();
        Self { arena, tracker, found: Vec::new() }
    }

    fn step(&mut self) -> &[TrackedEvent] {
        self.arena.step(&[]);
        let events = self.tracker.update(&self.arena);
        self.found.extend(events.iter().map(|event| (self.arena.state().tick, *event)));
        events
    }

    /// Steps until the tracker finds something that fits, or fails.
    fn until(&mut self, ticks: usize, what: impl Fn(&TrackedEvent) -> bool) -> u64 {
        for _ in 0..ticks {
            if self.step().iter().any(&what) {
                return self.arena.state().tick;
            }
        }
        panic!("not found in {ticks} ticks; found {:?}", self.found);
    }

    fn run(&mut self, ticks: usize) {
        (0..ticks).for_each(|_| _ = self.step());
    }

    /// Gives the ball a velocity where it is, lifted off whatever it touches.
    fn send(&mut self, vel: [f32; 3]) {
        let pos = self.lifted();
        self.arena.set_ball(BodyState { vel: vel.into(), ..BodyState::at(pos) }).unwrap();
    }

    fn lifted(&self) -> Vec3 {
        self.arena.state().ball.body.pos + Vec3::new(0.0, 0.0, 20.0)
    }

    /// Lets the ball fall onto a car's roof within 0.8 s.
    fn onto(&mut self, car: usize) {
        const SECONDS: f32 = 0.8;
        let roof = self.arena.state().cars[car].body.pos + Vec3::new(10.0, 0.0, 125.0);
        let mut vel = (roof - self.lifted()) / SECONDS;
        vel.z += 325.0 * SECONDS;
        self.send(vel.into());
        self.until(120, |event| matches!(event, TrackedEvent::Touch { car: c, .. } if usize::from(*c) == car));
    }

    fn shots_and_saves(&self) -> Vec<TrackedEvent> {
        let wanted = |e: &TrackedEvent| matches!(e, TrackedEvent::Shot { .. } | TrackedEvent::Save { .. });
        self.found.iter().map(|(_, event)| *event).filter(wanted).collect()
    }

    fn goals(&self) -> Vec<TrackedEvent> {
        self.found.iter().map(|(_, event)| *event).filter(is_goal).collect()
    }
}

fn is_goal(event: &TrackedEvent) -> bool {
    matches!(event, TrackedEvent::Goal { .. })
}

fn is_shot(event: &TrackedEvent) -> bool {
    matches!(event, TrackedEvent::Shot { .. })
}

fn goal(team: Team, scorer: Option<u8>, assist: Option<u8>, own_goal: Option<u8>) -> TrackedEvent {
    TrackedEvent::Goal { team, scorer, assist, own_goal }
}

/// Straight into the goal from the middle of the pitch.
const ON_TARGET: [f32; 3] = [0.0, 3500.0, 300.0];
const ON_BLUE_GOAL: [f32; 3] = [0.0, -3500.0, 300.0];

#[test]
fn a_ball_struck_on_target_is_one_shot_and_one_goal_of_the_striker() {
    let mut game = Game::new(&[[0.0, 0.0]], &[], TrackerConfig::default());
    let mut car = game.arena.state().cars[0];
    car.body = BodyState {
        rot: wavedash_core::math::yaw(core::f32::consts::FRAC_PI_2),
        vel: Vec3::new(0.0, 2200.0, 0.0),
        ..BodyState::at(Vec3::new(0.0, 2500.0, 17.0))
    };
    game.arena.set_car(0, car).unwrap();
    game.arena.set_ball(BodyState::at(Vec3::new(0.0, 3000.0, 93.15))).unwrap();
    let touched = game.until(60, |event| matches!(event, TrackedEvent::Touch { .. }));
    let shot = game.until(60, is_shot);
    assert_eq!(shot, game.tracker.last_touch(0).unwrap().tick + 36, "judged 0.3 s after the last contact at {touched}");
    assert_eq!(game.tracker.shot_under_way(), Some(0));
    game.until(240, is_goal);
    assert_eq!(game.tracker.shot_under_way(), None);
    game.run(240);
    let counts = CarCounts { touches: 1, shots: 1, goals: 1, ..game.tracker.car(0) };
    assert_eq!(game.tracker.car(0), counts);
    assert_eq!(game.shots_and_saves(), [TrackedEvent::Shot { car: 0 }]);
    assert_eq!(game.goals(), [goal(Team::Blue, Some(0), None, None)]);
}

#[test]
fn orange_shoots_at_the_other_goal() {
    let mut game = Game::new(&[], &[[0.0, 0.0]], TrackerConfig::default());
    game.onto(0);
    game.send(ON_BLUE_GOAL);
    game.until(60, is_shot);
    game.until(240, is_goal);
    assert_eq!(game.goals(), [goal(Team::Orange, Some(0), None, None)]);
    assert_eq!((game.tracker.team(Team::Blue).goals, game.tracker.team(Team::Orange).goals), (0, 1));
}

#[test]
fn slow_wide_and_far_balls_are_no_shots() {
    for vel in [[0.0, 1700.0, 300.0], [1500.0, 3000.0, 300.0], [0.0, -3500.0, 300.0]] {
        let mut game = Game::new(&[[0.0, 1500.0]], &[], TrackerConfig::default());
        game.onto(0);
        game.send(vel);
        game.run(400);
        assert_eq!(game.shots_and_saves(), [], "{vel:?}");
    }
    // From far away it becomes one as soon as it needs no more than two seconds.
    let mut game = Game::new(&[[0.0, -1000.0]], &[], TrackerConfig::default());
    game.onto(0);
    game.send([0.0, 2500.0, 300.0]);
    let shot = game.until(400, is_shot);
    let scored = game.until(400, is_goal);
    assert_eq!(scored - shot, 240);
}

#[test]
fn a_shot_that_a_defender_turns_away_is_a_save() {
    let mut game = Game::new(&[[0.0, 0.0]], &[[20.0, 3400.0]], TrackerConfig::default());
    game.onto(0);
    game.send([0.0, 2500.0, -100.0]);
    game.until(60, is_shot);
    let touched = game.until(240, |event| matches!(event, TrackedEvent::Touch { car: 1, .. }));
    game.run(240);
    assert_eq!(game.shots_and_saves(), [TrackedEvent::Shot { car: 0 }, TrackedEvent::Save { car: 1, shooter: 0 }]);
    let (saved, _) = *game.found.iter().find(|(_, event)| matches!(event, TrackedEvent::Save { .. })).unwrap();
    assert!(saved - touched < 8, "{touched} {saved}");
    assert_eq!((game.tracker.car(0).shots, game.tracker.car(1).saves), (1, 1));
    assert_eq!(game.goals(), []);
}

#[test]
fn a_defender_who_does_not_stop_it_saves_nothing() {
    // The ball brushes the car and goes in nevertheless.
    let mut game = Game::new(&[[0.0, 0.0]], &[[130.0, 4800.0]], TrackerConfig::default());
    game.onto(0);
    game.send([0.0, 3500.0, -50.0]);
    game.until(60, is_shot);
    game.until(240, is_goal);
    assert_eq!(game.tracker.car(1).touches, 1);
    assert_eq!(game.shots_and_saves(), [TrackedEvent::Shot { car: 0 }]);
    assert_eq!(game.goals(), [goal(Team::Blue, Some(0), None, None)]);
}

#[test]
fn a_team_mate_in_the_way_saves_nothing() {
    let mut game = Game::new(&[[0.0, 0.0], [20.0, 3400.0]], &[], TrackerConfig::default());
    game.onto(0);
    game.send([0.0, 2500.0, -100.0]);
    game.until(60, is_shot);
    game.until(240, |event| matches!(event, TrackedEvent::Touch { car: 1, .. }));
    game.run(20);
    assert_eq!(game.tracker.shot_under_way(), None);
    assert_eq!(game.shots_and_saves(), [TrackedEvent::Shot { car: 0 }]);
}

#[test]
fn a_block_before_the_shot_was_judged_is_neither_shot_nor_save() {
    let mut game = Game::new(&[[0.0, 0.0]], &[[20.0, 600.0]], TrackerConfig::default());
    game.onto(0);
    game.send([0.0, 2500.0, -100.0]);
    game.until(36, |event| matches!(event, TrackedEvent::Touch { car: 1, .. }));
    game.run(60);
    assert_eq!(game.shots_and_saves(), []);
}

#[test]
fn a_second_shot_waits_for_the_cooldown() {
    let config = TrackerConfig { shot_cooldown_seconds: 1.5, ..TrackerConfig::default() };
    let mut game = Game::new(&[[0.0, 0.0], [0.0, 800.0]], &[], config);
    game.onto(0);
    game.send(ON_TARGET);
    let first = game.until(60, is_shot);
    game.onto(1);
    assert_eq!(game.tracker.shot_under_way(), None);
    game.send([0.0, 2600.0, 300.0]);
    let second = game.until(240, is_shot);
    assert_eq!(second - first, 180);
    assert_eq!((game.tracker.car(0).shots, game.tracker.car(1).shots), (1, 1));
}

#[test]
fn a_goal_credits_the_last_attacker_and_who_passed_to_him() {
    let cars = [[0.0, 0.0], [0.0, 400.0], [0.0, 800.0]];
    let mut game = Game::new(&cars, &[], TrackerConfig::default());
    game.onto(0);
    game.onto(1);
    game.onto(2);
    game.send(ON_TARGET);
    game.until(300, is_goal);
    assert_eq!(game.goals(), [goal(Team::Blue, Some(2), Some(1), None)]);
    assert_eq!([0, 1, 2].map(|i| (game.tracker.car(i).goals, game.tracker.car(i).assists)), [(0, 0), (0, 1), (1, 0)]);

    // The pass took longer than the window.
    let config = TrackerConfig { assist_window_seconds: 0.3, ..TrackerConfig::default() };
    let mut game = Game::new(&cars, &[], config);
    game.onto(0);
    game.onto(1);
    game.send(ON_TARGET);
    game.until(300, is_goal);
    assert_eq!(game.goals(), [goal(Team::Blue, Some(1), None, None)]);

    // The flight took longer than the window.
    let config = TrackerConfig { scorer_window_seconds: 1.0, ..TrackerConfig::default() };
    let mut game = Game::new(&cars, &[], config);
    game.onto(0);
    game.send(ON_TARGET);
    game.until(300, is_goal);
    assert_eq!(game.goals(), [goal(Team::Blue, None, None, None)]);
    assert_eq!(game.tracker.team(Team::Blue).goals, 1);
}

#[test]
fn a_defender_alone_scores_an_own_goal_and_gets_no_credit() {
    let mut game = Game::new(&[[0.0, 0.0]], &[], TrackerConfig::default());
    game.onto(0);
    game.send(ON_BLUE_GOAL);
    game.until(300, is_goal);
    assert_eq!(game.goals(), [goal(Team::Orange, None, None, Some(0))]);
    assert_eq!((game.tracker.car(0).goals, game.tracker.car(0).own_goals, game.tracker.car(0).shots), (0, 1, 0));
}

#[test]
fn an_attacker_keeps_a_goal_that_a_defender_deflected() {
    let mut game = Game::new(&[[0.0, 0.0]], &[[0.0, 400.0]], TrackerConfig::default());
    game.onto(0);
    game.onto(1);
    game.send(ON_TARGET);
    game.until(300, is_goal);
    // The defender sent it: no shot, but still the attacker's goal.
    assert_eq!(game.shots_and_saves(), []);
    assert_eq!(game.goals(), [goal(Team::Blue, Some(0), None, None)]);
}

#[test]
fn lasting_contact_is_one_touch_and_a_later_one_another() {
    let mut game = Game::new(&[[0.0, 0.0]], &[], TrackerConfig::default());
    game.onto(0);
    game.run(30);
    let lasting = game.tracker.last_touch(0).unwrap();
    assert_eq!(game.tracker.car(0).touches, 1);
    assert!(lasting.tick > game.found[0].0, "the ball lies on the roof");
    game.send([0.0, 0.0, 200.0]);
    game.run(20);
    game.onto(0);
    assert_eq!(game.tracker.car(0).touches, 2);
    // 15 ticks without contact are not enough.
    let config = TrackerConfig { touch_merge_ticks: 200, ..TrackerConfig::default() };
    let mut game = Game::new(&[[0.0, 0.0]], &[], config);
    game.onto(0);
    game.send([0.0, 0.0, 200.0]);
    game.run(90);
    assert!(game.tracker.last_touch(0).unwrap().tick > game.found[0].0 + 40);
    assert_eq!(game.tracker.car(0).touches, 1);
}

#[test]
fn possession_passes_on_and_is_contested_between() {
    let mut game = Game::new(&[[0.0, 0.0]], &[[0.0, 400.0]], TrackerConfig::default());
    assert_eq!(game.tracker.possession(), Possession::Loose);
    game.onto(0);
    assert_eq!(game.tracker.possession(), Possession::Held { team: Team::Blue, car: 0 });
    game.onto(1);
    assert_eq!(game.tracker.possession(), Possession::Contested);
    game.send([600.0, 0.0, 300.0]);
    let touched = game.tracker.last_touch_of(Team::Orange).unwrap().tick;
    let held = Possession::Held { team: Team::Orange, car: 1 };
    let settled = game.until(240, |event| *event == TrackedEvent::Possession { now: held });
    assert_eq!(settled, touched + 120);
    let loose = game.until(1200, |event| *event == TrackedEvent::Possession { now: Possession::Loose });
    assert_eq!(loose, touched + 1200);
    assert_eq!(game.tracker.team(Team::Orange).possession_ticks, 1080);
    assert_eq!(game.tracker.car(1).possession_ticks, 1080);
    assert!(game.tracker.contested_ticks() >= 120);
    let all = Team::ALL.map(|team| game.tracker.team(team).possession_ticks).iter().sum::<u64>();
    assert_eq!(all + game.tracker.contested_ticks() + game.tracker.loose_ticks(), game.arena.state().tick);
}

#[test]
fn a_placed_ball_resets_what_is_under_way_but_no_counter() {
    let mut game = Game::new(&[[0.0, 0.0]], &[], TrackerConfig::default());
    game.onto(0);
    game.arena.set_ball(BodyState { vel: ON_TARGET.into(), ..BodyState::at(Vec3::new(0.0, 2000.0, 200.0)) }).unwrap();
    game.until(300, is_goal);
    assert_eq!(game.goals(), [goal(Team::Blue, None, None, None)]);
    assert_eq!(game.shots_and_saves(), []);
    assert_eq!((game.tracker.car(0).touches, game.tracker.last_touch(0)), (1, None));
    game.tracker.clear_counts();
    assert_eq!((game.tracker.car(0), game.tracker.team(Team::Blue).goals), (CarCounts::default(), 0));
}

#[test]
fn a_restored_state_resets_and_a_repeated_update_does_nothing() {
    let mut game = Game::new(&[[0.0, 0.0]], &[], TrackerConfig::default());
    let start = game.arena.state().clone();
    game.onto(0);
    let (touch, tick) = (game.tracker.last_touch(0), game.arena.state().tick);
    assert_eq!(game.tracker.update(&game.arena), []);
    assert_eq!((game.tracker.last_touch(0), tick), (touch, game.arena.state().tick));
    assert_eq!(game.tracker.car(0).touches, 1);
    game.arena.set_state(&start).unwrap();
    game.step();
    assert_eq!(game.tracker.last_touch(0), None);
    assert_eq!(game.tracker.possession(), Possession::Loose);
    // By hand, without anything to see.
    game.onto(0);
    game.tracker.reset();
    assert_eq!(game.tracker.last_touch(0), None);
}

#[test]
fn a_kickoff_before_the_update_does_not_lose_the_goal() {
    let mut game = Game::new(&[[0.0, 0.0]], &[], TrackerConfig::default());
    game.onto(0);
    game.send(ON_TARGET);
    loop {
        if game.arena.step(&[]).contains(&Event::Goal { team: Team::Blue }) {
            game.arena.kickoff();
            assert_eq!(game.tracker.update(&game.arena), [goal(Team::Blue, Some(0), None, None)]);
            break;
        }
        game.tracker.update(&game.arena);
    }
    assert_eq!(game.tracker.last_touch(0), None);
    game.run(10);
    assert_eq!(game.tracker.car(0).goals, 1);
}

#[test]
fn a_threshold_that_means_nothing_is_refused_by_name() {
    let arena = Arena::new(ArenaConfig::soccar(surface(), 1, 1)).unwrap();
    let config = TrackerConfig { shot_delay_seconds: -1.0, ..TrackerConfig::default() };
    let error = Tracker::new(&arena, config).err().unwrap().to_string();
    assert!(error.contains("tracker.shot_delay_seconds"), "{error}");
    let config = TrackerConfig { shot_horizon_seconds: f32::NAN, ..TrackerConfig::default() };
    let error = Tracker::new(&arena, config).err().unwrap().to_string();
    assert!(error.contains("tracker.shot_horizon_seconds"), "{error}");
}
