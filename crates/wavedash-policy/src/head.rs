//! What turns a trunk's output into logits.

use burn::module::{Module, Param};
use burn::tensor::activation::relu;
use burn::tensor::{Device, Tensor, TensorData};

use crate::config::NetworkConfig;
use crate::error::PolicyError;
use crate::init::Init;
use crate::nn::{Gain, Linear};
use crate::spaces::Spaces;

/// Gain of a policy's last layer: almost equal probabilities at the start.
const POLICY: Gain = Gain::Orthogonal(0.01);
/// Inputs of an action's embedding: throttle, steer, pitch, yaw, roll, jump, boost, handbrake.
const CONTROLS: usize = 8;

/// The policy's last layers.
#[derive(Module, Debug)]
pub(crate) enum Policy {
    Linear(Linear),
    Table(TableHead),
}

impl Policy {
    pub(crate) fn new(init: &mut Init<'_>, config: &NetworkConfig, spaces: &Spaces, width: usize) -> Self {
        match (config, &spaces.table) {
            (NetworkConfig::Nexto { key_width, row_bias, .. }, Some(table)) => {
                Self::Table(TableHead::new(init, width, *key_width, *row_bias, table))
            }
            _ => Self::Linear(Linear::new(init, width, spaces.logits(), POLICY)),
        }
    }

    /// `[batch, width]` to `[batch, logits]`.
    pub(crate) fn forward(&self, x: Tensor<2>) -> Tensor<2> {
        match self {
            Self::Linear(linear) => linear.forward(x),
            Self::Table(table) => table.forward(x),
        }
    }

    /// Adds to the bias of every logit.
    pub(crate) fn lean(self, by: &[f32]) -> Result<Self, PolicyError> {
        Ok(match self {
            Self::Linear(linear) => Self::Linear(Linear { bias: sum(linear.bias, by), ..linear }),
            Self::Table(table) => match table.bias {
                Some(bias) => Self::Table(TableHead { bias: Some(sum(bias, by)), ..table }),
                None => {
                    let rule = "a nexto network has no bias per row of the table unless network.nexto.row_bias is true";
                    return Err(PolicyError::BadBias(rule.to_owned()));
                }
            },
        })
    }
}

/// A bias and what is added to it, as a parameter of the same number.
fn sum(bias: Param<Tensor<1>>, by: &[f32]) -> Param<Tensor<1>> {
    let (id, device) = (bias.id, bias.val().device());
    let values: Vec<f32> = bias.val().into_data().iter::<f32>().zip(by).map(|(bias, by)| bias + by).collect();
    let mut sum = Param::from_tensor(Tensor::from_data(TensorData::new(values, [by.len()]), &device));
    sum.id = id;
    sum
}

/// Nexto's head (`lucy-skg.md`, 4.3): dot products of the player's embedding with those of the table's rows.
///
/// The action's last layer is drawn like a policy's last layer, so that the first probabilities are almost equal.
#[derive(Module, Debug)]
pub(crate) struct TableHead {
    player: Linear,
    actions: Vec<Linear>,
    /// Of each row; as published, there is none.
    bias: Option<Param<Tensor<1>>>,
    #[module(skip)]
    table: Vec<f32>,
}

impl TableHead {
    fn new(init: &mut Init<'_>, width: usize, key_width: usize, row_bias: bool, table: &[[f32; CONTROLS]]) -> Self {
        let player = Linear::new(init, width, key_width, Gain::RELU);
        let actions = [(CONTROLS, Gain::RELU), (key_width, Gain::RELU), (key_width, POLICY)]
            .map(|(inputs, gain)| Linear::new(init, inputs, key_width, gain));
        let bias = row_bias.then(|| init.constant(table.len(), 0.0));
        Self { player, actions: actions.into(), bias, table: table.concat() }
    }

    fn forward(&self, x: Tensor<2>) -> Tensor<2> {
        let mut actions = self.rows(&x.device());
        for (i, layer) in self.actions.iter().enumerate() {
            actions = layer.forward(if i == 0 { actions } else { relu(actions) });
        }
        let logits = self.player.forward(x).matmul(actions.transpose());
        match &self.bias {
            Some(bias) => logits + bias.val().unsqueeze(),
            None => logits,
        }
    }

    /// The table `[actions, controls]`.
    fn rows(&self, device: &Device) -> Tensor<2> {
        let shape = [self.table.len() / CONTROLS, CONTROLS];
        Tensor::from_data(TensorData::new(self.table.clone(), shape), device)
    }
}
