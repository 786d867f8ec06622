use std::sync::{Arc, OnceLock};

use wavedash_core::{CarPreset, Controls, math};
use wavedash_sim::{ArenaConfig, BodyState, CarSpec, Surface, Tracker, TrackerConfig};

use super::*;

fn surface() -> Arc<Surface> {
    static SURFACE: OnceLock<Arc<Surface>> = OnceLock::new();
    SURFACE.get_or_init(|| Arc::new(Surface::soccar())).clone()
}

struct Watched {
    arena: Arena,
    tracker: Tracker,
    collector: StepInfoCollector,
}

impl Watched {
    fn new(blue: usize, orange: usize) -> Self {
        let arena = Arena::new(ArenaConfig::soccar(surface(), blue, orange)).unwrap();
        let tracker = Tracker::new(&arena, TrackerConfig::default()).unwrap();
        let collector = StepInfoCollector::new(&arena);
        Self { arena, tracker, collector }
    }

    fn place(&mut self, car: usize, edit: impl FnOnce(&mut CarState)) {
        let mut state = self.arena.state().cars[car];
        edit(&mut state);
        self.arena.set_car(car, state).unwrap();
        self.arena.refresh_contacts();
    }

    fn ball(&mut self, pos: Vec3, vel: Vec3) {
        self.arena.set_ball(BodyState { vel, ..BodyState::at(pos) }).unwrap();
    }

    fn run(&mut self, ticks: usize, controls: &[Controls]) {
        for _ in 0..ticks {
            self.arena.step(controls);
            let tracked = self.tracker.update(&self.arena);
            self.collector.tick(&self.arena, tracked);
        }
    }

    fn car(&self, car: usize) -> StepInfo {
        self.collector.facts()[car]
    }
}

const HELD: Controls = Controls { throttle: 1.0, boost: true, ..Controls::NONE };

#[test]
fn a_goal_counts_for_everybody_and_is_credited() {
    let mut w = Watched::new(2, 1);
    w.place(0, |car| {
        car.body.pos = Vec3::new(0.0, 3000.0, 17.0);
        car.body.vel = Vec3::new(0.0, 2200.0, 0.0);
        car.body.rot = math::yaw(core::f32::consts::FRAC_PI_2);
    });
    w.place(2, |car| car.body.pos = Vec3::new(3000.0, 0.0, 17.0));
    w.ball(Vec3::new(0.0, 3600.0, 93.15), Vec3::zeros());
    w.run(150, &[Controls::NONE; 3]);
    let (scorer, mate, other) = (w.car(0), w.car(1), w.car(2));
    assert!(scorer.touched && scorer.touched_last && scorer.touches == 1);
    assert_eq!((scorer.goals, scorer.shots, scorer.team_goals, scorer.concedes), (1, 1, 1, 0));
    assert_eq!((mate.goals, mate.team_goals, mate.concedes), (0, 1, 0));
    assert_eq!((other.team_goals, other.concedes), (0, 1));
    w.collector.begin_step();
    assert_eq!(w.car(0), StepInfo { touched_last: true, ..StepInfo::default() });
    w.collector.reset(3);
    assert_eq!(w.car(0), StepInfo::default());
}

#[test]
fn own_goals_demolitions_and_respawns_are_seen() {
    let mut w = Watched::new(1, 1);
    w.place(1, |car| {
        car.body.pos = Vec3::new(0.0, 3000.0, 17.0);
        car.body.vel = Vec3::new(0.0, 2200.0, 0.0);
        car.body.rot = math::yaw(core::f32::consts::FRAC_PI_2);
    });
    w.ball(Vec3::new(0.0, 3600.0, 93.15), Vec3::zeros());
    w.run(150, &[Controls::NONE; 2]);
    assert_eq!((w.car(1).own_goals, w.car(1).concedes, w.car(0).team_goals), (1, 1, 1));

    let mut w = Watched::new(1, 1);
    w.place(0, |car| {
        car.body.pos = Vec3::new(-1500.0, 1000.0, 17.0);
        car.body.vel = Vec3::new(2300.0, 0.0, 0.0);
        car.body.rot = math::yaw(0.0);
        car.is_supersonic = true;
    });
    w.place(1, |car| {
        car.body.pos = Vec3::new(-1000.0, 1000.0, 17.0);
        car.body.rot = math::yaw(0.0);
    });
    w.run(60, &[HELD, Controls::NONE]);
    assert_eq!((w.car(0).demos, w.car(0).demoed, w.car(1).demoed, w.car(1).respawned), (1, false, true, false));
    w.collector.begin_step();
    w.run(400, &[Controls::NONE; 2]);
    assert!(w.car(1).respawned && !w.car(1).demoed);
}

