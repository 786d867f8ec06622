//! An affine layer, a layer norm and a rectifier as one operation of the CPU backend.
//!
//! Three operations keep three buffers and walk six times over each on the way there and back; one keeps two, and a row
//! is in the nearest cache while all is done to it.

mod extension;
mod fused;

use burn::tensor::Tensor;
use burn::tensor::activation::leaky_relu;

use super::{LayerNorm, Linear, fused as operations};

/// `[batch, inputs]` to `[batch, outputs]`: the layer, the norm, then what is below zero times `slope`, which is 0 for
/// ReLU and 1 for nothing.
pub(crate) fn layer(x: Tensor<2>, layer: &Linear, norm: &LayerNorm, slope: f32) -> Tensor<2> {
    if operations::run_on(&x.device()) {
        return extension::layer(x, layer, norm, slope);
    }
    composed(x, layer, norm, slope)
}

/// The same of tensors of any device.
fn composed(x: Tensor<2>, layer: &Linear, norm: &LayerNorm, slope: f32) -> Tensor<2> {
    let y = norm.forward(layer.forward(x));
    if slope == 1.0 { y } else { leaky_relu(y, f64::from(slope)) }
}

#[cfg(test)]
mod tests {
    use burn::module::{Module, ModuleMapper, Param};
    use burn::tensor::module::{layer_norm, linear};
    use burn::tensor::{Device, TensorData};

    use super::*;
    use crate::init::Init;
    use crate::nn::Gain;
    use crate::nn::norm::EPSILON;

    fn wave<const D: usize>(shape: [usize; D], step: f32, device: &Device) -> Tensor<D> {
        let values: Vec<f32> = (0..shape.iter().product()).map(|i| libm::sinf(1.0 + i as f32 * step)).collect();
        Tensor::from_data(TensorData::new(values, shape), device)
    }

    /// Biases and norms begin with equal numbers, which would hide mistakes.
    struct Uneven(f32);
    impl ModuleMapper for Uneven {
        fn map_float<const D: usize>(&mut self, param: Param<Tensor<D>>) -> Param<Tensor<D>> {
            self.0 += 0.13;
            let value = param.val();
            Param::from_tensor(wave(value.dims(), self.0, &value.device()))
        }
    }

    #[test]
    fn in_one_operation_as_composed() {
        let device = Device::flex().autodiff();
        // Widths with and without a rest beside the lanes; slopes of ReLU, LeakyReLU and nothing.
        for (batch, inputs, outputs) in [(5, 7, 19), (3, 16, 8), (1, 3, 2)] {
            for slope in [0.0, 0.01, 1.0] {
                let mut init = Init::new(Some(1), &device);
                let affine = Linear::new(&mut init, inputs, outputs, Gain::RELU).map(&mut Uneven(0.4));
                let norm = LayerNorm::new(&mut init, outputs).map(&mut Uneven(0.9));
                let upstream = wave([batch, outputs], 0.31, &device);
                let run = |is_fused: bool| {
                    let x = wave([batch, inputs], 0.73, &device).require_grad();
                    let y = if is_fused {
                        extension::layer(x.clone(), &affine, &norm, slope)
                    } else {
                        // burn's own operations all the way.
                        let y = linear(x.clone(), affine.weight.val(), Some(affine.bias.val()));
                        let y = layer_norm(y, norm.gamma.val(), Some(norm.beta.val()), EPSILON);
                        if slope == 1.0 { y } else { leaky_relu(y, f64::from(slope)) }
                    };
                    let gradients = (y.clone() * upstream.clone()).sum().backward();
                    let flat = |data: TensorData| data.try_to_vec::<f32>().expect("floats");
                    let of1 = |param: &Param<Tensor<1>>| flat(param.val().grad(&gradients).expect("one").into_data());
                    [
                        flat(y.into_data()),
                        flat(x.grad(&gradients).expect("one").into_data()),
                        flat(affine.weight.val().grad(&gradients).expect("one").into_data()),
                        of1(&affine.bias),
                        of1(&norm.gamma),
                        of1(&norm.beta),
                    ]
                };
                for (what, (fused, composed)) in run(true).iter().zip(&run(false)).enumerate() {
                    assert_eq!(fused.len(), composed.len());
                    for (a, b) in fused.iter().zip(composed) {
                        let where_at = format!("{batch} {inputs} {outputs}, slope {slope}, number {what}");
                        assert!((a - b).abs() < 2e-5 * (1.0 + b.abs()), "{where_at}: {a} instead of {b}");
                    }
                }
            }
        }
    }

    #[test]
    fn a_row_by_hand() {
        let device = Device::flex();
        let mut init = Init::new(None, &device);
        let affine = Linear {
            weight: Param::from_tensor(Tensor::from_floats([[1.0, 3.0]], &device)),
            bias: Param::from_tensor(Tensor::from_floats([0.0, 2.0], &device)),
        };
        let norm = LayerNorm {
            gamma: Param::from_tensor(Tensor::from_floats([2.0, 0.5], &device)),
            beta: init.constant(2, 0.25),
        };
        // 1 and 5 have mean 3 and deviation 2: -1 and 1; then -1.75 and 0.75.
        for (slope, first) in [(0.0, 0.0), (0.01, -0.0175), (1.0, -1.75)] {
            let y = layer(Tensor::from_floats([[1.0]], &device), &affine, &norm, slope);
            let y = y.into_data().try_to_vec::<f32>().expect("floats");
            assert!((y[0] - first).abs() < 1e-4 && (y[1] - 0.75).abs() < 1e-4, "{y:?}");
        }
    }
}
