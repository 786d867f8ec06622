//! Loops over rows of floats that the compiler turns into vector instructions: eight sums side by side, added at the
//! end, so that the order of additions is the same on every machine.

const LANES: usize = 8;

/// Makes a function of slices whose loops are compiled for the widest instructions of the machine at hand.
///
/// A closure would not do: beyond a few lines the compiler keeps it a function of its own, with the instructions that
/// every machine has.
macro_rules! vectorised {
    ($(#[$meta:meta])* $visible:vis fn $name:ident($($argument:ident: $type:ty),+ $(,)?) $body:block) => {
        $(#[$meta])*
        $visible fn $name<'a>($($argument: $type),+) {
            struct Loop<'a> { $($argument: $type),+ }
            impl<'a> pulp::WithSimd for Loop<'a> {
                type Output = ();

                #[inline(always)]
                fn with_simd<S: pulp::Simd>(self, _: S) {
                    let Self { $($argument),+ } = self;
                    $body
                }
            }
            pulp::Arch::new().dispatch(Loop { $($argument),+ });
        }
    };
}
pub(crate) use vectorised;

/// The sum of `f` over two rows of one length.
#[inline(always)]
pub(crate) fn sum2(a: &[f32], b: &[f32], f: impl Fn(f32, f32) -> f32) -> f32 {
    let mut sums = [0.0_f32; LANES];
    let (a, a_rest) = a.as_chunks::<LANES>();
    let (b, b_rest) = b.as_chunks::<LANES>();
    for (a, b) in a.iter().zip(b) {
        for i in 0..LANES {
            sums[i] += f(a[i], b[i]);
        }
    }
    let rest: f32 = a_rest.iter().zip(b_rest).map(|(a, b)| f(*a, *b)).sum();
    sums.iter().sum::<f32>() + rest
}

/// The scalar product.
#[inline(always)]
pub(crate) fn dot(a: &[f32], b: &[f32]) -> f32 {
    sum2(a, b, |a, b| a * b)
}

/// `to += factor row`.
#[inline(always)]
pub(crate) fn add_scaled(to: &mut [f32], factor: f32, row: &[f32]) {
    for (to, x) in to.iter_mut().zip(row) {
        *to += factor * x;
    }
}

/// The exponential to within a rounding or two, without a branch so that loops over it become vector instructions. The
/// coefficients are those of Cephes' `expf`. Arguments beyond ±87 count as that, which keeps the result finite and not 0.
#[inline(always)]
pub(crate) fn exp(x: f32) -> f32 {
    /// Added and taken off again, it rounds to a whole number, which then stands in the lowest bits.
    const ROUND: f32 = 12_582_912.0;
    let x = if x < -87.0 { -87.0 } else { x };
    let x = if x > 87.0 { 87.0 } else { x };
    let shifted = x * core::f32::consts::LOG2_E + ROUND;
    let whole = shifted - ROUND;
    // The logarithm of two in two parts: the first has few digits, so that its product is exact.
    let r = x - whole * 0.693_359_4 + whole * 2.121_944_4e-4;
    let p = 1.987_569_2e-4;
    let p = p * r + 1.398_2e-3;
    let p = p * r + 8.333_452e-3;
    let p = p * r + 4.166_579_6e-2;
    let p = p * r + 1.666_666_5e-1;
    let p = p * r + 5.0e-1;
    let power = f32::from_bits((shifted.to_bits().wrapping_add(127)) << 23);
    (p * r * r + r + 1.0) * power
}

/// The sum of all rows.
pub(super) fn sum_of_rows(rows: &[f32], columns: usize) -> Vec<f32> {
    let mut sum = vec![0.0; columns];
    add_rows(&mut sum, rows);
    sum
}

vectorised! {
    fn add_rows(sum: &'a mut [f32], rows: &'a [f32]) {
        rows.chunks_exact(sum.len()).for_each(|row| add_scaled(sum, 1.0, row));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_exponential_is_right_to_the_last_digits() {
        for x in (-8600..8600).map(|i| i as f32 * 0.01) {
            let exact = libm::exp(f64::from(x));
            assert!((f64::from(exp(x)) / exact - 1.0).abs() < 3e-7, "exp({x}) = {}, not {exact}", exp(x));
        }
        assert_eq!(exp(0.0), 1.0);
        assert!(exp(-1e9) < 1e-37 && exp(1e9) > 1e37 && exp(f32::NAN).is_nan());
    }

    #[test]
    fn sums_have_all_of_a_row() {
        let row: Vec<f32> = (0..19).map(|i| i as f32).collect();
        assert_eq!(dot(&row, &row), (0..19).map(|i| i * i).sum::<i32>() as f32);
        assert_eq!(sum_of_rows(&[1.0, 2.0, 3.0, 4.0, 5.0, 6.0], 2), [9.0, 12.0]);
    }
}
