//! What came of it: the answers that a rollout gives to the questions of its earlier rows.

use super::{
    BALL_NUMBERS, BALL_SECONDS, CAR_NUMBERS, CAR_SECONDS, GOAL_CLASSES, GOAL_SECONDS, TOUCH_CLASSES, TOUCH_SECONDS,
    TOUCHERS,
};

/// A side, seen from the agent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    /// The agent's team.
    Own,
    /// The other.
    Other,
}

/// What a rollout knows of each agent's steps, in rows `[steps, agents]`. What is seen is seen before the step, the rest
/// happens during it. Numbers should be of size 1: lengths by 2,300 uu, for example, as in observations.
#[derive(Clone, Copy, Debug)]
pub struct Record<'a> {
    /// Agents.
    pub agents: usize,
    /// Length of a step, s.
    pub step_seconds: f32,
    /// `[rows, BALL_NUMBERS]`: the ball as the car sees it.
    pub ball: &'a [f32],
    /// `[rows, CAR_NUMBERS]`: the car itself.
    pub car: &'a [f32],
    /// The ball was touched by the agent, a team mate, an opponent.
    pub touched: &'a [[bool; TOUCHERS]],
    /// Whose goal it was, if there was one; with it the play ends, whether the episode does or not.
    pub goals: &'a [Option<Side>],
    /// The episode ended, with a goal or without.
    pub ends: &'a [bool],
}

/// The answers to each row, in the order of the heads' outputs.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Answers {
    /// `[rows, BALL_SECONDS * BALL_NUMBERS]`; 0 where it is not known.
    pub ball: Vec<f32>,
    /// `[rows, BALL_SECONDS]`: 1 where the play goes on for so long, else 0.
    pub ball_known: Vec<f32>,
    /// `[rows, CAR_SECONDS * CAR_NUMBERS]`.
    pub car: Vec<f32>,
    /// `[rows, CAR_SECONDS]`.
    pub car_known: Vec<f32>,
    /// `[rows, TOUCH_CLASSES]`: 1 for each class that is possible, else 0.
    pub touch: Vec<f32>,
    /// `[rows, GOAL_CLASSES]`.
    pub goal: Vec<f32>,
}

/// Works out the answers.
///
/// # Panics
/// If the record's parts are not of equally many rows.
#[must_use]
pub fn answers(record: &Record<'_>) -> Answers {
    let rows = record.ends.len();
    let lengths = [record.touched.len(), record.goals.len()];
    assert!(lengths == [rows; 2], "as many touches and goals as ends");
    assert_eq!(record.ball.len(), rows * BALL_NUMBERS, "the ball of every row");
    assert_eq!(record.car.len(), rows * CAR_NUMBERS, "the car of every row");
    let mut answers = Answers {
        ball: vec![0.0; rows * BALL_SECONDS.len() * BALL_NUMBERS],
        ball_known: vec![0.0; rows * BALL_SECONDS.len()],
        car: vec![0.0; rows * CAR_SECONDS.len() * CAR_NUMBERS],
        car_known: vec![0.0; rows * CAR_SECONDS.len()],
        touch: vec![0.0; rows * TOUCH_CLASSES],
        goal: vec![0.0; rows * GOAL_CLASSES],
    };
    (0..record.agents).for_each(|agent| of_agent(record, agent, &mut answers));
    answers
}

