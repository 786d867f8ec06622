//! What heads about the future are to answer: written down while agents act, worked out when the rollout is full.

use burn::tensor::{Device, Tensor, TensorData};
use wavedash_env::{Batch, VecEnv};
use wavedash_policy::Future;
use wavedash_policy::future::{
    Answers, BALL_NUMBERS, BALL_SECONDS, CAR_NUMBERS, CAR_SECONDS, GOAL_CLASSES, Record, Side, TOUCH_CLASSES, TOUCHERS,
    answers, balance, classes, smooth_l1,
};

/// Lengths and speeds as in flat observations: 2,300 uu, or uu/s, are 1.
const LENGTH: f32 = 1.0 / 2300.0;
/// Angular velocities: pi rad/s are 1.
const SPIN: f32 = core::f32::consts::FRAC_1_PI;
/// Signs of a ball's numbers (forward, right, up; twice) with left and right exchanged.
const MIRRORED_BALL: [f32; BALL_NUMBERS] = [1.0, -1.0, 1.0, 1.0, -1.0, 1.0];
/// The same of a car's height and of its turning about forward, right, up.
const MIRRORED_CAR: [f32; CAR_NUMBERS] = [1.0, -1.0, 1.0, -1.0];

/// What happened in a rollout, in rows `[steps, agents]`, and the answers that follow from it.
#[derive(Clone, Debug)]
pub(crate) struct FutureTargets {
    agents: usize,
    step_seconds: f32,
    ball: Vec<f32>,
    car: Vec<f32>,
    touched: Vec<[bool; TOUCHERS]>,
    goals: Vec<Option<Side>>,
    ends: Vec<bool>,
    answers: Answers,
    /// Weights of the rows that make goals for, goals against and no goal count alike.
    goal_weights: Vec<f32>,
}

/// The heads' losses and the shares of classes that they get right.
pub(crate) struct FutureLoss {
    /// Sum of the losses.
    pub(crate) total: Tensor<1>,
    /// Ball, car, touch, goal; 0 for heads that there are not.
    pub(crate) losses: [f64; 4],
    /// Touch, goal.
    pub(crate) right: [f64; 2],
}

impl FutureTargets {
    pub(crate) fn new(steps: usize, agents: usize, step_seconds: f32) -> Self {
        let rows = steps * agents;
        Self {
            agents,
            step_seconds,
            ball: vec![0.0; rows * BALL_NUMBERS],
            car: vec![0.0; rows * CAR_NUMBERS],
            touched: vec![[false; TOUCHERS]; rows],
            goals: vec![None; rows],
            ends: vec![false; rows],
            answers: Answers::default(),
            goal_weights: Vec::new(),
        }
    }

    /// Writes down what the agents see before step `step`.
    pub(crate) fn see(&mut self, step: usize, pool: &VecEnv) {
        let batch = pool.batch();
        for agent in 0..self.agents {
            let scene = pool.scene(batch.arenas[agent] as usize);
            let (car, ball) = (&scene.cars[usize::from(batch.cars[agent])], &scene.ball);
            let row = step * self.agents + agent;
            let place = car.frame.to_body(ball.pos - car.pos) * LENGTH;
            let speed = car.frame.to_body(ball.vel - car.vel) * LENGTH;
            let spin = car.frame.to_body(car.ang_vel) * SPIN;
            self.ball[row * BALL_NUMBERS..(row + 1) * BALL_NUMBERS]
                .copy_from_slice(&[place.x, place.y, place.z, speed.x, speed.y, speed.z]);
            self.car[row * CAR_NUMBERS..(row + 1) * CAR_NUMBERS].copy_from_slice(&[
                car.pos.z * LENGTH,
                spin.x,
                spin.y,
                spin.z,
            ]);
        }
    }

    /// Writes down what came of the step.
    pub(crate) fn happen(&mut self, step: usize, batch: &Batch) {
        let mut first = 0;
        while first < self.agents {
            let count = (first..self.agents).take_while(|agent| batch.arenas[*agent] == batch.arenas[first]).count();
            for agent in first..first + count {
                let facts = &batch.step_info[agent];
                let touched_by = |is_mate: bool| {
                    (first..first + count).any(|other| {
                        other != agent
                            && batch.step_info[other].touched
                            && (batch.teams[other] == batch.teams[agent]) == is_mate
                    })
                };
                let row = step * self.agents + agent;
                self.touched[row] = [facts.touched, touched_by(true), touched_by(false)];
                self.goals[row] = match (facts.team_goals, facts.concedes) {
                    (1.., _) => Some(Side::Own),
                    (0, 1..) => Some(Side::Other),
                    (0, 0) => None,
                };
                // Behind a kick-off is another play, also where no goal led to it.
                self.ends[row] = batch.terminated[agent] || batch.truncated[agent] || batch.kickoffs[agent];
            }
            first += count;
        }
    }

