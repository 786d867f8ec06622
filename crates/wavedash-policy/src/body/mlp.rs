//! Layers of equal width.

use burn::module::Module;
use burn::tensor::Tensor;

use crate::config::{Activation, LEAK};
use crate::init::Init;
use crate::nn::{Gain, LayerNorm, Linear, normed};

/// Each layer: affine, layer norm if wanted, activation.
#[derive(Module, Debug)]
pub(crate) struct Mlp {
    layers: Vec<Linear>,
    norms: Vec<LayerNorm>,
    #[module(skip)]
    activation: Activation,
}

impl Mlp {
    pub(crate) fn new(
        init: &mut Init<'_>,
        inputs: usize,
        width: usize,
        depth: usize,
        activation: Activation,
        layer_norm: bool,
    ) -> Self {
        let inputs = |i| if i == 0 { inputs } else { width };
        let layers = (0..depth).map(|i| Linear::new(init, inputs(i), width, Gain::RELU)).collect();
        let norms = if layer_norm { depth } else { 0 };
        let norms = (0..norms).map(|_| LayerNorm::new(init, width)).collect();
        Self { layers, norms, activation }
    }

    /// `[batch, inputs]` to `[batch, width]`.
    pub(crate) fn forward(&self, mut x: Tensor<2>) -> Tensor<2> {
        for (i, layer) in self.layers.iter().enumerate() {
            x = match (self.norms.get(i), self.activation) {
                (Some(norm), Activation::Relu) => normed::layer(x, layer, norm, 0.0),
                (Some(norm), Activation::LeakyRelu) => normed::layer(x, layer, norm, LEAK),
                (Some(norm), _) => self.activation.apply(normed::layer(x, layer, norm, 1.0)),
                (None, Activation::Relu) => layer.rectified(x),
                (None, _) => self.activation.apply(layer.forward(x)),
            };
        }
        x
    }
}
