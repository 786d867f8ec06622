//! Goals from three sources: the sides' scores, the players' counts, and the header's list.
//!
//! The score says when a side scored, the scoreboard who, and who passed. The header fills in what both do not tell: a
//! goal at the recording's very end, and the scorer where the counts stop early.

use wavedash_core::Team;

use super::header::Header;
use super::lives::{Count, Told};
use super::scoreboard::{Gain, Scoreboard};
use super::seats::Seats;
use crate::timeline::Counts;

/// A goal.
#[derive(Clone, Copy, Debug)]
pub(super) struct Goal {
    pub(super) at: f64,
    pub(super) team: Team,
    pub(super) scorer: Option<u8>,
    pub(super) assist: Option<u8>,
    /// The scorer stands in the header and nowhere in the network frames.
    pub(super) scorer_is_of_header: bool,
}

/// All goals, and what is left of the scoreboard.
#[derive(Debug, Default)]
pub(super) struct Goals {
    /// In order of time.
    pub(super) all: Vec<Goal>,
    /// Assists that belong to no goal, by seat.
    pub(super) assists_left: Vec<u8>,
    /// Goals of players at which the side's score did not rise.
    pub(super) beyond_score: usize,
}

/// Longest time between a goal and the scoreboard's word of its scorer, s.
const SCORER_LAG: f64 = 3.0;
/// An assist is told at most this long before its goal, s; after it, until the next kick-off.
const ASSIST_LEAD: f64 = 1.0;
/// Longest time between the score and the frame in the header's list, s.
const HEADER_LAG: f64 = 5.0;

impl Goals {
    /// Puts the sources together. `kickoffs`: when play began anew.
    pub(super) fn of(told: &Told, board: &Scoreboard, seats: &Seats, header: &Header, kickoffs: &[f64]) -> Self {
        let mut goals = Self::default();
        let new = |at, team| Goal { at, team, scorer: None, assist: None, scorer_is_of_header: false };
        goals.all.extend(told.scored.iter().map(|(at, team)| new(*at, *team)));
        goals.scorers(told, board, seats, &new);
        goals.header(told, seats, header, &new);
        goals.all.sort_by(|a, b| a.at.total_cmp(&b.at));
        goals.assists(told, board, seats, kickoffs);
        goals
    }

    fn scorers(&mut self, told: &Told, board: &Scoreboard, seats: &Seats, new: &impl Fn(f64, Team) -> Goal) {
        for (seat, gain) in gains(told, board, seats, Count::Goals) {
            let team = seats.all[usize::from(seat)].team;
            let open = self.all.iter_mut().filter(|goal| goal.team == team && goal.scorer.is_none());
            match nearest(open, gain.at, SCORER_LAG) {
                Some(goal) => goal.scorer = Some(seat),
                None => {
                    self.beyond_score += 1;
                    self.all.push(Goal { scorer: Some(seat), ..new(gain.at, team) });
                }
            }
        }
    }

    fn header(&mut self, told: &Told, seats: &Seats, header: &Header, new: &impl Fn(f64, Team) -> Goal) {
        let end = told.times.last().copied().unwrap_or(0.0);
        let mut known = vec![false; self.all.len()];
        // Goals of the header's score that the network frames have not told.
        let mut missing = [0, 1].map(|team| {
            let told = told.first_scores[team].unwrap_or(0) as usize
                + self.all.iter().filter(|goal| goal.team.index() == team).count();
            (header.score[team] as usize).saturating_sub(told)
        });
        let mut unmatched = Vec::new();
        for listed in &header.goals {
            let at = told.times.get(listed.frame).copied().unwrap_or(end);
            let seat = || {
                let car = listed.row.and_then(|row| header.players[row].car);
                car.or_else(|| seats.find(|seat| seat.team == listed.team && seat.name == listed.scorer))
                    .filter(|seat| seats.all[usize::from(*seat)].team == listed.team)
            };
            let open = self.all.iter_mut().zip(&mut known).filter(|(goal, known)| goal.team == listed.team && !**known);
            let apart = |goal: &Goal| (goal.at - at).abs();
            match open.filter(|(goal, _)| apart(goal) < HEADER_LAG).min_by(|a, b| apart(a.0).total_cmp(&apart(b.0))) {
                Some((goal, known)) => {
                    *known = true;
                    if goal.scorer.is_none() {
                        goal.scorer = seat();
                        goal.scorer_is_of_header = goal.scorer.is_some();
                    }
                }
                None => unmatched.push((at, listed.team, seat())),
            }
        }
        // The latest first: those before the recording are in the score with which it begins.
        for (at, team, scorer) in unmatched.into_iter().rev() {
            let missing = &mut missing[team.index()];
            if *missing > 0 {
                *missing -= 1;
                self.all.push(Goal { scorer, scorer_is_of_header: scorer.is_some(), ..new(at, team) });
            }
        }
    }

    /// An assist belongs to the side's last goal, told until the next kick-off.
    fn assists(&mut self, told: &Told, board: &Scoreboard, seats: &Seats, kickoffs: &[f64]) {
        for (seat, gain) in gains(told, board, seats, Count::Assists) {
            let team = seats.all[usize::from(seat)].team;
            let is_over = |goal: &Goal| kickoffs.iter().any(|at| goal.at < *at && *at < gain.at);
            let its = self.all.iter_mut().filter(|goal| {
                goal.team == team
                    && goal.at < gain.at + ASSIST_LEAD
                    && goal.assist.is_none()
                    && goal.scorer != Some(seat)
                    && !is_over(goal)
            });
            match its.last() {
                Some(goal) => goal.assist = Some(seat),
                None => self.assists_left.push(seat),
            }
        }
    }

    /// What of each player's goals stands in the header alone.
    pub(super) fn of_header(&self, seats: usize) -> Vec<Counts> {
        let mut counts = vec![Counts::default(); seats];
        for goal in self.all.iter().filter(|goal| goal.scorer_is_of_header) {
            goal.scorer.into_iter().for_each(|seat| counts[usize::from(seat)].goals += 1);
        }
        counts
    }
}

/// The gains of a count with the seat that each belongs to.
fn gains<'a>(
    told: &'a Told,
    board: &'a Scoreboard,
    seats: &'a Seats,
    count: Count,
) -> impl Iterator<Item = (u8, &'a Gain)> {
    let its = board.gains.iter().filter(move |gain| gain.count == count);
    its.filter_map(move |gain| Some((seats.at(told, gain.entry, gain.at)?, gain)))
}

/// The goal nearest to a time, if it is near enough.
fn nearest<'a>(goals: impl Iterator<Item = &'a mut Goal>, at: f64, limit: f64) -> Option<&'a mut Goal> {
    let apart = |goal: &Goal| (goal.at - at).abs();
    goals.filter(|goal| apart(goal) < limit).min_by(|a, b| apart(a).total_cmp(&apart(b)))
}
