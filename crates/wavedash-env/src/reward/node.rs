//! A reward expression at work: the functions that a registry made for it, and how they are combined.

use super::bearings::Bearings;
use super::condition::{Condition, Test};
use super::expr::{COMBINATIONS, Expr};
use super::function::{CarStep, RewardFunction, StateFunction};
use super::krc::{krc, smooth_krc};
use super::shape::signed_power;
use crate::error::EnvError;
use crate::registry::{Function, Kind, Registry, near};

/// An expression made of functions instead of names.
pub enum Node {
    /// A function of a moment.
    State(Box<dyn StateFunction>),
    /// A function of a step.
    Event(Box<dyn RewardFunction>),
    /// Others, combined.
    Combination(Box<Combination>),
}

/// How other expressions are combined; see [`Expr`].
#[expect(missing_docs, reason = "they are named and documented as those of Expr")]
pub enum Combination {
    Krc(Vec<Node>),
    SmoothKrc { of: Vec<Node>, epsilon: f32 },
    Sum(Vec<Node>),
    Product(Vec<Node>),
    Min(Vec<Node>),
    Max(Vec<Node>),
    Scale { by: f32, of: Node },
    Clamp { min: f32, max: f32, of: Node },
    Power { exponent: f32, of: Node },
    Change { gain: f32, loss: f32, of: Node },
    When { condition: Tested, of: Node, otherwise: Option<Node> },
}

/// A condition made of functions instead of names.
pub enum Tested {
    /// A built-in one.
    Condition(Condition),
    /// A reward function, which holds while it is above 0.
    Above(Node),
}

impl Node {
    /// The value of a moment for a car; functions of steps are 0.
    #[inline]
    #[must_use]
    pub fn value(&self, at: &Bearings<'_>) -> f32 {
        match self {
            Self::State(function) => function.value(at),
            Self::Event(_) => 0.0,
            Self::Combination(of) => of.value(at),
        }
    }

    /// The value of a step for a car.
    #[inline]
    pub fn reward(&mut self, step: &CarStep<'_>) -> f32 {
        match self {
            Self::State(function) => function.value(&step.at),
            Self::Event(function) => function.reward(step),
            Self::Combination(of) => of.reward(step),
        }
    }

    /// Calls something with every function of steps in the tree, in a fixed order.
    pub(super) fn each(&mut self, call: &mut dyn FnMut(&mut dyn RewardFunction)) {
        match self {
            Self::State(_) => {}
            Self::Event(function) => call(&mut **function),
            Self::Combination(of) => of.each(call),
        }
    }

    /// The functions of steps in the tree, in the same order.
    pub(super) fn events<'a>(&'a self, found: &mut Vec<&'a dyn RewardFunction>) {
        match self {
            Self::State(_) => {}
            Self::Event(function) => found.push(&**function),
            Self::Combination(of) => of.events(found),
        }
    }
}

impl Combination {
    fn value(&self, at: &Bearings<'_>) -> f32 {
        match self {
            Self::Krc(of) => krc(of.iter().map(|part| part.value(at))),
            Self::SmoothKrc { of, epsilon } => smooth_krc(of.iter().map(|part| part.value(at)), *epsilon),
            Self::Sum(of) => of.iter().map(|part| part.value(at)).sum(),
            Self::Product(of) => of.iter().map(|part| part.value(at)).product(),
            Self::Min(of) => of.iter().map(|part| part.value(at)).reduce(f32::min).unwrap_or(0.0),
            Self::Max(of) => of.iter().map(|part| part.value(at)).reduce(f32::max).unwrap_or(0.0),
            Self::Scale { by, of } => by * of.value(at),
            // Unlike `clamp` this cannot panic; limits in the wrong order are refused before.
            Self::Clamp { min, max, of } => of.value(at).max(*min).min(*max),
            Self::Power { exponent, of } => signed_power(of.value(at), *exponent),
            Self::Change { .. } => 0.0,
            Self::When { condition, of, otherwise } => {
                let holds = match condition {
                    Tested::Condition(condition) => condition.holds(at, None),
                    Tested::Above(node) => node.value(at) > 0.0,
                };
                if holds { of.value(at) } else { otherwise.as_ref().map_or(0.0, |other| other.value(at)) }
            }
        }
    }

