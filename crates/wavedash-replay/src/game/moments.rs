//! Evenly spaced moments from what was told at the network frames.

use core::iter::Peekable;
use core::slice;

use wavedash_core::rules::{BALL_REST_Z, pad_cooldown_seconds};
use wavedash_core::units::TICK_RATE;
use wavedash_core::{BallSnapshot, CarSnapshot, PadSnapshot, Snapshot};

use super::Options;
use super::body::Body;
use super::driver::Driver;
use super::filling::{self, Filling, Last, wxyz};
use super::happenings;
use super::lives::Told;
use super::pads::PadNames;
use super::seats::Seats;
use crate::timeline::{Freshness, Happening, Moment, Timed};

/// A match's moments at a rate, one after the other in the same place: who needs them all keeps copies.
pub(super) struct Moments<'a> {
    told: &'a Told,
    seats: &'a Seats,
    pads: &'a PadNames,
    filling: Filling,
    count: usize,
    number: usize,
    drivers: Vec<Driver>,
    board: Board,
    ahead: Peekable<slice::Iter<'a, Timed>>,
    ball_next: usize,
    state: Last,
    clock: Last,
    overtime: Last,
    moment: Moment,
}

impl<'a> Moments<'a> {
    pub(super) fn new(
        told: &'a Told,
        seats: &'a Seats,
        pads: &'a PadNames,
        happenings: &'a [Timed],
        options: Options,
    ) -> Self {
        let filling = Filling { step: 1.0 / f64::from(options.rate), as_sent: options.as_sent };
        let last = told.times.last().copied().unwrap_or(0.0);
        let (cars, places) = (seats.all.len(), pads.count());
        let ready = PadSnapshot { is_active: true, cooldown_seconds: 0.0 };
        let snapshot =
            Snapshot { cars: vec![CarSnapshot::default(); cars], pads: vec![ready; places], ..Snapshot::default() };
        let fresh = Freshness { ball: false, cars: vec![false; cars], boost: vec![false; cars] };
        Self {
            told,
            seats,
            pads,
            filling,
            count: (last / filling.step) as usize + 1,
            number: 0,
            drivers: seats.all.iter().map(|_| Driver::default()).collect(),
            board: Board { ready: vec![0.0; places], ..Board::default() },
            ahead: happenings.iter().peekable(),
            ball_next: 0,
            state: Last::default(),
            clock: Last::default(),
            overtime: Last::default(),
            moment: Moment { seconds: 0.0, clock: None, in_play: false, snapshot, fresh },
        }
    }

    /// The next moment.
    pub(super) fn advance(&mut self) -> Option<&Moment> {
        if self.number >= self.count {
            return None;
        }
        let (told, filling, at) = (self.told, self.filling, self.number as f64 * self.filling.step);
        self.number += 1;
        while let Some(timed) = self.ahead.next_if(|timed| timed.seconds <= at) {
            self.board.note(timed, self.pads);
        }
        let Moment { seconds, clock, in_play, snapshot, fresh } = &mut self.moment;
        *seconds = at;
        // In overtime the clock counts up.
        let is_overtime = self.overtime.of(&told.overtime, at).is_some_and(|is_overtime| *is_overtime);
        *clock = self.clock.of(&told.clock, at).filter(|_| !is_overtime).map(|seconds| *seconds as f32);
        *in_play = happenings::in_play(told, &mut self.state, at);
        snapshot.tick = (at * f64::from(TICK_RATE)).round() as u64;
        snapshot.score = self.board.score;
        self.ball_next = filling::advance(&told.ball, self.ball_next, at);
        let ball = filling.body(&told.ball, self.ball_next, at);
        snapshot.ball = ball.as_ref().map_or_else(resting_ball, ball_snapshot);
        fresh.ball = filling.is_fresh(&told.ball, self.ball_next, at);
        for (i, (seat, driver)) in self.seats.all.iter().zip(&mut self.drivers).enumerate() {
            (fresh.cars[i], fresh.boost[i]) = driver.car(told, seat, at, filling, &mut snapshot.cars[i]);
        }
        let Board { ready, cooling, .. } = &mut self.board;
        cooling.retain(|pad| {
            let shown = &mut snapshot.pads[*pad];
            *shown = pad_at(ready[*pad], at);
            !shown.is_active
        });
        Some(&self.moment)
    }

    /// All that are left.
    pub(super) fn all(mut self) -> Vec<Moment> {
        let mut all = Vec::with_capacity(self.count - self.number);
        while let Some(moment) = self.advance() {
            all.push(moment.clone());
        }
        all
    }
}

/// Score and pads as far as they are known at a moment.
#[derive(Default)]
struct Board {
    score: [u32; 2],
    /// When each pad is ready.
    ready: Vec<f64>,
    /// Pads that were not ready at the last moment or were taken since.
    cooling: Vec<usize>,
}

impl Board {
    fn note(&mut self, timed: &Timed, pads: &PadNames) {
        match timed.happening {
            Happening::Goal { team, .. } => self.score[team.index()] += 1,
            Happening::Kickoff => self.ready.fill(0.0),
            Happening::Pickup { pad, .. } => {
                let cooldown = f64::from(pad_cooldown_seconds(pads.is_big(pad)));
                let pad = usize::from(pad);
                if let Some(ready) = self.ready.get_mut(pad) {
                    *ready = timed.seconds + cooldown;
                    if !self.cooling.contains(&pad) {
                        self.cooling.push(pad);
                    }
                }
            }
            _ => {}
        }
    }
}

fn pad_at(ready: f64, at: f64) -> PadSnapshot {
    let cooldown_seconds = (ready - at).max(0.0) as f32;
    PadSnapshot { is_active: cooldown_seconds == 0.0, cooldown_seconds }
}

fn ball_snapshot(body: &Body) -> BallSnapshot {
    BallSnapshot { pos: body.pos.into(), rot_wxyz: wxyz(body), vel: body.vel.into(), ang_vel: body.ang_vel.into() }
}

fn resting_ball() -> BallSnapshot {
    let pos = [0.0, 0.0, BALL_REST_Z];
    BallSnapshot { pos, rot_wxyz: [1.0, 0.0, 0.0, 0.0], ..BallSnapshot::default() }
}
