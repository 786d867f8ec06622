//! What can be wrong with what a caller hands in.

use crate::surface::SurfaceError;

/// Input that the simulator refuses. Nothing has changed when one of these comes back.
#[derive(Debug, thiserror::Error)]
pub enum SimError {
    /// A value that must be a finite number is not.
    #[error("{field} must be a finite number, got {value}")]
    NotFinite {
        /// Path of the field, for example `cars[2].vel.x`.
        field: String,
        /// What was there.
        value: f32,
    },
    /// A value is outside of its range.
    #[error("{field} must be {expected}, got {value}")]
    OutOfRange {
        /// Path of the field.
        field: String,
        /// The allowed range in words.
        expected: &'static str,
        /// What was there.
        value: f32,
    },
    /// More cars than an arena has places for.
    #[error("an arena holds at most {max} cars, got {got}")]
    TooManyCars {
        /// Cars asked for.
        got: usize,
        /// Places there are.
        max: usize,
    },
    /// More boost pads than can be told apart.
    #[error("an arena holds at most {max} boost pads, got {got}")]
    TooManyPads {
        /// Pads asked for.
        got: usize,
        /// Most there can be.
        max: usize,
    },
    /// A boost pad lies outside of the field.
    #[error("pads[{index}] at ({x}, {y}, {z}) lies outside of the field (|x| <= 4096, |y| <= 5120, 0 <= z <= 2048)")]
    PadOutside {
        /// Index in the given list.
        index: usize,
        /// Position, uu.
        x: f32,
        /// Position, uu.
        y: f32,
        /// Position, uu.
        z: f32,
    },
    /// A list has the wrong number of entries.
    #[error("{field} must have {expected} entries, got {got}")]
    WrongCount {
        /// Which list.
        field: &'static str,
        /// Entries needed.
        expected: usize,
        /// Entries given.
        got: usize,
    },
    /// The surface files cannot be used.
    #[error(transparent)]
    Surface(#[from] SurfaceError),
}
