//! Attention of one query over few keys, in folded form (`burn.md`, section 3).
//!
//! With one query per sample nobody needs the projected keys and values themselves, only `q_h . W_k,h x_j` and the
//! weighted sum of `W_v,h x_j`. So each head's query goes through `W_k,h` backwards (a vector as wide as a key), meets
//! the keys as they are, and `W_v,h` is applied once, to their average. The key's bias moves all logits of a head
//! alike and drops out of the softmax; it is kept for the file format only and has no gradient.
//!
//! The layer norm of the keys is folded too. With `x_j = gamma * r_j s_j + beta`, where `r_j` is a centred row and
//! `s_j` its inverse deviation, `gamma` goes into `W_k` and `W_v`, `beta` drops out of the logits and adds
//! `beta W_v` to the values, and `s_j` multiplies logits and weights. Nothing of size `[batch, keys, width]` is made
//! besides the rows.

use burn::module::Module;
use burn::tensor::activation::softmax;
use burn::tensor::{Tensor, module::linear};

use super::linear::{Gain, Linear};
use crate::init::Init;

/// Embedded entities of a batch, their layer norm not yet carried out.
#[derive(Clone, Debug)]
pub(crate) struct Keys {
    /// Centred rows `[batch, keys, width]`.
    pub(crate) rows: Tensor<3>,
    /// One over the deviation of each row `[batch, 1, keys]`.
    pub(crate) inverse: Tensor<3>,
    /// 0, or minus infinity for padding, `[batch, 1, keys]`.
    pub(crate) mask: Tensor<3>,
    /// Scale of the layer norm `[width]`.
    pub(crate) gamma: Tensor<1>,
    /// Shift of the layer norm `[width]`.
    pub(crate) beta: Tensor<1>,
}

impl Keys {
    /// The first `batch` samples.
    pub(crate) fn first(&self, batch: usize) -> Self {
        if self.rows.dims()[0] == batch {
            return self.clone();
        }
        let cut = |x: &Tensor<3>| x.clone().narrow(0, 0, batch);
        Self {
            rows: cut(&self.rows),
            inverse: cut(&self.inverse),
            mask: cut(&self.mask),
            gamma: self.gamma.clone(),
            beta: self.beta.clone(),
        }
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
    pub(crate) fn forward(&self, query: Tensor<2>, keys: &Keys) -> Tensor<2> {
        let [batch, width] = query.dims();
        let (heads, depth) = (self.heads, width / self.heads);
        let gamma = keys.gamma.clone().unsqueeze_dim::<2>(1);

        // [head, depth, width]: a head's query in the space of keys.
        let scale = 1.0 / (depth as f32).sqrt();
        let back = (self.key.weight.val() * (gamma.clone() * scale)).reshape([width, heads, depth]).permute([1, 2, 0]);
        let query = self.query.forward(query).reshape([batch, heads, depth]).swap_dims(0, 1);
        let query = query.matmul(back).swap_dims(0, 1);

        let logits = query.matmul(keys.rows.clone().swap_dims(1, 2)) * keys.inverse.clone() + keys.mask.clone();
        let weights = softmax(logits, 2) * keys.inverse.clone();
        let average = weights.matmul(keys.rows.clone()).swap_dims(0, 1);

        let value = (self.value.weight.val() * gamma).reshape([width, heads, depth]).swap_dims(0, 1);
        let average = average.matmul(value).swap_dims(0, 1).reshape([batch, width]);

        // Weights sum to one, so what is equal in all values can be added once, after the last projection.
        let beta = keys.beta.clone().unsqueeze::<2>();
        let shift = linear(beta, self.value.weight.val(), Some(self.value.bias.val()));
        let shift = self.output.forward(shift).squeeze_dim::<1>(0);
        linear(average, self.output.weight.val(), Some(shift))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use burn::tensor::Device;

    /// Projected keys and values, layer norm carried out.
    fn ordinary(attention: &CrossAttention, query: Tensor<2>, keys: &Keys) -> Tensor<2> {
        let [batch, count, width] = keys.rows.dims();
        let (heads, depth) = (attention.heads, width / attention.heads);
        let rows = keys.rows.clone() * keys.inverse.clone().swap_dims(1, 2);
        let rows = rows * keys.gamma.clone().unsqueeze() + keys.beta.clone().unsqueeze();
        let rows = rows.reshape([batch * count, width]);
        let split = |x: Tensor<2>, n: usize| x.reshape([batch, n, heads, depth]).swap_dims(1, 2);
        let query = split(attention.query.forward(query), 1);
        let key = split(attention.key.forward(rows.clone()), count);
        let value = split(attention.value.forward(rows), count);
        let logits = query.matmul(key.swap_dims(2, 3)) / (depth as f32).sqrt();
        let weights = softmax(logits + keys.mask.clone().unsqueeze_dim::<4>(1), 3);
        attention.output.forward(weights.matmul(value).swap_dims(1, 2).reshape([batch, width]))
    }

    #[test]
    fn folding_changes_rounding_only() {
        let device = Device::flex();
        let mut init = Init::new(Some(3), &device);
        let mut attention = CrossAttention::new(&mut init, 32, 4, Gain::RELU);
        attention.key.bias = init.uniform([32], 1.0);
        attention.value.bias = init.uniform([32], 1.0);
        let noise = init.uniform([6 * 8, 32], 1.0).val();
        let rows = noise.clone() - noise.mean_dim(1);
        let inverse = crate::nn::inverse_deviation(&rows).reshape([6, 1, 8]);
        let padding = init.uniform([6, 1, 8], 1.0).val().greater_scalar(0.2);
        let keys = Keys {
            rows: rows.reshape([6, 8, 32]),
            mask: inverse.zeros_like().mask_fill(padding, f32::NEG_INFINITY),
            inverse,
            gamma: init.uniform([32], 2.0).val(),
            beta: init.uniform([32], 1.0).val(),
        };
        let query = init.uniform([6, 32], 1.0).val();
        let off = attention.forward(query.clone(), &keys) - ordinary(&attention, query, &keys);
        let off = off.abs().max().into_scalar::<f32>();
        assert!(off < 1e-5, "{off}");
    }
}
