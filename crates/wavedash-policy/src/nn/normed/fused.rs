//! `y = f(gamma normal(x W + b) + beta)` on slices; `f` multiplies what is below zero by a slope.

use crate::nn::fused::lanes::{add_scaled, dot, sum2, vectorised};
use crate::nn::fused::product::{rows, rows_mut, set};

/// Keeps a row without variance finite, as in the published networks.
const EPSILON: f32 = crate::nn::norm::EPSILON as f32;

/// Weights `[inputs, outputs]`, the rest `[outputs]`.
#[derive(Clone, Copy)]
pub(super) struct Weights<'a> {
    pub(super) weight: &'a [f32],
    pub(super) bias: &'a [f32],
    pub(super) gamma: &'a [f32],
    pub(super) beta: &'a [f32],
    /// 0: ReLU; 1: nothing happens.
    pub(super) slope: f32,
}

/// What the way back needs beside the output.
#[derive(Clone, Debug)]
pub(super) struct Tape {
    /// Rows with mean 0 and variance 1 `[batch, outputs]`.
    normal: Vec<f32>,
    /// One over the deviation of each row.
    inverse: Vec<f32>,
}

/// Gradients of what went in.
pub(super) struct Back {
    /// Of `x`, if it was asked for.
    pub(super) x: Option<Vec<f32>>,
    /// Of weight, bias, gamma, beta.
    pub(super) weights: [Vec<f32>; 4],
}

impl Weights<'_> {
    /// `x` `[batch, inputs]` to `[batch, outputs]`.
    pub(super) fn forward(self, x: &[f32]) -> (Vec<f32>, Tape) {
        let outputs = self.bias.len();
        let inputs = self.weight.len() / outputs;
        let batch = x.len() / inputs;
        let (mut normal, mut y) = (vec![0.0; batch * outputs], vec![0.0; batch * outputs]);
        let mut inverse = vec![0.0; batch];
        set(rows_mut(&mut normal, outputs), rows(x, inputs), rows(self.weight, outputs), 1.0);
        forward_rows(self.bias, self.gamma, self.beta, self.slope, &mut normal, &mut inverse, &mut y);
        (y, Tape { normal, inverse })
    }

    /// From the output and its gradient.
    pub(super) fn backward(self, tape: &Tape, x: &[f32], y: &[f32], mut of_y: Vec<f32>, needs_x: bool) -> Back {
        let outputs = self.bias.len();
        let inputs = self.weight.len() / outputs;
        let [mut of_bias, mut of_gamma, mut of_beta] = core::array::from_fn(|_| vec![0.0; outputs]);
        let sums = (of_bias.as_mut_slice(), of_gamma.as_mut_slice(), of_beta.as_mut_slice());
        backward_rows(&tape.normal, &tape.inverse, self.gamma, self.slope, y, &mut of_y, sums);
        let mut of_weight = vec![0.0; self.weight.len()];
        set(rows_mut(&mut of_weight, outputs), rows(x, inputs).transpose(), rows(&of_y, outputs), 1.0);
        let x = needs_x.then(|| {
            let mut of_x = vec![0.0; x.len()];
            set(rows_mut(&mut of_x, inputs), rows(&of_y, outputs), rows(self.weight, outputs).transpose(), 1.0);
            of_x
        });
        Back { x, weights: [of_weight, of_bias, of_gamma, of_beta] }
    }
}

vectorised! {
    /// `normal` holds `x W` and gets the normal rows.
    fn forward_rows(
        bias: &'a [f32],
        gamma: &'a [f32],
        beta: &'a [f32],
        slope: f32,
        normal: &'a mut [f32],
        inverse: &'a mut [f32],
        y: &'a mut [f32],
    ) {
        let width = gamma.len();
        let (bias, gamma, beta) = (&bias[..width], &gamma[..width], &beta[..width]);
        for ((y, normal), inverse) in y.chunks_exact_mut(width).zip(normal.chunks_exact_mut(width)).zip(inverse) {
            let (y, normal) = (&mut y[..width], &mut normal[..width]);
            for i in 0..width {
                normal[i] += bias[i];
            }
            let mean = sum2(normal, normal, |x, _| x) / width as f32;
            let variance = sum2(normal, normal, |x, _| (x - mean) * (x - mean)) / width as f32;
            let scale = 1.0 / (variance + EPSILON).sqrt();
            for i in 0..width {
                normal[i] = (normal[i] - mean) * scale;
                let x = normal[i] * gamma[i] + beta[i];
                // What is no number stays none.
                y[i] = if x < 0.0 { x * slope } else { x };
            }
            *inverse = scale;
        }
    }
}

vectorised! {
    /// Gradients of `x W` in place of those of the output. Sums over the rows: of the bias, gamma, beta.
    fn backward_rows(
        normal: &'a [f32],
        inverse: &'a [f32],
        gamma: &'a [f32],
        slope: f32,
        y: &'a [f32],
        of_y: &'a mut [f32],
        sums: (&'a mut [f32], &'a mut [f32], &'a mut [f32]),
    ) {
        let width = gamma.len();
        let gamma = &gamma[..width];
        let (of_bias, of_gamma, of_beta) = sums;
        let (of_gamma, of_beta) = (&mut of_gamma[..width], &mut of_beta[..width]);
        let rows = normal.chunks_exact(width).zip(inverse).zip(y.chunks_exact(width));
        for (of_y, ((normal, inverse), y)) in of_y.chunks_exact_mut(width).zip(rows) {
            let (of_y, normal, y) = (&mut of_y[..width], &normal[..width], &y[..width]);
            for i in 0..width {
                // Slopes are not negative, so that the output has the sign of what went in.
                let of_x = if y[i] > 0.0 { of_y[i] } else { of_y[i] * slope };
                of_beta[i] += of_x;
                of_gamma[i] += of_x * normal[i];
                of_y[i] = of_x * gamma[i];
            }
            let mean = sum2(of_y, of_y, |x, _| x) / width as f32;
            let along = dot(of_y, normal) / width as f32;
            for i in 0..width {
                of_y[i] = inverse * (of_y[i] - mean - along * normal[i]);
            }
            add_scaled(of_bias, 1.0, of_y);
        }
    }
}
