//! Networks and their files: what an agent thinks, without how it learned.
//!
//! A [`Model`] is built from a [`NetworkConfig`], an optional [`AuxConfig`] and the [`Spaces`] of an environment. It
//! turns observations `[batch, floats]` into logits `[batch, logits]` and values `[batch]`; [`dist`] turns logits
//! into actions, [`Inference`] does it for slices on all threads, [`weights`] keeps models in files.
//!
//! ```
//! use burn::tensor::{Device, Tensor};
//! use wavedash_policy::{Layout, Model, NetworkConfig, Spaces};
//!
//! let spaces = Spaces { observation: Layout::Flat { floats: 110 }, choices: vec![90], table: None };
//! let device = Device::flex();
//! let model = Model::new(&NetworkConfig::default(), None, &spaces, 7, &device).expect("they fit");
//! let (logits, values) = model.forward(Tensor::zeros([4, 110], &device));
//! assert_eq!((logits.dims(), values.dims()), ([4, 90], [4]));
//! ```

mod auxiliary;
mod bias;
mod body;
mod config;
pub mod dist;
mod error;
mod features;
pub mod future;
mod head;
mod infer;
mod init;
mod model;
mod nn;
mod scale;
mod spaces;
pub mod weights;

pub use auxiliary::{Attach, AuxConfig, Future, FutureConfig, RewardPredictionConfig, StateRepresentationConfig};
pub use bias::InitialBias;
pub use config::{Activation, NetworkConfig};
pub use error::PolicyError;
pub use features::{Features, Thoughts};
pub use infer::Inference;
pub use model::Model;
pub use scale::ObservationScale;
pub use spaces::{Layout, Spaces};
