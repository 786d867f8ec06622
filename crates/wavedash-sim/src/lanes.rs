//! Four vectors at once: the wheels of a car, one per lane.
//!
//! The crate `wide` does the arithmetic. Only operations that round like their scalar counterparts
//! are used: no fused multiply-add, no approximate reciprocal, and sums over lanes in a fixed order.

use wavedash_core::Vec3;
use wide::f32x4;

/// Four vectors, component by component.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Vec3x4 {
    pub(crate) x: f32x4,
    pub(crate) y: f32x4,
    pub(crate) z: f32x4,
}

impl Vec3x4 {
    pub(crate) const ZERO: Self = Self { x: f32x4::ZERO, y: f32x4::ZERO, z: f32x4::ZERO };

    /// The same vector in every lane.
    #[inline]
    pub(crate) fn splat(v: Vec3) -> Self {
        Self { x: f32x4::splat(v.x), y: f32x4::splat(v.y), z: f32x4::splat(v.z) }
    }

    /// Lane `i` from vector `i`.
    pub(crate) fn from_array(v: [Vec3; 4]) -> Self {
        let lanes = |axis: usize| f32x4::new(v.map(|v| v[axis]));
        Self { x: lanes(0), y: lanes(1), z: lanes(2) }
    }

    /// The vector of one lane.
    #[inline]
    pub(crate) fn lane(&self, i: usize) -> Vec3 {
        Vec3::new(self.x.as_array()[i], self.y.as_array()[i], self.z.as_array()[i])
    }

    /// Replaces the vector of one lane.
    #[inline]
    pub(crate) fn set_lane(&mut self, i: usize, v: Vec3) {
        self.x.as_mut_array()[i] = v.x;
        self.y.as_mut_array()[i] = v.y;
        self.z.as_mut_array()[i] = v.z;
    }

    #[inline]
    pub(crate) fn dot(&self, other: &Self) -> f32x4 {
        self.x * other.x + self.y * other.y + self.z * other.z
    }

    #[inline]
    pub(crate) fn cross(&self, other: &Self) -> Self {
        Self {
            x: self.y * other.z - self.z * other.y,
            y: self.z * other.x - self.x * other.z,
            z: self.x * other.y - self.y * other.x,
        }
    }

    #[inline]
    pub(crate) fn scale(&self, k: f32x4) -> Self {
        Self { x: self.x * k, y: self.y * k, z: self.z * k }
    }

    #[inline]
    pub(crate) fn add(&self, other: &Self) -> Self {
        Self { x: self.x + other.x, y: self.y + other.y, z: self.z + other.z }
    }

    #[inline]
    pub(crate) fn sub(&self, other: &Self) -> Self {
        Self { x: self.x - other.x, y: self.y - other.y, z: self.z - other.z }
    }

    /// The vectors of the lanes that `mask` has set, zero elsewhere.
    #[inline]
    pub(crate) fn keep(&self, mask: f32x4) -> Self {
        Self { x: self.x & mask, y: self.y & mask, z: self.z & mask }
    }

    /// Each vector at length 1, or zero if it has no direction.
    #[inline]
    pub(crate) fn normalize_or_zero(&self) -> Self {
        let len_sq = self.dot(self);
        let inv = f32x4::ONE / len_sq.sqrt();
        self.scale(inv & len_sq.simd_gt(f32x4::splat(1e-20)))
    }

    /// Sum over the lanes.
    #[inline]
    pub(crate) fn sum(&self) -> Vec3 {
        Vec3::new(sum(self.x), sum(self.y), sum(self.z))
    }
}

/// Sum over the lanes, always in the same order.
#[inline]
pub(crate) fn sum(v: f32x4) -> f32 {
    let [a, b, c, d] = v.to_array();
    (a + b) + (c + d)
}

/// `if_set` in the lanes that `mask` has set, `otherwise` elsewhere.
#[inline]
pub(crate) fn select(mask: f32x4, if_set: f32x4, otherwise: f32x4) -> f32x4 {
    mask.bitselect(if_set, otherwise)
}
