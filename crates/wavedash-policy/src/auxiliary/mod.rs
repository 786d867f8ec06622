//! Heads that learn from more than returns, to shape what the actor sees (`lucy-skg.md`, section 5).

mod config;
mod encoder;
mod future;
mod reward;
mod state;
mod target;

use burn::module::Module;

pub use config::{Attach, AuxConfig, FutureConfig, RewardPredictionConfig, StateRepresentationConfig};
pub use future::Future;
pub(crate) use target::StateTarget;

use crate::body::Body;
use crate::config::NetworkConfig;
use crate::init::Init;
use crate::spaces::Spaces;
use encoder::Encoder;
use future::FutureHead;
use reward::RewardHead;
use state::StateHead;

/// The heads that a configuration asks for.
#[derive(Module, Debug)]
pub(crate) struct Auxiliary {
    pub(crate) reward: Option<RewardHead>,
    pub(crate) state: Option<StateHead>,
    pub(crate) future: Option<FutureHead>,
}

impl Auxiliary {
    pub(crate) fn new(init: &mut Init<'_>, config: &AuxConfig, network: &NetworkConfig, spaces: &Spaces) -> Self {
        Self {
            reward: config.reward_prediction.as_ref().map(|reward| {
                let encoder = Encoder::new(init, config.attach, network);
                RewardHead::new(init, encoder, reward)
            }),
            state: config.state_representation.as_ref().map(|_| {
                let encoder = Encoder::new(init, config.attach, network);
                StateHead::new(init, encoder, StateTarget::new(config, spaces), config.as_published)
            }),
            future: config.future.as_ref().map(|future| FutureHead::new(init, Body::width(network), future)),
        }
    }
}