    fn reward(&mut self, step: &CarStep<'_>) -> f32 {
        match self {
            Self::Krc(of) => krc(of.iter_mut().map(|part| part.reward(step))),
            Self::SmoothKrc { of, epsilon } => smooth_krc(of.iter_mut().map(|part| part.reward(step)), *epsilon),
            Self::Sum(of) => of.iter_mut().map(|part| part.reward(step)).sum(),
            Self::Product(of) => of.iter_mut().map(|part| part.reward(step)).product(),
            Self::Min(of) => of.iter_mut().map(|part| part.reward(step)).reduce(f32::min).unwrap_or(0.0),
            Self::Max(of) => of.iter_mut().map(|part| part.reward(step)).reduce(f32::max).unwrap_or(0.0),
            Self::Scale { by, of } => *by * of.reward(step),
            Self::Clamp { min, max, of } => of.reward(step).max(*min).min(*max),
            Self::Power { exponent, of } => signed_power(of.reward(step), *exponent),
            Self::Change { gain, loss, of } => {
                let (before, index) = (step.transition.before, step.at.index);
                if index >= before.cars.len() {
                    return 0.0;
                }
                let change = of.value(&step.at) - of.value(&Bearings::new(before, index));
                change * if change >= 0.0 { *gain } else { *loss }
            }
            Self::When { condition, of, otherwise } => {
                let holds = match condition {
                    Tested::Condition(condition) => condition.holds(&step.at, Some(step)),
                    Tested::Above(node) => node.reward(step) > 0.0,
                };
                if holds { of.reward(step) } else { otherwise.as_mut().map_or(0.0, |other| other.reward(step)) }
            }
        }
    }

    /// As [`Node::each`]; allocates nothing.
    fn each(&mut self, call: &mut dyn FnMut(&mut dyn RewardFunction)) {
        match self {
            Self::Krc(of)
            | Self::SmoothKrc { of, .. }
            | Self::Sum(of)
            | Self::Product(of)
            | Self::Min(of)
            | Self::Max(of) => of.iter_mut().for_each(|part| part.each(call)),
            Self::Scale { of, .. } | Self::Clamp { of, .. } | Self::Power { of, .. } | Self::Change { of, .. } => {
                of.each(call);
            }
            Self::When { condition, of, otherwise } => {
                if let Tested::Above(node) = condition {
                    node.each(call);
                }
                of.each(call);
                otherwise.iter_mut().for_each(|other| other.each(call));
            }
        }
    }

    /// As [`Node::events`].
    fn events<'a>(&'a self, found: &mut Vec<&'a dyn RewardFunction>) {
        match self {
            Self::Krc(of)
            | Self::SmoothKrc { of, .. }
            | Self::Sum(of)
            | Self::Product(of)
            | Self::Min(of)
            | Self::Max(of) => of.iter().for_each(|part| part.events(found)),
            Self::Scale { of, .. } | Self::Clamp { of, .. } | Self::Power { of, .. } | Self::Change { of, .. } => {
                of.events(found);
            }
            Self::When { condition, of, otherwise } => {
                if let Tested::Above(node) = condition {
                    node.events(found);
                }
                of.events(found);
                otherwise.iter().for_each(|other| other.events(found));
            }
        }
    }
}

