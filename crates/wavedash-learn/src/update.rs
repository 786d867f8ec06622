//! One update of PPO: epochs over a rollout in shuffled minibatches.
//!
//! Each minibatch is shared among the threads. Every thread runs forward and backward with a module of its own, piece by
//! piece: what a piece leaves behind for the backward pass stays in the cache, and in memory that was used before. The
//! gradients are added in order, so the result depends on the number of threads but not on their speed.

use burn::module::Module;
use burn::optim::{GradientsParams, ModuleOptimizer};
use burn::tensor::{Device, Tensor, TensorData};
use rayon::prelude::*;
use wavedash_core::{Purpose, Stream};
use wavedash_policy::{Model, dist};

use crate::config::{AuxLossConfig, PpoConfig};
use crate::gradients::{Gradients, Group, Groups, Norms};
use crate::loss;
use crate::rollout::{Number, Rollout};
use crate::windows::Frames;

/// What an update needs beside the rollout.
#[derive(Clone, Debug)]
pub struct Task<'a> {
    /// The algorithm's numbers.
    pub ppo: &'a PpoConfig,
    /// Weights of the auxiliary losses.
    pub auxiliary: &'a AuxLossConfig,
    /// Choices of each component of an action.
    pub choices: &'a [usize],
    /// Frames of the reward-prediction head, if there is one.
    pub window: Option<usize>,
    /// There is a state-representation head.
    pub state: bool,
    /// Weight of the teacher's choices, if there is a teacher.
    pub teacher: Option<f64>,
    /// The choices that it teaches, if it leaves some of them alone; its lessons are then those of plain driving.
    pub taught: Option<&'a dist::Within>,
    /// The choices that jump and their component, if jumps are to stay likely.
    pub jumps: Option<&'a (dist::Within, usize)>,
    /// Where the networks live.
    pub device: &'a Device,
    /// Threads that share a minibatch.
    pub threads: usize,
    /// Agent steps taken before: schedules and the order of samples depend on it.
    pub steps: u64,
    /// Seed of the order of samples.
    pub seed: u64,
}

/// Means over the minibatches of an update.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Report {
    /// See [`loss::surrogate`].
    pub policy_loss: f64,
    /// See [`loss::value`].
    pub value_loss: f64,
    /// Entropy of the policy, nats.
    pub entropy: f64,
    /// See [`loss::Surrogate::approx_kl`].
    pub approx_kl: f64,
    /// See [`loss::Surrogate::clip_fraction`].
    pub clip_fraction: f64,
    /// Norms of the gradient before it is clipped.
    pub norms: Norms,
    /// See [`loss::reward_prediction`].
    pub reward_prediction_loss: f64,
    /// Share of rewards whose class was predicted.
    pub reward_prediction_accuracy: f64,
    /// See [`loss::state_representation`].
    pub state_representation_loss: f64,
    /// See [`loss::imitation`].
    pub teacher_loss: f64,
    /// See [`loss::floor`].
    pub jump_floor_loss: f64,
    /// Optimiser steps.
    pub minibatches: u64,
    /// Share of the planned optimiser steps that was left out for the sake of `target_kl`.
    pub left_out: f64,
    /// Shares of the rollout's rewards that are positive, negative and zero.
    pub classes: [f64; 3],
}

/// A loss or a gradient was not a number: the update is void.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NotFinite(pub &'static str);

