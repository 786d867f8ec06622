//! One record as text for people: a table of three columns, or one line.

use std::fmt::Write;

use crate::Record;
use crate::keys::{collect, ppo};
use crate::registry::{METRICS, Shape, find};

/// Columns side by side, and the width of one: a name, a blank and a value. With two blanks between columns a row has
/// 100 characters.
const COLUMNS: usize = 3;
const NAME: usize = 19;
const VALUE: usize = 12;
const COLUMN: usize = NAME + 1 + VALUE;

/// Metrics of the one-line summary and their short names.
const BRIEF: &[(&str, &str)] = &[
    (collect::STEP_REWARD, "reward"),
    (collect::EPISODE_RETURN, "return"),
    (ppo::ENTROPY, "entropy"),
    (ppo::APPROX_KL, "kl"),
];

/// How far a run is.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Progress {
    /// Agent steps so far.
    pub step: u64,
    /// Agent steps at which the run ends, if it ends.
    pub total_steps: Option<u64>,
    /// Agent steps per second by wall clock, if known.
    pub steps_per_second: Option<f64>,
}

impl Progress {
    /// The part of the run that is done, 0 to 1.
    #[must_use]
    pub fn fraction(&self) -> Option<f64> {
        let total = self.total_steps.filter(|total| *total > 0)?;
        Some((self.step as f64 / total as f64).min(1.0))
    }

    /// Seconds to the end at the present speed.
    #[must_use]
    pub fn seconds_left(&self) -> Option<f64> {
        let speed = self.steps_per_second.filter(|speed| *speed > 0.0)?;
        Some(self.total_steps?.saturating_sub(self.step) as f64 / speed)
    }

    /// Per cent, steps, speed and time left, as far as they are known.
    fn text(&self) -> String {
        let mut parts = Vec::new();
        parts.extend(self.fraction().map(|done| Shape::Percent.text(done)));
        let steps = |steps: u64| Shape::Count.text(steps as f64);
        let of = self.total_steps.map(|total| format!(" of {}", steps(total))).unwrap_or_default();
        parts.push(format!("{}{of} steps", steps(self.step)));
        parts.extend(self.steps_per_second.map(|speed| format!("{} steps/s", Shape::Count.text(speed))));
        parts.extend(self.seconds_left().map(|left| format!("ETA {}", Shape::Seconds.text(left))));
        parts.join("  ")
    }
}

/// A record as one line, without an end of line.
#[must_use]
pub fn render_line(record: &Record, progress: &Progress) -> String {
    let mut text = format!("iteration {}  {}", record.iteration(), progress.text());
    for (key, name) in BRIEF {
        if let Some(value) = record.get(key) {
            // Writing to a String cannot fail, here and below.
            let _ = write!(text, "  {name} {}", Shape::Plain.text(value));
        }
    }
    text
}

/// A record as a table: a line on progress, then metrics by section; at most 100 characters wide.
#[must_use]
pub fn render_table(record: &Record, progress: &Progress) -> String {
    let wall = Shape::Seconds.text(record.wall_seconds());
    let mut text = format!("iteration {}, running for {wall}\n{}\n", record.iteration(), bar(progress));
    let columns = columns(&blocks(record));
    let height = columns.iter().map(Vec::len).max().unwrap_or(0);
    for row in 0..height {
        let cells = columns.iter().map(|column| column.get(row).map_or("", String::as_str));
        let padded: Vec<_> = cells.map(|cell| format!("{cell:COLUMN$}")).collect();
        text.push_str(padded.join("  ").trim_end());
        text.push('\n');
    }
    text
}

fn bar(progress: &Progress) -> String {
    const WIDTH: usize = 30;
    let Some(done) = progress.fraction() else { return progress.text() };
    let full = (done * WIDTH as f64) as usize;
    format!("[{}{}] {}", "#".repeat(full), ".".repeat(WIDTH - full), progress.text())
}