impl Expr {
    /// Makes the functions that the expression names. `path` is its path in the configuration, for messages.
    ///
    /// # Errors
    /// [`EnvError::Config`] for the first function that is not registered, or the first parameter that means nothing.
    pub fn build(&self, registry: &Registry, path: &str) -> Result<Node, EnvError> {
        if let Self::Function(component) = self {
            check_known(registry, component.name(), path, "reward function", &[])?;
            return Ok(match registry.build_function(component, path)? {
                Function::State(function) => Node::State(function),
                Function::Event(function) => Node::Event(function),
            });
        }
        let path = format!("{path}.{}", self.name());
        let at = |field: &str| format!("{path}.{field}");
        let one = |of: &Self| of.build(registry, &at("of"));
        let list = |of: &[Self], path: &str| -> Result<Vec<Node>, EnvError> {
            check(!of.is_empty(), path, || "the list is empty; name at least one reward function".to_owned())?;
            of.iter().enumerate().map(|(i, part)| part.build(registry, &format!("{path}[{i}]"))).collect()
        };
        Ok(Node::Combination(Box::new(match self {
            Self::Function(_) => unreachable!("returned above"),
            Self::Krc(of) => Combination::Krc(list(of, &path)?),
            Self::SmoothKrc { of, epsilon } => {
                positive(&at("epsilon"), *epsilon)?;
                Combination::SmoothKrc { of: list(of, &at("of"))?, epsilon: *epsilon }
            }
            Self::Sum(of) => Combination::Sum(list(of, &path)?),
            Self::Product(of) => Combination::Product(list(of, &path)?),
            Self::Min(of) => Combination::Min(list(of, &path)?),
            Self::Max(of) => Combination::Max(list(of, &path)?),
            Self::Scale { by, of } => {
                finite(&at("by"), *by)?;
                Combination::Scale { by: *by, of: one(of)? }
            }
            Self::Clamp { min, max, of } => {
                finite(&at("min"), *min)?;
                finite(&at("max"), *max)?;
                check(min <= max, &at("min"), || format!("{min} is above max = {max}"))?;
                Combination::Clamp { min: *min, max: *max, of: one(of)? }
            }
            Self::Power { exponent, of } => {
                positive(&at("exponent"), *exponent)?;
                Combination::Power { exponent: *exponent, of: one(of)? }
            }
            Self::Change { gain, loss, of } => {
                finite(&at("gain"), *gain)?;
                finite(&at("loss"), *loss)?;
                let built = one(of)?;
                state_only(&at("of"), of, registry, "only the change of a state function is known")?;
                Combination::Change { gain: *gain, loss: *loss, of: built }
            }
            Self::When { condition, of, otherwise } => {
                let condition = match condition {
                    Test::Condition(condition) => Tested::Condition(*condition),
                    Test::Above(expr) => {
                        let path = at("condition");
                        if let Self::Function(component) = &**expr {
                            let conditions = Condition::ALL.map(Condition::name);
                            check_known(registry, component.name(), &path, "condition", &conditions)?;
                        }
                        Tested::Above(expr.build(registry, &path)?)
                    }
                };
                let otherwise = otherwise.as_ref().map(|other| other.build(registry, &at("otherwise"))).transpose()?;
                Combination::When { condition, of: one(of)?, otherwise }
            }
        })))
    }
}

/// Refuses a name that is neither registered nor that of a combination, nor one of some others.
fn check_known(registry: &Registry, name: &str, path: &str, what: &str, others: &[&str]) -> Result<(), EnvError> {
    let functions = || registry.entries(Kind::State).chain(registry.entries(Kind::Event)).map(|entry| entry.name);
    if functions().any(|known| known == name) {
        return Ok(());
    }
    let all = || others.iter().copied().chain(functions()).chain(COMBINATIONS);
    let known = all().collect::<Vec<_>>().join(", ");
    let problem = format!("there is no {what} `{name}`; known are {known}{}", near(name, all()));
    Err(EnvError::config(format!("{path}.{name}"), problem))
}

/// Refuses a number that is not finite.
pub(super) fn finite(path: &str, value: f32) -> Result<(), EnvError> {
    check(value.is_finite(), path, || format!("{value} is not a number that can be worked with"))
}

/// Refuses a number that is not above 0.
pub(super) fn positive(path: &str, value: f32) -> Result<(), EnvError> {
    check(value.is_finite() && value > 0.0, path, || format!("{value} is not above 0"))
}

/// Refuses a number outside 0 to 1.
pub(super) fn share(path: &str, value: f32) -> Result<(), EnvError> {
    check((0.0..=1.0).contains(&value), path, || format!("{value} is not between 0 and 1"))
}

/// Refuses an event where only states make sense.
pub(super) fn state_only(path: &str, expr: &Expr, registry: &Registry, instead: &str) -> Result<(), EnvError> {
    check(expr.is_state(registry), path, || format!("{} is or holds an event; {instead}", expr.label()))
}

pub(super) fn check(holds: bool, path: &str, problem: impl FnOnce() -> String) -> Result<(), EnvError> {
    if holds { Ok(()) } else { Err(EnvError::config(path, problem())) }
}
