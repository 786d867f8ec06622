//! State representation (`lucy-skg.md`, 5.2): the state through sixteen numbers and back.

use burn::module::Module;
use burn::tensor::Tensor;
use burn::tensor::activation::relu;

use super::{Encoder, StateTarget};
use crate::features::Features;
use crate::init::Init;
use crate::nn::{BatchNorm, Gain, LayerNorm, Linear};

/// Widths of the hidden layers, the bottleneck among them.
const WIDTHS: [usize; 7] = [128, 32, 16, 32, 128, 512, 512];

/// Encoder, hidden layers that narrow and widen, one layer as wide as the state.
#[derive(Module, Debug)]
pub(crate) struct StateHead {
    encoder: Encoder,
    layers: Vec<Linear>,
    norms: Vec<Norm>,
    output: Linear,
    #[module(skip)]
    as_published: bool,
    #[module(skip)]
    pub(crate) target: StateTarget,
}

/// Between a hidden layer and its ReLU.
#[derive(Module, Debug)]
enum Norm {
    Batch(BatchNorm),
    Layer(LayerNorm),
}

impl StateHead {
    pub(crate) fn new(init: &mut Init<'_>, encoder: Encoder, target: StateTarget, as_published: bool) -> Self {
        let mut inputs = encoder.width;
        let mut layers = Vec::new();
        for outputs in WIDTHS {
            layers.push(Linear::new(init, inputs, outputs, Gain::Torch));
            inputs = outputs;
        }
        let mut norm = |width| {
            if as_published {
                Norm::Batch(BatchNorm::new(init, width))
            } else {
                Norm::Layer(LayerNorm::new(init, width))
            }
        };
        let norms = WIDTHS.into_iter().map(&mut norm).collect();
        let output = Linear::new(init, inputs, target.floats(), Gain::Torch);
        Self { encoder, layers, norms, output, as_published, target }
    }

    /// `[batch, floats of the state]`.
    pub(crate) fn forward(&self, features: &Features, batch: usize) -> Tensor<2> {
        let (query, keys) = features.first(batch);
        let mut x = self.encoder.forward(query, keys.as_ref());
        for (layer, norm) in self.layers.iter().zip(&self.norms) {
            x = relu(match norm {
                Norm::Batch(norm) => norm.forward(layer.forward(x)),
                Norm::Layer(norm) => norm.forward(layer.forward(x)),
            });
        }
        let x = self.output.forward(x);
        if self.as_published { relu(x) } else { x }
    }
}
