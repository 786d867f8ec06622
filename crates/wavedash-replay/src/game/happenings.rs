//! What happened, from what was told and what was found.

use super::bumps;
use super::filling::Last;
use super::goals::{Goal, Goals};
use super::lives::{Count, Move, PLAYING, Told};
use super::pads::PadNames;
use super::scoreboard::{Gain, Scoreboard};
use super::seats::Seats;
use super::touches::Touch;
use crate::timeline::{Happening, Timed};

/// A ball this near to the centre of the pitch lies there for a kick-off, uu.
const CENTRE: f32 = 60.0;

/// Whether the ball may be played at a time, not before the one asked for last: by the names of the match's states, and
/// always where there are none.
pub(super) fn in_play(told: &Told, state: &mut Last, at: f64) -> bool {
    match state.of(&told.states, at) {
        Some(name) => name == PLAYING,
        None => told.states.is_empty(),
    }
}

/// All happenings, in order of time.
pub(super) fn happenings(
    told: &Told,
    seats: &Seats,
    board: &Scoreboard,
    goals: &Goals,
    pads: &PadNames,
    touches: &[Touch],
) -> Vec<Timed> {
    let mut all = Vec::new();
    let mut push = |seconds: f64, happening| all.push(Timed { seconds, happening });

    kickoffs(told).for_each(|at| push(at, Happening::Kickoff));
    for Goal { at, team, scorer, assist, .. } in &goals.all {
        push(*at, Happening::Goal { team: *team, scorer: *scorer, assist: *assist });
    }
    for Gain { at, entry, count } in &board.gains {
        let Some(car) = seats.at(told, *entry, *at) else { continue };
        match count {
            Count::Shots => push(*at, Happening::Shot { car }),
            Count::Saves => push(*at, Happening::Save { car }),
            Count::Goals | Count::Assists => {}
        }
    }
    for (at, attacker, victim) in &told.demolitions {
        if let (Some(attacker), Some(victim)) = (seats.of_life[*attacker], seats.of_life[*victim]) {
            push(*at, Happening::Demolition { attacker, victim });
        }
    }
    for (life, car) in told.lives.iter().zip(&seats.of_life) {
        let Some(car) = *car else { continue };
        for moved in life.moves.iter().filter(|moved| moved.begins) {
            push(
                moved.at,
                match moved.what {
                    Move::Jump => Happening::Jump { car },
                    Move::DoubleJump => Happening::DoubleJump { car },
                    Move::Flip => Happening::Flip { car },
                },
            );
        }
    }
    for taken in &told.taken {
        if let (Some(car), Some(pad)) = (seats.of_life[taken.life], pads.index(taken.pad)) {
            push(taken.at, Happening::Pickup { car, pad, boost_before: taken.before });
        }
    }
    for touch in touches {
        push(touch.at, Happening::Touch { car: touch.seat, ball: touch.ball.into() });
    }
    for (at, attacker, victim) in bumps::bumps(told, seats) {
        push(at, Happening::Bump { attacker, victim });
    }
    all.sort_by(|a, b| a.seconds.total_cmp(&b.seconds));
    all
}

/// When play began with the ball on the centre of the pitch.
pub(super) fn kickoffs(told: &Told) -> impl Iterator<Item = f64> + '_ {
    let begins = told.states.iter().enumerate().filter(|(i, (_, name))| *i > 0 && name == PLAYING);
    begins.map(|(_, (at, _))| *at).filter(|at| {
        super::between::at(&told.ball, *at).is_none_or(|ball| ball.pos.x.abs().max(ball.pos.y.abs()) < CENTRE)
    })
}
