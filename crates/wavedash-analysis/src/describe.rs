//! Tables of what values are like: describe, histogram, correlation.

use serde::Serialize;

/// What a column of values is like.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Describe {
    /// How many.
    pub count: usize,
    /// Mean.
    pub mean: f64,
    /// Standard deviation with n - 1; 0 for a single value.
    pub std: f64,
    /// Least.
    pub min: f64,
    /// Quartiles, between neighbours in proportion.
    pub quartiles: [f64; 3],
    /// Largest.
    pub max: f64,
}

impl Describe {
    /// Of values; none if there are none.
    #[must_use]
    pub fn of(values: &[f32]) -> Option<Self> {
        let count = values.len();
        let mut sorted = values.to_vec();
        sorted.sort_unstable_by(f32::total_cmp);
        let (min, max) = (f64::from(*sorted.first()?), f64::from(*sorted.last()?));
        let mean = values.iter().map(|x| f64::from(*x)).sum::<f64>() / count as f64;
        let squares: f64 = values.iter().map(|x| (f64::from(*x) - mean) * (f64::from(*x) - mean)).sum();
        let quantile = |share: f64| {
            let at = share * (count - 1) as f64;
            let (below, part) = (at as usize, at.fract());
            let above = sorted[(below + 1).min(count - 1)];
            f64::from(sorted[below]) * (1.0 - part) + f64::from(above) * part
        };
        let std = (squares / (count.max(2) - 1) as f64).sqrt();
        Some(Self { count, mean, std, min, quartiles: [0.25, 0.5, 0.75].map(quantile), max })
    }
}

/// Shares of the values in `bins` equal parts of `low` to `high`. Values outside are in none.
#[must_use]
pub fn histogram(values: &[f32], low: f32, high: f32, bins: usize) -> Vec<f64> {
    let mut counts = vec![0_u64; bins];
    let width = (high - low) / bins as f32;
    for value in values {
        if (low..=high).contains(value) && width > 0.0 {
            counts[(((value - low) / width) as usize).min(bins - 1)] += 1;
        }
    }
    counts.into_iter().map(|count| count as f64 / values.len().max(1) as f64).collect()
}

/// Pearson's correlation; none if one of them does not vary.
#[must_use]
pub fn pearson(xs: &[f32], ys: &[f32]) -> Option<f64> {
    let n = xs.len().min(ys.len()) as f64;
    let mean = |values: &[f32]| values.iter().map(|x| f64::from(*x)).sum::<f64>() / n;
    let (mx, my) = (mean(xs), mean(ys));
    let (mut xx, mut yy, mut xy) = (0.0, 0.0, 0.0);
    for (x, y) in xs.iter().zip(ys) {
        let (x, y) = (f64::from(*x) - mx, f64::from(*y) - my);
        (xx, yy, xy) = (xx + x * x, yy + y * y, xy + x * y);
    }
    // What rounding leaves of a constant column is no variation.
    let varies = |squares: f64, mean: f64| squares > n * (1e-7 * (mean.abs() + 1e-12)) * (1e-7 * (mean.abs() + 1e-12));
    (varies(xx, mx) && varies(yy, my)).then(|| (xy / (xx * yy).sqrt()).clamp(-1.0, 1.0))
}

/// Spearman's rank correlation: whether large goes with large, whatever the scale. Equal values share a rank.
#[must_use]
pub fn spearman(xs: &[f32], ys: &[f32]) -> Option<f64> {
    pearson(&ranks(xs), &ranks(ys))
}

fn ranks(values: &[f32]) -> Vec<f32> {
    let mut order: Vec<usize> = (0..values.len()).collect();
    order.sort_unstable_by(|a, b| values[*a].total_cmp(&values[*b]));
    let mut ranks = vec![0.0; values.len()];
    let mut begin = 0;
    while begin < order.len() {
        let value = values[order[begin]];
        let end = begin + order[begin..].iter().take_while(|i| values[**i] == value).count().max(1);
        for i in &order[begin..end] {
            ranks[*i] = (begin + end - 1) as f32 * 0.5;
        }
        begin = end;
    }
    ranks
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_description_is_that_of_pandas() {
        // pandas.Series([4, 1, 3, 2, 10]).describe()
        let got = Describe::of(&[4.0, 1.0, 3.0, 2.0, 10.0]).unwrap();
        assert_eq!((got.count, got.mean, got.min, got.max), (5, 4.0, 1.0, 10.0));
        assert_eq!(got.quartiles, [2.0, 3.0, 4.0]);
        assert!((got.std - 12.5_f64.sqrt()).abs() < 1e-12);
        // Between neighbours: [0, 1] has quartiles 0.25, 0.5, 0.75.
        assert_eq!(Describe::of(&[1.0, 0.0]).unwrap().quartiles, [0.25, 0.5, 0.75]);
        assert_eq!(Describe::of(&[2.0]).unwrap().std, 0.0);
        assert_eq!(Describe::of(&[]), None);
    }

    #[test]
    fn shares_of_a_histogram_count_both_ends() {
        assert_eq!(histogram(&[0.0, 0.4, 0.5, 1.0, 2.0], 0.0, 1.0, 2), [0.4, 0.4]);
        assert_eq!(histogram(&[1.0], 1.0, 1.0, 3), [0.0; 3]);
    }

    #[test]
    fn ranks_ignore_the_scale_and_share_ties() {
        let xs = [1.0, 2.0, 3.0, 4.0];
        assert_eq!(pearson(&xs, &[2.0, 4.0, 6.0, 8.0]), Some(1.0));
        assert_eq!(spearman(&xs, &[1.0, 8.0, 27.0, 64.0]), Some(1.0));
        assert_eq!(spearman(&xs, &[4.0, 3.0, 2.0, 1.0]), Some(-1.0));
        assert_eq!(ranks(&[5.0, 1.0, 5.0]), [1.5, 0.0, 1.5]);
        assert_eq!(pearson(&xs, &[0.1; 4]), None);
        // By hand: covariance 3.5, squares 5 and 5.
        let got = pearson(&xs, &[1.0, 3.0, 2.0, 4.0]).unwrap();
        assert!((got - 0.8).abs() < 1e-12, "{got}");
    }
}
