//! Distributions of which only a part of the choices is looked at, for lessons that leave a button alone.

use burn::tensor::{Bool, Device, Int, Tensor, TensorData};

use super::tensor::{places, sums};
use super::{NEVER, fused, log_softmax};
use crate::nn::fused::run_on;

/// A part of the choices of an action space, for example those that do not jump.
///
/// ```
/// use wavedash_policy::dist::Within;
///
/// // A keyboard of two keys; the second is left alone.
/// let within = Within::new(&[true, true, true, true, false], &[3, 2]);
/// assert_eq!(within.choices(), [3, 2]);
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Within {
    is: Vec<bool>,
    choices: Vec<usize>,
}

impl Within {
    /// `is` has one entry per choice of all components, true for those that count.
    ///
    /// # Panics
    /// If there are not as many entries as choices.
    #[must_use]
    pub fn new(is: &[bool], choices: &[usize]) -> Self {
        assert_eq!(is.len(), choices.iter().sum::<usize>(), "one entry per choice");
        Self { is: is.to_vec(), choices: choices.to_vec() }
    }

    /// The choices that do not press jump, where that is known (see [`Spaces::jumps`](crate::Spaces::jumps)).
    #[must_use]
    pub fn without_jump(spaces: &crate::Spaces) -> Option<Self> {
        let jumps = spaces.jumps()?;
        Some(Self { is: jumps.into_iter().map(|jumps| !jumps).collect(), choices: spaces.choices.clone() })
    }

    /// One entry per choice of all components, true for those of the part.
    #[must_use]
    pub fn contains(&self) -> &[bool] {
        &self.is
    }

    /// Choices of each component.
    #[must_use]
    pub fn choices(&self) -> &[usize] {
        &self.choices
    }

    /// One row of 1 where a choice counts, else 0.
    fn row(&self, device: &Device) -> Tensor<2> {
        let values: Vec<f32> = self.is.iter().map(|is| f32::from(u8::from(*is))).collect();
        Tensor::from_data(TensorData::new(values, [1, self.is.len()]), device)
    }
}

/// Logarithm `[batch, components]` of the probability that a component's choice is within the part; about -1e9 where the
/// part has none of its choices.
#[must_use]
pub fn log_mass(log_softmax: Tensor<2>, within: &Within) -> Tensor<2> {
    if run_on(&log_softmax.device()) {
        return fused::log_mass(log_softmax, &within.is, &within.choices);
    }
    let row = within.row(&log_softmax.device());
    let most = log_softmax.clone().detach().max_dim(1);
    let kept = (log_softmax - most.clone()).exp() * row;
    (sums(kept, &within.choices).clamp_min(f32::MIN_POSITIVE).log() + most).clamp_min(NEVER)
}

/// Log-probability `[batch]` of actions `[batch, components]` among the choices within the part: `log pi(a | within)`,
/// the sum over the components. A component whose choice is outside of the part contributes nothing, and no gradient.
///
/// With the choices that do not jump this is the loss of a teacher that is silent about jumps, `-log pi(a | no jump)`:
/// how likely a jump is stays as it is. Of the table the part is all rows but those that jump; of the keyboard all
/// components count but the jump key.
///
/// # Panics
/// If components and choices are not equally many.
#[must_use]
pub fn log_prob_within(log_softmax: Tensor<2>, actions: Tensor<2, Int>, within: &Within) -> Tensor<1> {
    let places = places(actions, &within.choices);
    let [batch, _] = places.dims();
    let row = within.row(&log_softmax.device()).expand([batch, within.is.len()]);
    let counts = row.gather(1, places.clone());
    let mass = log_mass(log_softmax.clone(), within);
    ((log_softmax.gather(1, places) - mass) * counts).sum_dim(1).squeeze_dim(1)
}

/// The distributions among the choices within the part: log-probabilities `[batch, logits]` of the same shape, about -1e9
/// outside. Every component must have a choice within.
///
/// # Panics
/// If a component has none.
#[must_use]
pub fn conditional(log_softmax_of: Tensor<2>, within: &Within) -> Tensor<2> {
    let mut rest = within.is.as_slice();
    for count in &within.choices {
        let (component, after) = rest.split_at(*count);
        assert!(component.contains(&true), "every component has a choice within the part");
        rest = after;
    }
    let [batch, count] = log_softmax_of.dims();
    let mask: Tensor<2, Bool> = within.row(&log_softmax_of.device()).expand([batch, count]).greater_elem(0.5);
    log_softmax(log_softmax_of, Some(mask), &within.choices)
}
