//! Biases that a fresh policy begins with.

use serde::{Deserialize, Serialize};

use crate::error::PolicyError;
use crate::spaces::Spaces;

/// What a fresh policy leans to, in nats added to the logits of the choices named; all zero by default.
///
/// It is a matter of a run's first weights, not of the network's shape: a weights file holds the sum, and whoever starts
/// from a file takes its biases as they are. With a jump of -3.5, 2 % of the decisions on the ground press jump instead
/// of 43 % (18 of the 42 rows of the table that are open there), and an agent from nothing drives before it flies
/// (`training.md`, section 4a).
///
/// ```
/// use wavedash_policy::{InitialBias, Layout, Spaces};
///
/// let spaces = Spaces { observation: Layout::Flat { floats: 4 }, choices: vec![3, 3, 2, 2, 2], table: None };
/// let bias = InitialBias { jump: -3.5 }.of(&spaces)?;
/// assert_eq!(bias, [0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, -3.5, 0.0, 0.0, 0.0, 0.0]);
/// # Ok::<(), wavedash_policy::PolicyError>(())
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct InitialBias {
    /// Of every choice that presses jump: the table's 18 rows, or the jump key's second choice.
    pub jump: f32,
}

impl InitialBias {
    /// Nothing is leaned to.
    #[must_use]
    pub fn is_none(&self) -> bool {
        self.jump == 0.0
    }

    /// One number per logit of these spaces.
    ///
    /// # Errors
    /// If a number is not finite, or nothing is known of which choices press jump.
    pub fn of(&self, spaces: &Spaces) -> Result<Vec<f32>, PolicyError> {
        if self.is_none() {
            return Ok(vec![0.0; spaces.logits()]);
        }
        let jumps = spaces.jumps().ok_or_else(|| {
            let choices = &spaces.choices;
            PolicyError::BadBias(format!(
                "which of the choices {choices:?} press jump is known of multi and table90 only"
            ))
        })?;
        if !self.jump.is_finite() {
            return Err(PolicyError::BadBias(format!(
                "initial_bias.jump is {}: it must be a finite number",
                self.jump
            )));
        }
        Ok(jumps.into_iter().map(|jumps| if jumps { self.jump } else { 0.0 }).collect())
    }
}
