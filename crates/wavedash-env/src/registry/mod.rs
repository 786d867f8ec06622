//! Components by name: what a configuration may say, and what is built from it.
//!
//! A [`Registry`] maps names to factories of observation builders, action spaces, reward functions, done conditions, start
//! states and scripted agents. The built-in ones are registered in the same way as a user's own: an [`Entry`] says name,
//! parameters (types, ranges, units, defaults), one line of documentation and the source, and a closure makes the component
//! from the checked parameters. Configuration files, `config docs`, `config check`, `reward list` and suggestions read it.
//!
//! ```
//! use serde::Deserialize;
//! use wavedash_env::registry::{Entry, Range, Registry};
//! use wavedash_env::reward::{CarStep, RewardFunction};
//! use wavedash_env::{EnvConfig, VecEnv};
//!
//! /// 1 in every step with contact with a ball above a height.
//! #[derive(Deserialize)]
//! struct HighTouch {
//!     height: f32,
//! }
//!
//! impl RewardFunction for HighTouch {
//!     fn reward(&mut self, step: &CarStep<'_>) -> f32 {
//!         f32::from(step.info.touched && step.at.scene.ball.pos.z > self.height)
//!     }
//! }
//!
//! let mut registry = Registry::builtin();
//! registry.reward(
//!     Entry::new("high_touch", "contact with a ball above a height")
//!         .float("height", 500.0, Range::Positive, "uu", "least height of the ball"),
//!     |function: HighTouch| function,
//! )?;
//! let config: EnvConfig =
//!     serde_json::from_str(r#"{ "reward": { "event": [{ "weight": 5.0, "of": { "high_touch": { "height": 700 } } }] } }"#)?;
//! let envs = VecEnv::builder(&config).registry(&registry).arenas(2).build()?;
//! assert_eq!(envs.component_names()[0], "high_touch");
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod component;
mod entry;
mod parameters;

use std::sync::{Arc, LazyLock};

use serde::de::DeserializeOwned;

pub use component::Component;
pub use entry::{Entry, Kind, Parameter, Range, Type};
pub use parameters::Parameters;

use crate::act::ActionParser;
use crate::bot::Bot;
use crate::end::DoneCondition;
use crate::error::EnvError;
use crate::obs::{ObsBuilder, ObsContext};
use crate::reset::{ResetContext, StateMutator};
use crate::reward::{RewardFunction, StateFunction, is_combination};

type MakeObs = dyn Fn(&Parameters, ObsContext) -> Result<Box<dyn ObsBuilder>, EnvError> + Send + Sync;
type MakeActions = dyn Fn(&Parameters) -> Result<Box<dyn ActionParser>, EnvError> + Send + Sync;
type MakeDone = dyn Fn(&Parameters) -> Result<Box<dyn DoneCondition>, EnvError> + Send + Sync;
type MakeReset = dyn Fn(&Parameters, &mut ResetContext) -> Result<Box<dyn StateMutator>, EnvError> + Send + Sync;
type MakeState = dyn Fn(&Parameters) -> Result<Box<dyn StateFunction>, EnvError> + Send + Sync;
type MakeReward = dyn Fn(&Parameters) -> Result<Box<dyn RewardFunction>, EnvError> + Send + Sync;
type MakeBot = dyn Fn() -> Box<dyn Bot> + Send + Sync;

/// A factory by the kind of what it makes.
#[derive(Clone)]
enum Factory {
    Observation(Arc<MakeObs>),
    Actions(Arc<MakeActions>),
    Done(Arc<MakeDone>),
    Reset(Arc<MakeReset>),
    State(Arc<MakeState>),
    Event(Arc<MakeReward>),
    Bot(Arc<MakeBot>),
}

impl Factory {
    const fn kind(&self) -> Kind {
        match self {
            Self::Observation(_) => Kind::Observation,
            Self::Actions(_) => Kind::Actions,
            Self::Done(_) => Kind::Done,
            Self::Reset(_) => Kind::Reset,
            Self::State(_) => Kind::State,
            Self::Event(_) => Kind::Event,
            Self::Bot(_) => Kind::Bot,
        }
    }
}

