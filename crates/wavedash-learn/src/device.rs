//! Which processor computes tensors.

use burn::tensor::Device;

use crate::config::DeviceKind;
use crate::error::LearnError;

/// The device of a kind, and its name for people.
///
/// # Errors
/// This build has no backend for it.
pub(crate) fn choose(kind: DeviceKind) -> Result<(Device, &'static str), LearnError> {
    match kind {
        #[cfg(feature = "cuda")]
        DeviceKind::Auto | DeviceKind::Cuda => Ok((Device::cuda(0), "cuda")),
        #[cfg(not(feature = "cuda"))]
        DeviceKind::Cuda => Err(missing("cuda")),
        #[cfg(all(feature = "wgpu", not(feature = "cuda")))]
        DeviceKind::Auto | DeviceKind::Wgpu => Ok((Device::wgpu(Default::default()), "wgpu")),
        #[cfg(all(feature = "wgpu", feature = "cuda"))]
        DeviceKind::Wgpu => Ok((Device::wgpu(Default::default()), "wgpu")),
        #[cfg(not(feature = "wgpu"))]
        DeviceKind::Wgpu => Err(missing("wgpu")),
        #[cfg(not(any(feature = "cuda", feature = "wgpu")))]
        DeviceKind::Auto => Ok((Device::flex(), "cpu")),
        DeviceKind::Cpu => Ok((Device::flex(), "cpu")),
    }
}

#[cfg(not(all(feature = "cuda", feature = "wgpu")))]
fn missing(name: &str) -> LearnError {
    LearnError::config("device", format!("this build has no {name}; build it with `--features {name}`, or say cpu"))
}
