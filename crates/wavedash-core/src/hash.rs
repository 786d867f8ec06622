//! The stable 64-bit hash of a state.
//!
//! XXH3 over the little-endian bits of every field in a fixed order. The crate `xxhash-rust` keeps
//! the published test vectors of the algorithm, so the value is the same on every platform.

use crate::math::Vec3;

/// Collects the bits of a state and hashes them.
#[derive(Clone, Default)]
pub struct StateHasher(xxhash_rust::xxh3::Xxh3Default);

impl StateHasher {
    /// An empty hasher.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds raw bytes.
    pub fn bytes(&mut self, bytes: &[u8]) {
        self.0.update(bytes);
    }

    /// Adds an integer or a flag.
    pub fn u64(&mut self, value: u64) {
        self.0.update(&value.to_le_bytes());
    }

    /// Adds the exact bits of a float. -0 and 0 differ.
    pub fn f32(&mut self, value: f32) {
        self.0.update(&value.to_bits().to_le_bytes());
    }

    /// Adds the bits of three floats.
    pub fn vec3(&mut self, v: Vec3) {
        self.f32(v.x);
        self.f32(v.y);
        self.f32(v.z);
    }

    /// The hash of everything added so far.
    #[must_use]
    pub fn finish(&self) -> u64 {
        self.0.digest()
    }
}
