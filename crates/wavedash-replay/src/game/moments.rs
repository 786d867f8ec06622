//! Evenly spaced moments from what was told at the network frames.

use wavedash_core::units::TICK_RATE;
use wavedash_core::{BallSnapshot, CarSnapshot, PadSnapshot, Snapshot};

use super::between;
use super::body::Body;
use super::happenings;
use super::lives::{Input, Life, Move, Sample, Told};
use super::pads::PadNames;
use super::seats::{self, Doing, Seat, Seats, Span};
use super::terrain;
use crate::timeline::{Freshness, Happening, Moment, Timed};

/// Seconds until a pad is ready again: big, small.
const COOLDOWN: [f64; 2] = [10.0, 4.0];
/// Seconds until a demolished car comes back.
const RESPAWN: f64 = 3.0;
/// Cars at least this fast are supersonic, uu/s.
const SUPERSONIC: f32 = 2200.0;
/// A car that has just jumped still looks as if it stood, s.
const LIFT_OFF: f64 = 0.15;
/// Second jump and flip are gone this long after a jump, s.
const FLIP_WINDOW: f64 = 1.45;

/// All moments at a rate.
pub(super) fn moments(told: &Told, seats: &Seats, pads: &PadNames, happenings: &[Timed], rate: f32) -> Vec<Moment> {
    let step = 1.0 / f64::from(rate);
    let last = told.times.last().copied().unwrap_or(0.0);
    let count = (last / step) as usize + 1;
    let mut drivers: Vec<Driver> = seats.all.iter().map(|_| Driver::default()).collect();
    let mut board = Board { ready: vec![0.0; pads.count()], ..Board::default() };
    let mut ahead = happenings.iter().peekable();
    let mut ball_next = 0;
    (0..count)
        .map(|number| {
            let at = number as f64 * step;
            while let Some(timed) = ahead.next_if(|timed| timed.seconds <= at) {
                board.note(timed, pads);
            }
            ball_next = advance(&told.ball, ball_next, at);
            let (cars, (cars_fresh, boost_fresh)): (Vec<CarSnapshot>, (Vec<bool>, Vec<bool>)) = seats
                .all
                .iter()
                .zip(&mut drivers)
                .map(|(seat, driver)| {
                    let (car, is_fresh, boost_is_fresh) = driver.car(told, seat, at, step);
                    (car, (is_fresh, boost_is_fresh))
                })
                .unzip();
            let ball = between::at_index(&told.ball, ball_next, at);
            Moment {
                seconds: at,
                clock: clock(told, at),
                in_play: happenings::in_play(told, at),
                snapshot: Snapshot {
                    tick: (at * f64::from(TICK_RATE)).round() as u64,
                    ball: ball.as_ref().map_or_else(resting_ball, ball_snapshot),
                    cars,
                    pads: board.ready.iter().map(|ready| pad(*ready, at)).collect(),
                    score: board.score,
                },
                fresh: Freshness {
                    ball: is_fresh(&told.ball, ball_next, at, step),
                    cars: cars_fresh,
                    boost: boost_fresh,
                },
            }
        })
        .collect()
}

/// Score and pads as far as they are known at a moment.
#[derive(Default)]
struct Board {
    score: [u32; 2],
    /// When each pad is ready.
    ready: Vec<f64>,
}

impl Board {
    fn note(&mut self, timed: &Timed, pads: &PadNames) {
        match timed.happening {
            Happening::Goal { team, .. } => self.score[team.index()] += 1,
            Happening::Kickoff => self.ready.fill(0.0),
            Happening::Pickup { pad, .. } => {
                let cooldown = COOLDOWN[usize::from(!pads.is_big(pad))];
                if let Some(ready) = self.ready.get_mut(usize::from(pad)) {
                    *ready = timed.seconds + cooldown;
                }
            }
            _ => {}
        }
    }
}

fn pad(ready: f64, at: f64) -> PadSnapshot {
    let cooldown_seconds = (ready - at).max(0.0) as f32;
    PadSnapshot { is_active: cooldown_seconds == 0.0, cooldown_seconds }
}

fn clock(told: &Told, at: f64) -> Option<f32> {
    let overtime = told.overtime[..told.overtime.partition_point(|(from, _)| *from <= at)].last();
    let seconds = told.clock[..told.clock.partition_point(|(from, _)| *from <= at)].last();
    // In overtime the clock counts up.
    seconds.filter(|_| overtime.is_none_or(|(_, is_overtime)| !is_overtime)).map(|(_, seconds)| *seconds as f32)
}

/// The number of samples up to a time, counted on from an earlier time.
fn advance(samples: &[Sample], mut next: usize, at: f64) -> usize {
    while samples.get(next).is_some_and(|sample| sample.at <= at) {
        next += 1;
    }
    next
}

/// One of the two samples around a time is within half a step of it.
fn is_fresh(samples: &[Sample], next: usize, at: f64, step: f64) -> bool {
    let near = |sample: Option<&Sample>| sample.is_some_and(|sample| (sample.at - at).abs() <= 0.5 * step);
    near(samples.get(next)) || near(next.checked_sub(1).and_then(|i| samples.get(i)))
}

