//! Verdicts as a table per category.

use std::io::Write;

use super::compare::{MARKS, Verdict};

/// Median and 95th percentile per category, events, flags, passed; then the reasons of failures.
pub(crate) fn print(out: &mut dyn Write, verdicts: &[Verdict], strict: bool, details: usize) -> anyhow::Result<()> {
    writeln!(out, "largest error up to the horizon, median / p95 over scenarios; position in uu, rotation in degrees")?;
    write!(out, "{:<12} {:>3}", "category", "n")?;
    for what in ["ball", "car"] {
        for mark in MARKS {
            write!(out, " {:>16}", format!("{what} {}s", f64::from(mark) / 120.0))?;
        }
    }
    writeln!(out, " {:>14} {:>14} {:>9} {:>6} {:>7} {:>7}", "rot 1s", "rot 3s", "events", "extra", "flags", "passed")?;
    for category in categories(verdicts) {
        row(out, &category, &verdicts.iter().filter(|v| v.category == category).collect::<Vec<_>>())?;
    }
    row(out, "all", &verdicts.iter().collect::<Vec<_>>())?;
    if details > 0 {
        for v in verdicts.iter().filter(|v| !v.ok) {
            let reasons = v.why.iter().take(details).map(String::as_str).collect::<Vec<_>>().join("; ");
            let more = v.why.len().saturating_sub(details);
            let more = if more > 0 { format!(" (+{more} more)") } else { String::new() };
            writeln!(out, "FAIL {:<28} {reasons}{more}", v.name)?;
        }
    }
    let label = if strict { " (strict)" } else { "" };
    writeln!(out, "parity{label}: {} of {} scenarios within tolerance", passed(verdicts), verdicts.len())?;
    Ok(())
}

/// Scenarios within tolerance.
pub(crate) fn passed(verdicts: &[Verdict]) -> usize {
    verdicts.iter().filter(|v| v.ok).count()
}

/// Every category once, in the order of the files.
pub(crate) fn categories(verdicts: &[Verdict]) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    for v in verdicts {
        if !names.contains(&v.category) {
            names.push(v.category.clone());
        }
    }
    names
}

fn row(out: &mut dyn Write, name: &str, verdicts: &[&Verdict]) -> anyhow::Result<()> {
    let with_cars: Vec<&Verdict> = verdicts.iter().copied().filter(|v| v.flags[1] > 0).collect();
    let cell = |of: &[&Verdict], value: &dyn Fn(&Verdict) -> f64| -> String {
        if of.is_empty() {
            return "-".to_owned();
        }
        let mut values: Vec<f64> = of.iter().map(|v| value(v)).collect();
        values.sort_by(f64::total_cmp);
        format!("{} / {}", short(percentile(&values, 0.5)), short(percentile(&values, 0.95)))
    };
    write!(out, "{name:<12} {:>3}", verdicts.len())?;
    for mark in 0..MARKS.len() {
        write!(out, " {:>16}", cell(verdicts, &|v| v.ball_pos_uu[mark]))?;
    }
    for mark in 0..MARKS.len() {
        write!(out, " {:>16}", cell(&with_cars, &|v| v.car_pos_uu[mark]))?;
    }
    for mark in [1, 2] {
        write!(out, " {:>14}", cell(&with_cars, &|v| v.car_rot_deg[mark]))?;
    }
    let sum = |f: fn(&Verdict) -> u32| verdicts.iter().map(|v| f(v)).sum::<u32>();
    let events = format!("{}/{}", sum(|v| v.events_found), sum(|v| v.events_demanded));
    let frames = sum(|v| v.flags[1]);
    let flags = if frames > 0 {
        format!("{:.1}%", 100.0 * f64::from(sum(|v| v.flags[0])) / f64::from(frames))
    } else {
        "-".to_owned()
    };
    let ok = verdicts.iter().filter(|v| v.ok).count();
    let passed = format!("{ok}/{}", verdicts.len());
    writeln!(out, " {events:>9} {:>6} {flags:>7} {passed:>7}", sum(|v| v.events_unexpected))?;
    Ok(())
}

/// Of sorted values, with linear interpolation.
fn percentile(sorted: &[f64], share: f64) -> f64 {
    let place = (sorted.len() - 1) as f64 * share;
    let low = sorted[place as usize];
    let high = sorted[(place as usize + 1).min(sorted.len() - 1)];
    if low == high { low } else { low + (high - low) * place.fract() }
}

fn short(x: f64) -> String {
    if x < 100.0 { format!("{x:.2}") } else { format!("{x:.0}") }
}
