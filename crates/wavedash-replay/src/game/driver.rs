//! One player's car along its tracks.

use wavedash_core::CarSnapshot;
use wavedash_core::rules::{
    BACK_WALL_Y, BOOST_SPAWN, CAR_REST_Z, FLIP_WINDOW_SECONDS, JUMP_MAX_TICKS, RESPAWN_SECONDS, SUPERSONIC_SPEED,
};
use wavedash_core::units::TICK_RATE;

use super::between;
use super::body::Body;
use super::filling::{self, Filling, wxyz};
use super::lives::{BoostMark, Input, Life, Move, Told};
use super::seats::{Doing, Seat, Span};
use super::terrain;

/// A car that has just jumped still looks as if it stood, s.
const LIFT_OFF: f64 = 0.15;
/// Longest push of a jump, s.
const LONGEST_PUSH: f64 = JUMP_MAX_TICKS as f64 / TICK_RATE as f64;

/// Where a player is in the player's own tracks.
#[derive(Default)]
pub(super) struct Driver {
    span: usize,
    life: Option<usize>,
    sample: usize,
    held: usize,
    moved: usize,
    tank: usize,
    /// Number of the last mark of the tank that was sent.
    sent: Option<usize>,
    car: CarSnapshot,
    jumped_at: f64,
    /// When the last jump's push ended, s; while it goes on, when it ends at the latest.
    pushed_until: f64,
}

impl Driver {
    /// Puts the car into `out`; whether its body and its boost are fresh.
    pub(super) fn car(
        &mut self,
        told: &Told,
        seat: &Seat,
        at: f64,
        filling: Filling,
        out: &mut CarSnapshot,
    ) -> (bool, bool) {
        while seat.spans.get(self.span).is_some_and(|span| span.to <= at) {
            self.span += 1;
        }
        let span = seat.spans.get(self.span).filter(|span| span.from <= at);
        match span {
            Some(Span { doing: Doing::Driving(life), .. }) => {
                let fresh = self.driving(told, seat, *life, at, filling);
                out.clone_from(&self.car);
                fresh
            }
            Some(Span { doing: Doing::Demolished(life), from, .. }) => {
                let body = between::at(&told.lives[*life].samples, *from);
                let car = body.map_or(self.car, |body| placed(&body, seat));
                let respawn_seconds = (from + f64::from(RESPAWN_SECONDS) - at).max(0.0) as f32;
                *out = CarSnapshot { is_demolished: true, respawn_seconds, ..resting(car) };
                (false, false)
            }
            // A player without a car: gone, or not yet there.
            None => {
                let car = if self.life.is_some() { self.car } else { absent(seat) };
                *out = CarSnapshot { is_demolished: true, ..resting(car) };
                (false, false)
            }
        }
    }

    /// Brings the car to a time of one of its lives.
    fn driving(&mut self, told: &Told, seat: &Seat, number: usize, at: f64, filling: Filling) -> (bool, bool) {
        let life = &told.lives[number];
        if self.life != Some(number) {
            *self = Self { span: self.span, life: Some(number), ..Self::default() };
        }
        self.sample = filling::advance(&life.samples, self.sample, at);
        let Some(body) = filling.body(&life.samples, self.sample, at) else { return (false, false) };
        let on_ground = at - self.jumped_at > LIFT_OFF && terrain::is_on_ground(body.pos, &body.rot);
        self.hold(life, at);
        self.follow(life, at, on_ground);
        let (boost, firing, boost_is_fresh) = self.tank(&life.boost, at, filling);
        let is_in_window = at - self.pushed_until < f64::from(FLIP_WINDOW_SECONDS);
        let car = &mut self.car;
        put(car, &body, seat);
        car.boost = boost;
        car.is_boosting = firing && boost > 0.0;
        car.on_ground = on_ground;
        car.wheels = [on_ground; 4];
        car.controls.boost = firing;
        car.controls.jump = car.is_jumping;
        let unused = !car.has_double_jumped && !car.has_flipped;
        car.can_flip = !on_ground && unused && (!car.has_jumped || is_in_window);
        car.is_supersonic = body.vel.norm() >= SUPERSONIC_SPEED;
        (filling.is_fresh(&life.samples, self.sample, at), boost_is_fresh)
    }

