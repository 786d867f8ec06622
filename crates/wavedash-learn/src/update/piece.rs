//! The gradient of a piece of a minibatch: every loss that there is, added up and sent backward.

use burn::module::Module;
use burn::optim::GradientsParams;
use burn::tensor::{Device, Tensor, TensorData};
use wavedash_policy::{Features, Model, dist};

use super::Task;
use super::report::{MOST_COMPONENTS, Report};
use crate::gradients::Gradients;
use crate::loss;
use crate::rollout::{Number, Rollout};
use crate::windows::Frames;

/// Samples that go through the networks at once.
pub(super) struct Piece<'a> {
    pub(super) rollout: &'a Rollout,
    pub(super) task: &'a Task<'a>,
    /// Rows of the rollout.
    pub(super) rows: &'a [usize],
    /// Their advantages, normalised or not.
    pub(super) advantages: Vec<f32>,
    /// How much their losses count of the whole minibatch's.
    pub(super) share: f64,
    /// The auxiliary heads learn from this minibatch.
    pub(super) with_heads: bool,
    /// What is known of the whole minibatch's future.
    pub(super) known: [f64; 4],
    /// Weights of the classes of rewards.
    pub(super) class_weights: [f32; 3],
}

impl Piece<'_> {
    /// Forward and backward.
    pub(super) fn gradient(self, model: &Model) -> (Gradients, Report) {
        let (rollout, task, rows, share) = (self.rollout, self.task, self.rows, self.share);
        let ppo = task.ppo;
        let device = task.device.clone().autodiff();
        // A graph of its own: backward passes of one graph would wait for each other.
        let model = model.clone().fork(&device);
        let frames = Frames::new(rollout, rows, task.window.filter(|_| self.with_heads));
        let observations = rollout.observations(&frames.rows, &device);
        let thoughts = model.think(observations.clone(), rows.len());
        let mask = rollout.masks(rows, &device);
        let log_softmax = dist::log_softmax(thoughts.logits, Some(mask.clone()), task.choices);
        let log_probs = dist::log_prob(log_softmax.clone(), rollout.actions(rows, &device), task.choices);
        let entropy = dist::entropy(log_softmax.clone(), Some(mask.clone()), task.choices).mean();
        let advantages = Tensor::from_data(TensorData::new(self.advantages.clone(), [rows.len()]), &device);
        let old_log_probs = rollout.numbers(Number::LogProb, rows, &device);
        let surrogate = loss::surrogate(log_probs, old_log_probs, advantages, ppo.clip);
        let old = ppo.value_clip.map(|range| (rollout.numbers(Number::Value, rows, &device), range));
        let value = loss::value(thoughts.values, rollout.numbers(Number::Target, rows, &device), old);

        let mut report = Report::default();
        let mut total = surrogate.loss.clone() - entropy.clone() * ppo.entropy.at(task.steps);
        if let Some(weight) = task.teacher {
            let loss = self.teacher(log_softmax.clone(), &mask, &device);
            report.teacher_loss = number(&loss) * share;
            total = total + loss * weight;
        }
        if let Some((jumps, component)) = task.jumps {
            let log_mass = dist::log_mass(log_softmax.clone(), jumps).narrow(1, *component, 1).squeeze_dim::<1>(1);
            let can_jump = rollout.can_jump(rows, jumps, &device);
            report.jump_mass = number(&(log_mass.clone().detach().exp() * can_jump.clone()).mean()) * share;
            report.can_jump = number(&can_jump.clone().mean()) * share;
            if ppo.jump_floor > 0.0 {
                let pull = loss::floor(log_mass, can_jump, ppo.jump_floor);
                report.jump_floor_loss = number(&pull) * share;
                total = total + pull * ppo.jump_floor_weight;
            }
        }
        total = total + value.clone() * ppo.value_coefficient;
        if self.with_heads
            && let Some(loss) = self.heads(&model, &thoughts.features, &frames, observations, &device, &mut report)
        {
            total = total + loss;
        }
        if (2..=MOST_COMPONENTS).contains(&task.choices.len()) {
            let parts = dist::entropy_per_component(log_softmax.detach(), Some(mask), task.choices).mean_dim(0);
            let parts = parts.into_data();
            let parts = parts.as_slice::<f32>().expect("tensors of a policy are f32");
            report.entropies.iter_mut().zip(parts).for_each(|(sum, part)| *sum = f64::from(*part) * share);
        }
        report.policy_loss = number(&surrogate.loss) * share;
        report.value_loss = number(&value) * share;
        report.entropy = number(&entropy) * share;
        report.approx_kl = number(&surrogate.approx_kl) * share;
        report.clip_fraction = number(&surrogate.clip_fraction) * share;
        let gradients = GradientsParams::from_grads((total * share).backward(), &model);
        (Gradients::take(&model, gradients), report)
    }

    /// How far the policy is from what the teacher would do.
    fn teacher(&self, log_softmax: Tensor<2>, mask: &Tensor<2, burn::tensor::Bool>, device: &Device) -> Tensor<1> {
        let (rollout, task, rows) = (self.rollout, self.task, self.rows);
        if let Some(logits) = rollout.teacher_logits(rows, device) {
            let of = dist::log_softmax(logits, Some(mask.clone()), task.choices);
            return match task.taught {
                None => dist::kl(of, log_softmax, task.choices),
                Some(taught) => {
                    let among = |of| dist::conditional(of, taught);
                    dist::kl(among(of), among(log_softmax), task.choices)
                }
            }
            .mean();
        }
        let lessons = rollout.lessons(rows, device);
        match task.taught {
            None => loss::imitation(dist::log_prob(log_softmax, lessons, task.choices)),
            Some(taught) => {
                let log_probs = dist::log_prob_within(log_softmax, lessons, taught);
                loss::imitation(log_probs * rollout.plain_lessons(rows, device))
            }
        }
    }

    /// The auxiliary losses, by their weights; nothing without heads.
    fn heads(
        &self,
        model: &Model,
        features: &Features,
        frames: &Frames,
        observations: Tensor<2>,
        device: &Device,
        report: &mut Report,
    ) -> Option<Tensor<1>> {
        let (rollout, task, rows, share) = (self.rollout, self.task, self.rows, self.share);
        let auxiliary = task.auxiliary;
        let mut total: Option<Tensor<1>> = None;
        let mut add = |loss: Tensor<1>| {
            total = Some(match total.take() {
                Some(total) => total + loss,
                None => loss,
            });
        };
        if let Some(windows) = frames.windows(device) {
            let classes: Vec<usize> = rows.iter().map(|row| rollout.reward_class(*row, auxiliary)).collect();
            let weights: Vec<f32> = classes.iter().map(|class| self.class_weights[*class]).collect();
            let classes: Vec<i64> = classes.into_iter().map(|class| class as i64).collect();
            let (loss, right) = loss::reward_prediction(
                model.reward_logits(features, windows),
                Tensor::from_data(TensorData::new(classes, [rows.len()]), device),
                auxiliary.balance_classes.then(|| Tensor::from_data(TensorData::new(weights, [rows.len()]), device)),
            );
            report.reward_prediction_loss = number(&loss) * share;
            report.reward_prediction_accuracy = number(&right) * share;
            add(loss * auxiliary.reward_prediction.at(task.steps));
        }
        if task.state {
            let seen = observations.narrow(0, 0, rows.len());
            let (target, weights) = model.state_target(seen);
            let loss = loss::state_representation(model.state(features, rows.len()), target, weights);
            report.state_representation_loss = number(&loss) * share;
            add(loss * auxiliary.state_representation.at(task.steps));
        }
        if let Some(targets) = &rollout.future {
            let loss = targets.loss(model.future(features), rows, self.known, |row| rollout.is_mirrored(row), device);
            (report.future_losses, report.future_right) = (loss.losses, loss.right);
            // The piece's share is multiplied with everything in the end; this has its own.
            add(loss.total * (auxiliary.future.at(task.steps) / share));
        }
        total
    }
}

fn number(tensor: &Tensor<1>) -> f64 {
    tensor.clone().into_scalar::<f32>().into()
}
