//! How the live table and the axes of pictures write numbers.

/// How a number is shown to people, with its unit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shape {
    /// Four significant digits, or a power of ten when very small or large.
    Plain,
    /// A fraction as per cent.
    Percent,
    /// A count: `987`, `12.3k`, `4.56M`.
    Count,
    /// A speed: a count per second.
    PerSecond,
    /// One decimal per minute.
    PerMinute,
    /// A duration in seconds: `12 ms`, `3.45 s`, `2m05s`, `1h02m`.
    Seconds,
    /// Bytes in powers of 1024.
    Bytes,
    /// `yes` unless 0.
    Flag,
}

impl Shape {
    /// The number as text of at most 11 characters.
    #[must_use]
    pub fn text(self, value: f64) -> String {
        if !value.is_finite() {
            return value.to_string();
        }
        match self {
            Self::Plain => plain(value),
            Self::Percent => format!("{:.1}%", value * 100.0),
            Self::Count => count(value),
            Self::PerSecond => format!("{}/s", count(value)),
            Self::PerMinute => format!("{value:.1}/min"),
            Self::Seconds => seconds(value),
            Self::Bytes => bytes(value),
            Self::Flag => if value == 0.0 { "no" } else { "yes" }.to_owned(),
        }
    }
}

fn plain(value: f64) -> String {
    let size = value.abs();
    match size {
        0.0 => "0".to_owned(),
        _ if !(1e-3..1e6).contains(&size) => format!("{value:.2e}"),
        _ if size < 1.0 => format!("{value:.4}"),
        _ if size < 10.0 => format!("{value:.3}"),
        _ if size < 100.0 => format!("{value:.2}"),
        _ if size < 1000.0 => format!("{value:.1}"),
        _ => format!("{value:.0}"),
    }
}

fn count(value: f64) -> String {
    let (scaled, letter) = match value.abs() {
        // What would round to the next letter's 1.00 takes that letter.
        size if size < 999.5 => return format!("{}", (value * 10.0).round() / 10.0),
        size if size < 999.5e3 => (value / 1e3, "k"),
        size if size < 999.5e6 => (value / 1e6, "M"),
        size if size < 999.5e9 => (value / 1e9, "G"),
        size if size < 999.5e12 => (value / 1e12, "T"),
        _ => return format!("{value:.2e}"),
    };
    let digits = if scaled.abs() < 9.995 {
        2
    } else if scaled.abs() < 99.95 {
        1
    } else {
        0
    };
    format!("{scaled:.digits$}{letter}")
}

fn seconds(value: f64) -> String {
    let whole = value.round();
    match value.abs() {
        size if size < 1e-3 => format!("{:.0} us", value * 1e6),
        size if size < 0.9995 => format!("{:.0} ms", value * 1e3),
        size if size < 59.995 => format!("{value:.2} s"),
        _ if whole < 3600.0 => format!("{}m{:02}s", (whole / 60.0).floor(), whole % 60.0),
        _ if whole < 86_400.0 => format!("{}h{:02}m", (whole / 3600.0).floor(), (whole % 3600.0 / 60.0).floor()),
        // Eleven characters hold no more days than this; a time that long means "never" anyway.
        size if size > 1e10 => "ages".to_owned(),
        _ => format!("{}d{:02}h", (whole / 86_400.0).floor(), (whole % 86_400.0 / 3600.0).floor()),
    }
}

fn bytes(value: f64) -> String {
    let mut scaled = value;
    for unit in ["B", "KiB", "MiB"] {
        if scaled.abs() < 1023.5 {
            return format!("{scaled:.0} {unit}");
        }
        scaled /= 1024.0;
    }
    format!("{scaled:.2} GiB")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_short_and_have_units() {
        for (shape, value, text) in [
            (Shape::Plain, 0.0, "0"),
            (Shape::Plain, -0.012_34, "-0.0123"),
            (Shape::Plain, 3e-4, "3.00e-4"),
            (Shape::Plain, 4.5, "4.500"),
            (Shape::Plain, 1234.5, "1234"),
            (Shape::Percent, 0.1234, "12.3%"),
            (Shape::Count, 7.0, "7"),
            (Shape::Count, 2.25, "2.3"),
            (Shape::Count, 999.7, "1.00k"),
            (Shape::Count, 1_234_567.0, "1.23M"),
            (Shape::Count, 12_345.0, "12.3k"),
            (Shape::Count, 999_800.0, "1.00M"),
            (Shape::PerSecond, 41_200.0, "41.2k/s"),
            (Shape::PerMinute, 1.25, "1.2/min"),
            (Shape::Seconds, 0.000_02, "20 us"),
            (Shape::Seconds, 0.9996, "1.00 s"),
            (Shape::Seconds, 59.996, "1m00s"),
            (Shape::Seconds, 3725.0, "1h02m"),
            (Shape::Seconds, 90_000.0, "1d01h"),
            (Shape::Bytes, 1.5 * 1024.0 * 1024.0 * 1024.0, "1.50 GiB"),
            (Shape::Bytes, 2048.0, "2 KiB"),
            (Shape::Flag, 1.0, "yes"),
            (Shape::Plain, f64::NAN, "NaN"),
            (Shape::Seconds, f64::INFINITY, "inf"),
        ] {
            assert_eq!(shape.text(value), text, "{shape:?} of {value}");
        }
    }

    #[test]
    fn no_text_breaks_the_columns() {
        for shape in [Shape::Plain, Shape::Count, Shape::PerSecond, Shape::Seconds, Shape::Flag] {
            for exponent in -12..=12 {
                for sign in [-1.0, 1.0] {
                    let value = sign * format!("9.9996e{exponent}").parse::<f64>().unwrap();
                    let text = shape.text(value);
                    // Negative durations do not occur; they may be long.
                    let limit = if shape == Shape::Seconds && sign < 0.0 { 20 } else { 11 };
                    assert!(text.len() <= limit, "{shape:?} of {value} is {text}");
                }
            }
        }
    }
}
