//! The `[reward]` section of a configuration.

use serde::{Deserialize, Serialize};

use super::node::{Node, check, finite, positive, share, state_only};
use super::preset::Preset;
use super::term::Term;
use crate::error::EnvError;
use crate::registry::Registry;

/// What the potential counts as when an episode ends by itself (not by running out of time).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Terminal {
    /// Its value there, as Lucy was trained.
    #[default]
    Keep,
    /// 0, which leaves the best policy unchanged (Ng, Harada and Russell 1999).
    Zero,
}

/// How the potential becomes a reward: F = discount Phi(s') - Phi(s).
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Shaping {
    /// Discount, 0 to 1. Lucy's scripts say 1; that of the learner leaves the best policy unchanged.
    pub discount: f32,
    /// Potential at the end of an episode.
    pub terminal: Terminal,
    /// Factor for F below 0.
    pub negative_slope: f32,
    /// While a car is demolished F is 0, and its potential starts anew when it comes back: without this a
    /// demolition moves the potential by how the wreck and the respawn happen to lie.
    pub freeze_demolished: bool,
    /// F is 0 in the first step after a reset, as published; otherwise it counts from the start state.
    pub skip_first: bool,
}

impl Default for Shaping {
    fn default() -> Self {
        Self { discount: 1.0, terminal: Terminal::Keep, negative_slope: 1.0, freeze_demolished: true, skip_first: true }
    }
}

/// Rewards divided by the running standard deviation of all rewards of a pool, and limited.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Normalise {
    /// Divided rewards are limited to -clip and clip; above 0.
    pub clip: f32,
}

impl Default for Normalise {
    /// Wide enough for a goal among steps without one.
    fn default() -> Self {
        Self { clip: 10.0 }
    }
}

/// A reward as a configuration file writes it; empty, it is [`Preset::Lucy`].
///
/// ```
/// use wavedash_env::reward::{Reward, RewardConfig};
///
/// let config: RewardConfig = serde_json::from_str(
///     r#"{
///         "team_spirit": 0.5,
///         "potential": [{ "weight": 0.6, "of": { "krc": ["align_ball_goal", "player_to_ball_distance"] } }],
///         "event": [{ "weight": 10.0, "of": "goal" }, { "weight": -3.0, "of": "concede" }]
///     }"#,
/// )?;
/// assert_eq!(Reward::new(&config)?.component_names()[1], "goal");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct RewardConfig {
    /// Where the fields that are not given come from. Without a preset and without any list of terms it is `lucy`;
    /// without a preset but with a list, the other lists are empty.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub preset: Option<Preset>,
    /// Share of the own team's mean in each player's reward, 0 to 1. Default 0.3.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub team_spirit: Option<f32>,
    /// Share of the opponents' mean that is subtracted, 0 to 1. Default 1: zero-sum for equal teams.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub opponent: Option<f32>,
    /// How the potential becomes a reward.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub shaping: Option<Shaping>,
    /// Divide the rewards that a pool hands out by their running standard deviation; absent, they stay as they are.
    /// The components always do.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub normalise: Option<Normalise>,
    /// Follow Lucy's published code where it departs from the paper: only the first car is paid for touch
    /// ball-to-goal acceleration, and demolitions move the potential.
    pub as_published: bool,
    /// Summands of the potential: state functions only.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub potential: Option<Vec<Term>>,
    /// Summands paid in each step: events, or states for a reward per step.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub event: Option<Vec<Term>>,
    /// If not empty, what a step with a goal pays instead of everything else (Necto's rule).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub on_goal: Option<Vec<Term>>,
}

/// A configuration with everything filled in and checked.
#[derive(Clone, Debug, PartialEq)]
pub struct Plan {
    /// Share of the own team's mean.
    pub team_spirit: f32,
    /// Share of the opponents' mean.
    pub opponent: f32,
    /// How the potential becomes a reward.
    pub shaping: Shaping,
    /// How a pool scales what it hands out. A [`Reward`](super::Reward) itself never does.
    pub normalise: Option<Normalise>,
    /// Follow the published code.
    pub as_published: bool,
    /// Summands of the potential.
    pub potential: Vec<Term>,
    /// Summands paid in each step.
    pub event: Vec<Term>,
    /// What a step with a goal pays instead.
    pub on_goal: Vec<Term>,
}

