//! Layers as operations of burn's CPU backend, each with a backward pass of its own.
//!
//! What composed tensors do in many passes, with a fresh and cleared buffer for each, these do in few, on slices that are
//! borrowed. The mathematics is in files without burn; `extension` hands it to burn. Other devices compose the same
//! layers from tensors, and the tests compare both.

mod attend;
pub(crate) mod extension;
pub(crate) mod lanes;
mod layer;
mod norm;
pub(super) mod product;

use burn::tensor::Device;

pub(super) use extension::{attend, layer, norm, rectified_layer};

/// Whether tensors of this device go through these operations.
pub(crate) fn run_on(device: &Device) -> bool {
    device.clone().inner() == Device::flex()
}
