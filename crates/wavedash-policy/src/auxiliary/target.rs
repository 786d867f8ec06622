//! What the state head is to give back.

use burn::tensor::Tensor;

use super::AuxConfig;
use crate::body::Rows;
use crate::spaces::Spaces;

/// Which part of an observation, in which order.
#[derive(Clone, Copy, Debug)]
pub(crate) struct StateTarget {
    rows: Option<Rows>,
    floats: usize,
    as_published: bool,
}

impl StateTarget {
    pub(crate) fn new(config: &AuxConfig, spaces: &Spaces) -> Self {
        let rows = Rows::of(spaces.observation);
        let floats = rows.map_or(spaces.observation.floats(), |rows| rows.keys * rows.key_features);
        Self { rows, floats, as_published: config.as_published }
    }

    /// Floats of the target.
    pub(crate) const fn floats(&self) -> usize {
        self.floats
    }

    /// Target and weight, both `[batch, floats]`, of observations `[batch, floats of one]`.
    pub(crate) fn of(&self, observations: Tensor<2>) -> (Tensor<2>, Tensor<2>) {
        let Some(layout) = self.rows else { return (observations.clone(), observations.ones_like()) };
        let Rows { keys, columns, key_features, .. } = layout;
        let [batch, _] = observations.dims();
        let rows = layout.keys(&observations);
        let state = rows.clone().slice([0..batch, 0..keys, 0..key_features]);
        if self.as_published {
            let state = state.reshape([batch, self.floats]);
            return (state.clone(), state.ones_like());
        }
        let column = |i: usize| rows.clone().slice([0..batch, 0..keys, i..i + 1]);
        let padding = column(columns - 1);
        // Ball 0, self 1 (it is its own team mate), team mates 2, opponents 3, everything else 4, padding 5; ties by
        // row, which makes the order total. Flags are 0 in padding.
        let class = padding.clone() + 4.0 - column(0) - column(1) * 2.0 - column(2) - column(3) * 4.0;
        let index = Tensor::arange(0..keys as i64, &observations.device()).float().reshape([1, keys, 1]);
        let order = (class * keys as f32 + index).argsort(1);
        let state = state.gather(1, order.clone().expand([batch, keys, key_features]));
        let present = (padding.neg() + 1.0).gather(1, order).expand([batch, keys, key_features]);
        (state.reshape([batch, self.floats]), present.reshape([batch, self.floats]))
    }
}