/// A reward function: one of a moment, or one of a step.
pub(crate) enum Function {
    /// Of a moment.
    State(Box<dyn StateFunction>),
    /// Of a step.
    Event(Box<dyn RewardFunction>),
}

/// All components that a configuration may name. Clones share what is registered until one of them adds something.
#[derive(Clone)]
pub struct Registry {
    all: Arc<Vec<(Entry, Factory)>>,
}

impl Default for Registry {
    /// As [`builtin`](Self::builtin).
    fn default() -> Self {
        Self::builtin()
    }
}

impl PartialEq for Registry {
    /// The same entries in the same order; factories cannot be compared.
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.all, &other.all)
            || self.all.len() == other.all.len()
                && self.all.iter().zip(other.all.iter()).all(|((own, _), (other, _))| own == other)
    }
}

impl core::fmt::Debug for Registry {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.debug_list().entries(self.all.iter().map(|(entry, _)| entry.name)).finish()
    }
}

static BUILTIN: LazyLock<Registry> = LazyLock::new(|| {
    let mut registry = Registry { all: Arc::new(Vec::new()) };
    let done = crate::obs::register(&mut registry)
        .and_then(|()| crate::act::register(&mut registry))
        .and_then(|()| crate::reward::register(&mut registry))
        .and_then(|()| crate::end::register(&mut registry))
        .and_then(|()| crate::reset::register(&mut registry))
        .and_then(|()| crate::bot::register(&mut registry));
    done.expect("the names of the built-in components differ, which a test sees to");
    registry
});

impl Registry {
    /// The components that come with this crate.
    #[must_use]
    pub fn builtin() -> Self {
        BUILTIN.clone()
    }

