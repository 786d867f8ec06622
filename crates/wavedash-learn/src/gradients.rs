//! The one place through which gradients pass: from the threads that share a minibatch to the optimiser.
//!
//! They are one row of floats here, all parameters in the order in which a module is visited, so that adding,
//! measuring and scaling them, and one day averaging them over machines, is arithmetic on a slice.

use burn::module::{Module, ModuleVisitor, Param};
use burn::optim::GradientsParams;
use burn::tensor::{Tensor, TensorData};

/// The gradient of all parameters of a module.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Gradients {
    values: Vec<f32>,
}

impl Gradients {
    /// What a backward pass left behind; a parameter that had no part in the loss gets zeros.
    pub fn take<M: Module>(module: &M, mut from: GradientsParams) -> Self {
        let mut visitor = Take { from: &mut from, values: Vec::with_capacity(module.num_params()) };
        module.visit(&mut visitor);
        Self { values: visitor.values }
    }

    /// Adds the gradients of the other threads, first to last.
    #[must_use]
    pub fn sum(parts: impl IntoIterator<Item = Self>) -> Self {
        let mut parts = parts.into_iter();
        let mut sum = parts.next().unwrap_or_default();
        for part in parts {
            // Nothing yet, rather than zeros.
            if sum.values.is_empty() {
                sum = part;
                continue;
            }
            for (sum, value) in sum.values.iter_mut().zip(part.values) {
                *sum += value;
            }
        }
        sum
    }

    /// The norm over all parameters together.
    #[must_use]
    pub fn norm(&self) -> f64 {
        self.values.iter().map(|x| f64::from(*x) * f64::from(*x)).sum::<f64>().sqrt()
    }

    /// Scales down to a norm of at most `max`, as PyTorch's `clip_grad_norm_` does; 0 leaves them as they are.
    pub fn clip(&mut self, norm: f64, max: f64) {
        if max > 0.0 && norm > max {
            let factor = (max / (norm + 1e-6)) as f32;
            self.values.iter_mut().for_each(|x| *x *= factor);
        }
    }

    /// As the optimiser takes them.
    pub fn give<M: Module>(self, module: &M) -> GradientsParams {
        let mut visitor = Give { to: GradientsParams::new(), values: &self.values };
        module.visit(&mut visitor);
        visitor.to
    }
}

struct Take<'a> {
    from: &'a mut GradientsParams,
    values: Vec<f32>,
}

impl ModuleVisitor for Take<'_> {
    fn visit_float<const D: usize>(&mut self, param: &Param<Tensor<D>>) {
        let length = self.values.len() + param.lazy_shape().num_elements();
        if let Some(gradient) = self.from.remove::<D>(param.id) {
            let data = gradient.into_data();
            // The module's own tensors are f32 on every backend we make them on.
            self.values.extend_from_slice(data.as_slice::<f32>().expect("parameters are f32"));
        }
        self.values.resize(length, 0.0);
    }
}

struct Give<'a> {
    to: GradientsParams,
    values: &'a [f32],
}

impl ModuleVisitor for Give<'_> {
    fn visit_float<const D: usize>(&mut self, param: &Param<Tensor<D>>) {
        let shape = param.lazy_shape();
        let (own, rest) = self.values.split_at(shape.num_elements());
        self.values = rest;
        let device = param.lazy_device().inner();
        self.to.register(param.id, Tensor::<D>::from_data(TensorData::new(own.to_vec(), shape), &device));
    }
}

#[cfg(test)]
mod tests {
    use burn::nn::LinearConfig;
    use burn::tensor::Device;

    use super::*;

    #[test]
    fn there_and_back() {
        let device = Device::flex().autodiff();
        let layer = LinearConfig::new(2, 3).init(&device);
        let x = Tensor::<2>::from_floats([[1.0, 2.0]], &device);
        let grads = || GradientsParams::from_grads(layer.forward(x.clone()).sum().backward(), &layer);
        let one = Gradients::take(&layer, grads());
        assert_eq!(one.values, [1.0, 1.0, 1.0, 2.0, 2.0, 2.0, 1.0, 1.0, 1.0]);
        let mut two = Gradients::sum([one.clone(), one]);
        assert!((two.norm() - (4.0_f64 * 18.0).sqrt()).abs() < 1e-9);
        let norm = two.norm();
        two.clip(norm, 1.0);
        assert!((two.norm() - 1.0).abs() < 1e-5);
        let again = Gradients::take(&layer, two.clone().give(&layer));
        assert_eq!(again, two);
        assert_eq!(Gradients::take(&layer, GradientsParams::new()).values, [0.0; 9]);
    }
}
