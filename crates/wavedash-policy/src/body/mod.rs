//! What lies between observations and heads.

mod mlp;
mod perceiver;

use burn::module::Module;
use burn::tensor::Tensor;

use crate::config::NetworkConfig;
use crate::init::Init;
use crate::nn::{Keys, fused};
use crate::spaces::{Layout, Spaces};
use mlp::Mlp;
use perceiver::Perceiver;

/// A network without its heads.
// A model has two of them, and `Module` is not derived for boxes.
#[allow(clippy::large_enum_variant)]
#[derive(Module, Debug)]
pub(crate) enum Body {
    Mlp(Mlp),
    Perceiver(Perceiver),
}

/// A batch after the part of a body that auxiliary heads share.
#[derive(Clone, Debug)]
pub(crate) struct Embedded {
    /// `[batch, width]`.
    pub(crate) query: Tensor<2>,
    /// Embedded entities, if there are any.
    pub(crate) keys: Option<Keys>,
}

impl Body {
    /// The configuration fits the spaces.
    pub(crate) fn new(init: &mut Init<'_>, config: &NetworkConfig, spaces: &Spaces) -> Self {
        match *config {
            NetworkConfig::Mlp { width, depth, activation, layer_norm, .. } => {
                Self::Mlp(Mlp::new(init, spaces.observation.floats(), width, depth, activation, layer_norm))
            }
            NetworkConfig::Perceiver { width, heads, blocks, feed_forward, .. }
            | NetworkConfig::Nexto { width, heads, blocks, feed_forward, .. } => {
                Self::Perceiver(Perceiver::new(init, spaces.observation, [width, heads, blocks, feed_forward]))
            }
        }
    }

    /// Observations `[batch, floats]`; behind the first `frames` of them stand only such that are all zero.
    pub(crate) fn embed(&self, observations: Tensor<2>, frames: usize) -> Embedded {
        match self {
            Self::Mlp(mlp) => Embedded { query: mlp.forward(observations), keys: None },
            Self::Perceiver(perceiver) => perceiver.embed(observations, frames),
        }
    }

    /// The rest, `[batch, width]`.
    pub(crate) fn trunk(&self, embedded: Embedded) -> Tensor<2> {
        match (self, &embedded.keys) {
            (Self::Perceiver(perceiver), Some(keys)) => perceiver.trunk(embedded.query, keys),
            _ => embedded.query,
        }
    }

    /// Both.
    pub(crate) fn forward(&self, observations: Tensor<2>) -> Tensor<2> {
        let [batch, _] = observations.dims();
        self.trunk(self.embed(observations, batch))
    }

    /// Floats of its output.
    pub(crate) fn width(config: &NetworkConfig) -> usize {
        match *config {
            NetworkConfig::Mlp { width, .. }
            | NetworkConfig::Perceiver { width, .. }
            | NetworkConfig::Nexto { width, .. } => width,
        }
    }
}

/// Rows and columns of entity observations.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Rows {
    pub(crate) keys: usize,
    pub(crate) columns: usize,
    pub(crate) query_features: usize,
    pub(crate) key_features: usize,
}

impl Rows {
    /// Flat observations have none.
    pub(crate) const fn of(layout: Layout) -> Option<Self> {
        match layout {
            Layout::Flat { .. } => None,
            Layout::Entities { keys, columns, query_features, key_features } => {
                Some(Self { keys, columns, query_features, key_features })
            }
        }
    }

    /// Key rows `[batch, keys, columns]`.
    pub(crate) fn keys(&self, observations: &Tensor<2>) -> Tensor<3> {
        let [batch, _] = observations.dims();
        let rows = observations.clone().reshape([batch, 1 + self.keys, self.columns]);
        rows.slice([0..batch, 1..1 + self.keys])
    }

    /// Keys up to the last that is more than padding in one of the first `frames` observations; at least one.
    ///
    /// Where a look at the numbers would have to wait for another device: all.
    pub(crate) fn in_use(&self, observations: &Tensor<2>, frames: usize) -> usize {
        let [batch, _] = observations.dims();
        if !fused::run_on(&observations.device()) {
            return self.keys;
        }
        let last = self.columns - 1;
        let padding = self.keys(observations).slice([0..frames.min(batch), 0..self.keys, last..last + 1]);
        let padding: Vec<f32> = padding.into_data().iter::<f32>().collect();
        let used = |key: &usize| padding.iter().skip(*key).step_by(self.keys).any(|flag| *flag <= 0.5);
        (0..self.keys).rfind(used).map_or(1, |key| key + 1)
    }
}

#[cfg(test)]
mod tests {
    use burn::tensor::Device;

    use super::*;

    #[test]
    fn only_padding_behind_the_last_key_in_use_is_left_out() {
        let rows = Rows { keys: 3, columns: 2, query_features: 1, key_features: 1 };
        // A query and three keys a sample, the second column of each the padding flag.
        let in_use = |padding: &[[f32; 3]], frames| {
            let sample = |flags: &[f32; 3]| [[1.0, 0.0], [1.0, flags[0]], [1.0, flags[1]], [1.0, flags[2]]].concat();
            let floats: Vec<f32> = padding.iter().flat_map(sample).collect();
            let observations = Tensor::<1>::from_floats(floats.as_slice(), &Device::flex());
            rows.in_use(&observations.reshape([padding.len(), 8]), frames)
        };
        assert_eq!(in_use(&[[0.0, 0.0, 1.0], [0.0, 1.0, 1.0]], 2), 2);
        // Padding in between stays, for the mask to hide.
        assert_eq!(in_use(&[[0.0, 1.0, 0.0], [0.0, 1.0, 1.0]], 2), 3);
        // Only the first frames are looked at.
        assert_eq!(in_use(&[[0.0, 1.0, 1.0], [0.0, 0.0, 0.0]], 1), 1);
        // One key stays where all are padding, and where there is nothing to look at.
        assert_eq!(in_use(&[[1.0; 3]], 1), 1);
        assert_eq!(in_use(&[[0.0; 3]], 0), 1);
    }
}
