//! What is looked at: one reward function, one component of a reward, or a whole reward.

use std::sync::Arc;

use wavedash_env::reward::{Bearings, Expr, Node, Plan, Reward, RewardConfig, Term};
use wavedash_env::{Registry, Scene};

use crate::error::AnalysisError;

/// A reward with the name that pictures and tables give it.
#[derive(Clone)]
pub struct Subject {
    /// Name in titles.
    pub name: String,
    /// The reward as a configuration: what a match is paid with.
    pub config: RewardConfig,
    /// It is one function or component, whose value is the whole story.
    pub is_single: bool,
    /// What its functions are built from.
    pub registry: Registry,
    plan: Plan,
    /// Weights and functions of what a moment has a value of.
    states: Arc<Vec<(f32, Node)>>,
}

impl core::fmt::Debug for Subject {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.debug_struct("Subject").field("name", &self.name).field("config", &self.config).finish_non_exhaustive()
    }
}

impl Subject {
    /// A whole reward. At a place it is worth its potential and those terms per step that are states.
    ///
    /// # Errors
    ///
    /// The reward means nothing.
    pub fn whole(name: impl Into<String>, config: RewardConfig, registry: &Registry) -> Result<Self, AnalysisError> {
        // Made once, so that names of components are checked as well.
        let plan = Reward::with(&config, registry)?.plan().clone();
        let states = states(&plan, registry)
            .map(|term| Ok((term.weight, term.of.build(registry, "reward")?)))
            .collect::<Result<Vec<_>, AnalysisError>>()?;
        let (registry, states) = (registry.clone(), Arc::new(states));
        Ok(Self { name: name.into(), config, is_single: false, registry, plan, states })
    }

    /// The reward at work, for one match.
    ///
    /// # Errors
    ///
    /// The reward means nothing, which is not so for one that a subject was made of.
    pub fn reward(&self) -> Result<Reward, AnalysisError> {
        Ok(Reward::with(&self.config, &self.registry)?)
    }

    /// One function or tree of functions.
    ///
    /// # Errors
    ///
    /// A parameter means nothing.
    pub fn expression(name: impl Into<String>, of: Expr, registry: &Registry) -> Result<Self, AnalysisError> {
        Self::term(name, Term::of(1.0, of), registry)
    }

    /// One component of a reward with its weight, by the name that logs give it.
    ///
    /// # Errors
    ///
    /// There is none of this name.
    pub fn component(config: &RewardConfig, name: &str, registry: &Registry) -> Result<Self, AnalysisError> {
        let reward = Reward::with(config, registry)?;
        let plan = reward.plan();
        let terms = plan.potential.iter().chain(&plan.event).chain(&plan.on_goal);
        let named = || reward.component_names().iter().zip(terms.clone());
        match named().find(|(known, _)| *known == name) {
            Some((_, term)) if term.weight == 1.0 => Self::term(name, term.clone(), registry),
            Some((_, term)) => Self::term(format!("{} {name}", term.weight), term.clone(), registry),
            None => Err(AnalysisError::Component {
                name: name.to_owned(),
                known: named().map(|(known, _)| known.clone()).collect(),
            }),
        }
    }

    fn term(name: impl Into<String>, term: Term, registry: &Registry) -> Result<Self, AnalysisError> {
        let term = Term { name: None, ..term };
        let is_state = term.of.is_state(registry);
        let (potential, event) = if is_state { (vec![term], Vec::new()) } else { (Vec::new(), vec![term]) };
        let config = RewardConfig { potential: Some(potential), event: Some(event), ..RewardConfig::default() };
        Ok(Self { is_single: true, ..Self::whole(name, config, registry)? })
    }

    /// Everything filled in.
    #[must_use]
    pub fn plan(&self) -> &Plan {
        &self.plan
    }

    /// The terms that a moment has a value of: the potential, and states that are paid per step.
    pub fn states(&self) -> impl Iterator<Item = &Term> {
        states(&self.plan, &self.registry)
    }

    /// Refuses a reward that is nothing but events.
    ///
    /// # Errors
    ///
    /// It is one.
    pub fn check_has_states(&self) -> Result<(), AnalysisError> {
        match self.states().next() {
            Some(_) => Ok(()),
            None => Err(AnalysisError::OnlyEvents { name: self.name.clone() }),
        }
    }

    /// Weighted sum of [`states`](Self::states) for a car at a moment.
    ///
    /// # Panics
    ///
    /// If the scene has no such car.
    #[must_use]
    pub fn value(&self, scene: &Scene, car: usize) -> f32 {
        let at = Bearings::new(scene, car);
        self.states.iter().map(|(weight, node)| weight * node.value(&at)).sum()
    }

    /// What a goal for and a goal against pay, if there are such terms.
    #[must_use]
    pub fn goal_weights(&self) -> Option<[f32; 2]> {
        let terms = || self.plan.event.iter().chain(&self.plan.on_goal);
        let sum =
            |of: &dyn Fn(&Expr) -> bool| -> f32 { terms().filter(|term| of(&term.of)).map(|term| term.weight).sum() };
        let weights = [sum(&|of| matches!(of.name(), "goal" | "team_goal")), sum(&|of| of.name() == "concede")];
        (weights != [0.0; 2]).then_some(weights)
    }
}

/// The terms that a moment has a value of.
fn states<'a>(plan: &'a Plan, registry: &'a Registry) -> impl Iterator<Item = &'a Term> {
    plan.potential.iter().chain(plan.event.iter().filter(move |term| term.of.is_state(registry)))
}

#[cfg(test)]
mod tests {
    use wavedash_env::reward::Preset;
    use wavedash_env::{Car, Scene};

    use super::*;

    #[test]
    fn a_component_is_a_part_of_the_whole() {
        let config = RewardConfig::of(Preset::Lucy);
        let whole = Subject::whole("lucy", config.clone(), Registry::builtin_ref()).unwrap();
        let names = Reward::new(&config).unwrap().component_names().to_vec();
        let scene = Scene { cars: [Car { boost: 0.5, ..Car::default() }].into_iter().collect(), ..Scene::default() };
        let parts: f32 = names[..5]
            .iter()
            .map(|name| Subject::component(&config, name, Registry::builtin_ref()).unwrap().value(&scene, 0))
            .sum();
        assert!((whole.value(&scene, 0) - parts).abs() < 1e-6);
        assert_eq!(whole.goal_weights(), Some([10.0, -3.0]));
        let boost = Subject::component(&config, "save_boost", Registry::builtin_ref()).unwrap();
        assert_eq!((boost.name.as_str(), boost.goal_weights()), ("0.5 save_boost", None));
    }

    #[test]
    fn events_have_no_value_at_a_place_and_unknown_components_are_named() {
        let config = RewardConfig::of(Preset::Lucy);
        let shot = Subject::component(&config, "shot", Registry::builtin_ref()).unwrap();
        assert!(shot.check_has_states().unwrap_err().to_string().contains("trace it over a match"));
        let error = Subject::component(&config, "shots", Registry::builtin_ref()).err().unwrap().to_string();
        assert!(error.starts_with("unknown component `shots`, expected one of `ball_to_goal_distance_diff"), "{error}");
    }
}
