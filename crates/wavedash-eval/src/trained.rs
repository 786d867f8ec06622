//! A network that plays.

use std::path::Path;

use burn::tensor::{Device, Int, Tensor, TensorData, activation};
use wavedash_core::Stream;
use wavedash_env::duel::{Seat, SeatSpec};
use wavedash_env::{EnvConfig, Registry};
use wavedash_policy::weights::{self, Header};
use wavedash_policy::{Inference, Model, dist};

use crate::contestant::Contestant;
use crate::error::EvalError;
use crate::insight::{Insight, probabilities};

/// An agent from a weights file.
#[derive(Clone, Debug)]
pub struct Trained {
    name: String,
    spec: SeatSpec,
    policy: Inference,
    choices: Vec<usize>,
}

impl Trained {
    /// Reads a weights file; its header says what the agent sees and chooses from.
    ///
    /// # Errors
    /// The file cannot be read, or its header names no environment that there is.
    pub fn load(path: &Path, name: &str) -> Result<Self, EvalError> {
        Self::of(weights::load(path, &Device::flex())?, name)
    }

    /// The same from the bytes of a weights file.
    ///
    /// # Errors
    /// As [`load`](Self::load).
    pub fn of_bytes(bytes: &[u8], name: &str) -> Result<Self, EvalError> {
        Self::of(weights::of_bytes(bytes, Path::new(name), &Device::flex())?, name)
    }

    /// Its name.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// What it sees and chooses from, and when.
    #[must_use]
    pub const fn spec(&self) -> &SeatSpec {
        &self.spec
    }

    /// Its network.
    #[must_use]
    pub const fn policy(&self) -> &Inference {
        &self.policy
    }

    /// On the CPU, the fastest place for decisions of a few cars at a time.
    fn of((model, header): (Model, Header), name: &str) -> Result<Self, EvalError> {
        let environment: EnvConfig = serde_json::from_value(header.environment).map_err(|e| {
            let problem = format!("the header's environment cannot be understood: {e}");
            EvalError::Contestant { name: name.to_owned(), problem }
        })?;
        Ok(Self {
            name: name.to_owned(),
            // Headers of older files may leave defaults out.
            spec: SeatSpec::of(&environment).filled(Registry::builtin_ref()),
            policy: Inference::new(&model),
            choices: header.spaces.choices,
        })
    }
}

impl Contestant for Trained {
    fn name(&self) -> &str {
        &self.name
    }

    fn seat(&self) -> Result<Seat, EvalError> {
        Ok(Seat::Agent(self.spec.clone()))
    }

    fn act(
        &self,
        observations: &[f32],
        masks: &[bool],
        draws: Option<&mut [Stream]>,
        actions: &mut [f32],
    ) -> Result<(), EvalError> {
        let width: usize = self.choices.iter().sum();
        let rows = actions.len() / self.choices.len();
        let floats = self.policy.model().spaces().observation.floats();
        if observations.len() != rows * floats {
            let problem = format!(
                "it was trained on {floats} floats of observation, this match gives {}; the team size may not fit",
                observations.len() / rows.max(1)
            );
            return Err(EvalError::Contestant { name: self.name.clone(), problem });
        }
        let mut logits = vec![0.0; rows * width];
        self.policy.run(observations, &mut logits, None);
        let rows = logits.chunks(width).zip(masks.chunks(width)).zip(actions.chunks_mut(self.choices.len()));
        match draws {
            Some(draws) => rows.zip(draws).for_each(|(((logits, mask), action), stream)| {
                dist::sample(logits, mask, &self.choices, stream, action);
            }),
            None => rows.for_each(|((logits, mask), action)| {
                dist::argmax(logits, mask, &self.choices, action);
            }),
        }
        Ok(())
    }

    fn insight(&self, frames: &[Vec<f32>], mask: &[bool]) -> Option<Insight> {
        let model = self.policy.model();
        let floats = model.spaces().observation.floats();
        // Present first, then the past, newest first: the batch is the first row.
        let shown: Vec<&Vec<f32>> = frames.iter().rev().take(self.window().unwrap_or(1)).collect();
        if shown.is_empty() || shown.iter().any(|frame| frame.len() != floats) {
            return None;
        }
        let device = Device::flex();
        let rows: Vec<f32> = shown.iter().flat_map(|frame| frame.iter().copied()).collect();
        let thoughts = model.think(Tensor::from_data(TensorData::new(rows, [shown.len(), floats]), &device), 1);
        let reward_signs = self.window().and_then(|window| {
            // Oldest first; where history is not there stands the number after the last frame.
            let numbers: Vec<i64> = (0..window).rev().map(|back| back.min(shown.len()) as i64).collect();
            let windows = Tensor::<2, Int>::from_data(TensorData::new(numbers, [1, window]), &device);
            let signs = activation::softmax(model.reward_logits(&thoughts.features, windows), 1).into_data();
            <[f32; 3]>::try_from(signs.as_slice::<f32>().ok()?).ok()
        });
        let logits = thoughts.logits.into_data();
        let (probabilities, entropy) = probabilities(logits.as_slice::<f32>().ok()?, mask, &self.choices);
        let value = *thoughts.values.into_data().as_slice::<f32>().ok()?.first()?;
        Some(Insight { probabilities, choices: self.choices.clone(), entropy, value, reward_signs })
    }
}

impl Trained {
    /// Frames that the reward head sees, if there is one.
    fn window(&self) -> Option<usize> {
        Some(self.policy.model().aux()?.reward_prediction.as_ref()?.window)
    }
}
