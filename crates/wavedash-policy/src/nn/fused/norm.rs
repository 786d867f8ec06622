//! Layer norm.

use super::lanes::{add_scaled, dot, sum2, vectorised};

/// What the way back needs.
#[derive(Clone, Debug)]
pub(super) struct Tape {
    /// Rows with mean 0 and variance 1 `[batch, width]`.
    normal: Vec<f32>,
    /// One over the deviation of each row.
    inverse: Vec<f32>,
}

/// Gradients of what went in.
pub(super) struct Back {
    pub(super) x: Vec<f32>,
    pub(super) gamma: Vec<f32>,
    pub(super) beta: Vec<f32>,
}

/// Rows `[batch, width]` to mean 0 and variance 1, then `gamma x + beta`; `epsilon` keeps a row without variance finite.
pub(super) fn forward(x: &[f32], gamma: &[f32], beta: &[f32], epsilon: f32) -> (Vec<f32>, Tape) {
    let width = gamma.len();
    let (mut y, mut normal) = (vec![0.0; x.len()], vec![0.0; x.len()]);
    let mut inverse = vec![0.0; x.len() / width];
    forward_rows(x, gamma, beta, epsilon, &mut y, &mut normal, &mut inverse);
    (y, Tape { normal, inverse })
}

impl Tape {
    /// From the gradient of the output.
    pub(super) fn backward(&self, gamma: &[f32], mut of_y: Vec<f32>) -> Back {
        let width = gamma.len();
        let (mut of_gamma, mut of_beta) = (vec![0.0; width], vec![0.0; width]);
        backward_rows(&self.normal, &self.inverse, gamma, &mut of_y, &mut of_gamma, &mut of_beta);
        Back { x: of_y, gamma: of_gamma, beta: of_beta }
    }
}

vectorised! {
    fn forward_rows(
        x: &'a [f32],
        gamma: &'a [f32],
        beta: &'a [f32],
        epsilon: f32,
        y: &'a mut [f32],
        normal: &'a mut [f32],
        inverse: &'a mut [f32],
    ) {
        let width = gamma.len();
        let out = y.chunks_exact_mut(width).zip(normal.chunks_exact_mut(width)).zip(inverse);
        for (x, ((y, normal), inverse)) in x.chunks_exact(width).zip(out) {
            let mean = sum2(x, x, |x, _| x) / width as f32;
            let variance = sum2(x, x, |x, _| (x - mean) * (x - mean)) / width as f32;
            let scale = 1.0 / (variance + epsilon).sqrt();
            let (x, y, normal) = (&x[..width], &mut y[..width], &mut normal[..width]);
            let (gamma, beta) = (&gamma[..width], &beta[..width]);
            for i in 0..width {
                normal[i] = (x[i] - mean) * scale;
                y[i] = normal[i] * gamma[i] + beta[i];
            }
            *inverse = scale;
        }
    }
}

vectorised! {
    /// Gradients of `x` in place of those of the output.
    fn backward_rows(
        normal: &'a [f32],
        inverse: &'a [f32],
        gamma: &'a [f32],
        of_y: &'a mut [f32],
        of_gamma: &'a mut [f32],
        of_beta: &'a mut [f32],
    ) {
        let width = gamma.len();
        let rows = normal.chunks_exact(width).zip(inverse);
        for (of_y, (normal, inverse)) in of_y.chunks_exact_mut(width).zip(rows) {
            let (of_y, normal, gamma) = (&mut of_y[..width], &normal[..width], &gamma[..width]);
            let of_gamma = &mut of_gamma[..width];
            add_scaled(of_beta, 1.0, of_y);
            for i in 0..width {
                of_gamma[i] += of_y[i] * normal[i];
                of_y[i] *= gamma[i];
            }
            let mean = sum2(of_y, of_y, |x, _| x) / width as f32;
            let along = dot(of_y, normal) / width as f32;
            for i in 0..width {
                of_y[i] = inverse * (of_y[i] - mean - along * normal[i]);
            }
        }
    }
}
