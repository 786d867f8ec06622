//! Goals from three sources: the sides' scores, the players' counts, and the header's list.
//!
//! The score says when a side scored, the scoreboard who, and who passed. Many recordings end with a goal that neither
//! tells any more: there the ball is seen on its way into the goal, and the last touch of the side says who scored. What
//! is still missing is the header's.

use wavedash_core::Team;
use wavedash_core::rules::{GOAL_HALF_WIDTH, GOAL_HEIGHT, GOAL_LINE_Y};

use super::header::Header;
use super::lives::{Count, Told};
use super::scoreboard::{Gain, Scoreboard};
use super::seats::Seats;
use super::touches::Touch;
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
    /// The side whose goal ends the recording, told by the ball's path.
    pub(super) at_the_end: Option<Team>,
}

/// Longest time between a goal and the scoreboard's word of its scorer, s.
const SCORER_LAG: f64 = 3.0;
/// An assist is told at most this long before its goal, s; after it, until the next kick-off.
const ASSIST_LEAD: f64 = 1.0;
/// Longest time between the score and the frame in the header's list, s.
const HEADER_LAG: f64 = 5.0;
/// A ball that is in the goal within this time after the last frame has ended the recording, s.
const END: f32 = 0.1;

impl Goals {
    /// Puts the sources together. `kickoffs`: when play began anew.
    pub(super) fn of(
        told: &Told,
        board: &Scoreboard,
        seats: &Seats,
        header: &Header,
        kickoffs: &[f64],
        touches: &[Touch],
    ) -> Self {
        let mut goals = Self::default();
        let new = |at, team| Goal { at, team, scorer: None, assist: None, scorer_is_of_header: false };
        goals.all.extend(told.scored.iter().map(|(at, team)| new(*at, *team)));
        goals.scorers(told, board, seats, &new);
        goals.header(told, seats, header, touches, &new);
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
                None => self.all.push(Goal { scorer: Some(seat), ..new(gain.at, team) }),
            }
        }
    }

    fn header(
        &mut self,
        told: &Told,
        seats: &Seats,
        header: &Header,
        touches: &[Touch],
        new: &impl Fn(f64, Team) -> Goal,
    ) {
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
            if *missing == 0 {
                continue;
            }
            *missing -= 1;
            let toucher = ends_in_goal(told, team).then(|| last_touch(touches, seats, team)).flatten();
            if at >= end && self.at_the_end.is_none() && ends_in_goal(told, team) {
                self.at_the_end = Some(team);
            }
            let is_seen = at >= end && scorer.is_some() && toucher == scorer;
            self.all.push(Goal { scorer, scorer_is_of_header: scorer.is_some() && !is_seen, ..new(at, team) });
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

/// The ball is in the goal that a side attacks, or would be a moment after the last frame.
fn ends_in_goal(told: &Told, team: Team) -> bool {
    let Some(ball) = told.ball.last().map(|sample| &sample.body) else { return false };
    let forward = -team.own_goal_sign();
    let (y, speed) = (ball.pos.y * forward, ball.vel.y * forward);
    if y + speed.max(0.0) * END < GOAL_LINE_Y {
        return false;
    }
    // Where it crosses the line.
    let time = if speed > 0.0 { ((GOAL_LINE_Y - y) / speed).clamp(0.0, END) } else { 0.0 };
    let at = ball.pos + ball.vel * time;
    at.x.abs() < GOAL_HALF_WIDTH && at.z < GOAL_HEIGHT
}

fn last_touch(touches: &[Touch], seats: &Seats, team: Team) -> Option<u8> {
    touches.iter().rev().map(|touch| touch.seat).find(|seat| seats.all[usize::from(*seat)].team == team)
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

#[cfg(test)]
mod tests {
    use super::super::header::HeaderGoal;
    use super::super::lives::Entry;
    use super::super::seats::Seat;
    use super::*;

    /// Two blue and one orange player; the sides' scores rise at `scored`.
    struct Match {
        told: Told,
        board: Scoreboard,
        header: Header,
    }

    fn played(scored: &[(f64, Team)], gains: &[(f64, usize, Count)], listed: &[(usize, Team, &str)]) -> Match {
        let teams = [Team::Blue, Team::Blue, Team::Orange];
        let entry = |team| Entry { teams: vec![(0.0, team)], ..Entry::default() };
        let told = Told {
            times: (0..100).map(f64::from).collect(),
            entries: teams.map(entry).into(),
            scored: scored.to_vec(),
            ..Told::default()
        };
        let gain = |(at, entry, count): &(f64, usize, Count)| Gain { at: *at, entry: *entry, count: *count };
        let board = Scoreboard { gains: gains.iter().map(gain).collect(), ..Scoreboard::default() };
        let goal = |(frame, team, name): &(usize, Team, &str)| HeaderGoal {
            frame: *frame,
            team: *team,
            scorer: (*name).to_owned(),
            row: None,
        };
        let score = Team::ALL.map(|team| listed.iter().filter(|goal| goal.1 == team).count() as u32);
        let header = Header { score, goals: listed.iter().map(goal).collect(), ..Header::default() };
        Match { told, board, header }
    }

    fn goals(played: &Match, kickoffs: &[f64]) -> Vec<(f64, Team, Option<u8>, Option<u8>)> {
        let seat = |person, name: &str, team| Seat {
            person,
            name: name.to_owned(),
            team,
            preset: wavedash_core::CarPreset::Octane,
            spans: Vec::new(),
        };
        let all = vec![seat(0, "a", Team::Blue), seat(1, "b", Team::Blue), seat(2, "c", Team::Orange)];
        let seats = Seats { all, person_of_entry: vec![Some(0), Some(1), Some(2)], ..Seats::default() };
        let Match { told, board, header } = played;
        let goals = Goals::of(told, board, &seats, header, kickoffs, &[]);
        goals.all.iter().map(|goal| (goal.at, goal.team, goal.scorer, goal.assist)).collect()
    }

    #[test]
    fn the_scoreboard_comes_before_the_header() {
        let blue = Team::Blue;
        // The header lists another scorer, and a goal more than the score has.
        let match_ = played(
            &[(10.0, blue), (50.0, blue)],
            &[(10.2, 0, Count::Goals), (50.1, 1, Count::Goals)],
            &[(10, blue, "b"), (30, blue, "a"), (50, blue, "b")],
        );
        let goals = goals(&match_, &[12.0, 32.0, 52.0]);
        assert_eq!(goals[0], (10.0, blue, Some(0), None));
        assert_eq!(goals[1], (30.0, blue, Some(0), None), "the header's score has it, too");
        assert_eq!(goals[2], (50.0, blue, Some(1), None));
    }

    #[test]
    fn the_header_names_a_scorer_whom_the_scoreboard_does_not_tell() {
        let match_ = played(&[(10.0, Team::Orange)], &[], &[(10, Team::Orange, "c")]);
        assert_eq!(goals(&match_, &[]), [(10.0, Team::Orange, Some(2), None)]);
    }

    #[test]
    fn an_assist_belongs_to_the_sides_last_goal_until_the_next_kickoff() {
        let blue = Team::Blue;
        let scored = [(10.0, blue), (40.0, blue)];
        let late = [(10.0, 0, Count::Goals), (13.9, 1, Count::Assists), (40.0, 0, Count::Goals)];
        let with = |gains: &[(f64, usize, Count)]| goals(&played(&scored, gains, &[]), &[14.0, 44.0]);
        assert_eq!(with(&late).iter().map(|goal| goal.3).collect::<Vec<_>>(), [Some(1), None]);
        let early = [(10.0, 0, Count::Goals), (39.5, 1, Count::Assists), (40.0, 0, Count::Goals)];
        assert_eq!(with(&early).iter().map(|goal| goal.3).collect::<Vec<_>>(), [None, Some(1)]);
        // Between the goals it belongs to none.
        let lost = [(10.0, 0, Count::Goals), (25.0, 1, Count::Assists), (40.0, 0, Count::Goals)];
        assert_eq!(with(&lost).iter().map(|goal| goal.3).collect::<Vec<_>>(), [None, None]);
    }

    #[test]
    fn goals_of_players_that_no_score_tells_are_goals() {
        let match_ = played(&[], &[(10.0, 0, Count::Goals), (10.0, 0, Count::Goals)], &[]);
        assert_eq!(goals(&match_, &[]).len(), 2);
    }
}
