//! Ranges of axes, the text of their numbers, and the running mean.

use std::ops::Range;

use wavedash_metrics::registry::Shape;

/// A range that holds all values with a little air; never empty.
pub(super) fn range(values: impl Iterator<Item = f64>, air: f64) -> Range<f64> {
    let (low, high) = values.fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), v| (low.min(v), high.max(v)));
    if low > high {
        return 0.0..1.0;
    }
    // A constant gets an axis as well: around it, by its own size.
    let span = if high > low { (high - low) * air } else { (low.abs() * 0.1).max(1e-6) };
    low - span..high + span
}

/// A number beside an axis: as in the table, without zeros that say nothing.
pub(super) fn tick(shape: Shape, value: f64) -> String {
    // Ticks are sums of steps, so that 0 may come out as 1e-17.
    let text = shape.text(if value.abs() < 1e-12 { 0.0 } else { value });
    // Digits, point and sign; what follows is the unit or the power of ten.
    let end = text.find(|c: char| !c.is_ascii_digit() && c != '.' && c != '-').unwrap_or(text.len());
    let (number, unit) = text.split_at(end);
    let short = if number.contains('.') { number.trim_end_matches('0').trim_end_matches('.') } else { number };
    format!("{short}{unit}").replace('-', "\u{2212}")
}

/// The mean of each point's neighbourhood of `2 reach + 1` points, fewer at the ends but as many on both sides, so that
/// the mean's line is not shifted and ends where the raw one ends.
pub(super) fn running_mean(points: &[(f64, f64)], reach: usize) -> Vec<(f64, f64)> {
    let mut sums = vec![0.0];
    for (_, value) in points {
        sums.push(sums[sums.len() - 1] + value);
    }
    let mean = |(at, (x, _)): (usize, &(f64, f64))| {
        let near = reach.min(at).min(points.len() - 1 - at);
        (*x, (sums[at + near + 1] - sums[at - near]) / (2 * near + 1) as f64)
    };
    points.iter().enumerate().map(mean).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges_hold_their_values_and_are_never_empty() {
        assert_eq!(range([1.0, 3.0].into_iter(), 0.5), 0.0..4.0);
        assert_eq!(range([].into_iter(), 0.5), 0.0..1.0);
        for constant in [0.0, 5.0, -1e9] {
            let range = range([constant].into_iter(), 0.05);
            assert!(range.start < constant && constant < range.end, "{range:?}");
        }
    }

    #[test]
    fn ticks_are_short() {
        for (shape, value, text) in [
            (Shape::Plain, 0.05, "0.05"),
            (Shape::Plain, 1e-17, "0"),
            (Shape::Plain, -20.0, "\u{2212}20"),
            (Shape::Plain, 3e-4, "3e\u{2212}4"),
            (Shape::Count, 2e6, "2M"),
            (Shape::Count, 2000.0, "2k"),
            (Shape::Percent, 0.25, "25%"),
            (Shape::Seconds, 2.5, "2.5 s"),
            (Shape::Plain, 100.0, "100"),
        ] {
            assert_eq!(tick(shape, value), text);
        }
    }

    #[test]
    fn the_mean_keeps_lines_and_ends() {
        let line: Vec<_> = (0..9).map(|i| (f64::from(i), f64::from(2 * i))).collect();
        assert_eq!(running_mean(&line, 3), line);
        assert_eq!(running_mean(&[(0.0, 0.0), (1.0, 3.0), (2.0, 0.0)], 1)[1], (1.0, 1.0));
        assert!(running_mean(&[], 3).is_empty());
    }
}