/// Runs all epochs; the model and the optimiser are only replaced by finite ones.
///
/// # Errors
/// If a loss or a gradient is not finite. Model and optimiser are then those of the last good minibatch; the caller
/// may prefer older ones.
pub fn update(
    model: &mut Model,
    optimiser: &mut ModuleOptimizer,
    rollout: &mut Rollout,
    task: &Task<'_>,
) -> Result<Report, NotFinite> {
    let ppo = task.ppo;
    let learning_rate = ppo.learning_rate.at(task.steps);
    let critic_rate = ppo.critic_learning_rate.map_or(learning_rate, |rate| rate.at(task.steps));
    let is_warm = task.steps >= ppo.critic_warmup_steps;
    let groups = Groups::of(model);
    let segments_each = rollout.steps() / ppo.segment;
    let mut segments: Vec<(usize, usize)> =
        rollout.learners().flat_map(|agent| (0..segments_each).map(move |i| (i * ppo.segment, agent))).collect();
    let classes = classes(rollout, task);
    let class_weights = class_weights(classes);
    let (mut report, mut left_out) = (Report::default(), 0.0);
    for epoch in 0..ppo.epochs {
        let mut stream = Stream::new(task.seed, epoch as u64, Purpose::Learn, task.steps);
        shuffle(&mut segments, &mut stream);
        rollout.reflect(&mut stream);
        let rollout = &*rollout;
        let before = report;
        for minibatch in segments.chunks((ppo.minibatch / ppo.segment).max(1)) {
            let rows_of_segments = |segments: &[(usize, usize)]| -> Vec<usize> {
                segments
                    .iter()
                    .flat_map(|(step, agent)| rows_of(*step, *agent, ppo.segment, rollout.agents()))
                    .collect()
            };
            // Each thread's part, in pieces that go through the networks one after the other.
            let rows: Vec<Vec<Vec<usize>>> = parts(minibatch, task.threads)
                .map(|part| part.chunks((ppo.microbatch / ppo.segment).max(1)).map(rows_of_segments).collect())
                .collect();
            let (mean, deviation) = moments(rows.iter().flatten().flatten().map(|row| rollout.advantage(*row)));
            let normal = |advantage: f32| {
                if ppo.normalise_advantages {
                    ((f64::from(advantage) - mean) / (deviation + 1e-8)) as f32
                } else {
                    advantage
                }
            };
            let samples: usize = rows.iter().flatten().map(Vec::len).sum();
            let done: Vec<(Gradients, Report)> = rows
                .par_iter()
                .map(|part| {
                    let pieces = part.iter().map(|rows| {
                        let advantages = rows.iter().map(|row| normal(rollout.advantage(*row))).collect();
                        let share = rows.len() as f64 / samples as f64;
                        gradient(model, rollout, task, rows, advantages, share, class_weights)
                    });
                    pieces.fold((Gradients::default(), Report::default()), |(sum, report), (gradient, of_piece)| {
                        (Gradients::sum([gradient, sum]), report.plus(&of_piece))
                    })
                })
                .collect();
            let (gradients, parts): (Vec<_>, Vec<_>) = done.into_iter().unzip();
            let mut gradients = Gradients::sum(gradients);
            let norms = gradients.norms(&groups);
            let of_minibatch = Report::total(&parts);
            if !of_minibatch.is_finite() {
                return Err(NotFinite("a loss"));
            }
            if !norms.all.is_finite() {
                return Err(NotFinite("the gradient"));
            }
            if ppo.clip_groups {
                gradients.clip_groups(&groups, &norms, ppo.max_gradient_norm);
            } else {
                gradients.clip(&norms, ppo.max_gradient_norm);
            }
            if is_warm && critic_rate == learning_rate {
                *model = optimiser.step(learning_rate, model.clone(), gradients.give(model));
            } else {
                let of_critic = gradients.give_some(model, |group| group == Group::Critic);
                *model = optimiser.step(critic_rate, model.clone(), of_critic);
                if is_warm {
                    let of_rest = gradients.give_some(model, |group| group != Group::Critic);
                    *model = optimiser.step(learning_rate, model.clone(), of_rest);
                }
            }
            report = report.plus(&Report { norms, minibatches: 1, ..of_minibatch });
        }
        let kl = (report.approx_kl - before.approx_kl) / (report.minibatches - before.minibatches).max(1) as f64;
        if ppo.target_kl.is_some_and(|target| kl > target) && epoch + 1 < ppo.epochs {
            left_out = 1.0 - (epoch + 1) as f64 / ppo.epochs as f64;
            break;
        }
    }
    Ok(Report { left_out, classes, ..report.over(report.minibatches.max(1) as f64) })
}