    /// Controls that are sent.
    fn hold(&mut self, life: &Life, at: f64) {
        while let Some(held) = life.held.get(self.held).filter(|held| held.at <= at) {
            self.held += 1;
            match held.input {
                Input::Throttle => self.car.controls.throttle = held.value,
                Input::Steer => self.car.controls.steer = held.value,
                Input::Handbrake => self.car.controls.handbrake = held.value > 0.0,
            }
        }
    }

    /// Jumps and flips up to now.
    fn follow(&mut self, life: &Life, at: f64, on_ground: bool) {
        if on_ground {
            self.car.has_jumped = false;
            self.car.has_double_jumped = false;
            self.car.has_flipped = false;
        }
        while let Some(moved) = life.moves.get(self.moved).filter(|moved| moved.at <= at) {
            self.moved += 1;
            match (moved.what, moved.begins) {
                (Move::Jump, true) => {
                    self.car.has_jumped = true;
                    self.car.is_jumping = true;
                    self.jumped_at = moved.at;
                    self.pushed_until = moved.at + LONGEST_PUSH;
                }
                (Move::Jump, false) => {
                    self.car.is_jumping = false;
                    self.pushed_until = self.pushed_until.min(moved.at);
                }
                (Move::DoubleJump, true) => self.car.has_double_jumped = true,
                (Move::DoubleJump, false) => {}
                (Move::Flip, true) => {
                    self.car.has_flipped = true;
                    self.car.is_flipping = true;
                }
                (Move::Flip, false) => self.car.is_flipping = false,
            }
        }
    }

    /// Boost, whether it is firing, and whether the amount was sent within the last step.
    fn tank(&mut self, marks: &[BoostMark], at: f64, filling: Filling) -> (f32, bool, bool) {
        while let Some(mark) = marks.get(self.tank).filter(|mark| mark.at <= at) {
            if mark.sent {
                self.sent = Some(self.tank);
            }
            self.tank += 1;
        }
        let sent = self.sent.map(|i| &marks[i]);
        let is_fresh = sent.is_some_and(|mark| at - mark.at <= filling.step);
        let last = self.tank.checked_sub(1).map(|i| &marks[i]);
        let amount = if filling.as_sent { sent.map(|mark| mark.amount) } else { last.map(|mark| mark.amount_at(at)) };
        (amount.unwrap_or(BOOST_SPAWN), last.is_some_and(|mark| mark.firing), is_fresh)
    }
}

/// Puts a car where a body is.
fn put(car: &mut CarSnapshot, body: &Body, seat: &Seat) {
    car.team = seat.team;
    car.preset = seat.preset;
    car.pos = body.pos.into();
    car.rot_wxyz = wxyz(body);
    car.vel = body.vel.into();
    car.ang_vel = body.ang_vel.into();
}

fn placed(body: &Body, seat: &Seat) -> CarSnapshot {
    let mut car = CarSnapshot::default();
    put(&mut car, body, seat);
    car
}

/// A car where it was, without motion, boost and controls.
fn resting(car: CarSnapshot) -> CarSnapshot {
    CarSnapshot { team: car.team, preset: car.preset, pos: car.pos, rot_wxyz: car.rot_wxyz, ..CarSnapshot::default() }
}

/// A car that has never been seen, behind its own goal line.
fn absent(seat: &Seat) -> CarSnapshot {
    let y = seat.team.own_goal_sign() * BACK_WALL_Y;
    CarSnapshot {
        team: seat.team,
        preset: seat.preset,
        pos: [0.0, y, CAR_REST_Z],
        rot_wxyz: [1.0, 0.0, 0.0, 0.0],
        ..CarSnapshot::default()
    }
}
