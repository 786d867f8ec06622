//! Rollouts small enough to be answered by hand. Steps take a quarter of a second.

use super::*;

/// One agent's record, to which each test adds what happens.
struct Story {
    touched: Vec<[bool; TOUCHERS]>,
    goals: Vec<Option<Side>>,
    ends: Vec<bool>,
}

const NOBODY: [bool; TOUCHERS] = [false; TOUCHERS];
const SELF: [bool; TOUCHERS] = [true, false, false];
const OPPONENT: [bool; TOUCHERS] = [false, false, true];

impl Story {
    fn new(steps: usize) -> Self {
        Self { touched: vec![NOBODY; steps], goals: vec![None; steps], ends: vec![false; steps] }
    }

    /// The ball's numbers are the row's number and fractions of it, the car's ten times as much.
    fn answers(&self, agents: usize) -> Answers {
        let rows = self.ends.len();
        let numbers = |width: usize, factor: f32| -> Vec<f32> {
            (0..rows * width).map(|i| (i / width) as f32 * factor + (i % width) as f32 * 0.1).collect()
        };
        answers(&Record {
            agents,
            step_seconds: 0.25,
            ball: &numbers(BALL_NUMBERS, 1.0),
            car: &numbers(CAR_NUMBERS, 10.0),
            touched: &self.touched,
            goals: &self.goals,
            ends: &self.ends,
        })
    }
}

/// Numbers of the classes that are possible.
fn open(classes: &[f32], row: usize, count: usize) -> Vec<usize> {
    let row = &classes[row * count..(row + 1) * count];
    assert!(row.iter().all(|is| *is == 0.0 || *is == 1.0));
    (0..count).filter(|class| row[*class] == 1.0).collect()
}

#[test]
fn the_ball_is_the_one_that_is_seen_later() {
    let mut story = Story::new(12);
    // The play ends in step 5: what is seen from row 6 on is another one.
    story.ends[5] = true;
    let answers = story.answers(1);
    let known = |row: usize| answers.ball_known[row * 3..row * 3 + 3].to_vec();
    assert_eq!(known(0), [1.0, 1.0, 0.0], "2, 4 and 8 steps on");
    assert_eq!(known(2), [1.0, 0.0, 0.0]);
    assert_eq!(known(4), [0.0, 0.0, 0.0]);
    assert_eq!(known(6), [1.0, 1.0, 0.0], "the rollout ends after row 11");
    let ball = |row: usize, time: usize| &answers.ball[(row * 3 + time) * BALL_NUMBERS..][..BALL_NUMBERS];
    let seen = |row: f32| [0.0, 0.1, 0.2, 0.3, 0.4, 0.5].map(|x: f32| row + x);
    assert_eq!(ball(0, 0), seen(2.0));
    assert_eq!(ball(0, 1), seen(4.0));
    assert_eq!(ball(0, 2), [0.0; 6]);
    assert_eq!(ball(7, 1), seen(11.0));
    // The car after one and two steps.
    assert_eq!(answers.car_known[..4], [1.0, 1.0, 1.0, 1.0]);
    assert_eq!(answers.car[CAR_NUMBERS..2 * CAR_NUMBERS], [20.0, 20.1, 20.2, 20.3]);
    assert_eq!(answers.car_known[4 * 2..4 * 2 + 4], [1.0, 0.0, 0.0, 0.0]);
}

#[test]
fn the_next_touch_decides_and_later_ones_do_not() {
    let mut story = Story::new(40);
    story.touched[3] = OPPONENT;
    story.touched[4] = SELF;
    story.touched[20] = [true, false, true];
    let answers = story.answers(1);
    let touch = |row| open(&answers.touch, row, TOUCH_CLASSES);
    // Opponents' classes begin at 8, team mates' at 4, "nobody" is 12. Step 3 is over 1 s after row 0 begins.
    assert_eq!(touch(0), [9]);
    assert_eq!(touch(1), [9]);
    assert_eq!(touch(2), [8], "0.5 s");
    assert_eq!(touch(3), [8]);
    assert_eq!(touch(4), [0], "within the step");
    // Both touch in step 20, 4 s after row 5 begins.
    assert_eq!(touch(5), [3, 11]);
    assert_eq!(touch(19), [0, 8]);
    // Nobody from row 21 on, of which 19 steps are left; from row 25 on these are less than 4 s.
    assert_eq!(touch(24), [12]);
    assert_eq!(touch(25), [3, 7, 11, 12]);
    assert_eq!(touch(33), [2, 3, 6, 7, 10, 11, 12]);
    assert_eq!(touch(39), (0..13).collect::<Vec<_>>(), "a quarter of a second says nothing");
}

