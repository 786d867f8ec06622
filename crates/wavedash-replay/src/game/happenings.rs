//! What happened, from what was told and what was found.

use wavedash_core::Team;

use super::bumps;
use super::filling::Last;
use super::header::Header;
use super::lives::{Count, Move, PLAYING, Told};
use super::pads::PadNames;
use super::seats::Seats;
use super::touches;
use crate::timeline::{Happening, Timed};

/// Longest time between a goal and the scoreboard's word of it, s.
const SCOREBOARD_LAG: f64 = 0.7;
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
pub(super) fn happenings(told: &Told, seats: &Seats, header: &Header, pads: &PadNames) -> Vec<Timed> {
    let mut all = Vec::new();
    let mut push = |seconds: f64, happening| all.push(Timed { seconds, happening });

    kickoffs(told).for_each(|at| push(at, Happening::Kickoff));
    for (at, team, named) in goals(told, header) {
        let of_team = |seat: &u8| seats.all[usize::from(*seat)].team == team;
        let counted = |count| {
            let near =
                told.counts.iter().filter(move |(when, _, what)| *what == count && (when - at).abs() < SCOREBOARD_LAG);
            near.filter_map(|(_, entry, _)| seats.of_entry[*entry])
        };
        let by_name = named.and_then(|name| {
            let is_named = |seat: &super::seats::Seat| seat.team == team && seat.name == name;
            seats.all.iter().position(is_named).and_then(|seat| u8::try_from(seat).ok())
        });
        let scorer = counted(Count::Goals).find(of_team).or(by_name);
        let assist = counted(Count::Assists).find(|seat| of_team(seat) && Some(*seat) != scorer);
        push(at, Happening::Goal { team, scorer, assist });
    }
    for (at, entry, count) in &told.counts {
        let Some(car) = seats.of_entry[*entry] else { continue };
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
    let mut state = Last::default();
    for touch in touches::touches(told, seats, |at| in_play(told, &mut state, at)) {
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

/// Time, side and named scorer of each goal: the header's list, or the sides' scores where they went up more often
/// (the header does not list goals that nobody gets).
pub(super) fn goals<'a>(told: &'a Told, header: &'a Header) -> Vec<(f64, Team, Option<&'a str>)> {
    let goal = |goal: &'a super::header::HeaderGoal| {
        told.times.get(goal.frame).map(|at| (*at, goal.team, Some(goal.scorer.as_str())))
    };
    let listed: Vec<_> = header.goals.iter().filter_map(goal).collect();
    if listed.len() >= told.scored.len() {
        return listed;
    }
    let named = |at: f64, team| {
        let near = |(when, by, _): &&(f64, Team, Option<&'a str>)| *by == team && (when - at).abs() < SCOREBOARD_LAG;
        listed.iter().find(near).and_then(|(_, _, name)| *name)
    };
    told.scored.iter().map(|(at, team)| (*at, *team, named(*at, *team))).collect()
}
