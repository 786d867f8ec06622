//! One tick, in the order of `physics.md`, section 2.

use wavedash_core::math::clamp_length;
use wavedash_core::rules::{BALL_MAX_ANG_SPEED, CAR_MAX_ANG_SPEED, CAR_MAX_SPEED, CEILING_Z, GOAL_BACK_Y, SIDE_WALL_X};
use wavedash_core::units::TICK_SECONDS;
use wavedash_core::{Controls, Purpose, Stream, Team, Vec3};

use crate::arena::{Arena, Fixed};
use crate::body::{BALL, Body};
use crate::bump::{self, Outcome};
use crate::car::Surroundings;
use crate::config::SolverKind;
use crate::contact::{Bodies, Findings, Meeting, World};
use crate::event::Event;
use crate::solve::ContactSolver;
use crate::state::{Activity, ArenaState, BallState, BodyState, CarState};
use crate::{car, hit, kickoff, quantise};

/// A ball slower than this for two seconds falls asleep, uu/s.
const SLEEP_SPEED: f32 = 40.0;
/// And spinning slower than this, rad/s.
const SLEEP_SPIN: f32 = 1.0;
const SLEEP_SECONDS: f32 = 2.0;
/// How far beyond its walls a body may be found before it counts as lost, uu.
const OUTSIDE: f32 = 150.0;
/// The same without walls: positions beyond lose too much precision, uu.
const FAR_AWAY: f32 = 1e6;

impl Arena {
    /// Advances the arena by one tick of 1/120 s and returns what happened.
    ///
    /// `controls[i]` drives car `i`; missing ones count as nothing held, further ones are ignored.
    pub fn step(&mut self, controls: &[Controls]) -> &[Event] {
        let Self { fixed, state, buffers, events, .. } = self;
        let fixed: &Fixed = fixed;
        events.clear();
        let mut bodies = Bodies::new();
        begin(fixed, state, &mut bodies);
        buffers.near.find(&bodies, &fixed.models, fixed.ball, fixed.surface.as_deref());

        let mut demolished = 0;
        for (i, car) in state.cars.iter().enumerate() {
            demolished |= u8::from(car.is_demolished) << i;
            car::damp_flip(car, &mut bodies[i + 1]);
        }
        for i in 0..fixed.models.len() {
            let input = controls.get(i).map_or(Controls::NONE, |c| c.clamped());
            let car = &mut state.cars[i];
            if demolished & 1 << i == 0 {
                let mut surroundings = Surroundings {
                    surface: fixed.surface.as_deref(),
                    ball_radius: fixed.ball.radius,
                    models: &fixed.models,
                    near: &buffers.near,
                    bodies: &mut bodies,
                    demolished,
                };
                drive(i, car, input, fixed, &mut surroundings, events);
                continue;
            }
            car.respawn_timer = (car.respawn_timer - TICK_SECONDS).max(0.0);
            if car.respawn_timer <= 0.0 {
                let recorded = self.recorded_slots.get_mut(i).and_then(Vec::pop);
                let slot = recorded.unwrap_or_else(|| {
                    let mut stream = Stream::new(self.seed, self.id, Purpose::Respawn, state.tick << 3 | i as u64);
                    stream.index(kickoff::RESPAWN_SLOTS) as u8
                });
                // It moves from the next tick on.
                let body = kickoff::respawn_body(slot.into(), fixed.cars[i].team);
                *car = CarState::standing(body, fixed.mutators.boost_spawn.min(fixed.mutators.boost_max));
                bodies[i + 1] = fixed.models[i].body(&body, false);
                buffers.near.find(&bodies, &fixed.models, fixed.ball, fixed.surface.as_deref());
                events.push(Event::Respawn { car: i as u8, slot });
            }
            car.prev_controls = input;
        }

        prepare_ball(fixed, &mut state.ball, &mut bodies);
        let gravity = fixed.mutators.gravity * TICK_SECONDS;
        for body in bodies.iter_mut().filter(|body| body.active) {
            body.push.z += gravity;
        }
        bodies[BALL].vel *= fixed.ball_drag;

        let findings = &mut buffers.findings;
        findings.clear();
        let world = World {
            surface: fixed.surface.as_deref(),
            ball: fixed.ball,
            cars: &fixed.models,
            parts: &fixed.parts,
            near: &buffers.near,
        };
        let contacts = &mut state.contacts;
        match fixed.solver {
            SolverKind::Rows => buffers.rows.step(&world, &fixed.materials, &mut bodies, contacts, findings),
            SolverKind::Rapier => buffers.rapier.step(&world, &fixed.materials, &mut bodies, contacts, findings),
        }
        events.extend(findings.ball_hits.iter().map(|hit| Event::BallWorldHit { pos: hit.pos, normal: hit.normal }));
        if !findings.meetings.is_empty() {
            apply_meetings(fixed, state, findings, &mut bodies, events);
        }

        finish_cars(fixed, state, findings, &bodies);
        if fixed.pads.len() > 0 {
            let ArenaState { cars, pads_ready, tick, .. } = state;
            fixed.pads.update(cars, &fixed.models, fixed.mutators.boost_max, *tick, pads_ready, events);
        }
        finish_ball(&mut state.ball, &bodies[BALL]);
        recover_lost(fixed, state, events);
        check_goal(fixed, state, events);
        state.tick += 1;
        events
    }
}

