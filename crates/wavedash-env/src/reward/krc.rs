//! Kinesthetic Reward Combination: several shape functions as one, large only where all of them are.

use libm::{cbrtf, powf};

/// The n-th root of a non-negative number.
#[inline]
fn root(x: f32, n: usize) -> f32 {
    match n {
        0 | 1 => x,
        2 => x.sqrt(),
        3 => cbrtf(x),
        4 => x.sqrt().sqrt(),
        _ => powf(x, 1.0 / n as f32),
    }
}

/// `s (|R_1| ... |R_n|)^(1/n)` with s = 1 if every factor is positive and -1 otherwise (arXiv 2305.15801, eq. 2).
///
/// This is not the sign of the product: two negative factors stay negative. A factor of zero gives zero, and so do
/// no factors at all. The slope is unbounded where a factor passes through zero; see [`smooth_krc`].
#[must_use]
pub fn krc(factors: impl Iterator<Item = f32>) -> f32 {
    let (mut product, mut sign, mut n) = (1.0_f32, 1.0_f32, 0);
    for factor in factors {
        product *= factor.abs();
        if factor <= 0.0 {
            sign = -1.0;
        }
        n += 1;
    }
    if n == 0 || product == 0.0 { 0.0 } else { sign * root(product, n) }
}

/// KRC with bounded slopes: `s (m_1 ... m_n)^(1/n)` with `m = sqrt(R^2 + epsilon)` and `s = min(R_i / m_i)`.
///
/// Two things are steep in [`krc`]: the root at zero, which `|x| -> sqrt(x^2 + epsilon)` rounds off, and the sign,
/// which would then jump by twice what is left at zero. So the sign fades through zero with the smallest factor: s is
/// 1 where all factors are well above sqrt(epsilon), 0 where the smallest is 0, and towards -1 where any is negative.
/// One factor alone comes out unchanged; for epsilon -> 0 this is KRC. Near zero a factor's slope is at most
/// `epsilon^(1/(2n) - 1/2)` times what the others leave: 5.6 for two factors at the default of 0.001.
#[must_use]
pub fn smooth_krc(factors: impl Iterator<Item = f32>, epsilon: f32) -> f32 {
    let (mut product, mut sign, mut n) = (1.0_f32, 1.0_f32, 0);
    for factor in factors {
        let magnitude = (factor * factor + epsilon).sqrt();
        product *= magnitude;
        sign = sign.min(factor / magnitude);
        n += 1;
    }
    if n == 0 { 0.0 } else { sign * root(product, n) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(factors: &[f32]) -> f32 {
        krc(factors.iter().copied())
    }

    fn smooth(factors: &[f32], epsilon: f32) -> f32 {
        smooth_krc(factors.iter().copied(), epsilon)
    }

    #[test]
    fn the_sign_is_positive_only_if_every_factor_is() {
        for n in 1..=6_usize {
            for negative in 0..1_u32 << n {
                let factors: Vec<f32> =
                    (0..n).map(|i| (0.2 + 0.1 * i as f32) * if negative >> i & 1 == 1 { -1.0 } else { 1.0 }).collect();
                let size = powf(factors.iter().map(|x| x.abs()).product(), 1.0 / n as f32);
                let expected = if negative == 0 { size } else { -size };
                assert!((of(&factors) - expected).abs() < 1e-6, "{factors:?}");
                assert!((smooth(&factors, 1e-9) - expected).abs() < 1e-3, "smooth {factors:?}");
                for zero in 0..n {
                    let mut factors = factors.clone();
                    factors[zero] = 0.0;
                    assert_eq!(of(&factors), 0.0, "{factors:?}");
                }
            }
        }
    }

    #[test]
    fn nothing_combined_is_nothing() {
        assert_eq!(of(&[]), 0.0);
        assert_eq!(smooth(&[], 1e-3), 0.0);
    }

    #[test]
    fn smoothing_leaves_one_factor_alone_and_bounds_the_slope_of_two() {
        for i in -100..=100 {
            let x = i as f32 * 0.01;
            assert!((smooth(&[x], 1e-3) - x).abs() < 1e-6);
            let step = smooth(&[x + 1e-3, 1.0], 1e-3) - smooth(&[x, 1.0], 1e-3);
            assert!((0.0..5.7e-3).contains(&step), "{x}: {step}");
        }
        assert_eq!(smooth(&[0.0, 0.7], 1e-3), 0.0);
        assert!(smooth(&[-0.5, -0.5], 1e-3) < -0.4);
    }
}
