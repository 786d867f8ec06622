//! One update of PPO: epochs over a rollout in shuffled minibatches.
//!
//! Each minibatch is shared among the threads. Every thread runs forward and backward with a module of its own, piece by
//! piece: what a piece leaves behind for the backward pass stays in the cache, and in memory that was used before. The
//! gradients are added in order, so the result depends on the number of threads but not on their speed.

mod piece;
mod report;

use burn::module::Module;
use burn::optim::ModuleOptimizer;
use burn::tensor::Device;
use rayon::prelude::*;
use wavedash_core::{Purpose, Stream};
use wavedash_policy::{Model, dist};

pub use report::{MOST_COMPONENTS, Report};

use crate::config::{AuxLossConfig, PpoConfig};
use crate::gradients::{Gradients, Group, Groups};
use crate::rollout::Rollout;
use piece::Piece;

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
    /// The choices that jump and their component, where they are known.
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
    // Mirrored samples need what the policy that collected them would have thought of them.
    let old = rollout.is_reflected().then(|| model.valid());
    let (mut report, mut left_out) = (Report::default(), 0.0);
    for epoch in 0..ppo.epochs {
        let mut stream = Stream::new(task.seed, epoch as u64, Purpose::Learn, task.steps);
        shuffle(&mut segments, &mut stream);
        rollout.reflect(&mut stream);
        if let Some(old) = &old {
            rollout.think_mirrored(old, task.choices);
        }
        let rollout = &*rollout;
        let before = report;
        for (index, minibatch) in segments.chunks((ppo.minibatch / ppo.segment).max(1)).enumerate() {
            let with_heads = index % task.auxiliary.every.max(1) == 0;
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
            let future = rollout.future.as_ref().filter(|_| with_heads);
            let known = future.map_or([0.0; 4], |targets| targets.known(rows.iter().flatten().flatten()));
            let done: Vec<(Gradients, Report)> = rows
                .par_iter()
                .map(|part| {
                    let pieces = part.iter().map(|rows| {
                        let advantages = rows.iter().map(|row| normal(rollout.advantage(*row))).collect();
                        let share = rows.len() as f64 / samples as f64;
                        Piece { rollout, task, rows, advantages, share, with_heads, known, class_weights }
                            .gradient(model)
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
            report = report.plus(&Report {
                norms,
                minibatches: 1,
                minibatches_of_heads: u64::from(with_heads),
                ..of_minibatch
            });
        }
        let kl = (report.approx_kl - before.approx_kl) / (report.minibatches - before.minibatches).max(1) as f64;
        if ppo.target_kl.is_some_and(|target| kl > target) && epoch + 1 < ppo.epochs {
            left_out = 1.0 - (epoch + 1) as f64 / ppo.epochs as f64;
            break;
        }
    }
    Ok(Report { left_out, classes, ..report.mean() })
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
            counts[rollout.reward_class(row, task.auxiliary)] += 1;
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
