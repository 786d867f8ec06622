//! Observations brought to mean 0 and deviation 1 before a network sees them.

use burn::tensor::{Device, Tensor, TensorData};
use serde::{Deserialize, Serialize};

/// Scaled floats stay within plus and minus this, as in OpenAI's `VecNormalize`.
const LIMIT: f32 = 10.0;

/// Mean and deviation of each float of an observation, as seen in training.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ObservationScale {
    /// `[floats]`.
    pub mean: Vec<f32>,
    /// `[floats]`, all positive.
    pub deviation: Vec<f32>,
}

impl ObservationScale {
    /// Observations `[batch, floats]` less the mean, by the deviation.
    pub(crate) fn apply(&self, observations: Tensor<2>) -> Tensor<2> {
        let row = |values: Vec<f32>, device: &Device| {
            let shape = [1, values.len()];
            Tensor::<2>::from_data(TensorData::new(values, shape), device)
        };
        let device = observations.device();
        let inverse = self.deviation.iter().map(|x| x.recip()).collect();
        let scaled = (observations - row(self.mean.clone(), &device)) * row(inverse, &device);
        scaled.clamp(-LIMIT, LIMIT)
    }

    /// It is a scale of observations of so many floats.
    pub(crate) fn fits(&self, floats: usize) -> bool {
        let good = |deviation: &f32| deviation.is_finite() && *deviation > 0.0;
        self.mean.len() == floats
            && self.deviation.len() == floats
            && self.mean.iter().all(|mean| mean.is_finite())
            && self.deviation.iter().all(good)
    }
}
