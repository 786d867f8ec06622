//! Layer norm and batch norm, epsilon 1e-5 as in the published networks.

use burn::module::{Module, Param};
use burn::tensor::Tensor;
use burn::tensor::module::layer_norm;

use super::fused;
use crate::init::Init;

/// Keeps a row without variance finite.
pub(super) const EPSILON: f64 = 1e-5;

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
        if fused::run_on(&x.device()) {
            return fused::norm(x, self.gamma.val(), self.beta.val());
        }
        layer_norm(x, self.gamma.val(), Some(self.beta.val()), EPSILON)
    }
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