/// The gradient of a piece of a minibatch: `rows` of the rollout, whose losses count `share` of the whole.
fn gradient(
    model: &Model,
    rollout: &Rollout,
    task: &Task<'_>,
    rows: &[usize],
    advantages: Vec<f32>,
    share: f64,
    class_weights: [f32; 3],
) -> (Gradients, Report) {
    let ppo = task.ppo;
    let device = task.device.clone().autodiff();
    // A graph of its own: backward passes of one graph would wait for each other.
    let model = model.clone().fork(&device);
    let frames = Frames::new(rollout, rows, task.window);
    let observations = rollout.observations(&frames.rows, &device);
    let thoughts = model.think(observations.clone(), rows.len());
    let mask = rollout.masks(rows, &device);
    let can_jump = task.jumps.map(|(jumps, _)| rollout.can_jump(rows, jumps, &device));
    let log_softmax = dist::log_softmax(thoughts.logits, Some(mask.clone()), task.choices);
    let log_probs = dist::log_prob(log_softmax.clone(), rollout.actions(rows, &device), task.choices);
    let entropy = dist::entropy(log_softmax.clone(), Some(mask), task.choices).mean();
    let advantages = Tensor::from_data(TensorData::new(advantages, [rows.len()]), &device);
    let surrogate = loss::surrogate(log_probs, rollout.numbers(Number::LogProb, rows, &device), advantages, ppo.clip);
    let old = ppo.value_clip.map(|range| (rollout.numbers(Number::Value, rows, &device), range));
    let value = loss::value(thoughts.values, rollout.numbers(Number::Target, rows, &device), old);

    let pull = task.jumps.zip(can_jump).map(|((jumps, component), can_jump)| {
        let log_mass = dist::log_mass(log_softmax.clone(), jumps).narrow(1, *component, 1).squeeze_dim::<1>(1);
        loss::floor(log_mass, can_jump, ppo.jump_floor)
    });
    let mut total = surrogate.loss.clone() - entropy.clone() * ppo.entropy.at(task.steps);
    let mut report = Report::default();
    if let Some(weight) = task.teacher {
        let lessons = rollout.lessons(rows, &device);
        let loss = match task.taught {
            None => loss::imitation(dist::log_prob(log_softmax, lessons, task.choices)),
            Some(taught) => {
                let log_probs = dist::log_prob_within(log_softmax, lessons, taught);
                loss::imitation(log_probs * rollout.plain_lessons(rows, &device))
            }
        };
        report.teacher_loss = number(&loss) * share;
        total = total + loss * weight;
    }
    if let Some(pull) = pull {
        report.jump_floor_loss = number(&pull) * share;
        total = total + pull * ppo.jump_floor_weight;
    }
    total = total + value.clone() * ppo.value_coefficient;
    if let Some(windows) = frames.windows(&device) {
        let classes: Vec<usize> =
            rows.iter().map(|row| loss::reward_class(rollout.rewards[*row], task.auxiliary.reward_threshold)).collect();
        let weights: Vec<f32> = classes.iter().map(|class| class_weights[*class]).collect();
        let classes: Vec<i64> = classes.into_iter().map(|class| class as i64).collect();
        let (loss, right) = loss::reward_prediction(
            model.reward_logits(&thoughts.features, windows),
            Tensor::from_data(TensorData::new(classes, [rows.len()]), &device),
            task.auxiliary.balance_classes.then(|| Tensor::from_data(TensorData::new(weights, [rows.len()]), &device)),
        );
        report.reward_prediction_loss = number(&loss) * share;
        report.reward_prediction_accuracy = number(&right) * share;
        total = total + loss * task.auxiliary.reward_prediction;
    }
    if task.state {
        let seen = observations.narrow(0, 0, rows.len());
        let (target, weights) = model.state_target(seen);
        let loss = loss::state_representation(model.state(&thoughts.features, rows.len()), target, weights);
        report.state_representation_loss = number(&loss) * share;
        total = total + loss * task.auxiliary.state_representation;
    }
    report.policy_loss = number(&surrogate.loss) * share;
    report.value_loss = number(&value) * share;
    report.entropy = number(&entropy) * share;
    report.approx_kl = number(&surrogate.approx_kl) * share;
    report.clip_fraction = number(&surrogate.clip_fraction) * share;
    let gradients = GradientsParams::from_grads((total * share).backward(), &model);
    (Gradients::take(&model, gradients), report)
}