/// The lines of each section that has values, in the registry's order.
fn blocks(record: &Record) -> Vec<Vec<String>> {
    let mut blocks: Vec<Vec<String>> = Vec::new();
    let mut section = "";
    for metric in METRICS {
        for (key, value) in record.values().filter(|(key, _)| find(key) == Some(metric)) {
            if metric.section != section || blocks.is_empty() {
                section = metric.section;
                blocks.push(vec![format!("-- {section} {}", "-".repeat(COLUMN - 4 - section.len()))]);
            }
            let name = match metric.member(key) {
                Some(member) => format!("{member} {}", metric.label),
                None => metric.label.to_owned(),
            };
            let line = format!("{:NAME$} {:>VALUE$}", shorten(name.trim_end()), metric.shape.text(value));
            blocks.last_mut().expect("a block was begun with its section").push(line);
        }
    }
    blocks
}

/// At most `NAME` characters, with the mark of an omission.
fn shorten(name: &str) -> String {
    if name.chars().count() <= NAME {
        return name.to_owned();
    }
    name.chars().take(NAME - 1).chain(['…']).collect()
}

/// The blocks one below the other in columns, none of them split, as low as that goes.
fn columns(blocks: &[Vec<String>]) -> Vec<Vec<String>> {
    let lines: usize = blocks.iter().map(Vec::len).sum();
    let mut height = lines.div_ceil(COLUMNS);
    loop {
        let mut columns: Vec<Vec<String>> = vec![Vec::new()];
        for block in blocks {
            match columns.last_mut() {
                Some(last) if last.is_empty() || last.len() + block.len() <= height => last.extend_from_slice(block),
                _ => columns.push(block.clone()),
            }
        }
        if columns.len() <= COLUMNS {
            return columns;
        }
        height += 1;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn full_record() -> Record {
        let mut record = Record::new(1_200_000, 20, 125.0);
        for metric in METRICS {
            if metric.is_family() {
                let prefix = metric.key.split('<').next().unwrap();
                for name in ["1v1", "a_component_with_a_very_long_name"] {
                    record.push(format!("{prefix}{name}"), -1.234_567e-12).unwrap();
                }
            } else {
                record.push(metric.key, 1234.5).unwrap();
            }
        }
        record
    }

    const PROGRESS: Progress =
        Progress { step: 1_200_000, total_steps: Some(3_000_000), steps_per_second: Some(41_200.0) };

    #[test]
    fn a_full_table_shows_everything_within_100_columns() {
        let record = full_record();
        let text = render_table(&record, &PROGRESS);
        let widest = text.lines().map(|line| line.chars().count()).max().unwrap();
        assert!(widest <= 100, "{widest}\n{text}");
        // With all auxiliary heads, a teacher and every rating; most runs have half as many rows.
        assert!(text.lines().count() <= 40, "{text}");
        let sections: std::collections::BTreeSet<_> = METRICS.iter().map(|metric| metric.section).collect();
        for section in &sections {
            assert!(text.contains(&format!("-- {section} -")), "{section}\n{text}");
        }
        // Rows of values: what remains of all columns after the headings.
        let cells: usize = columns(&blocks(&record)).iter().map(Vec::len).sum();
        assert_eq!(cells, record.values().count() + sections.len());
        assert!(text.contains("1v1 sigma"), "{text}");
    }

    #[test]
    fn progress_says_percent_speed_and_time_left() {
        let text = render_table(&Record::new(1_200_000, 20, 125.0), &PROGRESS);
        assert_eq!(
            text,
            "iteration 20, running for 2m05s\n\
             [############..................] 40.0%  1.20M of 3.00M steps  41.2k steps/s  ETA 43.69 s\n"
        );
        let endless = Progress { total_steps: None, steps_per_second: None, ..PROGRESS };
        assert_eq!(bar(&endless), "1.20M steps");
        let beyond = Progress { step: 4_000_000, ..PROGRESS };
        assert_eq!((beyond.fraction(), beyond.seconds_left()), (Some(1.0), Some(0.0)));
    }

    #[test]
    fn one_line_has_the_essentials() {
        let mut record = Record::new(1_200_000, 20, 125.0);
        record.push("ppo/approx_kl", 0.0051).unwrap();
        record.push("collect/step_reward", 0.0123).unwrap();
        assert_eq!(
            render_line(&record, &PROGRESS),
            "iteration 20  40.0%  1.20M of 3.00M steps  41.2k steps/s  ETA 43.69 s  reward 0.0123  kl 0.0051"
        );
    }
}
