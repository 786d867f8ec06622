//! Actor, critic and auxiliary heads as one module.

use burn::module::{Module, ModuleMapper, Param, ParamId};
use burn::tensor::{Device, Int, Tensor};

use crate::auxiliary::{AuxConfig, Auxiliary, Future};
use crate::body::{Body, Embedded};
use crate::config::NetworkConfig;
use crate::error::PolicyError;
use crate::features::{Features, Thoughts, first};
use crate::head::Policy;
use crate::init::Init;
use crate::nn::{Gain, Linear};
use crate::scale::ObservationScale;
use crate::spaces::Spaces;

/// A policy with its value function and auxiliary heads.
///
/// Parameters are numbered in visiting order, so that optimiser records are portable between processes. With a device
/// that has autodiff, every method is differentiable; the bias of an attention's keys gets no gradient on the processor and
/// one of zero elsewhere, because nothing depends on it.
#[derive(Module, Debug)]
pub struct Model {
    actor: Body,
    policy: Policy,
    /// None: the actor's.
    critic: Option<Body>,
    value: Linear,
    aux: Option<Auxiliary>,
    #[module(skip)]
    shape: Shape,
    /// None: observations are seen as they are.
    #[module(skip)]
    scale: Option<ObservationScale>,
}

/// What a model remembers of what it was built from.
#[derive(Clone, Debug)]
pub(crate) struct Shape {
    pub(crate) network: NetworkConfig,
    pub(crate) aux: Option<AuxConfig>,
    pub(crate) spaces: Spaces,
}

impl Model {
    /// A model with first weights drawn from `seed`; the same on every device.
    ///
    /// # Errors
    /// When network and spaces do not fit, or a number cannot be used.
    pub fn new(
        network: &NetworkConfig,
        aux: Option<&AuxConfig>,
        spaces: &Spaces,
        seed: u64,
        device: &Device,
    ) -> Result<Self, PolicyError> {
        Self::build(network, aux, spaces, &mut Init::new(Some(seed), device))
    }

    /// A model whose weights are all zero.
    pub(crate) fn blank(
        network: &NetworkConfig,
        aux: Option<&AuxConfig>,
        spaces: &Spaces,
        device: &Device,
    ) -> Result<Self, PolicyError> {
        Self::build(network, aux, spaces, &mut Init::new(None, device))
    }

    fn build(
        network: &NetworkConfig,
        aux: Option<&AuxConfig>,
        spaces: &Spaces,
        init: &mut Init<'_>,
    ) -> Result<Self, PolicyError> {
        network.check(spaces)?;
        if let Some(aux) = aux {
            aux.check()?;
        }
        let width = Body::width(network);
        let actor = Body::new(init, network, spaces);
        let policy = Policy::new(init, network, spaces, width);
        let critic = (!network.is_shared()).then(|| Body::new(init, network, spaces));
        let value = Linear::new(init, width, 1, Gain::Orthogonal(1.0));
        let model = Self {
            actor,
            policy,
            critic,
            value,
            aux: aux.map(|aux| Auxiliary::new(init, aux, network, spaces)),
            shape: Shape { network: network.clone(), aux: aux.cloned(), spaces: spaces.clone() },
            scale: None,
        };
        Ok(model.renumbered())
    }

    /// The same model with parameter ids 0, 1, 2, … in visiting order.
    #[must_use]
    pub fn renumbered(self) -> Self {
        struct Renumber(u64);
        impl ModuleMapper for Renumber {
            fn map_float<const D: usize>(&mut self, mut param: Param<Tensor<D>>) -> Param<Tensor<D>> {
                param.id = ParamId::from(self.0);
                self.0 += 1;
                param
            }
        }
        self.map(&mut Renumber(0))
    }

    /// The network that it was built from.
    #[must_use]
    pub const fn network(&self) -> &NetworkConfig {
        &self.shape.network
    }

    /// The auxiliary heads that it was built with.
    #[must_use]
    pub const fn aux(&self) -> Option<&AuxConfig> {
        self.shape.aux.as_ref()
    }

    /// What it sees and chooses from.
    #[must_use]
    pub const fn spaces(&self) -> &Spaces {
        &self.shape.spaces
    }

    /// How observations are scaled before anything else, if they are.
    #[must_use]
    pub const fn scale(&self) -> Option<&ObservationScale> {
        self.scale.as_ref()
    }

    /// The same model, seeing observations through a scale from now on.
    ///
    /// # Errors
    /// The scale is of other observations, or its numbers cannot be used.
    pub fn with_scale(self, scale: Option<ObservationScale>) -> Result<Self, PolicyError> {
        let floats = self.shape.spaces.observation.floats();
        if scale.as_ref().is_some_and(|scale| !scale.fits(floats)) {
            return Err(PolicyError::OtherHeader { what: "scale" });
        }
        Ok(Self { scale, ..self })
    }

    /// The same model with numbers added to the biases of its logits, one each: for a fresh policy that is not to try
    /// everything equally often. See [`InitialBias`](crate::InitialBias).
    ///
    /// # Errors
    /// The numbers are not one finite one per logit, or the network has no bias per logit.
    pub fn with_action_bias(self, bias: &[f32]) -> Result<Self, PolicyError> {
        let logits = self.shape.spaces.logits();
        if bias.len() != logits || bias.iter().any(|bias| !bias.is_finite()) {
            let problem = format!("{} numbers for {logits} logits, which must be one finite number each", bias.len());
            return Err(PolicyError::BadBias(problem));
        }
        Ok(Self { policy: self.policy.lean(bias)?, ..self })
    }