fn number(tensor: &Tensor<1>) -> f64 {
    tensor.clone().into_scalar::<f32>().into()
}

/// Rows of a segment.
fn rows_of(step: usize, agent: usize, length: usize, agents: usize) -> impl Iterator<Item = usize> {
    (step..step + length).map(move |step| step * agents + agent)
}

/// Splits into at most `count` parts of nearly equal length, none of them empty.
fn parts<T>(all: &[T], count: usize) -> impl Iterator<Item = &[T]> {
    all.chunks(all.len().div_ceil(count.max(1)).max(1))
}

/// Mean and deviation (of a sample, n - 1, as PyTorch's `std`).
fn moments(values: impl Iterator<Item = f32> + Clone) -> (f64, f64) {
    let count = values.clone().count() as f64;
    let mean = values.clone().map(f64::from).sum::<f64>() / count.max(1.0);
    let squares: f64 = values.map(|x| (f64::from(x) - mean) * (f64::from(x) - mean)).sum();
    (mean, (squares / (count - 1.0).max(1.0)).sqrt())
}

/// Fisher-Yates.
fn shuffle<T>(items: &mut [T], stream: &mut Stream) {
    for i in (1..items.len()).rev() {
        items.swap(i, stream.index(i + 1));
    }
}

/// Shares of the learners' rewards that are positive, negative and zero.
fn classes(rollout: &Rollout, task: &Task<'_>) -> [f64; 3] {
    let mut counts = [0_usize; 3];
    for agent in rollout.learners() {
        for row in rows_of(0, agent, rollout.steps(), rollout.agents()) {
            counts[loss::reward_class(rollout.rewards[row], task.auxiliary.reward_threshold)] += 1;
        }
    }
    let all = counts.iter().sum::<usize>().max(1) as f64;
    counts.map(|count| count as f64 / all)
}

/// Weights of the reward classes: the inverse of their shares, with a mean of 1 over the samples.
fn class_weights(shares: [f64; 3]) -> [f32; 3] {
    let present = shares.iter().filter(|share| **share > 0.0).count() as f64;
    shares.map(|share| if share > 0.0 { (1.0 / (present * share)) as f32 } else { 0.0 })
}

impl Report {
    fn map2(&self, other: &Self, f: impl Fn(f64, f64) -> f64) -> Self {
        Self {
            policy_loss: f(self.policy_loss, other.policy_loss),
            value_loss: f(self.value_loss, other.value_loss),
            entropy: f(self.entropy, other.entropy),
            approx_kl: f(self.approx_kl, other.approx_kl),
            clip_fraction: f(self.clip_fraction, other.clip_fraction),
            norms: Norms {
                all: f(self.norms.all, other.norms.all),
                of: core::array::from_fn(|group| f(self.norms.of[group], other.norms.of[group])),
            },
            reward_prediction_loss: f(self.reward_prediction_loss, other.reward_prediction_loss),
            reward_prediction_accuracy: f(self.reward_prediction_accuracy, other.reward_prediction_accuracy),
            state_representation_loss: f(self.state_representation_loss, other.state_representation_loss),
            teacher_loss: f(self.teacher_loss, other.teacher_loss),
            jump_floor_loss: f(self.jump_floor_loss, other.jump_floor_loss),
            minibatches: self.minibatches + other.minibatches,
            left_out: 0.0,
            classes: [0.0; 3],
        }
    }

    fn plus(&self, other: &Self) -> Self {
        self.map2(other, |a, b| a + b)
    }

    fn total(parts: &[Self]) -> Self {
        parts.iter().fold(Self::default(), |sum, part| sum.plus(part))
    }

    fn over(&self, count: f64) -> Self {
        self.map2(&Self::default(), |a, _| a / count)
    }

    fn is_finite(&self) -> bool {
        [
            self.policy_loss,
            self.value_loss,
            self.entropy,
            self.reward_prediction_loss,
            self.state_representation_loss,
            self.teacher_loss,
            self.jump_floor_loss,
        ]
        .iter()
        .all(|x| x.is_finite())
    }
}