    /// Works out the answers of all rows; `learns` says which agents' are learned from.
    pub(crate) fn finish(&mut self, learns: &[bool]) {
        self.answers = answers(&Record {
            agents: self.agents,
            step_seconds: self.step_seconds,
            ball: &self.ball,
            car: &self.car,
            touched: &self.touched,
            goals: &self.goals,
            ends: &self.ends,
        });
        let rows: Vec<usize> = (0..self.ends.len()).filter(|row| learns[row % self.agents]).collect();
        let of_learners: Vec<f32> = rows
            .iter()
            .flat_map(|row| &self.answers.goal[row * GOAL_CLASSES..(row + 1) * GOAL_CLASSES])
            .copied()
            .collect();
        self.goal_weights = vec![0.0; self.ends.len()];
        for (row, weight) in rows.iter().zip(balance(&of_learners, GOAL_CLASSES)) {
            self.goal_weights[*row] = weight;
        }
    }

    /// How much is known of some rows: of the ball and of the car the times, of touches and goals the rows.
    pub(crate) fn known<'a>(&self, rows: impl Iterator<Item = &'a usize> + Clone) -> [f64; 4] {
        let sum = |from: &[f32], width: usize| -> f64 {
            rows.clone().flat_map(|row| &from[row * width..(row + 1) * width]).map(|known| f64::from(*known)).sum()
        };
        let informed = |from: &[f32], width: usize| {
            let is_informed = |row: &&usize| from[*row * width..(*row + 1) * width].contains(&0.0);
            rows.clone().filter(is_informed).count() as f64
        };
        let of = &self.answers;
        [
            sum(&of.ball_known, BALL_SECONDS.len()),
            sum(&of.car_known, CAR_SECONDS.len()),
            informed(&of.touch, TOUCH_CLASSES),
            informed(&of.goal, GOAL_CLASSES),
        ]
    }

    /// How wrong the heads are about some rows, of which some are seen with left and right exchanged. Each head's mean over
    /// what is known of these rows counts by its part of `all`, which is known of the whole minibatch: the sum over the pieces
    /// of a minibatch is its mean, however it is cut.
    pub(crate) fn loss(
        &self,
        heads: Future,
        rows: &[usize],
        all: [f64; 4],
        is_mirrored: impl Fn(usize) -> bool,
        device: &Device,
    ) -> FutureLoss {
        let take = |from: &[f32], width: usize, signs: &[f32]| {
            let mut values = Vec::with_capacity(rows.len() * width);
            for row in rows {
                let numbers = &from[row * width..(row + 1) * width];
                if is_mirrored(*row) && !signs.is_empty() {
                    values.extend(numbers.iter().zip(signs.iter().cycle()).map(|(number, sign)| number * sign));
                } else {
                    values.extend_from_slice(numbers);
                }
            }
            Tensor::<2>::from_data(TensorData::new(values, [rows.len(), width]), device)
        };
        let of = &self.answers;
        let known = self.known(rows.iter());
        let part: [f64; 4] = core::array::from_fn(|head| if all[head] > 0.0 { known[head] / all[head] } else { 0.0 });
        let mut total = Tensor::<1>::zeros([1], device);
        let (mut losses, mut right) = ([0.0; 4], [0.0; 2]);
        let number = |tensor: &Tensor<1>| f64::from(tensor.clone().into_scalar::<f32>());
        if let Some(ball) = heads.ball {
            let target = take(&of.ball, BALL_SECONDS.len() * BALL_NUMBERS, &MIRRORED_BALL);
            let loss = smooth_l1(ball, target, take(&of.ball_known, BALL_SECONDS.len(), &[]));
            losses[0] = number(&loss) * part[0];
            total = total + loss * part[0];
        }
        if let Some(car) = heads.car {
            let target = take(&of.car, CAR_SECONDS.len() * CAR_NUMBERS, &MIRRORED_CAR);
            let loss = smooth_l1(car, target, take(&of.car_known, CAR_SECONDS.len(), &[]));
            losses[1] = number(&loss) * part[1];
            total = total + loss * part[1];
        }
        if let Some(touch) = heads.touch {
            let (loss, share) = classes(touch, take(&of.touch, TOUCH_CLASSES, &[]), None);
            (losses[2], right[0]) = (number(&loss) * part[2], number(&share) * part[2]);
            total = total + loss * part[2];
        }
        if let Some(goal) = heads.goal {
            let weights: Vec<f32> = rows.iter().map(|row| self.goal_weights[*row]).collect();
            let weights = Tensor::from_data(TensorData::new(weights, [rows.len()]), device);
            let (loss, share) = classes(goal, take(&of.goal, GOAL_CLASSES, &[]), Some(weights));
            (losses[3], right[1]) = (number(&loss) * part[3], number(&share) * part[3]);
            total = total + loss * part[3];
        }
        FutureLoss { total, losses, right }
    }
}
