//! The generated arena as a whole: counts, holes, directions, symmetry, distances, look-ups.

#![allow(clippy::disallowed_methods, reason = "tolerances here are far above a platform's rounding")]

mod closed_form;
mod distances;
mod shape;

use std::sync::LazyLock;

use super::*;
use wavedash_core::Stream;

/// One arena for all tests.
static SOCCAR: LazyLock<Surface> = LazyLock::new(Surface::soccar);

/// A random point of the field or, one time in four, of a goal, at least `clearance` inside.
fn inside(stream: &mut Stream, clearance: f64) -> Vec3 {
    loop {
        let mut p = Vec3::new(stream.symmetric() * 4096.0, stream.symmetric() * 5120.0, stream.unit() * 2048.0);
        if stream.chance(0.25) {
            let depth = 5120.0 + stream.unit() * 880.0;
            p = Vec3::new(stream.symmetric() * 896.0, depth * p.y.signum(), stream.unit() * 640.0);
        }
        if closed_form::distance(p) >= clearance {
            return p;
        }
    }
}
