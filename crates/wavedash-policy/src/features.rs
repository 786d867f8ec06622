//! What a forward pass gives besides logits and values.

use burn::tensor::Tensor;

use crate::nn::Keys;

/// Logits and values of a batch, and what auxiliary heads read.
#[derive(Clone, Debug)]
pub struct Thoughts {
    /// `[batch, logits]`.
    pub logits: Tensor<2>,
    /// `[batch]`.
    pub values: Tensor<1>,
    /// Of all frames.
    pub features: Features,
}

/// What the auxiliary heads read, of each frame and, if rewards are predicted, of one more: the all-zero observation
/// that stands for history that is not there.
#[derive(Clone, Debug)]
pub struct Features {
    /// Frames, the all-zero one not counted.
    pub(crate) frames: usize,
    /// What the heads start from `[rows, width]`: the embedded query, the last hidden layer, or the trunk's output.
    pub(crate) query: Tensor<2>,
    /// The embedded entities, where heads have an attention of their own.
    pub(crate) keys: Option<Keys>,
    /// The actor's trunk, of the batch only `[batch, width]`.
    pub(crate) hidden: Tensor<2>,
}

impl Features {
    /// Number of frames, as windows count them.
    #[must_use]
    pub const fn frames(&self) -> usize {
        self.frames
    }

    /// The first `batch` rows.
    pub(crate) fn first(&self, batch: usize) -> (Tensor<2>, Option<Keys>) {
        (first(&self.query, batch), self.keys.as_ref().map(|keys| keys.first(batch)))
    }
}

/// The first `batch` rows, without a copy (and a gradient to match) when that is all of them.
pub(crate) fn first(x: &Tensor<2>, batch: usize) -> Tensor<2> {
    if x.dims()[0] == batch { x.clone() } else { x.clone().narrow(0, 0, batch) }
}
