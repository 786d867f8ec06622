//! First weights: drawn on the host from counter-based streams, so that a seed means the same on every device.
//!
//! Parameter number `n` draws from stream `n`: adding a head behind a network leaves the network's weights alone.

use burn::module::{Param, ParamId};
use burn::tensor::{Device, Tensor, TensorData};
use wavedash_core::{Purpose, Stream};

/// Draws the parameters of one model, in visiting order.
pub(crate) struct Init<'a> {
    /// None: everything zero, for weights that come from elsewhere.
    seed: Option<u64>,
    next: u64,
    device: &'a Device,
}

impl<'a> Init<'a> {
    pub(crate) const fn new(seed: Option<u64>, device: &'a Device) -> Self {
        Self { seed, next: 0, device }
    }

    /// A vector of equal entries.
    pub(crate) fn constant(&mut self, length: usize, value: f32) -> Param<Tensor<1>> {
        self.param(vec![value; length], [length])
    }

    /// Uniform in ±`bound`.
    pub(crate) fn uniform<const D: usize>(&mut self, shape: [usize; D], bound: f32) -> Param<Tensor<D>> {
        let Some(mut stream) = self.stream() else { return self.zeros(shape) };
        let values = (0..shape.iter().product()).map(|_| stream.symmetric() * bound).collect();
        self.param(values, shape)
    }

    /// A matrix `[inputs, outputs]` with orthonormal rows or columns, whichever are fewer, times `gain`
    /// (Saxe et al. 2014).
    pub(crate) fn orthogonal(&mut self, [inputs, outputs]: [usize; 2], gain: f32) -> Param<Tensor<2>> {
        let Some(mut stream) = self.stream() else { return self.zeros([inputs, outputs]) };
        let (count, length) = (inputs.min(outputs), inputs.max(outputs));
        let vectors = orthonormal(&mut stream, count, length);
        let mut values = vec![0.0; inputs * outputs];
        for (i, vector) in vectors.chunks_exact(length).enumerate() {
            for (j, &x) in vector.iter().enumerate() {
                let (row, column) = if inputs < outputs { (i, j) } else { (j, i) };
                values[row * outputs + column] = x as f32 * gain;
            }
        }
        self.param(values, [inputs, outputs])
    }

    fn stream(&self) -> Option<Stream> {
        self.seed.map(|seed| Stream::new(seed, self.next, Purpose::Weights, 0))
    }

    fn zeros<const D: usize>(&mut self, shape: [usize; D]) -> Param<Tensor<D>> {
        self.param(vec![0.0; shape.iter().product()], shape)
    }

    fn param<const D: usize>(&mut self, values: Vec<f32>, shape: [usize; D]) -> Param<Tensor<D>> {
        let mut param = Param::from_tensor(Tensor::from_data(TensorData::new(values, shape), self.device));
        param.id = ParamId::from(self.next);
        self.next += 1;
        param
    }
}

/// `count` orthonormal rows of `length` from normal draws, by Gram-Schmidt carried out twice ("twice is enough",
/// Giraud et al. 2005).
fn orthonormal(stream: &mut Stream, count: usize, length: usize) -> Vec<f64> {
    let mut rows: Vec<f64> = Vec::with_capacity(count * length);
    for _ in 0..count {
        let mut row: Vec<f64> = (0..length).map(|_| normal(stream)).collect();
        for _ in 0..2 {
            for other in rows.chunks_exact(length) {
                let along = dot(&row, other);
                row.iter_mut().zip(other).for_each(|(x, o)| *x -= along * o);
            }
            let scale = 1.0 / dot(&row, &row).sqrt();
            row.iter_mut().for_each(|x| *x *= scale);
        }
        rows.extend(row);
    }
    rows
}

/// Eight sums side by side, which the compiler turns into vector instructions; the order is fixed.
fn dot(a: &[f64], b: &[f64]) -> f64 {
    const LANES: usize = 8;
    let mut sums = [0.0; LANES];
    for (a, b) in a.chunks(LANES).zip(b.chunks(LANES)) {
        sums.iter_mut().zip(a.iter().zip(b)).for_each(|(sum, (a, b))| *sum += a * b);
    }
    sums.iter().sum()
}

/// A normal draw (Box and Muller 1958), one of the pair.
fn normal(stream: &mut Stream) -> f64 {
    // Never zero, so that the logarithm is finite.
    let radius = (-2.0 * libm::log(1.0 - f64::from(stream.unit()))).sqrt();
    radius * libm::cos(core::f64::consts::TAU * f64::from(stream.unit()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_are_orthonormal() {
        let rows = orthonormal(&mut Stream::new(1, 0, Purpose::Test, 0), 20, 33);
        let rows: Vec<&[f64]> = rows.chunks_exact(33).collect();
        for (i, a) in rows.iter().enumerate() {
            for (j, b) in rows.iter().enumerate() {
                let expected = f64::from(u8::from(i == j));
                assert!((dot(a, b) - expected).abs() < 1e-12, "{i} {j}");
            }
        }
    }

    #[test]
    fn wide_and_tall_matrices_keep_lengths() {
        let device = Device::flex();
        for shape in [[3, 7], [7, 3]] {
            let weight = Init::new(Some(5), &device).orthogonal(shape, 2.0).val();
            let small = if shape[0] < shape[1] {
                weight.clone().matmul(weight.transpose())
            } else {
                weight.clone().transpose().matmul(weight)
            };
            let off = (small - Tensor::eye(3, &device) * 4.0).abs().max().into_scalar::<f32>();
            assert!(off < 1e-5, "{off}");
        }
    }
}