    fn scaled(&self, observations: Tensor<2>) -> Tensor<2> {
        match &self.scale {
            Some(scale) => scale.apply(observations),
            None => observations,
        }
    }

    /// Observations `[batch, floats]` to logits `[batch, logits]` and values `[batch]`.
    #[must_use]
    pub fn forward(&self, observations: Tensor<2>) -> (Tensor<2>, Tensor<1>) {
        let observations = self.scaled(observations);
        let hidden = self.actor.forward(observations.clone());
        let values = self.values_of(observations, &hidden);
        (self.policy.forward(hidden), values)
    }

    /// Observations `[batch, floats]` to logits `[batch, logits]`; the critic does not run.
    #[must_use]
    pub fn logits(&self, observations: Tensor<2>) -> Tensor<2> {
        let observations = self.scaled(observations);
        self.policy.forward(self.actor.forward(observations))
    }

    /// Observations `[batch, floats]` to values `[batch]`; the actor runs only if the critic shares it.
    #[must_use]
    pub fn values(&self, observations: Tensor<2>) -> Tensor<1> {
        let observations = self.scaled(observations);
        let body = self.critic.as_ref().unwrap_or(&self.actor);
        self.value.forward(body.forward(observations)).squeeze_dim(1)
    }

    /// Frames `[frames, floats]` to logits and values of the first `batch` of them, and features of all.
    ///
    /// The other frames are history for [`reward_logits`](Self::reward_logits). The actor's embeddings run once, over
    /// all frames; trunks and critic over the batch only, unless the heads begin behind the trunk.
    #[must_use]
    pub fn think(&self, frames: Tensor<2>, batch: usize) -> Thoughts {
        let [count, floats] = frames.dims();
        let frames = self.scaled(frames);
        let observations = first(&frames, batch);
        let has_windows = self.aux.as_ref().is_some_and(|aux| aux.reward.is_some());
        let rows = if has_windows {
            let nothing = Tensor::zeros([1, floats], &frames.device());
            Tensor::cat(vec![frames, nothing], 0)
        } else {
            frames
        };
        let Embedded { query, keys } = self.actor.embed(rows, count);
        let (hidden, query, keys) = if self.attaches_to_trunk() {
            let trunk = self.actor.trunk(Embedded { query, keys });
            (first(&trunk, batch), trunk, None)
        } else {
            let embedded = Embedded { query: first(&query, batch), keys: keys.as_ref().map(|keys| keys.first(batch)) };
            (self.actor.trunk(embedded), query, keys)
        };
        let values = self.values_of(observations, &hidden);
        let features = Features { frames: count, query, keys, hidden: hidden.clone() };
        Thoughts { logits: self.policy.forward(hidden), values, features }
    }

    /// What the heads about the future say of the batch that [`think`](Self::think) was given.
    ///
    /// # Panics
    /// If the model was built without them.
    #[must_use]
    pub fn future(&self, features: &Features) -> Future {
        let head = self.aux.as_ref().and_then(|aux| aux.future.as_ref()).expect("a model with heads about the future");
        head.forward(features.hidden.clone())
    }

    /// Logits `[batch, 3]` of a positive, a negative, no reward after each window of frames `[batch, window]`.
    ///
    /// A window holds numbers of frames, oldest first; [`Features::frames`] stands for the all-zero observation.
    /// Each frame is encoded once, however many windows it is in.
    ///
    /// # Panics
    /// If the model was built without reward prediction.
    #[must_use]
    pub fn reward_logits(&self, features: &Features, windows: Tensor<2, Int>) -> Tensor<2> {
        let head = self.aux.as_ref().and_then(|aux| aux.reward.as_ref()).expect("a model with reward prediction");
        head.forward(features, windows)
    }

    /// The state `[batch, keys * key_features]` of the first `batch` frames, as the state head sees it; for flat
    /// observations `[batch, floats]`.
    ///
    /// # Panics
    /// If the model was built without state representation.
    #[must_use]
    pub fn state(&self, features: &Features, batch: usize) -> Tensor<2> {
        let head = self.aux.as_ref().and_then(|aux| aux.state.as_ref()).expect("a model with state representation");
        head.forward(features, batch)
    }

    /// What [`state`](Self::state) is to give for observations `[batch, floats]`, and the weight of each entry, 0 or
    /// 1, both of its shape.
    ///
    /// Rows are in the order ball, self, team mates, opponents, the rest, padding, and padding has no weight; as
    /// published, rows are in the observation's order and all have weight 1.
    ///
    /// # Panics
    /// If the model was built without state representation.
    #[must_use]
    pub fn state_target(&self, observations: Tensor<2>) -> (Tensor<2>, Tensor<2>) {
        let head = self.aux.as_ref().and_then(|aux| aux.state.as_ref()).expect("a model with state representation");
        head.target.of(observations)
    }

    fn attaches_to_trunk(&self) -> bool {
        self.shape.aux.as_ref().is_some_and(|aux| aux.attach == crate::Attach::Trunk)
    }

    /// Values `[batch]`; `hidden` is the actor's trunk.
    fn values_of(&self, observations: Tensor<2>, hidden: &Tensor<2>) -> Tensor<1> {
        let hidden = match &self.critic {
            Some(critic) => critic.forward(observations),
            None => hidden.clone(),
        };
        self.value.forward(hidden).squeeze_dim(1)
    }
}
