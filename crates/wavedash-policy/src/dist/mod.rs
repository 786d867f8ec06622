//! Categorical distributions over the components of an action, on tensors for learning and on slices for acting.
//!
//! Logits of all components lie one after the other; `choices` says how many belong to each. A mask is true where a
//! choice may be taken; components are independent, so log-probabilities and entropies add up.

mod fused;
mod slice;
mod tensor;
mod within;

pub use slice::{argmax, sample, temperature};
pub use tensor::{entropy, entropy_per_component, kl, kl_per_component, log_prob, log_softmax};
pub use within::{Within, conditional, log_mass, log_prob_within};

/// Stands for minus infinity: its exponential is zero, but differences and products with zero are numbers.
const NEVER: f32 = -1e9;