    /// The same, shared.
    #[must_use]
    pub fn builtin_ref() -> &'static Self {
        &BUILTIN
    }

    /// Adds an observation builder. The closure gets the checked parameters, the cars and the pads of a match.
    ///
    /// # Errors
    /// There is an observation of this name.
    pub fn observation<B: ObsBuilder + 'static>(
        &mut self,
        entry: Entry,
        make: impl Fn(&Parameters, ObsContext) -> Result<B, EnvError> + Send + Sync + 'static,
    ) -> Result<(), EnvError> {
        let make = move |parameters: &Parameters, context| Ok(Box::new(make(parameters, context)?) as _);
        self.add(entry, Factory::Observation(Arc::new(make)))
    }

    /// Adds an action space.
    ///
    /// # Errors
    /// There is an action space of this name.
    pub fn actions<A: ActionParser + 'static>(
        &mut self,
        entry: Entry,
        make: impl Fn(&Parameters) -> Result<A, EnvError> + Send + Sync + 'static,
    ) -> Result<(), EnvError> {
        self.add(entry, Factory::Actions(Arc::new(move |parameters| Ok(Box::new(make(parameters)?) as _))))
    }

    /// Adds a reward function that follows from a moment alone, so that it may stand in a potential. `P` is read from the
    /// parameters: often it is the function itself.
    ///
    /// # Errors
    /// There is a reward function of this name.
    pub fn state<P: DeserializeOwned, F: StateFunction + 'static>(
        &mut self,
        entry: Entry,
        make: impl Fn(P) -> F + Send + Sync + 'static,
    ) -> Result<(), EnvError> {
        let make = move |parameters: &Parameters| Ok(Box::new(make(parameters.read()?)) as _);
        self.add(entry, Factory::State(Arc::new(make)))
    }

    /// Adds a reward function of a step.
    ///
    /// # Errors
    /// There is a reward function of this name.
    pub fn reward<P: DeserializeOwned, F: RewardFunction + 'static>(
        &mut self,
        entry: Entry,
        make: impl Fn(P) -> F + Send + Sync + 'static,
    ) -> Result<(), EnvError> {
        let make = move |parameters: &Parameters| Ok(Box::new(make(parameters.read()?)) as _);
        self.add(entry, Factory::Event(Arc::new(make)))
    }

    /// Adds a condition that ends an episode.
    ///
    /// # Errors
    /// There is a condition of this name.
    pub fn done<D: DoneCondition + 'static>(
        &mut self,
        entry: Entry,
        make: impl Fn(&Parameters) -> Result<D, EnvError> + Send + Sync + 'static,
    ) -> Result<(), EnvError> {
        self.add(entry, Factory::Done(Arc::new(move |parameters| Ok(Box::new(make(parameters)?) as _))))
    }

    /// Adds a start state. The closure may build others, which its parameters name, and read files of states.
    ///
    /// # Errors
    /// There is a start state of this name.
    pub fn reset<M: StateMutator + 'static>(
        &mut self,
        entry: Entry,
        make: impl Fn(&Parameters, &mut ResetContext) -> Result<M, EnvError> + Send + Sync + 'static,
    ) -> Result<(), EnvError> {
        let make = move |parameters: &Parameters, context: &mut ResetContext| {
            Ok(Box::new(make(parameters, context)?) as Box<dyn StateMutator>)
        };
        self.add(entry, Factory::Reset(Arc::new(make)))
    }

    /// Adds a scripted agent; its name begins with `bot:`.
    ///
    /// # Errors
    /// There is a scripted agent of this name.
    pub fn bot<B: Bot + 'static>(
        &mut self,
        entry: Entry,
        make: impl Fn() -> B + Send + Sync + 'static,
    ) -> Result<(), EnvError> {
        self.add(entry, Factory::Bot(Arc::new(move || Box::new(make()))))
    }

    /// What is registered of a kind, in the order of registration.
    pub fn entries(&self, kind: Kind) -> impl Iterator<Item = &Entry> {
        self.all.iter().filter(move |(_, factory)| factory.kind() == kind).map(|(entry, _)| entry)
    }

    /// What is registered under a name.
    #[must_use]
    pub fn entry(&self, kind: Kind, name: &str) -> Option<&Entry> {
        self.entries(kind).find(|entry| entry.name == name)
    }

    /// The component with all parameters checked and defaults filled in, as a configuration that says everything has it.
    /// `field` is its path in the configuration, for messages.
    ///
    /// # Errors
    /// There is none of this name, or a parameter means nothing.
    pub fn resolved(&self, kind: Kind, component: &Component, field: &str) -> Result<Component, EnvError> {
        let (entry, _) = self.find(component, field, kind)?;
        Ok(component.replaced(Parameters::of(self, entry, component, field)?.into_values()))
    }

    /// The same without checks: what is not known here stays as it is.
    #[must_use]
    pub fn filled(&self, kind: Kind, component: &Component) -> Component {
        self.resolved(kind, component, "").unwrap_or_else(|_| component.clone())
    }

    /// An observation builder for one match. `field` is its path in the configuration, for messages.
    ///
    /// # Errors
    /// There is none of this name, or a parameter means nothing.
    pub fn build_observation(
        &self,
        component: &Component,
        context: ObsContext,
        field: &str,
    ) -> Result<Box<dyn ObsBuilder>, EnvError> {
        let (entry, factory) = self.find(component, field, Kind::Observation)?;
        let Factory::Observation(make) = factory else { unreachable!("found by its kind") };
        make(&Parameters::of(self, entry, component, field)?, context)
    }

    /// An action space.
    ///
    /// # Errors
    /// There is none of this name, or a parameter means nothing.
    pub fn build_actions(&self, component: &Component, field: &str) -> Result<Box<dyn ActionParser>, EnvError> {
        let (entry, factory) = self.find(component, field, Kind::Actions)?;
        let Factory::Actions(make) = factory else { unreachable!("found by its kind") };
        make(&Parameters::of(self, entry, component, field)?)
    }

    /// A condition that ends an episode.
    ///
    /// # Errors
    /// There is none of this name, or a parameter means nothing.
    pub fn build_done(&self, component: &Component, field: &str) -> Result<Box<dyn DoneCondition>, EnvError> {
        let (entry, factory) = self.find(component, field, Kind::Done)?;
        let Factory::Done(make) = factory else { unreachable!("found by its kind") };
        make(&Parameters::of(self, entry, component, field)?)
    }

    /// A start state.
    ///
    /// # Errors
    /// There is none of this name, a parameter means nothing, or a file cannot be used.
    pub fn build_reset(
        &self,
        component: &Component,
        context: &mut ResetContext,
        field: &str,
    ) -> Result<Box<dyn StateMutator>, EnvError> {
        let (entry, factory) = self.find(component, field, Kind::Reset)?;
        let Factory::Reset(make) = factory else { unreachable!("found by its kind") };
        make(&Parameters::of(self, entry, component, field)?, context)
    }

    /// A reward function, of a moment or of a step.
    pub(crate) fn build_function(&self, component: &Component, field: &str) -> Result<Function, EnvError> {
        let (entry, factory) = self.find(component, field, Kind::State)?;
        let parameters = Parameters::of(self, entry, component, field)?;
        Ok(match factory {
            Factory::State(make) => Function::State(make(&parameters)?),
            Factory::Event(make) => Function::Event(make(&parameters)?),
            _ => unreachable!("found by its kind"),
        })
    }

    /// A scripted agent by its name, such as `bot:chaser`.
    ///
    /// # Errors
    /// There is none of this name.
    pub fn build_bot(&self, name: &str) -> Result<Box<dyn Bot>, EnvError> {
        let (_, factory) = self.find(&Component::named(name), "bot", Kind::Bot)?;
        let Factory::Bot(make) = factory else { unreachable!("found by its kind") };
        Ok(make())
    }

    fn add(&mut self, entry: Entry, factory: Factory) -> Result<(), EnvError> {
        let kind = factory.kind();
        if matches!(kind, Kind::State | Kind::Event) && is_combination(entry.name) {
            let problem = "is the name of a way to combine reward functions; choose another name";
            return Err(EnvError::config(entry.name, problem));
        }
        if self.all.iter().any(|(known, other)| other.kind().shares_names_with(kind) && known.name == entry.name) {
            let problem = format!("there is such a {kind} already; choose another name");
            return Err(EnvError::config(entry.name, problem));
        }
        Arc::make_mut(&mut self.all).push((entry, factory));
        Ok(())
    }

    fn find(&self, component: &Component, field: &str, kind: Kind) -> Result<(&Entry, &Factory), EnvError> {
        let of_kind = || self.all.iter().filter(|(_, factory)| factory.kind().shares_names_with(kind));
        if let Some((entry, factory)) = of_kind().find(|(entry, _)| entry.name == component.name()) {
            return Ok((entry, factory));
        }
        let near = near(component.name(), of_kind().map(|(entry, _)| entry.name));
        let known = of_kind().map(|(entry, _)| entry.name).collect::<Vec<_>>().join(", ");
        let problem = format!("there is no {kind} `{}`; known are {known}{near}", component.name());
        Err(EnvError::config(format!("{field}.{}", component.name()), problem))
    }
}

/// The most similar of some names as a suggestion, or nothing if none is similar.
#[must_use]
pub fn near<'a>(wrong: &str, names: impl Iterator<Item = &'a str>) -> String {
    /// Names that differ by more are not suggested.
    const SIMILAR: f64 = 0.7;
    let scored = names.map(|name| (strsim::jaro_winkler(wrong, name), name));
    let best = scored.filter(|(similarity, _)| *similarity >= SIMILAR).max_by(|a, b| a.0.total_cmp(&b.0));
    best.map_or_else(String::new, |(_, name)| format!("\ndid you mean `{name}`?"))
}
