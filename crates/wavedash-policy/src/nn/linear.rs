//! Affine layers.

use burn::module::{Module, Param};
use burn::tensor::Tensor;
use burn::tensor::activation::relu;
use burn::tensor::module::linear;

use super::fused;
use crate::init::Init;

/// How the weights of a layer are drawn.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Gain {
    /// Orthogonal times this, zero bias.
    Orthogonal(f32),
    /// Weights uniform in ±bound, zero bias.
    Uniform(f32),
    /// Weights and bias uniform in ±1 / sqrt(inputs): PyTorch's own.
    Torch,
}

impl Gain {
    /// For layers that end in ReLU (He et al. 2015).
    pub(crate) const RELU: Self = Self::Orthogonal(core::f32::consts::SQRT_2);
}

/// `y = x W + b`.
#[derive(Module, Debug)]
pub(crate) struct Linear {
    /// `[inputs, outputs]`.
    pub(crate) weight: Param<Tensor<2>>,
    /// `[outputs]`.
    pub(crate) bias: Param<Tensor<1>>,
}

impl Linear {
    pub(crate) fn new(init: &mut Init<'_>, inputs: usize, outputs: usize, gain: Gain) -> Self {
        let shape = [inputs, outputs];
        let bound = 1.0 / (inputs as f32).sqrt();
        match gain {
            Gain::Orthogonal(gain) => Self { weight: init.orthogonal(shape, gain), bias: init.constant(outputs, 0.0) },
            Gain::Uniform(bound) => Self { weight: init.uniform(shape, bound), bias: init.constant(outputs, 0.0) },
            Gain::Torch => Self { weight: init.uniform(shape, bound), bias: init.uniform([outputs], bound) },
        }
    }

    /// `[batch, inputs]` to `[batch, outputs]`.
    pub(crate) fn forward(&self, x: Tensor<2>) -> Tensor<2> {
        if fused::run_on(&x.device()) {
            return fused::layer(x, self.weight.val(), self.bias.val());
        }
        linear(x, self.weight.val(), Some(self.bias.val()))
    }

    /// The same through ReLU.
    pub(crate) fn rectified(&self, x: Tensor<2>) -> Tensor<2> {
        if fused::run_on(&x.device()) {
            return fused::rectified_layer(x, self.weight.val(), self.bias.val());
        }
        relu(linear(x, self.weight.val(), Some(self.bias.val())))
    }
}