#[test]
fn pads_are_told_apart() {
    let mut w = Watched::new(1, 0);
    for (x, y, expected) in [(-3072.0, -4096.0, (1, 0)), (0.0, -4240.0, (0, 1))] {
        w.collector.begin_step();
        w.place(0, |car| (car.boost, car.body.pos) = (0.0, Vec3::new(x, y, 17.0)));
        w.run(4, &[Controls::NONE]);
        assert_eq!((w.car(0).big_pads, w.car(0).small_pads), expected);
    }
}

#[test]
fn jumps_flips_and_landings_are_counted() {
    let mut w = Watched::new(1, 0);
    let jump = Controls { jump: true, ..Controls::NONE };
    w.run(20, &[jump]);
    w.run(5, &[Controls::NONE]);
    w.run(2, &[jump]);
    w.run(300, &[Controls::NONE]);
    let car = w.car(0);
    assert_eq!((car.jumps, car.double_jumps, car.flips, car.landed, car.wavedashes), (1, 1, 0, true, 0));
    w.collector.begin_step();
    // A whole flip: it lands long after it began.
    w.run(10, &[jump]);
    w.run(5, &[Controls::NONE]);
    w.run(2, &[Controls { pitch: -1.0, ..jump }]);
    w.run(300, &[Controls::NONE]);
    let car = w.car(0);
    assert_eq!((car.jumps, car.double_jumps, car.flips, car.landed, car.wavedashes), (1, 0, 1, true, 0));
}

/// Falls with its nose up and flips forwards just before its wheels touch the ground.
fn fall_and_flip(height: f32) -> StepInfo {
    let mut w = Watched::new(1, 0);
    w.place(0, |car| {
        car.body.pos = Vec3::new(500.0, 0.0, height);
        car.body.rot = math::from_euler(0.0, 0.3, 0.0);
        car.body.vel = Vec3::new(800.0, 0.0, -300.0);
        car.has_jumped = true;
    });
    w.run(2, &[Controls { pitch: -1.0, jump: true, ..Controls::NONE }]);
    w.run(240, &[Controls::NONE]);
    w.car(0)
}

#[test]
fn a_flip_just_before_landing_is_a_wavedash() {
    let car = fall_and_flip(42.0);
    assert_eq!((car.flips, car.landed, car.wavedashes), (1, true, 1));
    let car = fall_and_flip(500.0);
    assert_eq!((car.flips, car.wavedashes), (1, 0));
}

/// A car falls with its wheels onto a ball high up that falls a little slower.
fn fall_onto_ball(has_flipped: bool, too_late: bool) -> StepInfo {
    let mut w = Watched::new(1, 0);
    w.ball(Vec3::new(0.0, 0.0, 1000.0), Vec3::new(0.0, 0.0, 100.0));
    w.place(0, |car| {
        car.body = BodyState { vel: Vec3::new(0.0, 0.0, -200.0), ..BodyState::at(Vec3::new(8.0, 0.0, 1140.0)) };
        car.has_jumped = true;
        car.has_flipped = has_flipped;
        car.air_time = 2.0;
        car.air_time_since_jump = if too_late { 2.0 } else { 0.5 };
    });
    w.run(30, &[Controls::NONE]);
    w.car(0)
}

#[test]
fn wheels_on_the_ball_give_a_used_flip_back() {
    for (has_flipped, too_late, resets) in [(true, false, 1), (false, true, 1), (false, false, 0)] {
        let car = fall_onto_ball(has_flipped, too_late);
        assert_eq!((car.flip_resets, car.landed), (resets, false), "{has_flipped} {too_late}");
    }
}

#[test]
fn facts_fit_presets_and_empty_arenas() {
    let mut config = ArenaConfig::soccar(surface(), 0, 0);
    let arena = Arena::new(config.clone()).unwrap();
    assert!(StepInfoCollector::new(&arena).facts().is_empty());
    config.cars = CarPreset::ALL.map(|preset| CarSpec { team: Team::Orange, preset }).to_vec();
    let arena = Arena::new(config).unwrap();
    assert_eq!(StepInfoCollector::new(&arena).facts().len(), 7);
}

