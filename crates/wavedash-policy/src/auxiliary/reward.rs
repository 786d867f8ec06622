//! Reward prediction (`lucy-skg.md`, 5.1).

use burn::module::Module;
use burn::tensor::{Int, Tensor};

use super::{Encoder, RewardPredictionConfig};
use crate::features::Features;
use crate::init::Init;
use crate::nn::{Gain, Linear, Lstm};

/// Signs of a reward: positive, negative, zero.
const CLASSES: usize = 3;

/// Encoder of each frame, LSTM over the window, one layer.
#[derive(Module, Debug)]
pub(crate) struct RewardHead {
    encoder: Encoder,
    lstm: Lstm,
    output: Linear,
}

impl RewardHead {
    pub(crate) fn new(init: &mut Init<'_>, encoder: Encoder, config: &RewardPredictionConfig) -> Self {
        let lstm = Lstm::new(init, encoder.width, config.hidden);
        let output = Linear::new(init, config.hidden, CLASSES, Gain::Torch);
        Self { encoder, lstm, output }
    }

    /// `windows` `[batch, window]` to `[batch, 3]`.
    pub(crate) fn forward(&self, features: &Features, windows: Tensor<2, Int>) -> Tensor<2> {
        let frames = self.encoder.forward(features.query.clone(), features.keys.as_ref());
        self.output.forward(self.lstm.forward(frames, windows))
    }
}
