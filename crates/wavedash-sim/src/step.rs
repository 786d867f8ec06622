//! One tick, in the order of `physics.md`, section 2.

use std::sync::Arc;

use wavedash_core::math::clamp_length;
use wavedash_core::units::{
    BALL_MAX_ANG_SPEED, CAR_MAX_ANG_SPEED, CAR_MAX_SPEED, CEILING_Z, GOAL_BACK_Y, SIDE_WALL_X, TICK_SECONDS,
};
use wavedash_core::{Controls, Purpose, Stream, Team, Vec3};

use crate::arena::{Arena, Fixed};
use crate::body::BALL;
use crate::bump::{self, Outcome};
use crate::config::SolverKind;
use crate::contact::{Bodies, Meeting, World};
use crate::event::Event;
use crate::solve::ContactSolver;
use crate::state::{Activity, BallState, BodyState, CarState};
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
        self.events.clear();
        let fixed = Arc::clone(&self.fixed);
        self.begin(&fixed);
        let mut bodies = core::mem::take(&mut self.buffers.bodies);

        for (state, body) in self.state.cars.iter().zip(&mut bodies[1..]) {
            car::damp_flip(state, body);
        }
        for i in 0..fixed.models.len() {
            let input = controls.get(i).map_or(Controls::NONE, |c| c.clamped());
            if self.state.cars[i].is_demolished {
                self.wait_for_respawn(i, &fixed, &mut bodies);
                self.state.cars[i].prev_controls = input;
            } else {
                self.drive(i, input, &fixed, &mut bodies);
            }
        }
        self.prepare_ball(&fixed, &mut bodies);
        let gravity = fixed.mutators.gravity * TICK_SECONDS;
        for body in bodies.iter_mut().filter(|body| body.active) {
            body.push.z += gravity;
        }
        bodies[BALL].vel *= fixed.ball_drag;

        self.solve(&fixed, &mut bodies);
        let hits = &self.buffers.findings.ball_hits;
        self.events.extend(hits.iter().map(|hit| Event::BallWorldHit { pos: hit.pos, normal: hit.normal }));
        if !self.buffers.findings.meetings.is_empty() {
            self.apply_meetings(&fixed, &mut bodies);
        }
        self.finish_cars(&fixed, &bodies);
        if fixed.pads.len() > 0 {
            fixed.pads.update(
                &mut self.state.cars,
                &fixed.models,
                fixed.mutators.boost_max,
                self.state.tick,
                &mut self.state.pads_ready,
                &mut self.events,
            );
        }
        self.finish_ball(&bodies);
        self.buffers.bodies = bodies;
        self.recover_lost(&fixed);
        self.check_goal();
        self.state.tick += 1;
        &self.events
    }

    /// Limits speeds, rounds every body to the game's grid and loads them. The state gets the new
    /// velocities but keeps its poses: the rules read those from before the rounding.
    fn begin(&mut self, fixed: &Fixed) {
        let start = |body: &mut BodyState, speed: f32, spin: f32| {
            body.vel = clamp_length(body.vel, speed);
            body.ang_vel = clamp_length(body.ang_vel, spin);
            let rounded = if fixed.quantise { quantise::body(body) } else { *body };
            body.vel = rounded.vel;
            body.ang_vel = rounded.ang_vel;
            rounded
        };
        let Self { state, buffers, .. } = self;
        let bodies = &mut buffers.bodies;
        bodies.clear();
        let ball = start(&mut state.ball.body, fixed.mutators.ball_max_speed, BALL_MAX_ANG_SPEED);
        bodies.push(fixed.ball_body(&ball, state.ball.activity));
        for (car, model) in state.cars.iter_mut().zip(&fixed.models) {
            let body = start(&mut car.body, CAR_MAX_SPEED, CAR_MAX_ANG_SPEED);
            bodies.push(model.body(&body, !car.is_demolished));
        }
    }

    fn wait_for_respawn(&mut self, i: usize, fixed: &Fixed, bodies: &mut Bodies) {
        let car = &mut self.state.cars[i];
        car.respawn_timer = (car.respawn_timer - TICK_SECONDS).max(0.0);
        if car.respawn_timer > 0.0 {
            return;
        }
        let recorded = self.recorded_slots.get_mut(i).and_then(Vec::pop);
        let random = || {
            let mut stream = Stream::new(self.seed, self.id, Purpose::Respawn, self.state.tick << 3 | i as u64);
            stream.index(kickoff::RESPAWN_SLOTS) as u8
        };
        let slot = recorded.unwrap_or_else(random);
        let body = kickoff::respawn_body(slot.into(), fixed.cars[i].team);
        *car = CarState::standing(body, fixed.mutators.boost_spawn.min(fixed.mutators.boost_max));
        // It moves from the next tick on.
        bodies[i + 1].pos = body.pos;
        bodies[i + 1].rot = body.rot;
        bodies[i + 1].vel = body.vel;
        bodies[i + 1].ang_vel = body.ang_vel;
        self.events.push(Event::Respawn { car: i as u8, slot });
    }

    fn drive(&mut self, i: usize, input: Controls, fixed: &Fixed, bodies: &mut Bodies) {
        let before = self.state.cars[i];
        let mut surroundings = self.surroundings(fixed, bodies);
        let state = &mut self.state.cars[i];
        car::update(state, i, &fixed.models[i], &fixed.mutators, input, &mut surroundings);
        let car = i as u8;
        let began = |was: bool, is: bool, event: Event| (!was && is).then_some(event);
        self.events.extend(
            [
                began(before.is_jumping, state.is_jumping, Event::Jump { car }),
                began(before.has_double_jumped, state.has_double_jumped, Event::DoubleJump { car }),
                began(before.has_flipped, state.has_flipped, Event::Flip { car }),
                began(before.is_auto_flipping, state.is_auto_flipping, Event::AutoFlip { car }),
                began(before.on_ground, state.on_ground, Event::Landed { car }),
            ]
            .into_iter()
            .flatten(),
        );
    }

    /// Wakes a ball that a wheel has pushed, and lets a drowsy one without cars nearby sleep.
    fn prepare_ball(&mut self, fixed: &Fixed, bodies: &mut Bodies) {
        let ball = &mut self.state.ball;
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
                let near = |(i, car): (usize, &crate::body::Body)| {
                    car.active && (car.pos - body.pos).norm_squared() < reach(i) * reach(i)
                };
                if !cars.iter().enumerate().any(near) {
                    ball.activity = Activity::Asleep;
                    body.active = false;
                    body.vel = Vec3::zeros();
                    body.ang_vel = Vec3::zeros();
                }
            }
        }
    }

    fn solve(&mut self, fixed: &Fixed, bodies: &mut Bodies) {
        let world = World { surface: fixed.surface.as_deref(), ball: fixed.ball, cars: &fixed.models };
        let findings = &mut self.buffers.findings;
        findings.clear();
        let manifolds = &mut self.state.manifolds;
        match fixed.solver {
            SolverKind::Rows => self.buffers.rows.step(&world, &fixed.materials, bodies, manifolds, findings),
            SolverKind::Rapier => self.buffers.rapier.step(&world, &fixed.materials, bodies, manifolds, findings),
        }
    }

    /// Extra ball impulses, bumps and demolitions, from the states at the start of the tick.
    fn apply_meetings(&mut self, fixed: &Fixed, bodies: &mut Bodies) {
        let tick = self.state.tick;
        for index in 0..self.buffers.findings.meetings.len() {
            let Meeting { car, other, pos } = self.buffers.findings.meetings[index];
            if usize::from(other) == BALL {
                let state = &mut self.state.cars[usize::from(car)];
                let mut extra = Vec3::zeros();
                if state.extra_hit_tick == 0 || state.extra_hit_tick < tick {
                    extra = hit::extra_velocity(&self.state.ball.body, &state.body, fixed.mutators.ball_hit_scale);
                    if extra != Vec3::zeros() {
                        bodies[BALL].vel += extra;
                        state.extra_hit_tick = tick + 1;
                    }
                }
                self.events.push(Event::Touch { car, pos, extra });
            } else {
                self.meet(fixed, bodies, usize::from(car), usize::from(other) - 1, pos);
                self.meet(fixed, bodies, usize::from(other) - 1, usize::from(car), pos);
            }
        }
    }

    fn meet(&mut self, fixed: &Fixed, bodies: &mut Bodies, attacker: usize, victim: usize, pos: Vec3) {
        let tick = self.state.tick;
        let side = |i: usize| bump::Side {
            index: i as u8,
            team: fixed.cars[i].team,
            state: &self.state.cars[i],
            model: &fixed.models[i],
        };
        let outcome = bump::outcome(side(attacker), side(victim), &fixed.mutators, tick);
        let (a, v) = (attacker as u8, victim as u8);
        match outcome {
            Outcome::Nothing => return,
            Outcome::Demolition => {
                let car = &mut self.state.cars[victim];
                car.is_demolished = true;
                car.respawn_timer = fixed.mutators.respawn_delay;
                car.demolished_tick = tick;
                car.demolished_by = a;
                self.events.push(Event::Demolition { attacker: a, victim: v, pos });
                return;
            }
            Outcome::Cooldown => {}
            Outcome::Bump(push) => {
                // Added when the tick's velocities are stored; nothing reads them before.
                let bumped = &mut self.buffers.findings.bumped;
                let kept = if *bumped & 1 << victim != 0 { bodies[victim + 1].push } else { Vec3::zeros() };
                bodies[victim + 1].push = kept + push;
                *bumped |= 1 << victim;
                self.events.push(Event::Bump { attacker: a, victim: v, pos });
            }
        }
        let car = &mut self.state.cars[attacker];
        car.bump_cooldown = fixed.mutators.bump_cooldown + 0.5 * TICK_SECONDS;
        car.bump_victim = v;
    }

    fn finish_cars(&mut self, fixed: &Fixed, bodies: &Bodies) {
        let findings = &self.buffers.findings;
        for i in 0..fixed.models.len() {
            let state = &mut self.state.cars[i];
            if state.is_demolished {
                continue;
            }
            let body = &bodies[i + 1];
            state.hull_normal = findings.hull_normals[i];
            car::finish(state, state.wheels_extending, body.vel.norm_squared(), TICK_SECONDS);
            let bump = if findings.bumped & 1 << i != 0 { body.push } else { Vec3::zeros() };
            state.body = BodyState { pos: body.pos, rot: body.rot, vel: body.vel + bump, ang_vel: body.ang_vel };
        }
    }

    fn finish_ball(&mut self, bodies: &Bodies) {
        let ball = &mut self.state.ball;
        let body = &bodies[BALL];
        ball.body = BodyState { pos: body.pos, rot: body.rot, vel: body.vel, ang_vel: body.ang_vel };
        if ball.activity == Activity::Asleep {
            if !body.active {
                return;
            }
            ball.activity = Activity::Drowsy;
            ball.slow_seconds = 0.0;
        }
        if body.vel.norm_squared() < SLEEP_SPEED * SLEEP_SPEED && body.ang_vel.norm_squared() < SLEEP_SPIN * SLEEP_SPIN
        {
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
    fn recover_lost(&mut self, fixed: &Fixed) {
        let walls = fixed.surface.is_some();
        let is_lost = |body: &BodyState| {
            let p = body.pos;
            let inside = if walls {
                p.x.abs() <= SIDE_WALL_X + OUTSIDE
                    && p.y.abs() <= GOAL_BACK_Y + OUTSIDE
                    && p.z >= -OUTSIDE
                    && p.z <= CEILING_Z + OUTSIDE
            } else {
                p.x.abs().max(p.y.abs()).max(p.z.abs()) <= FAR_AWAY && p.x + p.y + p.z == p.x + p.y + p.z
            };
            // Comparisons with a number that is not finite are false.
            !(inside && body.vel.norm_squared() < 1e12 && body.ang_vel.norm_squared() < 1e12)
        };
        if is_lost(&self.state.ball.body) {
            let rest = Vec3::new(0.0, 0.0, fixed.ball.radius + fixed.ball.skin);
            self.state.ball = BallState { body: BodyState::at(rest), activity: Activity::Awake, slow_seconds: 0.0 };
            self.state.lost += 1;
            self.state.manifolds.retain(|m| usize::from(m.a) != BALL && usize::from(m.b) != BALL);
            self.events.push(Event::Lost { car: None });
        }
        for i in 0..fixed.models.len() {
            if is_lost(&self.state.cars[i].body) {
                let body = kickoff::respawn_body(i, fixed.cars[i].team);
                let boost = self.state.cars[i].boost;
                self.state.cars[i] =
                    CarState::standing(body, if boost.is_finite() { boost } else { fixed.mutators.boost_spawn });
                let index = (i + 1) as u8;
                self.state.manifolds.retain(|m| m.a != index && m.b != index);
                self.state.lost += 1;
                self.events.push(Event::Lost { car: Some(i as u8) });
            }
        }
    }

    fn check_goal(&mut self) {
        let in_goal = self.in_goal();
        if in_goal && !self.state.in_goal {
            let team = if self.state.ball.body.pos.y > 0.0 { Team::Blue } else { Team::Orange };
            self.state.score[team.index()] += 1;
            self.events.push(Event::Goal { team });
        }
        self.state.in_goal = in_goal;
    }
}
