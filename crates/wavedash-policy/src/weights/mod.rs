//! Weights files: safetensors with one JSON header, which any other tool can read.
//!
//! Every tensor is f32 and named by its path in the model: `actor.blocks.0.attention.query.weight`. Matrices are
//! `[inputs, outputs]`, as burn keeps them: transpose them for PyTorch. An LSTM's gates are in PyTorch's order (input,
//! forget, cell, output) along the outputs. Under the metadata key `wavedash` is a [`Header`] as JSON, and
//! within it, as `weights_xxh3`, the XXH3 of all tensors' bytes in the order of their names; files written elsewhere
//! may leave the latter out.
//!
//! ```
//! use burn::tensor::Device;
//! use wavedash_policy::weights::{self, Header};
//! use wavedash_policy::{Layout, Model, NetworkConfig, Spaces};
//!
//! let spaces = Spaces { observation: Layout::Flat { floats: 4 }, choices: vec![2], table: None };
//! let model = Model::new(&NetworkConfig::default(), None, &spaces, 7, &Device::flex())?;
//! let path = std::env::temp_dir().join("wavedash_weights_example.safetensors");
//! weights::save(&path, &model, &Header { steps: 1_000, ..Header::new(&model) })?;
//! let (model, header) = weights::load(&path, &Device::flex())?;
//! assert_eq!((model.spaces().logits(), header.steps), (2, 1_000));
//! # std::fs::remove_file(path).ok();
//! # Ok::<(), wavedash_policy::PolicyError>(())
//! ```

mod file;
mod header;
mod names;

pub use file::{load, load_seeing, of_bytes, save};
pub use header::{Header, VERSION};