/// Backwards through an agent's steps.
fn of_agent(record: &Record<'_>, agent: usize, answers: &mut Answers) {
    let steps = record.ends.len() / record.agents.max(1);
    let mut next = Next { touch: None, goal: None, cut: steps };
    // The first step behind the play.
    let mut end = steps;
    for step in (0..steps).rev() {
        let row = step * record.agents + agent;
        if record.goals[row].is_some() || record.ends[row] {
            end = step + 1;
            // Without its goal the play would have gone on, who knows until when; one that was cut off is known until then.
            next = Next { touch: None, goal: None, cut: if record.goals[row].is_some() { steps } else { end } };
        }
        if record.touched[row].contains(&true) {
            next.touch = Some((step, record.touched[row]));
        }
        if let Some(side) = record.goals[row] {
            next.goal = Some((step, [side == Side::Own, side == Side::Other]));
        }
        let seconds = |at: usize| (at - step) as f32 * record.step_seconds;
        let later = |at: f32| step + (at / record.step_seconds).round().max(1.0) as usize;
        // A state is seen at the beginning of a step, and that behind the end belongs to another play.
        let state = |at: f32, width: usize, seen: &[f32], to: &mut [f32], known: &mut f32| {
            let then = later(at);
            if then < end {
                let row = then * record.agents + agent;
                to.copy_from_slice(&seen[row * width..(row + 1) * width]);
                *known = 1.0;
            }
        };
        for (i, at) in BALL_SECONDS.into_iter().enumerate() {
            let place = row * BALL_SECONDS.len() + i;
            let to = &mut answers.ball[place * BALL_NUMBERS..(place + 1) * BALL_NUMBERS];
            state(at, BALL_NUMBERS, record.ball, to, &mut answers.ball_known[place]);
        }
        for (i, at) in CAR_SECONDS.into_iter().enumerate() {
            let place = row * CAR_SECONDS.len() + i;
            let to = &mut answers.car[place * CAR_NUMBERS..(place + 1) * CAR_NUMBERS];
            state(at, CAR_NUMBERS, record.car, to, &mut answers.car_known[place]);
        }
        let known = seconds(next.cut);
        let touch = next.touch.as_ref().map(|(at, who)| (seconds(at + 1), &who[..]));
        possible(&TOUCH_SECONDS, known, touch, &mut answers.touch[row * TOUCH_CLASSES..(row + 1) * TOUCH_CLASSES]);
        let goal = next.goal.as_ref().map(|(at, who)| (seconds(at + 1), &who[..]));
        possible(&GOAL_SECONDS, known, goal, &mut answers.goal[row * GOAL_CLASSES..(row + 1) * GOAL_CLASSES]);
    }
}

/// What comes next, seen from a step.
struct Next {
    /// The step, and who was part of it.
    touch: Option<(usize, [bool; TOUCHERS])>,
    goal: Option<(usize, [bool; 2])>,
    /// The first step of which nothing would be known, whatever happened before.
    cut: usize,
}

/// Marks the classes of an event that are possible if `known` seconds from now can be known of, and what happened within
/// them is `event`: when, and by whom.
fn possible(ends: &[f32], known: f32, event: Option<(f32, &[bool])>, classes: &mut [f32]) {
    /// Steps do not add up to whole seconds exactly.
    const ROUNDING: f32 = 1e-3;
    let decided = ends.iter().filter(|end| known + ROUNDING >= **end).count();
    if let Some((at, who)) = event
        && let Some(time) = ends[..decided].iter().position(|end| at <= end + ROUNDING)
    {
        who.iter().enumerate().filter(|(_, is)| **is).for_each(|(i, _)| classes[i * ends.len() + time] = 1.0);
        return;
    }
    for (class, is) in classes.iter_mut().enumerate() {
        *is = f32::from(u8::from(class % ends.len() >= decided));
    }
    // Never in these times.
    if let Some(nobody) = classes.last_mut() {
        *nobody = 1.0;
    }
}

/// Weights `[rows]` that make all classes count equally often, from the classes that are possible `[rows, count]`: the
/// inverse of a class's share of the rows that know their class, with a mean of 1 over these. A row that does not know
/// has the mean of what it might be.
#[must_use]
pub fn balance(possible: &[f32], count: usize) -> Vec<f32> {
    let known = |row: &&[f32]| row.iter().sum::<f32>() == 1.0;
    let mut shares = vec![0.0_f32; count];
    let mut rows = 0.0;
    for row in possible.chunks_exact(count).filter(known) {
        shares.iter_mut().zip(row).for_each(|(share, is)| *share += is);
        rows += 1.0;
    }
    shares.iter_mut().for_each(|share| *share /= f32::max(rows, 1.0));
    let present = shares.iter().filter(|share| **share > 0.0).count() as f32;
    let weight = |row: &[f32]| {
        let might = || row.iter().zip(&shares).filter(|(is, share)| **is > 0.0 && **share > 0.0);
        let share: f32 = might().map(|(_, share)| share).sum();
        if share > 0.0 { might().count() as f32 / (present * share) } else { 1.0 }
    };
    possible.chunks_exact(count).map(weight).collect()
}

#[cfg(test)]
#[path = "answers_tests.rs"]
mod tests;
