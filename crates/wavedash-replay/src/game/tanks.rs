//! What pads did to tanks.
//!
//! The message that a pad was taken and the one that the tank is fuller come in the same network frame, or one of them
//! a few frames late. Here the tank is filled when the pad is taken, whichever came first.

use super::lives::{BoostMark, Life, START_BOOST, Told};
use super::pads::PadNames;

/// What pads give: small, big.
const GIVES: [f32; 2] = [12.0, 100.0];
/// How far the two messages may be apart, s.
const APART: f64 = 0.25;
/// A tank that is fuller by this was filled by a pad: rounding and firing between two messages explain less.
const FILLED: f32 = 5.0;

/// Finds the boost before each pad was taken, and puts the filling where the taking is.
pub(super) fn fill(told: &mut Told, pads: &PadNames) {
    for taken in &mut told.taken {
        let is_big = pads.index(taken.pad).is_some_and(|pad| pads.is_big(pad));
        taken.before = settle(&mut told.lives[taken.life], taken.at, GIVES[usize::from(is_big)]);
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
    let worked_out = last.map_or(START_BOOST, |mark| mark.amount_at(at));
    if let Some(same) = marks.get_mut(upto).filter(|mark| mark.at == at && mark.sent) {
        same.is_used = true;
        return before(same, worked_out, gives);
    }
    // Said later, or never: a full tank stays full.
    let firing = last.is_some_and(|mark| mark.firing);
    let amount = (worked_out + gives).min(100.0);
    if let Some(later) = marks.iter_mut().skip(upto).take_while(|mark| mark.at - at < APART).find(|mark| mark.sent) {
        later.is_used = true;
    }
    marks.insert(upto, BoostMark { at, amount, firing, sent: false, is_used: true });
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
    fn an_early_filling_is_not_counted_twice() {
        let mut life = life(&[(0.0, 20.0, true), (0.9, 32.0, true)]);
        assert_eq!(settle(&mut life, 1.0, 12.0), 20.0);
        assert_eq!(life.boost.len(), 2);
    }
}
