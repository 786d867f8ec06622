//! Attention of one query over few keys.

use burn::module::Module;
use burn::tensor::Tensor;
use burn::tensor::activation::softmax;

use super::fused;
use super::linear::{Gain, Linear};
use crate::init::Init;

/// Embedded entities of a batch.
#[derive(Clone, Debug)]
pub(crate) struct Keys {
    /// `[batch, keys, width]`.
    pub(crate) rows: Tensor<3>,
    /// 0, or minus infinity for padding, `[batch, 1, keys]`.
    pub(crate) mask: Tensor<3>,
}

impl Keys {
    /// The first `batch` samples.
    pub(crate) fn first(&self, batch: usize) -> Self {
        if self.rows.dims()[0] == batch {
            return self.clone();
        }
        let cut = |x: &Tensor<3>| x.clone().narrow(0, 0, batch);
        Self { rows: cut(&self.rows), mask: cut(&self.mask) }
    }
}

/// Multi-head attention (Vaswani et al. 2017) without dropout.
#[derive(Module, Debug)]
pub(crate) struct CrossAttention {
    query: Linear,
    key: Linear,
    value: Linear,
    output: Linear,
    #[module(skip)]
    heads: usize,
}

impl CrossAttention {
    /// `output` says how the last projection is drawn; the first three are Xavier-uniform as one matrix
    /// `[width, 3 width]` would be (`lucy-skg.md`, 4.1).
    pub(crate) fn new(init: &mut Init<'_>, width: usize, heads: usize, output: Gain) -> Self {
        let inputs = Gain::Uniform((6.0 / (4 * width) as f32).sqrt());
        Self {
            query: Linear::new(init, width, width, inputs),
            key: Linear::new(init, width, width, inputs),
            value: Linear::new(init, width, width, inputs),
            output: Linear::new(init, width, width, output),
            heads,
        }
    }

    /// Queries `[batch, width]` over the keys of their own sample, `[batch, width]`.
    ///
    /// The key's bias moves all logits of a head alike and drops out of the softmax; it is kept for the file format, and
    /// has no gradient where the attention is one operation.
    pub(crate) fn forward(&self, query: Tensor<2>, keys: &Keys) -> Tensor<2> {
        if !fused::run_on(&query.device()) {
            return self.composed(query, keys);
        }
        let weights = [&self.query, &self.key, &self.value, &self.output].map(|layer| layer.weight.val());
        let [query_weight, key_weight, value_weight, output_weight] = weights;
        fused::attend(
            self.heads,
            [query, query_weight, key_weight, value_weight, output_weight],
            [&self.query, &self.value, &self.output].map(|layer| layer.bias.val()),
            keys.rows.clone(),
            keys.mask.clone(),
        )
    }

    /// The same of tensors of any device: keys and values projected.
    fn composed(&self, query: Tensor<2>, keys: &Keys) -> Tensor<2> {
        let [batch, count, width] = keys.rows.dims();
        let (heads, depth) = (self.heads, width / self.heads);
        let rows = keys.rows.clone().reshape([batch * count, width]);
        let split = |x: Tensor<2>, n: usize| x.reshape([batch, n, heads, depth]).swap_dims(1, 2);
        let query = split(self.query.forward(query), 1);
        let key = split(self.key.forward(rows.clone()), count);
        let value = split(self.value.forward(rows), count);
        let logits = query.matmul(key.swap_dims(2, 3)) / (depth as f32).sqrt();
        let weights = softmax(logits + keys.mask.clone().unsqueeze_dim::<4>(1), 3);
        self.output.forward(weights.matmul(value).swap_dims(1, 2).reshape([batch, width]))
    }
}

#[cfg(test)]
mod tests {
    use burn::optim::GradientsParams;
    use burn::tensor::{Device, TensorData};

    use super::*;

    #[test]
    fn in_one_operation_as_composed() {
        [(6, 8, 32, 4), (1, 1, 8, 1), (3, 5, 24, 2)].into_iter().for_each(compare);
    }

    fn compare((batch, count, width, heads): (usize, usize, usize, usize)) {
        let device = Device::flex().autodiff();
        let mut init = Init::new(Some(3), &device);
        let mut attention = CrossAttention::new(&mut init, width, heads, Gain::RELU);
        for layer in [&mut attention.query, &mut attention.key, &mut attention.value, &mut attention.output] {
            layer.bias = init.uniform([width], 1.0);
        }
        let rows = init.uniform([batch * count, width], 1.0);
        // All but the first key may be padding.
        let padding: Vec<f32> =
            (0..batch * count).map(|i| if i % count > 0 && i % 3 == 1 { f32::NEG_INFINITY } else { 0.0 }).collect();
        let mask = Tensor::from_data(TensorData::new(padding, [batch, 1, count]), &device);
        let query = init.uniform([batch, width], 1.0);
        let weights = init.uniform([batch, width], 1.0).val();
        let run = |is_fused: bool| {
            let keys = Keys { rows: rows.val().reshape([batch, count, width]), mask: mask.clone() };
            let y =
                if is_fused { attention.forward(query.val(), &keys) } else { attention.composed(query.val(), &keys) };
            let mut all = vec![y.clone().inner().into_data()];
            let grads = (y * weights.clone()).sum().backward();
            for x in [&rows, &query] {
                all.push(x.val().grad(&grads).expect("inputs have a gradient").into_data());
            }
            let mut grads = GradientsParams::from_grads(grads, &attention);
            for layer in [&attention.query, &attention.key, &attention.value, &attention.output] {
                all.push(grads.remove::<2>(layer.weight.id).expect("so have weights").into_data());
            }
            for layer in [&attention.query, &attention.value, &attention.output] {
                all.push(grads.remove::<1>(layer.bias.id).expect("and biases").into_data());
            }
            all
        };
        for (fused, composed) in run(true).iter().zip(&run(false)) {
            let off = fused.iter::<f32>().zip(composed.iter::<f32>()).map(|(a, b)| (a - b).abs()).fold(0.0, f32::max);
            assert!(off < 1e-5, "{off}");
        }
    }
}