fn wxyz(body: &Body) -> [f32; 4] {
    let q = body.rot.coords;
    [q.w, q.x, q.y, q.z]
}

fn ball_snapshot(body: &Body) -> BallSnapshot {
    BallSnapshot { pos: body.pos.into(), rot_wxyz: wxyz(body), vel: body.vel.into(), ang_vel: body.ang_vel.into() }
}

fn resting_ball() -> BallSnapshot {
    let pos = [0.0, 0.0, wavedash_core::units::BALL_REST_Z];
    BallSnapshot { pos, rot_wxyz: [1.0, 0.0, 0.0, 0.0], ..BallSnapshot::default() }
}

/// Where a player is in the player's own tracks.
#[derive(Default)]
struct Driver {
    span: usize,
    life: Option<usize>,
    sample: usize,
    held: usize,
    moved: usize,
    car: CarSnapshot,
    jumped_at: f64,
}

impl Driver {
    /// The car, and whether its body and its boost are fresh.
    fn car(&mut self, told: &Told, seat: &Seat, at: f64, step: f64) -> (CarSnapshot, bool, bool) {
        while seat.spans.get(self.span).is_some_and(|span| span.to <= at) {
            self.span += 1;
        }
        let span = seat.spans.get(self.span).filter(|span| span.from <= at);
        match span {
            Some(Span { doing: Doing::Driving(life), .. }) => self.driving(told, seat, *life, at, step),
            Some(Span { doing: Doing::Demolished(life), from, .. }) => {
                let body = between::at(&told.lives[*life].samples, *from);
                let car = body.map_or(self.car, |body| placed(&body, seat));
                let respawn_seconds = (from + RESPAWN - at).max(0.0) as f32;
                (CarSnapshot { is_demolished: true, respawn_seconds, ..resting(car) }, false, false)
            }
            // A player without a car: gone, or not yet there.
            None => {
                let car = if self.life.is_some() { self.car } else { absent(seat) };
                (CarSnapshot { is_demolished: true, ..resting(car) }, false, false)
            }
        }
    }

    fn driving(&mut self, told: &Told, seat: &Seat, number: usize, at: f64, step: f64) -> (CarSnapshot, bool, bool) {
        let life = &told.lives[number];
        if self.life != Some(number) {
            *self = Self { span: self.span, life: Some(number), ..Self::default() };
        }
        self.sample = advance(&life.samples, self.sample, at);
        let Some(body) = between::at_index(&life.samples, self.sample, at) else { return (self.car, false, false) };
        let on_ground = at - self.jumped_at > LIFT_OFF && terrain::is_on_ground(body.pos, &body.rot);
        self.hold(life, at);
        self.follow(life, at, on_ground);
        let (boost, boost_is_fresh) = seats::boost_at(&life.boost, at, at - step);
        let firing = life.boost[..life.boost.partition_point(|mark| mark.at <= at)].last().is_some_and(|m| m.firing);
        let is_boosting = firing && boost > 0.0;
        let mut car = CarSnapshot { boost, is_boosting, on_ground, wheels: [on_ground; 4], ..self.car };
        car.controls.boost = firing;
        car.controls.jump = car.is_jumping;
        let unused = !car.has_double_jumped && !car.has_flipped;
        car.can_flip = !on_ground && unused && (!car.has_jumped || at - self.jumped_at < FLIP_WINDOW);
        self.car = CarSnapshot { is_supersonic: body.vel.norm() >= SUPERSONIC, ..with_body(car, &body, seat) };
        (self.car, is_fresh(&life.samples, self.sample, at, step), boost_is_fresh)
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
                }
                (Move::Jump, false) => self.car.is_jumping = false,
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
}

fn with_body(car: CarSnapshot, body: &Body, seat: &Seat) -> CarSnapshot {
    CarSnapshot {
        team: seat.team,
        preset: seat.preset,
        pos: body.pos.into(),
        rot_wxyz: wxyz(body),
        vel: body.vel.into(),
        ang_vel: body.ang_vel.into(),
        ..car
    }
}

fn placed(body: &Body, seat: &Seat) -> CarSnapshot {
    with_body(CarSnapshot::default(), body, seat)
}

/// A car where it was, without motion, boost and controls.
fn resting(car: CarSnapshot) -> CarSnapshot {
    CarSnapshot { team: car.team, preset: car.preset, pos: car.pos, rot_wxyz: car.rot_wxyz, ..CarSnapshot::default() }
}

/// A car that has never been seen, behind its own goal line.
fn absent(seat: &Seat) -> CarSnapshot {
    let y = seat.team.own_goal_sign() * wavedash_core::units::BACK_WALL_Y;
    CarSnapshot {
        team: seat.team,
        preset: seat.preset,
        pos: [0.0, y, 17.0],
        rot_wxyz: [1.0, 0.0, 0.0, 0.0],
        ..CarSnapshot::default()
    }
}