#[test]
fn what_a_row_cannot_decide_stays_open_even_if_something_happens() {
    let mut story = Story::new(14);
    story.touched[13] = SELF;
    let answers = story.answers(1);
    // 3.5 s after row 0: among the times from 2 to 4 s, of which the rollout does not see the end.
    assert_eq!(open(&answers.touch, 0, TOUCH_CLASSES), [3, 7, 11, 12]);
    assert_eq!(open(&answers.touch, 6, TOUCH_CLASSES), [2]);
}

#[test]
fn a_goal_ends_the_play_and_is_known_to() {
    let mut story = Story::new(40);
    story.touched[2] = SELF;
    story.goals[6] = Some(Side::Own);
    story.ends[6] = true;
    story.touched[8] = OPPONENT;
    story.goals[30] = Some(Side::Other);
    let answers = story.answers(1);
    let goal = |row| open(&answers.goal, row, GOAL_CLASSES);
    // Own goals' classes are 0 to 2, the opponents' 3 to 5, none 6.
    assert_eq!(goal(0), [1], "1.75 s");
    assert_eq!(goal(3), [0], "1 s");
    assert_eq!(goal(6), [0]);
    assert_eq!(goal(7), [6], "6 s");
    assert_eq!(goal(11), [5], "5 s");
    assert_eq!(goal(30), [3]);
    // 9 steps are left.
    assert_eq!(goal(31), [2, 5, 6]);
    // After the last touch before a goal nobody touches the ball, and the next play's touches are not this one's.
    assert_eq!(open(&answers.touch, 3, TOUCH_CLASSES), [12]);
    assert_eq!(open(&answers.touch, 7, TOUCH_CLASSES), [8]);
}

#[test]
fn an_episode_that_is_cut_off_leaves_open_what_would_have_come() {
    let mut story = Story::new(40);
    story.ends[5] = true;
    story.touched[6] = SELF;
    story.goals[7] = Some(Side::Other);
    let answers = story.answers(1);
    assert_eq!(open(&answers.touch, 0, TOUCH_CLASSES), [2, 3, 6, 7, 10, 11, 12], "1.5 s are known");
    assert_eq!(open(&answers.goal, 0, GOAL_CLASSES), [1, 2, 4, 5, 6]);
    assert_eq!(open(&answers.goal, 5, GOAL_CLASSES), (0..7).collect::<Vec<_>>());
}

#[test]
fn agents_have_stories_of_their_own() {
    // Two agents, opponents of each other; steps 0 to 19 in pairs of rows.
    let mut story = Story::new(40);
    story.touched[2] = SELF;
    story.touched[3] = OPPONENT;
    story.goals[4] = Some(Side::Own);
    story.goals[5] = Some(Side::Other);
    let answers = story.answers(2);
    assert_eq!(open(&answers.touch, 0, TOUCH_CLASSES), [0]);
    assert_eq!(open(&answers.touch, 1, TOUCH_CLASSES), [8]);
    assert_eq!(open(&answers.goal, 0, GOAL_CLASSES), [0]);
    assert_eq!(open(&answers.goal, 1, GOAL_CLASSES), [3]);
    // The ball 2 steps after row 1 (agent 1, step 0) is behind the goal's step only from step 1 on.
    assert_eq!(answers.ball_known[3], 1.0);
    assert_eq!(answers.ball[3 * BALL_NUMBERS], 5.0);
    assert_eq!(answers.ball_known[3 * 3], 0.0);
}

#[test]
fn rare_classes_weigh_as_much_as_frequent_ones() {
    // Classes 0, 0, 0, 1; one row that is 0 or 1, one that is 1 or 2, one that is 2 or 3, of which there is none.
    let possible = [[1, 0, 0, 0], [1, 0, 0, 0], [1, 0, 0, 0], [0, 1, 0, 0], [1, 1, 0, 0], [0, 1, 1, 0], [0, 0, 1, 1]];
    let possible: Vec<f32> = possible.concat().into_iter().map(|is| is as f32).collect();
    let weights = balance(&possible, 4);
    let expected = [2.0 / 3.0, 2.0 / 3.0, 2.0 / 3.0, 2.0, 1.0, 2.0, 1.0];
    assert!(weights.iter().zip(expected).all(|(a, b): (&f32, f32)| (a - b).abs() < 1e-6), "{weights:?}");
    assert_eq!(balance(&[], 4), [0.0; 0]);
}