impl RewardConfig {
    /// A preset as it is.
    #[must_use]
    pub fn of(preset: Preset) -> Self {
        Self { preset: Some(preset), ..Self::default() }
    }

    /// Fills in what is not given, and checks everything.
    ///
    /// # Errors
    ///
    /// [`EnvError::Config`] for the first field that means nothing.
    pub fn resolve(&self, registry: &Registry) -> Result<Plan, EnvError> {
        let plan = self.plan();
        plan.build(registry)?;
        Ok(plan)
    }

    /// Fills in what is not given.
    pub(super) fn plan(&self) -> Plan {
        let lists = [&self.potential, &self.event, &self.on_goal];
        let mut plan = match self.preset {
            Some(preset) => preset.plan(),
            None if lists.iter().all(|list| list.is_none()) => Preset::Lucy.plan(),
            None => Plan { potential: Vec::new(), event: Vec::new(), on_goal: Vec::new(), ..Preset::Lucy.plan() },
        };
        for (given, list) in lists.into_iter().zip([&mut plan.potential, &mut plan.event, &mut plan.on_goal]) {
            if let Some(given) = given {
                list.clone_from(given);
            }
        }
        plan.team_spirit = self.team_spirit.unwrap_or(plan.team_spirit);
        plan.opponent = self.opponent.unwrap_or(plan.opponent);
        plan.shaping = self.shaping.unwrap_or(plan.shaping);
        plan.normalise = self.normalise;
        plan.as_published = self.as_published;
        if plan.as_published {
            plan.shaping.freeze_demolished = false;
        }
        plan
    }

    /// The same with all parameters of all named functions filled in.
    #[must_use]
    pub fn filled(&self, registry: &Registry) -> Self {
        let fill = |list: &Option<Vec<Term>>| {
            let list = list.as_ref()?;
            Some(list.iter().map(|term| Term { of: term.of.filled(registry), ..term.clone() }).collect())
        };
        let (potential, event, on_goal) = (fill(&self.potential), fill(&self.event), fill(&self.on_goal));
        Self { potential, event, on_goal, ..self.clone() }
    }
}

impl Plan {
    /// Checks everything, and makes the functions of the three lists: potential, event, on_goal.
    ///
    /// # Errors
    /// [`EnvError::Config`] for the first field that means nothing: there is none in a plan that
    /// [`RewardConfig::resolve`] made with this registry.
    pub fn build(&self, registry: &Registry) -> Result<[Vec<Node>; 3], EnvError> {
        share("reward.team_spirit", self.team_spirit)?;
        share("reward.opponent", self.opponent)?;
        share("reward.shaping.discount", self.shaping.discount)?;
        finite("reward.shaping.negative_slope", self.shaping.negative_slope)?;
        self.normalise.map_or(Ok(()), |normalise| positive("reward.normalise.clip", normalise.clip))?;
        let lists = [("potential", &self.potential), ("event", &self.event), ("on_goal", &self.on_goal)];
        let mut nodes = [const { Vec::new() }; 3];
        for ((list, terms), nodes) in lists.into_iter().zip(&mut nodes) {
            for (i, term) in terms.iter().enumerate() {
                let path = format!("reward.{list}[{i}]");
                let is_potential = list == "potential";
                check_sharing(term, &path, is_potential)?;
                let path = format!("{path}.of");
                nodes.push(term.of.build(registry, &path)?);
                if is_potential {
                    state_only(&path, &term.of, registry, "name it under [[reward.event]]")?;
                }
            }
        }
        if nodes.iter().all(Vec::is_empty) {
            return Err(EnvError::config("reward", "every list of terms is empty; give a preset or at least one term"));
        }
        Ok(nodes)
    }
}

/// Refuses weights that mean nothing, and shares where there are none.
fn check_sharing(term: &Term, path: &str, is_potential: bool) -> Result<(), EnvError> {
    finite(&format!("{path}.weight"), term.weight)?;
    term.moves.iter().try_for_each(|weight| weight.check(&format!("{path}.weight")))?;
    for (field, value) in [("opponent", term.opponent), ("team_spirit", term.team_spirit)] {
        let path = format!("{path}.{field}");
        value.map_or(Ok(()), |value| share(&path, value))?;
        let problem = "is of the potential as a whole; for one term name { change = .. } under [[reward.event]]";
        check(value.is_none() || !is_potential, &path, || problem.to_owned())?;
    }
    Ok(())
}