#[test]
fn time_speed_and_boost_add_up() {
    let mut w = Watched::new(1, 1);
    // From a height, nose up and boosting: in the air all the time.
    w.place(0, |car| {
        car.body.pos = Vec3::new(1000.0, 0.0, 900.0);
        car.body.vel = Vec3::new(0.0, 0.0, 2290.0);
        car.body.rot = math::from_euler(0.0, core::f32::consts::FRAC_PI_2, 0.0);
        car.on_ground = false;
        car.boost = 50.0;
    });
    w.run(60, &[HELD]);
    let flown = w.collector.behaviour()[0];
    assert_eq!((flown.ticks, flown.ticks_on_pitch, flown.ticks_in_air), (60, 60, 60));
    assert!(flown.ticks_supersonic > 10 && flown.ticks_high_in_air == 60, "{flown:?}");
    // The first tick costs nothing, and before it the tank was not known.
    let used = f64::from(50.0 - w.arena.state().cars[0].boost);
    assert!(used > 15.0 && (flown.boost_used - used).abs() < 1e-3, "{flown:?}");
    let way = f64::from(w.arena.state().cars[0].body.pos.z) - 900.0;
    assert!((flown.distance - way).abs() < 30.0, "{} for {way}", flown.distance);
    let stood = w.collector.behaviour()[1];
    assert_eq!((stood.ticks_in_air, stood.ticks_supersonic), (0, 0));
    assert!(stood.boost_used == 0.0 && stood.distance < 1.0, "{stood:?}");
    assert!((flown.rate("air_share"), stood.rate("air_share")) == (Some(1.0), Some(0.0)));
    w.collector.begin_step();
    assert_eq!(w.collector.behaviour()[0], Behaviour::default());
}

#[test]
fn a_demolished_car_and_a_filled_tank_use_no_boost() {
    let mut w = Watched::new(1, 1);
    // A big pad while boosting, then a demolition with a full tank, and a respawn with a third of one.
    w.place(0, |car| {
        car.body.pos = Vec3::new(-3584.0, -300.0, 17.0);
        car.body.vel = Vec3::new(0.0, 1200.0, 0.0);
        car.body.rot = math::yaw(core::f32::consts::FRAC_PI_2);
        car.boost = 5.0;
    });
    w.run(60, &[HELD]);
    let driven = w.collector.behaviour()[0];
    assert_eq!((driven.big_pads, driven.ticks_in_air), (1, 0));
    let left = f64::from(w.arena.state().cars[0].boost);
    assert!(driven.boost_used <= 105.0 - left && driven.boost_used > 100.0 - left, "{driven:?}, {left} left");
    w.collector.begin_step();
    w.arena.demolish(0).unwrap();
    w.run(400, &[]);
    let gone = w.collector.behaviour()[0];
    assert!(gone.ticks == 400 && (30..60).contains(&gone.ticks_on_pitch), "{gone:?}");
    assert_eq!(gone.boost_used, 0.0);
}

#[test]
fn touches_are_told_apart_by_height_flight_and_wall() {
    // A car that flies into a high ball: where ball and car are, and which touches that is.
    let touch = |ball: Vec3, car_z: f32, on_ground: bool| {
        let mut w = Watched::new(1, 0);
        w.place(0, |car| {
            car.body.pos = ball - Vec3::new(0.0, 400.0, 0.0);
            car.body.pos.z = car_z;
            car.body.vel = Vec3::new(0.0, 2000.0, 0.0);
            car.body.rot = math::yaw(core::f32::consts::FRAC_PI_2);
            car.on_ground = on_ground;
        });
        w.ball(ball, Vec3::zeros());
        w.run(40, &[]);
        let b = w.collector.behaviour()[0];
        assert_eq!(b.touches, u64::from(w.car(0).touches));
        [b.touches, b.air_touches, b.high_touches, b.flown_touches, b.wall_touches]
    };
    assert_eq!(touch(Vec3::new(0.0, 0.0, 93.15), 17.0, true), [1, 0, 0, 0, 0]);
    assert_eq!(touch(Vec3::new(0.0, 0.0, 240.0), 230.0, false), [1, 1, 0, 0, 0]);
    assert_eq!(touch(Vec3::new(0.0, 0.0, 1000.0), 990.0, false), [1, 1, 1, 1, 0]);
    assert_eq!(touch(Vec3::new(3950.0, 0.0, 1000.0), 990.0, false), [1, 1, 1, 1, 1]);
}

#[test]
fn jumps_and_flips_are_counted_in_both() {
    let mut w = Watched::new(1, 0);
    let jump = Controls { jump: true, ..Controls::NONE };
    w.run(6, &[jump]);
    w.run(6, &[Controls::NONE]);
    w.run(6, &[Controls { pitch: -1.0, ..jump }]);
    let (facts, own) = (w.car(0), w.collector.behaviour()[0]);
    assert_eq!((own.jumps, own.flips, own.double_jumps), (1, 1, 0));
    assert_eq!((facts.jumps, facts.flips, facts.double_jumps), (1, 1, 0));
    assert!(own.ticks_in_air > 5 && own.ticks_in_air < 18, "{own:?}");
}
