//! A network that plays.

use std::path::Path;

use burn::tensor::Device;
use wavedash_core::Stream;
use wavedash_env::EnvConfig;
use wavedash_env::duel::{Seat, SeatSpec};
use wavedash_policy::{Inference, dist, weights};

use super::contestant::Contestant;
use crate::error::LearnError;

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
    pub fn load(path: &Path, name: &str) -> Result<Self, LearnError> {
        // Decisions of a few cars at a time: the CPU is the fastest place for them.
        let (model, header) = weights::load(path, &Device::flex())?;
        let environment: EnvConfig = serde_json::from_value(header.environment).map_err(|e| {
            let problem = format!("the header's environment cannot be understood: {e}");
            LearnError::Contestant { name: path.display().to_string(), problem }
        })?;
        Ok(Self {
            name: name.to_owned(),
            spec: SeatSpec::of(&environment),
            policy: Inference::new(&model),
            choices: header.spaces.choices,
        })
    }
}

impl Contestant for Trained {
    fn name(&self) -> &str {
        &self.name
    }

    fn seat(&self) -> Result<Seat, LearnError> {
        Ok(Seat::Agent(self.spec))
    }

    fn act(
        &self,
        observations: &[f32],
        masks: &[bool],
        draws: Option<&mut [Stream]>,
        actions: &mut [f32],
    ) -> Result<(), LearnError> {
        let width: usize = self.choices.iter().sum();
        let rows = actions.len() / self.choices.len();
        let floats = self.policy.model().spaces().observation.floats();
        if observations.len() != rows * floats {
            let problem = format!(
                "it was trained on {floats} floats of observation, this match gives {}; the team size may not fit",
                observations.len() / rows.max(1)
            );
            return Err(LearnError::Contestant { name: self.name.clone(), problem });
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
}
