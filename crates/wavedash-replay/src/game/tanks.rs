//! What pads did to tanks.
//!
//! The message that a pad was taken and the one that the tank is fuller come in the same network frame, or one of them
//! a few frames late. Here the tank is filled when the pad is taken, whichever came first.

use wavedash_core::rules::{BOOST_MAX, BOOST_SPAWN, pad_amount};

use super::lives::{BoostMark, Life, Told};
use super::pads::PadNames;

/// How far the two messages may be apart, s.
const APART: f64 = 0.25;
/// A tank that is fuller by this was filled by a pad: rounding and firing between two messages explain less.
const FILLED: f32 = 5.0;

/// Finds the boost before each pad was taken, and puts the filling where the taking is.
pub(super) fn fill(told: &mut Told, pads: &PadNames) {
    for taken in &mut told.taken {
        let is_big = pads.index(taken.pad).is_some_and(|pad| pads.is_big(pad));
        taken.before = settle(&mut told.lives[taken.life], taken.at, pad_amount(is_big));
    }
    told.lives.iter_mut().for_each(|life| hold(&mut life.boost));
}

/// How often tanks were said to be fuller in play although no pad is told that explains it. Tanks that are set anew, as at
/// kick-offs and respawns, are at a car's first boost then.
pub(super) fn unexplained(told: &Told, is_play: impl Fn(f64) -> bool) -> usize {
    let in_life = |life: &Life| {
        let marks = &life.boost;
        let is_fill = |i: &usize| {
            let mark = &marks[*i];
            let is_set = (mark.amount - BOOST_SPAWN).abs() < 1.0;
            mark.sent && !mark.is_used && !is_set && gain(marks, *i) > FILLED && is_play(mark.at)
        };
        (1..marks.len()).filter(is_fill).count()
    };
    told.lives.iter().map(in_life).sum()
}

/// Holds every tank at what it is next said to hold. The messages that boost fires and that it stops are dated to whole
/// frames and may come late, so that a tank would else run low and then be fuller without a pad.
fn hold(marks: &mut [BoostMark]) {
    let is_known = |mark: &BoostMark| mark.sent || mark.is_used;
    let mut begin = 0;
    while begin < marks.len() {
        let next = (begin + 1..marks.len()).find(|i| is_known(&marks[*i])).unwrap_or(marks.len());
        // A fuller tank was filled, or set for a kick-off: how far it was down before is not known.
        let sent = marks.get(next).filter(|mark| !mark.is_used && mark.amount <= marks[begin].amount);
        let least = sent.map_or(0.0, |mark| mark.amount);
        marks[begin].least = least;
        for i in begin + 1..next {
            marks[i].least = least;
            marks[i].amount = marks[i - 1].amount_at(marks[i].at);
        }
        begin = next;
    }
}

/// The boost before a pad that gives so much was taken.
fn settle(life: &mut Life, at: f64, gives: f32) -> f32 {
    let marks = &mut life.boost;
    // The tank was said to be fuller before the pad was said to be taken.
    let upto = marks.partition_point(|mark| mark.at < at);
    let recent = (1..upto).rev().take_while(|i| at - marks[*i].at < APART);
    let early = recent.filter(|i| marks[*i].sent && !marks[*i].is_used).find(|i| gain(marks, *i) > FILLED);
    if let Some(i) = early {
        marks[i].is_used = true;
        return before(&marks[i], marks[i - 1].amount_at(marks[i].at), gives);
    }
    let last = upto.checked_sub(1).map(|i| marks[i]);
    let worked_out = last.map_or(BOOST_SPAWN, |mark| mark.amount_at(at));
    if let Some(same) = marks.get_mut(upto).filter(|mark| mark.at == at && mark.sent) {
        same.is_used = true;
        return before(same, worked_out, gives);
    }
    // Said later, or never: a full tank stays full.
    let firing = last.is_some_and(|mark| mark.firing);
    let amount = (worked_out + gives).min(BOOST_MAX);
    if let Some(later) = marks.iter_mut().skip(upto).take_while(|mark| mark.at - at < APART).find(|mark| mark.sent) {
        later.is_used = true;
    }
    marks.insert(upto, BoostMark { at, amount, firing, sent: false, is_used: true, least: 0.0 });
    worked_out
}

/// How much fuller a mark says the tank is than the one before it lets expect.
fn gain(marks: &[BoostMark], i: usize) -> f32 {
    marks[i].amount - marks[i - 1].amount_at(marks[i].at)
}

/// The amount before a filling: exact where the tank did not run over, else worked out.
fn before(filled: &BoostMark, worked_out: f32, gives: f32) -> f32 {
    if filled.amount < 99.9 { (filled.amount - gives).max(0.0) } else { worked_out }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn life(marks: &[(f64, f32, bool)]) -> Life {
        let mark = |(at, amount, sent): &(f64, f32, bool)| BoostMark {
            at: *at,
            amount: *amount,
            firing: false,
            sent: *sent,
            is_used: false,
            least: 0.0,
        };
        Life { boost: marks.iter().map(mark).collect(), ..Life::default() }
    }

    #[test]
    fn a_filling_in_the_same_frame_tells_the_amount_before() {
        let mut life = life(&[(0.0, 40.0, true), (1.0, 30.0, true)]);
        assert_eq!(settle(&mut life, 1.0, 12.0), 18.0);
        assert_eq!(life.boost.len(), 2);
    }

    #[test]
    fn a_late_filling_is_put_where_the_pad_was_taken() {
        let mut life = life(&[(0.0, 20.0, true), (1.1, 32.0, true)]);
        assert_eq!(settle(&mut life, 1.0, 12.0), 20.0);
        assert_eq!(life.boost[1].amount_at(1.05), 32.0);
    }

    #[test]
    fn a_tank_holds_what_is_left_when_it_is_next_heard_of() {
        // Boost is said to fire for 0.6 s, which is 20, and only 5 are gone then.
        let mut life = life(&[(0.0, 40.0, true), (1.0, 40.0, false), (1.3, 30.0, false), (1.6, 35.0, true)]);
        (life.boost[1].firing, life.boost[2].firing) = (true, true);
        hold(&mut life.boost);
        let amounts = [0.5, 1.0, 1.1, 1.5, 1.6].map(|at| {
            let last = life.boost.iter().rfind(|mark| mark.at <= at);
            last.map_or(0.0, |mark| mark.amount_at(at))
        });
        assert_eq!(amounts[..2], [40.0, 40.0]);
        assert!((amounts[2] - 36.667).abs() < 0.01, "{amounts:?}");
        assert_eq!(amounts[3..], [35.0, 35.0]);
    }

    #[test]
    fn fillings_without_a_pad_are_counted() {
        // A pad is told for the first filling alone; 33 is how full tanks are at a kick-off.
        let filled =
            life(&[(0.0, 20.0, true), (1.0, 32.0, true), (2.0, 44.0, true), (3.0, 56.0, true), (9.0, 33.3, true)]);
        let mut told = Told { lives: vec![filled], ..Told::default() };
        settle(&mut told.lives[0], 1.0, 12.0);
        assert_eq!(unexplained(&told, |_| true), 2);
        assert_eq!(unexplained(&told, |at| at < 2.5), 1);
    }

    #[test]
    fn an_early_filling_is_not_counted_twice() {
        let mut life = life(&[(0.0, 20.0, true), (0.9, 32.0, true)]);
        assert_eq!(settle(&mut life, 1.0, 12.0), 20.0);
        assert_eq!(life.boost.len(), 2);
    }
}
