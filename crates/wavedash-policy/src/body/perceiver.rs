//! Lucy's network (`lucy-skg.md`, 4.1): the agent asks, the entities answer.

use burn::module::Module;
use burn::tensor::Tensor;

use super::{Embedded, Rows};
use crate::init::Init;
use crate::nn::{CrossAttention, Gain, Keys, LayerNorm, Linear};
use crate::spaces::Layout;

/// Embeddings of query and keys, then blocks that update the query only.
#[derive(Module, Debug)]
pub(crate) struct Perceiver {
    query: Embedding,
    key: Embedding,
    blocks: Vec<Block>,
    #[module(skip)]
    rows: Rows,
}

impl Perceiver {
    /// `sizes`: width, heads, blocks, feed-forward.
    pub(crate) fn new(init: &mut Init<'_>, layout: Layout, sizes: [usize; 4]) -> Self {
        let [width, heads, blocks, inner] = sizes;
        let rows = Rows::of(layout).unwrap_or(Rows { keys: 0, columns: 1, query_features: 0, key_features: 0 });
        Self {
            query: Embedding::new(init, rows.query_features, width),
            key: Embedding::new(init, rows.key_features, width),
            blocks: (0..blocks).map(|_| Block::new(init, width, heads, inner)).collect(),
            rows,
        }
    }

    /// Observations `[batch, floats]` as embedded queries and keys. Keys that are padding in all of the first `frames` of
    /// them are left out: nobody looks at them, and in the others, which are all zero, all keys are the same.
    pub(crate) fn embed(&self, observations: Tensor<2>, frames: usize) -> Embedded {
        let [batch, _] = observations.dims();
        let Rows { columns, query_features, key_features, .. } = self.rows;
        let count = self.rows.in_use(&observations, frames);
        let query = self.query.forward(observations.clone().slice([0..batch, 0..query_features]));

        let rows = self.rows.keys(&observations);
        let padding = rows.clone().slice([0..batch, 0..count, columns - 1..columns]).reshape([batch, 1, count]);
        let mask = padding.zeros_like().mask_fill(padding.greater_scalar(0.5), f32::NEG_INFINITY);
        let rows = rows.slice([0..batch, 0..count, 0..key_features]).reshape([batch * count, key_features]);
        let rows = self.key.forward(rows);
        let [_, width] = rows.dims();
        let keys = Keys { rows: rows.reshape([batch, count, width]), mask };
        Embedded { query, keys: Some(keys) }
    }

    /// The blocks: `[batch, width]` to the same.
    pub(crate) fn trunk(&self, query: Tensor<2>, keys: &Keys) -> Tensor<2> {
        self.blocks.iter().fold(query, |x, block| block.forward(x, keys))
    }
}

/// Two layers and a layer norm.
#[derive(Module, Debug)]
struct Embedding {
    first: Linear,
    second: Linear,
    norm: LayerNorm,
}

impl Embedding {
    fn new(init: &mut Init<'_>, inputs: usize, width: usize) -> Self {
        Self {
            first: Linear::new(init, inputs, width, Gain::RELU),
            second: Linear::new(init, width, width, Gain::RELU),
            norm: LayerNorm::new(init, width),
        }
    }

    /// `[batch, inputs]` to `[batch, width]`.
    fn forward(&self, x: Tensor<2>) -> Tensor<2> {
        self.norm.forward(self.second.forward(self.first.rectified(x)))
    }
}

/// Attention and feed-forward layers with residuals, each normed afterwards.
#[derive(Module, Debug)]
struct Block {
    attention: CrossAttention,
    attention_norm: LayerNorm,
    expand: Linear,
    contract: Linear,
    norm: LayerNorm,
}

impl Block {
    fn new(init: &mut Init<'_>, width: usize, heads: usize, inner: usize) -> Self {
        Self {
            attention: CrossAttention::new(init, width, heads, Gain::RELU),
            attention_norm: LayerNorm::new(init, width),
            expand: Linear::new(init, width, inner, Gain::RELU),
            contract: Linear::new(init, inner, width, Gain::RELU),
            norm: LayerNorm::new(init, width),
        }
    }

    fn forward(&self, x: Tensor<2>, keys: &Keys) -> Tensor<2> {
        let x = self.attention_norm.forward(x.clone() + self.attention.forward(x, keys));
        let inner = self.contract.forward(self.expand.rectified(x.clone()));
        self.norm.forward(x + inner)
    }
}
