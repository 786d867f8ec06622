//! Layer norm and batch norm, epsilon 1e-5 as in the published networks.

use burn::module::{Module, Param};
use burn::tensor::Tensor;
use burn::tensor::module::layer_norm;

use super::linear::Linear;
use crate::init::Init;

/// Keeps a row without variance finite.
const EPSILON: f64 = 1e-5;

/// Each row to mean 0 and variance 1, then `gamma x + beta` (Ba et al. 2016).
#[derive(Module, Debug)]
pub(crate) struct LayerNorm {
    pub(crate) gamma: Param<Tensor<1>>,
    pub(crate) beta: Param<Tensor<1>>,
}

impl LayerNorm {
    pub(crate) fn new(init: &mut Init<'_>, width: usize) -> Self {
        Self { gamma: init.constant(width, 1.0), beta: init.constant(width, 0.0) }
    }

    /// `[batch, width]` to the same.
    pub(crate) fn forward(&self, x: Tensor<2>) -> Tensor<2> {
        // Without autodiff burn has it as one pass; with it, as eight operations, of which the division is dearest to
        // differentiate.
        if x.device().is_autodiff() {
            let mean = x.clone().mean_dim(1);
            self.of_centred(x - mean)
        } else {
            layer_norm(x, self.gamma.val(), Some(self.beta.val()), EPSILON)
        }
    }

    /// The same of `layer`'s output, whose mean is taken off beforehand.
    pub(crate) fn after(&self, layer: &Linear, x: Tensor<2>) -> Tensor<2> {
        if x.device().is_autodiff() {
            self.of_centred(layer.forward_centred(x))
        } else {
            self.forward(layer.forward(x))
        }
    }

    /// The same of rows whose mean is zero.
    fn of_centred(&self, x: Tensor<2>) -> Tensor<2> {
        let inverse = inverse_deviation(&x);
        x * inverse * self.gamma.val().unsqueeze() + self.beta.val().unsqueeze()
    }
}

/// One over the deviation `[batch, 1]` of rows `[batch, width]` whose mean is zero.
pub(crate) fn inverse_deviation(rows: &Tensor<2>) -> Tensor<2> {
    ((rows.clone() * rows.clone()).mean_dim(1) + EPSILON).sqrt().recip()
}

/// Each column to mean 0 and variance 1 over the batch, then `gamma x + beta` (Ioffe and Szegedy 2015).
///
/// Always with the statistics of the batch at hand: the one head that has it (the state decoder as published) is only
/// ever used for its loss, so running statistics would never be read.
#[derive(Module, Debug)]
pub(crate) struct BatchNorm {
    gamma: Param<Tensor<1>>,
    beta: Param<Tensor<1>>,
}

impl BatchNorm {
    pub(crate) fn new(init: &mut Init<'_>, width: usize) -> Self {
        Self { gamma: init.constant(width, 1.0), beta: init.constant(width, 0.0) }
    }

    /// `[batch, width]` to the same.
    pub(crate) fn forward(&self, x: Tensor<2>) -> Tensor<2> {
        let centred = x.clone() - x.mean_dim(0);
        let variance = (centred.clone() * centred.clone()).mean_dim(0);
        let scale = (variance + EPSILON).sqrt().recip() * self.gamma.val().unsqueeze();
        centred * scale + self.beta.val().unsqueeze()
    }
}
