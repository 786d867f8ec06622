//! Products of matrices: rows of floats, one after the other, and parts of them.

use faer::linalg::matmul::matmul;
use faer::{Accum, MatMut, MatRef, Par};

/// Rows of `columns` floats.
pub(crate) fn rows(values: &[f32], columns: usize) -> MatRef<'_, f32> {
    MatRef::from_row_major_slice(values, values.len() / columns, columns)
}

/// The same, to write.
pub(crate) fn rows_mut(values: &mut [f32], columns: usize) -> MatMut<'_, f32> {
    let count = values.len() / columns;
    MatMut::from_row_major_slice_mut(values, count, columns)
}

/// `to = factor a b`, on this thread: minibatches are shared among threads already.
pub(crate) fn set(to: MatMut<'_, f32>, a: MatRef<'_, f32>, b: MatRef<'_, f32>, factor: f32) {
    matmul(to, Accum::Replace, a, b, factor, Par::Seq);
}

/// `to += factor a b`.
pub(crate) fn add(to: MatMut<'_, f32>, a: MatRef<'_, f32>, b: MatRef<'_, f32>, factor: f32) {
    matmul(to, Accum::Add, a, b, factor, Par::Seq);
}
