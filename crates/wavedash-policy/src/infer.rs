//! Logits and values of slices, on all threads of the current pool.

use burn::module::Module;
use burn::tensor::{Device, Tensor, TensorData};
use rayon::prelude::*;

use crate::model::Model;

/// Rows of one forward pass, so few that its activations stay in cache. Lucy with 64, 128, 256, 1,024 rows: 11.3, 10.6,
/// 9.2, 8.5 thousand samples per CPU second; perceptron 256 x 3: 54, 51, 46, 47 (`examples/speed.rs`).
const BLOCK: usize = 64;

/// A copy of a model for acting, without autodiff.
#[derive(Clone, Debug)]
pub struct Inference {
    model: Model,
    device: Device,
    floats: usize,
    logits: usize,
    block: usize,
}

impl Inference {
    /// A copy of the model as it is now.
    #[must_use]
    pub fn new(model: &Model) -> Self {
        Self::with_block(model, BLOCK)
    }

    /// The same with forward passes of at most `block` rows (at least one).
    #[must_use]
    pub fn with_block(model: &Model, block: usize) -> Self {
        let model = model.valid();
        let device = model.devices().into_iter().next().unwrap_or_default();
        let (floats, logits) = (model.spaces().observation.floats(), model.spaces().logits());
        Self { model, device, floats, logits, block: block.max(1) }
    }

    /// The copy.
    #[must_use]
    pub const fn model(&self) -> &Model {
        &self.model
    }

    /// Observations `[rows, floats]` to logits `[rows, logits]` and, if wanted, values `[rows]`.
    ///
    /// Rows are split in an even number of equal blocks, so that two threads have as much to do each; the split, and the
    /// bits, do not depend on the number of threads.
    ///
    /// # Panics
    /// If the lengths do not fit.
    pub fn run(&self, observations: &[f32], logits: &mut [f32], values: Option<&mut [f32]>) {
        let rows = observations.len() / self.floats;
        assert_eq!(observations.len(), rows * self.floats, "observations are whole rows");
        assert_eq!(logits.len(), rows * self.logits, "as many rows of logits as of observations");
        let count = rows.div_ceil(self.block).next_multiple_of(2);
        let block = rows.div_ceil(count.max(1)).max(1);
        let blocks = observations.par_chunks(block * self.floats);
        let blocks = blocks.zip(logits.par_chunks_mut(block * self.logits));
        match values {
            Some(values) => {
                assert_eq!(values.len(), rows, "as many values as rows of observations");
                blocks.zip(values.par_chunks_mut(block)).for_each(|((observations, logits), values)| {
                    let (l, v) = self.model.forward(self.tensor(observations));
                    copy(l, logits);
                    copy(v, values);
                });
            }
            None => blocks.for_each(|(observations, logits)| {
                copy(self.model.logits(self.tensor(observations)), logits);
            }),
        }
    }

    fn tensor(&self, observations: &[f32]) -> Tensor<2> {
        let shape = [observations.len() / self.floats, self.floats];
        Tensor::from_data(TensorData::new(observations.to_vec(), shape), &self.device)
    }
}

fn copy<const D: usize>(from: Tensor<D>, to: &mut [f32]) {
    let data = from.into_data();
    let values = data.as_slice::<f32>().expect("tensors of this crate are f32");
    to.copy_from_slice(values);
}
