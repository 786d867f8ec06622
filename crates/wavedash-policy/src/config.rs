//! Which network, as configuration files name it.

use burn::tensor::Tensor;
use burn::tensor::activation;
use serde::{Deserialize, Serialize};

use crate::error::PolicyError;
use crate::spaces::{Layout, Spaces};

/// A network and its sizes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum NetworkConfig {
    /// Layers of equal width. All weights are orthogonal with gain sqrt 2, the policy's last layer with 0.01, the
    /// value's with 1.
    Mlp {
        /// One trunk for policy and value; otherwise one each. Learning with three layers of 256 is 1.85 times as fast
        /// (`examples/speed.rs`); both losses then pull at the same weights.
        #[serde(default)]
        shared: bool,
        /// Floats of a hidden layer.
        #[serde(default = "defaults::mlp_width")]
        width: usize,
        /// Hidden layers.
        #[serde(default = "defaults::depth")]
        depth: usize,
        /// After each hidden layer.
        #[serde(default)]
        activation: Activation,
        /// Layer norm between each hidden layer and its activation.
        #[serde(default)]
        layer_norm: bool,
    },
    /// Lucy's cross-attention from the agent to the entities (`lucy-skg.md`, 4.1).
    Perceiver {
        /// Floats of an embedding.
        #[serde(default = "defaults::width")]
        width: usize,
        /// Heads of an attention; they divide the width.
        #[serde(default = "defaults::heads")]
        heads: usize,
        /// Blocks of attention and feed-forward layers.
        #[serde(default = "defaults::blocks")]
        blocks: usize,
        /// Floats of the hidden layer within a block.
        #[serde(default = "defaults::feed_forward")]
        feed_forward: usize,
        /// One trunk for policy and value; otherwise one each, as published.
        #[serde(default, skip_serializing_if = "is_off")]
        shared: bool,
    },
    /// The same trunks; the policy's logits are dot products with embeddings of the rows of the action table
    /// (`lucy-skg.md`, 4.3).
    Nexto {
        /// Floats of an embedding.
        #[serde(default = "defaults::width")]
        width: usize,
        /// Heads of an attention; they divide the width.
        #[serde(default = "defaults::heads")]
        heads: usize,
        /// Blocks of attention and feed-forward layers.
        #[serde(default = "defaults::blocks")]
        blocks: usize,
        /// Floats of the hidden layer within a block.
        #[serde(default = "defaults::feed_forward")]
        feed_forward: usize,
        /// Floats of the embedding of an action.
        #[serde(default = "defaults::key_width")]
        key_width: usize,
        /// A bias for each row of the table, which an [`InitialBias`](crate::InitialBias) needs; as published, there is
        /// none.
        #[serde(default, skip_serializing_if = "is_off")]
        row_bias: bool,
        /// One trunk for policy and value; otherwise one each, as published.
        #[serde(default, skip_serializing_if = "is_off")]
        shared: bool,
    },
}

/// Options that are off are not written: files of before they existed are the same as files of today.
#[allow(clippy::trivially_copy_pass_by_ref)]
const fn is_off(option: &bool) -> bool {
    !*option
}

mod defaults {
    pub(super) const fn mlp_width() -> usize {
        256
    }
    pub(super) const fn depth() -> usize {
        3
    }
    pub(super) const fn width() -> usize {
        128
    }
    pub(super) const fn heads() -> usize {
        4
    }
    pub(super) const fn blocks() -> usize {
        2
    }
    pub(super) const fn feed_forward() -> usize {
        512
    }
    pub(super) const fn key_width() -> usize {
        32
    }
}

impl Default for NetworkConfig {
    /// Two perceptrons with three layers of 256.
    fn default() -> Self {
        Self::Mlp {
            shared: false,
            width: defaults::mlp_width(),
            depth: defaults::depth(),
            activation: Activation::Relu,
            layer_norm: false,
        }
    }
}

impl NetworkConfig {
    /// Lucy's network as published.
    #[must_use]
    pub const fn lucy() -> Self {
        Self::Perceiver {
            width: defaults::width(),
            heads: defaults::heads(),
            blocks: defaults::blocks(),
            feed_forward: defaults::feed_forward(),
            shared: false,
        }
    }

    /// Lucy's network with Nexto's head.
    #[must_use]
    pub const fn nexto() -> Self {
        Self::Nexto {
            width: defaults::width(),
            heads: defaults::heads(),
            blocks: defaults::blocks(),
            feed_forward: defaults::feed_forward(),
            key_width: defaults::key_width(),
            row_bias: false,
            shared: false,
        }
    }

    /// Its name in a configuration.
    #[must_use]
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Mlp { .. } => "mlp",
            Self::Perceiver { .. } => "perceiver",
            Self::Nexto { .. } => "nexto",
        }
    }

    /// Policy and value have one trunk.
    #[must_use]
    pub const fn is_shared(&self) -> bool {
        match *self {
            Self::Mlp { shared, .. } | Self::Perceiver { shared, .. } | Self::Nexto { shared, .. } => shared,
        }
    }

    /// Whether a network of this kind can be built for these spaces.
    ///
    /// # Errors
    /// Says which number, or which part of the environment, must change.
    pub fn check(&self, spaces: &Spaces) -> Result<(), PolicyError> {
        spaces.check()?;
        match *self {
            Self::Mlp { width, depth, .. } => {
                positive("network.mlp.width", width)?;
                positive("network.mlp.depth", depth)
            }
            Self::Perceiver { width, heads, feed_forward, .. } => self.check_trunk(spaces, width, heads, feed_forward),
            Self::Nexto { width, heads, feed_forward, key_width, .. } => {
                self.check_trunk(spaces, width, heads, feed_forward)?;
                positive("network.nexto.key_width", key_width)?;
                if spaces.table.is_none() {
                    return Err(PolicyError::NeedsTable { network: self.name() });
                }
                Ok(())
            }
        }
    }

    fn check_trunk(&self, spaces: &Spaces, width: usize, heads: usize, inner: usize) -> Result<(), PolicyError> {
        if !matches!(spaces.observation, Layout::Entities { .. }) {
            return Err(PolicyError::NeedsEntities { network: self.name() });
        }
        positive("network.width", width)?;
        positive("network.feed_forward", inner)?;
        let rule = format!("it must divide the width, {width}");
        PolicyError::unless(heads > 0 && width.is_multiple_of(heads), "network.heads", heads, rule)
    }
}

fn positive(key: &'static str, value: usize) -> Result<(), PolicyError> {
    PolicyError::unless(value > 0, key, value, "it must be at least 1")
}

/// Slope of a leaky rectifier below zero.
pub(crate) const LEAK: f32 = 0.01;

/// What a hidden layer of a perceptron ends in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Activation {
    /// max(x, 0).
    #[default]
    Relu,
    /// Hyperbolic tangent.
    Tanh,
    /// x times the normal distribution's cumulative function.
    Gelu,
    /// x times the logistic function.
    Silu,
    /// x, or 0.01 x below zero.
    LeakyRelu,
}

impl Activation {
    /// The function of each entry.
    pub(crate) fn apply<const D: usize>(self, x: Tensor<D>) -> Tensor<D> {
        match self {
            Self::Relu => activation::relu(x),
            Self::Tanh => activation::tanh(x),
            Self::Gelu => activation::gelu(x),
            Self::Silu => activation::silu(x),
            Self::LeakyRelu => activation::leaky_relu(x, f64::from(LEAK)),
        }
    }
}
