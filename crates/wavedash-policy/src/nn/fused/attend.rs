//! Attention of one query over few keys, in folded form (`burn.md`, section 3).
//!
//! With one query per sample nobody needs the projected keys and values themselves, only `q_h . W_k,h x_j` and the
//! weighted sum of `W_v,h x_j`. So each head's query goes through `W_k,h` backwards (a vector as wide as a key), meets
//! the keys as they are, and `W_v,h` is applied once, to their average. The key's bias moves all logits of a head alike
//! and drops out of the softmax.

use super::lanes::{add_scaled, dot, exp, sum_of_rows, vectorised};
use super::layer;
use super::product::{add, rows, rows_mut, set};

/// Weights `[width, width]` and biases `[width]`.
#[derive(Clone, Copy)]
pub(super) struct Weights<'a> {
    pub(super) heads: usize,
    pub(super) query: &'a [f32],
    pub(super) query_bias: &'a [f32],
    pub(super) key: &'a [f32],
    pub(super) value: &'a [f32],
    pub(super) value_bias: &'a [f32],
    pub(super) output: &'a [f32],
    pub(super) output_bias: &'a [f32],
}

/// What the way back needs.
#[derive(Clone, Debug)]
pub(super) struct Tape {
    /// Projected queries `[batch, width]`.
    queries: Vec<f32>,
    /// Each head's query in the space of keys `[batch, heads, width]`.
    folded: Vec<f32>,
    /// Softmax `[batch, heads, keys]`.
    weights: Vec<f32>,
    /// Keys weighted `[batch, heads, width]`.
    averages: Vec<f32>,
    /// The heads' values side by side `[batch, width]`.
    values: Vec<f32>,
}

/// Gradients of what went in.
pub(super) struct Back {
    pub(super) query: Vec<f32>,
    pub(super) keys: Vec<f32>,
    /// Of the weights, in the order query, its bias, key, value, its bias, output, its bias.
    pub(super) weights: [Vec<f32>; 7],
}

impl Weights<'_> {
    fn width(&self) -> usize {
        self.query_bias.len()
    }

    fn depth(&self) -> usize {
        self.width() / self.heads
    }

    /// Queries `[batch, width]` over `keys` `[batch, count, width]`; `mask` `[batch, count]` is 0, or minus infinity for
    /// padding.
    pub(super) fn forward(self, query: &[f32], keys: &[f32], mask: &[f32]) -> (Vec<f32>, Tape) {
        let (heads, width, depth) = (self.heads, self.width(), self.depth());
        let batch = query.len() / width;
        let count = mask.len() / batch.max(1);
        let queries = layer::forward(query, self.query, self.query_bias, false);
        let mut folded = vec![0.0; heads * query.len()];
        let scale = 1.0 / (depth as f32).sqrt();
        for head in 0..heads {
            set(
                rows_mut(&mut folded, heads * width).subcols_mut(head * width, width),
                rows(&queries, width).subcols(head * depth, depth),
                rows(self.key, width).subcols(head * depth, depth).transpose(),
                scale,
            );
        }
        let (mut weights, mut averages) = (vec![0.0; batch * heads * count], vec![0.0; folded.len()]);
        average([heads, count, width], keys, mask, &folded, &mut weights, &mut averages);
        let mut values = self.value_bias.repeat(batch);
        for head in 0..heads {
            add(
                rows_mut(&mut values, width).subcols_mut(head * depth, depth),
                rows(&averages, heads * width).subcols(head * width, width),
                rows(self.value, width).subcols(head * depth, depth),
                1.0,
            );
        }
        let y = layer::forward(&values, self.output, self.output_bias, false);
        (y, Tape { queries, folded, weights, averages, values })
    }

    /// From the gradient of the output.
    pub(super) fn backward(self, tape: &Tape, query: &[f32], keys: &[f32], of_y: Vec<f32>) -> Back {
        let (heads, width, depth) = (self.heads, self.width(), self.depth());
        let output = layer::backward(&tape.values, self.output, width, None, of_y, true);
        let of_values = output.x.unwrap_or_default();
        let of_value_bias = sum_of_rows(&of_values, width);
        let mut of_value = vec![0.0; self.value.len()];
        let mut of_averages = vec![0.0; tape.averages.len()];
        for head in 0..heads {
            let of_head = rows(&of_values, width).subcols(head * depth, depth);
            set(
                rows_mut(&mut of_value, width).subcols_mut(head * depth, depth),
                rows(&tape.averages, heads * width).subcols(head * width, width).transpose(),
                of_head,
                1.0,
            );
            set(
                rows_mut(&mut of_averages, heads * width).subcols_mut(head * width, width),
                of_head,
                rows(self.value, width).subcols(head * depth, depth).transpose(),
                1.0,
            );
        }
        let count = keys.len() * heads / tape.averages.len().max(1);
        let mut of_keys = vec![0.0; keys.len()];
        let sizes = [heads, count, width];
        through_softmax(sizes, keys, &tape.folded, &tape.weights, &mut of_averages, &mut of_keys);
        let of_folded = of_averages;
        let mut of_queries = vec![0.0; query.len()];
        let mut of_key = vec![0.0; self.key.len()];
        let scale = 1.0 / (depth as f32).sqrt();
        for head in 0..heads {
            let of_head = rows(&of_folded, heads * width).subcols(head * width, width);
            set(
                rows_mut(&mut of_queries, width).subcols_mut(head * depth, depth),
                of_head,
                rows(self.key, width).subcols(head * depth, depth),
                scale,
            );
            set(
                rows_mut(&mut of_key, width).subcols_mut(head * depth, depth),
                of_head.transpose(),
                rows(&tape.queries, width).subcols(head * depth, depth),
                scale,
            );
        }
        let input = layer::backward(query, self.query, width, None, of_queries, true);
        Back {
            query: input.x.unwrap_or_default(),
            keys: of_keys,
            weights: [input.weight, input.bias, of_key, of_value, of_value_bias, output.weight, output.bias],
        }
    }
}

