//! The registry as a document.

use std::fmt::Write;

use super::METRICS;

/// The registry as Markdown: a table per section.
///
/// ```
/// let text = wavedash_metrics::registry::catalogue();
/// assert!(text.starts_with("# Metrics\n"));
/// assert!(text.contains("| `ppo/approx_kl` | nats |"));
/// ```
#[must_use]
pub fn catalogue() -> String {
    let mut text = String::from(
        "# Metrics\n\n\
         One record per iteration. A key with `<…>` is a family whose last part is free. The last column is the name\n\
         that the same number has in rlgym-ppo, written instead of the key with `names = \"rlgym-ppo\"`.\n",
    );
    let mut section = "";
    for metric in METRICS {
        if metric.section != section {
            section = metric.section;
            // Writing to a String cannot fail.
            let _ = write!(text, "\n## {section}\n\n| Key | Unit | Definition | rlgym-ppo |\n|---|---|---|---|\n");
        }
        let foreign = metric.rlgym_ppo.unwrap_or("–");
        let _ = writeln!(text, "| `{}` | {} | {} | {foreign} |", metric.key, metric.unit, metric.definition);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_metric_is_a_row_of_four_cells() {
        let text = catalogue();
        let rows: Vec<_> = text.lines().filter(|line| line.starts_with("| `")).collect();
        assert_eq!(rows.len(), METRICS.len());
        for row in rows {
            assert_eq!(row.matches(" | ").count(), 3, "{row}");
        }
        assert!(text.contains("| Mean KL Divergence |"));
    }
}