/// Limits speeds, rounds every body to the game's grid and loads them. The state gets the new
/// velocities but keeps its poses: the rules read those from before the rounding.
fn begin(fixed: &Fixed, state: &mut ArenaState, bodies: &mut Bodies) {
    let start = |body: &mut BodyState, speed: f32, spin: f32| {
        body.vel = clamp_length(body.vel, speed);
        body.ang_vel = clamp_length(body.ang_vel, spin);
        let rounded = if fixed.quantise { quantise::body(body) } else { *body };
        body.vel = rounded.vel;
        body.ang_vel = rounded.ang_vel;
        rounded
    };
    let ball = start(&mut state.ball.body, fixed.mutators.ball_max_speed, BALL_MAX_ANG_SPEED);
    bodies.push(fixed.ball_body(&ball, state.ball.activity));
    for (car, model) in state.cars.iter_mut().zip(&fixed.models) {
        let body = start(&mut car.body, CAR_MAX_SPEED, CAR_MAX_ANG_SPEED);
        bodies.push(model.body(&body, !car.is_demolished));
    }
}

/// One car's logic and wheels, and the events that began with it.
fn drive(
    i: usize,
    car: &mut CarState,
    input: Controls,
    fixed: &Fixed,
    surroundings: &mut Surroundings<'_>,
    events: &mut Vec<Event>,
) {
    let flags =
        |car: &CarState| [car.is_jumping, car.has_double_jumped, car.has_flipped, car.is_auto_flipping, car.on_ground];
    let before = flags(car);
    car::update(car, i, &fixed.models[i], &fixed.mutators, input, surroundings);
    let after = flags(car);
    if before == after {
        return;
    }
    let car = i as u8;
    let began = [
        Event::Jump { car },
        Event::DoubleJump { car },
        Event::Flip { car },
        Event::AutoFlip { car },
        Event::Landed { car },
    ];
    events.extend(began.into_iter().zip(before).zip(after).filter(|((_, was), is)| !was && *is).map(|((e, _), _)| e));
}

/// Wakes a ball that a wheel has pushed, and lets a drowsy one without cars nearby sleep.
fn prepare_ball(fixed: &Fixed, ball: &mut BallState, bodies: &mut Bodies) {
    let (body, cars) = bodies.split_at_mut(1);
    let body = &mut body[0];
    match ball.activity {
        Activity::Awake => {}
        Activity::Asleep => {
            if body.vel != Vec3::zeros() || body.ang_vel != Vec3::zeros() {
                ball.activity = Activity::Awake;
                ball.slow_seconds = 0.0;
                body.active = true;
            }
        }
        Activity::Drowsy => {
            let reach = |i: usize| fixed.models[i].reach + fixed.ball.radius + 4.0;
            let near =
                |(i, car): (usize, &Body)| car.active && (car.pos - body.pos).norm_squared() < reach(i) * reach(i);
            if !cars.iter().enumerate().any(near) {
                ball.activity = Activity::Asleep;
                body.active = false;
                body.vel = Vec3::zeros();
                body.ang_vel = Vec3::zeros();
            }
        }
    }
}

/// Extra ball impulses, bumps and demolitions, from the states at the start of the tick.
fn apply_meetings(
    fixed: &Fixed,
    state: &mut ArenaState,
    findings: &mut Findings,
    bodies: &mut Bodies,
    events: &mut Vec<Event>,
) {
    for index in 0..findings.meetings.len() {
        let Meeting { car, other, pos } = findings.meetings[index];
        if usize::from(other) == BALL {
            let car_state = &mut state.cars[usize::from(car)];
            let mut extra = Vec3::zeros();
            if car_state.extra_hit_tick == 0 || car_state.extra_hit_tick < state.tick {
                extra = hit::extra_velocity(&state.ball.body, &car_state.body, fixed.mutators.ball_hit_scale);
                if extra != Vec3::zeros() {
                    bodies[BALL].vel += extra;
                    car_state.extra_hit_tick = state.tick + 1;
                }
            }
            events.push(Event::Touch { car, pos, extra });
        } else {
            let (a, b) = (usize::from(car), usize::from(other) - 1);
            meet(fixed, state, findings, bodies, events, (a, b), pos);
            meet(fixed, state, findings, bodies, events, (b, a), pos);
        }
    }
}

