//! Layers.

mod attention;
pub(crate) mod fused;
mod linear;
mod lstm;
mod norm;
pub(crate) mod normed;

pub(crate) use attention::{CrossAttention, Keys};
pub(crate) use linear::{Gain, Linear};
pub(crate) use lstm::Lstm;
pub(crate) use norm::{BatchNorm, LayerNorm};
