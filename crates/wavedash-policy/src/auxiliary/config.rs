//! Which auxiliary heads, as configuration files name them.

use serde::{Deserialize, Serialize};

use crate::error::PolicyError;

/// Auxiliary heads behind the actor.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct AuxConfig {
    /// Predicts the sign of the reward from the last frames.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reward_prediction: Option<RewardPredictionConfig>,
    /// Squeezes the state through a few numbers.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub state_representation: Option<StateRepresentationConfig>,
    /// Answers questions about what comes next. These heads are linear and always begin behind the trunk.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub future: Option<FutureConfig>,
    /// Where the other heads begin.
    pub attach: Attach,
    /// The state decoder of the published code: batch norm, ReLU at the end, rows in match order, padded rows in the
    /// loss. Otherwise layer norm, a linear end, rows in canonical order, and padded rows without weight
    /// (`lucy-skg.md`, 9, number 6).
    pub as_published: bool,
}

/// Sizes of the reward head.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct RewardPredictionConfig {
    /// Frames that it sees, the present one included.
    pub window: usize,
    /// Floats of the recurrent state.
    pub hidden: usize,
}

impl Default for RewardPredictionConfig {
    fn default() -> Self {
        Self { window: 20, hidden: 32 }
    }
}

/// Parameters of the state head; its sizes are those of the publication.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct StateRepresentationConfig {}

/// Which questions about the future are asked (see [`crate::future`]); all unless switched off.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct FutureConfig {
    /// Where the ball is after 0.5, 1 and 2 s, and how fast.
    pub ball: bool,
    /// How high the car is after 0.25 and 0.5 s, and how it turns.
    pub car: bool,
    /// Who touches the ball next, and when.
    pub touch: bool,
    /// Which side scores within 5 s, and when.
    pub goal: bool,
}

impl Default for FutureConfig {
    fn default() -> Self {
        Self { ball: true, car: true, touch: true, goal: true }
    }
}

/// Where in the actor the auxiliary heads begin.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Attach {
    /// Behind the embeddings, with a cross-attention of their own; as published.
    #[default]
    Embedding,
    /// Behind the trunk, so that it learns from them too. The trunk then runs over all frames instead of the batch
    /// only, which for windows over past frames costs about as much again as the policy's own pass over those frames.
    Trunk,
}

impl AuxConfig {
    /// Whether the numbers can be used.
    pub(crate) fn check(&self) -> Result<(), PolicyError> {
        if let Some(FutureConfig { ball: false, car: false, touch: false, goal: false }) = self.future {
            let rule = "at least one of ball, car, touch and goal must be asked for";
            return PolicyError::unless(false, "aux.future", 0, rule);
        }
        let Some(reward) = &self.reward_prediction else { return Ok(()) };
        let rule = "it must be at least 1";
        PolicyError::unless(reward.window > 0, "aux.reward_prediction.window", reward.window, rule)?;
        PolicyError::unless(reward.hidden > 0, "aux.reward_prediction.hidden", reward.hidden, rule)
    }
}
