//! What the policy that collected a rollout thinks of its rows with left and right exchanged.
//!
//! PPO compares probabilities with those that the policy itself gave when it acted. A policy need not be symmetric, so the
//! mirrored action was not as likely in the mirrored scene as the action was (the supplement of DrAC, NeurIPS 2021, on
//! why the ratio is wrong otherwise).

use rayon::prelude::*;
use wavedash_policy::{Model, dist};

use super::Rollout;

/// Rows of one forward pass.
const BLOCK: usize = 512;

impl Rollout {
    /// Keeps log-probabilities of the actions and values of the learners' rows that are mirrored now. `model` is the one
    /// that acted, without autodiff.
    pub(crate) fn think_mirrored(&mut self, model: &Model, choices: &[usize]) {
        let agents: Vec<usize> = self.learners().filter(|agent| self.is_mirrored(*agent)).collect();
        let rows: Vec<usize> = (0..self.steps)
            .flat_map(|step| agents.iter().map(move |agent| (step, *agent)))
            .map(|(step, agent)| step * self.agents + agent)
            .collect();
        let device = burn::module::Module::devices(model).into_iter().next().unwrap_or_default();
        let thoughts: Vec<(Vec<f32>, Vec<f32>)> = rows
            .par_chunks(BLOCK)
            .map(|rows| {
                let (logits, values) = model.forward(self.observations(rows, &device));
                let log_softmax = dist::log_softmax(logits, Some(self.masks(rows, &device)), choices);
                let log_probs = dist::log_prob(log_softmax, self.actions(rows, &device), choices);
                (numbers(log_probs), numbers(values))
            })
            .collect();
        for (rows, (log_probs, values)) in rows.chunks(BLOCK).zip(thoughts) {
            for ((row, log_prob), value) in rows.iter().zip(log_probs).zip(values) {
                self.mirrored_log_probs[*row] = log_prob;
                self.mirrored_values[*row] = value;
            }
        }
    }
}

fn numbers(tensor: burn::tensor::Tensor<1>) -> Vec<f32> {
    tensor.into_data().try_to_vec::<f32>().expect("tensors of a policy are f32")
}