/// What the first of two cars that touch does to the second.
fn meet(
    fixed: &Fixed,
    state: &mut ArenaState,
    findings: &mut Findings,
    bodies: &mut Bodies,
    events: &mut Vec<Event>,
    (attacker, victim): (usize, usize),
    pos: Vec3,
) {
    let side = |i: usize| bump::Side {
        index: i as u8,
        team: fixed.cars[i].team,
        state: &state.cars[i],
        model: &fixed.models[i],
    };
    let outcome = bump::outcome(side(attacker), side(victim), &fixed.mutators, state.tick);
    let (a, v) = (attacker as u8, victim as u8);
    match outcome {
        Outcome::Nothing => return,
        Outcome::Demolition => {
            let car = &mut state.cars[victim];
            car.is_demolished = true;
            car.respawn_timer = fixed.mutators.respawn_delay;
            car.demolished_tick = state.tick;
            car.demolished_by = a;
            events.push(Event::Demolition { attacker: a, victim: v, pos });
            return;
        }
        Outcome::Cooldown => {}
        Outcome::Bump(push) => {
            // Added when the tick's velocities are stored; nothing reads them before.
            let kept = if findings.bumped & 1 << victim != 0 { bodies[victim + 1].push } else { Vec3::zeros() };
            bodies[victim + 1].push = kept + push;
            findings.bumped |= 1 << victim;
            events.push(Event::Bump { attacker: a, victim: v, pos });
        }
    }
    let car = &mut state.cars[attacker];
    car.bump_cooldown = fixed.mutators.bump_cooldown + 0.5 * TICK_SECONDS;
    car.bump_victim = v;
}

fn finish_cars(fixed: &Fixed, state: &mut ArenaState, findings: &Findings, bodies: &Bodies) {
    for i in 0..fixed.models.len() {
        let car = &mut state.cars[i];
        if car.is_demolished {
            continue;
        }
        let body = &bodies[i + 1];
        car.hull_normal = findings.hull_normal(i);
        car::finish(car, car.wheels_extending, body.vel.norm_squared(), TICK_SECONDS);
        car.body = BodyState { pos: body.pos, rot: body.rot, vel: body.vel, ang_vel: body.ang_vel };
        if findings.bumped & 1 << i != 0 {
            car.body.vel += body.push;
        }
    }
}

fn finish_ball(ball: &mut BallState, body: &Body) {
    ball.body = BodyState { pos: body.pos, rot: body.rot, vel: body.vel, ang_vel: body.ang_vel };
    if ball.activity == Activity::Asleep {
        if !body.active {
            return;
        }
        ball.activity = Activity::Drowsy;
        ball.slow_seconds = 0.0;
    }
    if body.vel.norm_squared() < SLEEP_SPEED * SLEEP_SPEED && body.ang_vel.norm_squared() < SLEEP_SPIN * SLEEP_SPIN {
        ball.slow_seconds += TICK_SECONDS;
        if ball.slow_seconds > SLEEP_SECONDS {
            ball.activity = Activity::Drowsy;
        }
    } else {
        ball.slow_seconds = 0.0;
        ball.activity = Activity::Awake;
    }
}

/// No number that is not finite and no body outside of the walls leaves a tick.
fn recover_lost(fixed: &Fixed, state: &mut ArenaState, events: &mut Vec<Event>) {
    let walls = fixed.surface.is_some();
    let limit = if walls {
        Vec3::new(SIDE_WALL_X + OUTSIDE, GOAL_BACK_Y + OUTSIDE, 0.5 * CEILING_Z + OUTSIDE)
    } else {
        Vec3::repeat(FAR_AWAY)
    };
    let middle = if walls { 0.5 * CEILING_Z } else { 0.0 };
    // Comparisons with a number that is not finite are false.
    let is_safe = |body: &BodyState| {
        body.pos.x.abs() <= limit.x
            && body.pos.y.abs() <= limit.y
            && (body.pos.z - middle).abs() <= limit.z
            && body.vel.norm_squared() < 1e12
            && body.ang_vel.norm_squared() < 1e12
    };
    if !is_safe(&state.ball.body) {
        let rest = Vec3::new(0.0, 0.0, fixed.ball.radius + fixed.ball.skin);
        state.ball = BallState { body: BodyState::at(rest), activity: Activity::Awake, slow_seconds: 0.0 };
        state.lost = state.lost.saturating_add(1);
        state.contacts.forget(BALL as u8);
        events.push(Event::Lost { car: None });
    }
    for (i, car) in state.cars.iter_mut().enumerate() {
        if !is_safe(&car.body) {
            let body = kickoff::respawn_body(i, fixed.cars[i].team);
            let boost = if car.boost.is_finite() { car.boost } else { fixed.mutators.boost_spawn };
            *car = CarState::standing(body, boost);
            state.contacts.forget((i + 1) as u8);
            state.lost = state.lost.saturating_add(1);
            events.push(Event::Lost { car: Some(i as u8) });
        }
    }
}

fn check_goal(fixed: &Fixed, state: &mut ArenaState, events: &mut Vec<Event>) {
    let in_goal = fixed.is_in_goal(&state.ball.body);
    if in_goal && !state.in_goal {
        let team = if state.ball.body.pos.y > 0.0 { Team::Blue } else { Team::Orange };
        let score = &mut state.score[team.index()];
        *score = score.saturating_add(1);
        events.push(Event::Goal { team });
    }
    state.in_goal = in_goal;
}
