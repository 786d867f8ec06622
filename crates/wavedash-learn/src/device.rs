//! Which processor computes tensors.

use burn::tensor::Device;
#[cfg(any(feature = "cuda", feature = "wgpu"))]
use burn::tensor::DeviceType;

use crate::config::DeviceKind;
use crate::error::LearnError;

/// The device of a kind, and its name for people.
///
/// # Errors
/// This build has no backend for it, or this machine no such device.
pub(crate) fn choose(kind: DeviceKind) -> Result<(Device, &'static str), LearnError> {
    let cpu = (Device::flex(), "cpu");
    match kind {
        DeviceKind::Cpu => Ok(cpu),
        DeviceKind::Cuda => Ok((cuda()?, "cuda")),
        DeviceKind::Wgpu => Ok((wgpu(Software::Fine)?, "wgpu")),
        DeviceKind::Auto => {
            let gpu = cuda().map(|gpu| (gpu, "cuda"));
            Ok(gpu.or_else(|_| wgpu(Software::Refused).map(|gpu| (gpu, "wgpu"))).unwrap_or(cpu))
        }
    }
}

/// What to think of a graphics driver that computes on the processor: slower than the backend made for that.
#[derive(Clone, Copy, PartialEq)]
enum Software {
    Fine,
    Refused,
}

#[cfg(feature = "cuda")]
fn cuda() -> Result<Device, LearnError> {
    Device::enumerate(DeviceType::Cuda).first().cloned().ok_or_else(|| none("CUDA device", "NVIDIA's driver"))
}

#[cfg(not(feature = "cuda"))]
fn cuda() -> Result<Device, LearnError> {
    Err(missing("cuda"))
}

#[cfg(feature = "wgpu")]
fn wgpu(software: Software) -> Result<Device, LearnError> {
    use burn::tensor::DeviceKind::{DiscreteGpu, IntegratedGpu, VirtualGpu};
    let found = Device::enumerate(DeviceType::Wgpu);
    let mut gpus = [DiscreteGpu(0), IntegratedGpu(0), VirtualGpu(0)].map(Device::wgpu).into_iter();
    let gpu = gpus.find(|gpu| found.contains(gpu));
    let device = gpu.or_else(|| found.first().filter(|_| software == Software::Fine).cloned());
    device.ok_or_else(|| none("device of Vulkan, Metal or DirectX 12", "a driver for the graphics card"))
}

#[cfg(not(feature = "wgpu"))]
fn wgpu(_: Software) -> Result<Device, LearnError> {
    Err(missing("wgpu"))
}

#[cfg(not(all(feature = "cuda", feature = "wgpu")))]
fn missing(name: &str) -> LearnError {
    LearnError::config("device", format!("this build has no {name}; build it with `--features {name}`, or say cpu"))
}

#[cfg(any(feature = "cuda", feature = "wgpu"))]
fn none(what: &str, needed: &str) -> LearnError {
    LearnError::config("device", format!("no {what} is found; install {needed}, or say cpu"))
}
