//! Linear answers to questions about the future (see [`crate::future`]).

use burn::module::Module;
use burn::tensor::Tensor;

use super::FutureConfig;
use crate::future::{BALL_NUMBERS, BALL_SECONDS, CAR_NUMBERS, CAR_SECONDS, GOAL_CLASSES, TOUCH_CLASSES};
use crate::init::Init;
use crate::nn::{Gain, Linear};

/// What the heads say of a batch; `None` for those that a configuration leaves out.
#[derive(Clone, Debug)]
pub struct Future {
    /// `[batch, BALL_SECONDS * BALL_NUMBERS]`.
    pub ball: Option<Tensor<2>>,
    /// `[batch, CAR_SECONDS * CAR_NUMBERS]`.
    pub car: Option<Tensor<2>>,
    /// Logits `[batch, TOUCH_CLASSES]`.
    pub touch: Option<Tensor<2>>,
    /// Logits `[batch, GOAL_CLASSES]`.
    pub goal: Option<Tensor<2>>,
}

/// All heads as one layer: a product of matrices each would cost more than the numbers in them.
#[derive(Module, Debug)]
pub(crate) struct FutureHead {
    output: Linear,
    /// Outputs of ball, car, touch, goal.
    #[module(skip)]
    widths: [usize; 4],
}

impl FutureHead {
    pub(crate) fn new(init: &mut Init<'_>, width: usize, config: &FutureConfig) -> Self {
        let widths = [
            (config.ball, BALL_SECONDS.len() * BALL_NUMBERS),
            (config.car, CAR_SECONDS.len() * CAR_NUMBERS),
            (config.touch, TOUCH_CLASSES),
            (config.goal, GOAL_CLASSES),
        ]
        .map(|(is, width)| if is { width } else { 0 });
        // Small, like a policy's last layer: the first answers are all 0 and all classes equally likely.
        let output = Linear::new(init, width, widths.iter().sum(), Gain::Orthogonal(0.01));
        Self { output, widths }
    }

    /// From the trunk `[batch, width]`.
    pub(crate) fn forward(&self, hidden: Tensor<2>) -> Future {
        let all = self.output.forward(hidden);
        let mut start = 0;
        let [ball, car, touch, goal] = self.widths.map(|width| {
            let part = (width > 0).then(|| all.clone().narrow(1, start, width));
            start += width;
            part
        });
        Future { ball, car, touch, goal }
    }
}