vectorised! {
    /// Softmax of each head's logits, and the average of the keys with it. Sizes: heads, keys, width.
    fn average(
        sizes: [usize; 3],
        keys: &'a [f32],
        mask: &'a [f32],
        folded: &'a [f32],
        weights: &'a mut [f32],
        averages: &'a mut [f32],
    ) {
        let [heads, count, width] = sizes;
        let samples = keys.chunks_exact(count * width).zip(mask.chunks_exact(count));
        let heads_of = folded.chunks_exact(heads * width).zip(weights.chunks_exact_mut(heads * count));
        let out = averages.chunks_exact_mut(heads * width);
        for (((keys, mask), (folded, weights)), averages) in samples.zip(heads_of).zip(out) {
            let of_heads = folded.chunks_exact(width).zip(weights.chunks_exact_mut(count));
            for ((folded, weights), average) in of_heads.zip(averages.chunks_exact_mut(width)) {
                for ((weight, key), mask) in weights.iter_mut().zip(keys.chunks_exact(width)).zip(mask) {
                    *weight = dot(folded, key) + mask;
                }
                softmax(weights);
                for (weight, key) in weights.iter().zip(keys.chunks_exact(width)) {
                    add_scaled(average, *weight, key);
                }
            }
        }
    }
}

vectorised! {
    /// Gradients of keys, and those of the folded queries in place of those of the averages. Sizes as above.
    fn through_softmax(
        sizes: [usize; 3],
        keys: &'a [f32],
        folded: &'a [f32],
        weights: &'a [f32],
        of_averages: &'a mut [f32],
        of_keys: &'a mut [f32],
    ) {
        let [heads, count, width] = sizes;
        let (mut of_weights, mut of_folded) = (vec![0.0; count], vec![0.0; width]);
        let samples = keys.chunks_exact(count * width).zip(of_keys.chunks_exact_mut(count * width));
        for (sample, (keys, of_keys)) in samples.enumerate() {
            for head in sample * heads..(sample + 1) * heads {
                let (wide, few) = (head * width..(head + 1) * width, head * count..(head + 1) * count);
                let (folded, weights) = (&folded[wide.clone()], &weights[few]);
                let of_average = &mut of_averages[wide];
                of_folded.fill(0.0);
                // Lengths that the compiler can see make vector instructions of the loop.
                let (folded, of_folded) = (&folded[..width], &mut of_folded[..width]);
                let of_average = &mut of_average[..width];
                for (of_weight, key) in of_weights.iter_mut().zip(keys.chunks_exact(width)) {
                    *of_weight = dot(of_average, key);
                }
                let mean = dot(&of_weights, weights);
                let rows = keys.chunks_exact(width).zip(of_keys.chunks_exact_mut(width));
                for ((weight, of_weight), (key, of_key)) in weights.iter().zip(&of_weights).zip(rows) {
                    let of_logit = weight * (of_weight - mean);
                    let (key, of_key) = (&key[..width], &mut of_key[..width]);
                    for i in 0..width {
                        of_key[i] += weight * of_average[i] + of_logit * folded[i];
                        of_folded[i] += of_logit * key[i];
                    }
                }
                of_average.copy_from_slice(of_folded);
            }
        }
    }
}

/// The exponential, and nothing for padding.
#[inline(always)]
fn masked(x: f32) -> f32 {
    if x == f32::NEG_INFINITY { 0.0 } else { exp(x) }
}

/// Logits to shares.
#[inline(always)]
fn softmax(logits: &mut [f32]) {
    let most = logits.iter().copied().fold(f32::NEG_INFINITY, f32::max);
    let mut sum = 0.0;
    for logit in &mut *logits {
        *logit = masked(*logit - most);
        sum += *logit;
    }
    logits.iter_mut().for_each(|share| *share /= sum);
}
