//! Evenly spaced moments from what was told at the network frames.

use wavedash_core::units::TICK_RATE;
use wavedash_core::{BallSnapshot, CarSnapshot, PadSnapshot, Snapshot};

use super::Options;
use super::body::Body;
use super::driver::Driver;
use super::filling::{self, Filling, wxyz};
use super::happenings;
use super::lives::Told;
use super::pads::PadNames;
use super::seats::Seats;
use crate::timeline::{Freshness, Happening, Moment, Timed};

/// Seconds until a pad is ready again: big, small.
const COOLDOWN: [f64; 2] = [10.0, 4.0];

/// All moments at a rate.
pub(super) fn moments(
    told: &Told,
    seats: &Seats,
    pads: &PadNames,
    happenings: &[Timed],
    options: Options,
) -> Vec<Moment> {
    let filling = Filling { step: 1.0 / f64::from(options.rate), as_sent: options.as_sent };
    let step = filling.step;
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
            ball_next = filling::advance(&told.ball, ball_next, at);
            let (cars, (cars_fresh, boost_fresh)): (Vec<CarSnapshot>, (Vec<bool>, Vec<bool>)) = seats
                .all
                .iter()
                .zip(&mut drivers)
                .map(|(seat, driver)| {
                    let (car, is_fresh, boost_is_fresh) = driver.car(told, seat, at, filling);
                    (car, (is_fresh, boost_is_fresh))
                })
                .unzip();
            let ball = filling.body(&told.ball, ball_next, at);
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
                    ball: filling.is_fresh(&told.ball, ball_next, at),
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

fn ball_snapshot(body: &Body) -> BallSnapshot {
    BallSnapshot { pos: body.pos.into(), rot_wxyz: wxyz(body), vel: body.vel.into(), ang_vel: body.ang_vel.into() }
}

fn resting_ball() -> BallSnapshot {
    let pos = [0.0, 0.0, wavedash_core::units::BALL_REST_Z];
    BallSnapshot { pos, rot_wxyz: [1.0, 0.0, 0.0, 0.0], ..BallSnapshot::default() }
}
