//! Reads the metrics of a run back from its file of JSON lines.

use std::collections::BTreeMap;
use std::path::Path;

use crate::MetricsError;
use crate::names::key_of;
use crate::sink::parse_line;

/// The series of one run.
#[derive(Debug, Clone, PartialEq)]
pub struct Run {
    /// The name in the legend. Runs with the same name share a colour.
    pub label: String,
    /// By key of the registry: (agent steps, value), in the order of the file, finite values only.
    pub series: BTreeMap<String, Vec<(f64, f64)>>,
}

/// Reads a `metrics.jsonl`, in whichever names it was written. A half-written last line is left out, so the file of
/// a run in progress can be drawn.
///
/// # Errors
///
/// If the file cannot be read, or another line than the last is not a record.
pub fn read(label: &str, path: &Path) -> Result<Run, MetricsError> {
    let bytes = std::fs::read(path).map_err(MetricsError::io(path))?;
    let text = String::from_utf8_lossy(&bytes);
    let mut series: BTreeMap<String, Vec<(f64, f64)>> = BTreeMap::new();
    let mut lines = text.lines().enumerate().peekable();
    while let Some((number, line)) = lines.next() {
        let Some((step, fields)) = parse_line(line) else {
            if lines.peek().is_none() {
                break;
            }
            let problem = "not a record of metrics".to_owned();
            return Err(MetricsError::Line { path: path.to_owned(), line: number + 1, problem });
        };
        for (name, value) in &fields {
            // `null` stands for what was not finite; step, iteration and wall time are no metrics.
            if let Some(value) = value.as_f64().filter(|_| name != "step") {
                series.entry(key_of(name).to_owned()).or_default().push((step as f64, value));
            }
        }
    }
    series.retain(|key, _| crate::registry::find(key).is_some());
    Ok(Run { label: label.to_owned(), series })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_vocabularies_lead_to_the_same_series() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("metrics.jsonl");
        let text = "{\"step\":1,\"iteration\":1,\"wall_seconds\":2.0,\"Policy Entropy\":4.5,\"reward/a\":null}\n\
                    {\"step\":2,\"iteration\":2,\"wall_seconds\":3.0,\"ppo/entropy\":4.0,\"reward/a\":1.5}\n{\"st";
        std::fs::write(&path, text).unwrap();
        let run = read("x", &path).unwrap();
        assert_eq!(run.series.keys().collect::<Vec<_>>(), ["ppo/entropy", "reward/a"]);
        assert_eq!(run.series["ppo/entropy"], [(1.0, 4.5), (2.0, 4.0)]);
        assert_eq!(run.series["reward/a"], [(2.0, 1.5)]);
    }

    #[test]
    fn a_strange_line_is_named() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("metrics.jsonl");
        std::fs::write(&path, "{\"step\":1}\nhello\n{\"step\":2}\n").unwrap();
        assert!(read("x", &path).unwrap_err().to_string().contains("metrics.jsonl:2: "));
    }
}
