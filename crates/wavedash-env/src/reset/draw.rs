//! Drawing numbers, directions and orders from a stream.

use wavedash_core::math::normalize_or_zero;
use wavedash_core::{Stream, Vec3};

/// A number in \[low, high).
pub(super) fn between(stream: &mut Stream, low: f32, high: f32) -> f32 {
    low + (high - low) * stream.unit()
}

/// A number in \[-half, half).
pub(super) fn within(stream: &mut Stream, half: f32) -> f32 {
    half * stream.symmetric()
}

/// 1 or -1.
pub(super) fn sign(stream: &mut Stream) -> f32 {
    if stream.chance(0.5) { 1.0 } else { -1.0 }
}

/// A vector of a length in \[0, max): the direction of a point drawn in a cube, as the published
/// setters have it.
pub(super) fn vector(stream: &mut Stream, max: f32) -> Vec3 {
    let direction = normalize_or_zero(Vec3::new(stream.symmetric(), stream.symmetric(), stream.symmetric()));
    direction * (max * stream.unit())
}

/// Puts the items into a random order (Fisher and Yates).
pub(super) fn shuffle<T>(stream: &mut Stream, items: &mut [T]) {
    for i in (1..items.len()).rev() {
        items.swap(i, stream.index(i + 1));
    }
}
