//! How a head looks at the features.

use burn::module::Module;
use burn::tensor::Tensor;

use super::Attach;
use crate::body::Body;
use crate::config::NetworkConfig;
use crate::init::Init;
use crate::nn::{CrossAttention, Gain, Keys, LayerNorm};

/// `z = LN(e_q + MHA(e_q, e_kv, e_kv))` with weights of its own, or the features as they are where there are no keys.
#[derive(Module, Debug)]
pub(crate) struct Encoder {
    attention: Option<CrossAttention>,
    norm: Option<LayerNorm>,
    #[module(skip)]
    pub(crate) width: usize,
}

impl Encoder {
    pub(crate) fn new(init: &mut Init<'_>, attach: Attach, network: &NetworkConfig) -> Self {
        let width = Body::width(network);
        match (attach, network) {
            (Attach::Embedding, NetworkConfig::Perceiver { heads, .. } | NetworkConfig::Nexto { heads, .. }) => Self {
                // PyTorch zeroes the bias of an attention's last projection and draws its weights like any layer's.
                attention: Some(CrossAttention::new(init, width, *heads, Gain::Uniform(1.0 / (width as f32).sqrt()))),
                norm: Some(LayerNorm::new(init, width)),
                width,
            },
            _ => Self { attention: None, norm: None, width },
        }
    }

    /// `[rows, width]`.
    pub(crate) fn forward(&self, query: Tensor<2>, keys: Option<&Keys>) -> Tensor<2> {
        match (&self.attention, &self.norm, keys) {
            (Some(attention), Some(norm), Some(keys)) => norm.forward(query.clone() + attention.forward(query, keys)),
            _ => query,
        }
    }
}
