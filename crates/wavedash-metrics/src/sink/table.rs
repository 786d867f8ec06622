//! The table for the person in front of the terminal.

use std::io::Write;

use super::Sink;
use super::layout::{Progress, render_line, render_table};
use crate::keys::throughput;
use crate::{MetricsError, Record};

/// What a terminal or a log can show.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TableStyle {
    /// A table that each record draws anew in the same place; needs a terminal that understands ANSI codes. About 25
    /// lines high with all metrics.
    Live,
    /// One line per record.
    Lines,
}

impl TableStyle {
    /// The style for an output that is a terminal, or is not.
    #[must_use]
    pub fn for_terminal(is_terminal: bool) -> Self {
        if is_terminal { Self::Live } else { Self::Lines }
    }
}

/// Draws records into a writer, usually standard error, that the command line passes in.
pub struct TableSink<W> {
    writer: W,
    style: TableStyle,
    total_steps: Option<u64>,
    /// Steps and wall seconds of the first record: the speed since then is steadier than that of one iteration.
    first: Option<(u64, f64)>,
    /// Lines of the last table, which the next one covers.
    drawn: usize,
}

impl<W: Write + Send> TableSink<W> {
    /// A table of a run that ends at `total_steps`, if it ends.
    pub fn new(writer: W, style: TableStyle, total_steps: Option<u64>) -> Self {
        Self { writer, style, total_steps, first: None, drawn: 0 }
    }

    fn progress(&mut self, record: &Record) -> Progress {
        let (step, wall) = *self.first.get_or_insert((record.step(), record.wall_seconds()));
        let seconds = record.wall_seconds() - wall;
        let measured = (seconds > 0.0).then(|| record.step().saturating_sub(step) as f64 / seconds);
        Progress {
            step: record.step(),
            total_steps: self.total_steps,
            steps_per_second: measured.or_else(|| record.get(throughput::OVERALL_SPS)),
        }
    }
}

impl<W: Write + Send> Sink for TableSink<W> {
    fn write(&mut self, record: &Record) -> Result<(), MetricsError> {
        let progress = self.progress(record);
        let text = match self.style {
            TableStyle::Lines => render_line(record, &progress) + "\n",
            TableStyle::Live => {
                let table = render_table(record, &progress);
                // Up to where the last table began, and clear from there to the end of the screen.
                let back = if self.drawn > 0 { format!("\x1b[{}A\x1b[J", self.drawn) } else { String::new() };
                self.drawn = table.lines().count();
                back + &table
            }
        };
        let written = self.writer.write_all(text.as_bytes()).and_then(|()| self.writer.flush());
        written.map_err(|source| MetricsError::Writer { target: "table of metrics", source })
    }

    fn flush(&mut self) -> Result<(), MetricsError> {
        self.writer.flush().map_err(|source| MetricsError::Writer { target: "table of metrics", source })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn draw(style: TableStyle) -> String {
        let mut sink = TableSink::new(Vec::new(), style, Some(1000));
        for (step, wall, speed) in [(100, 1.0, 50.0), (300, 2.0, 1.0)] {
            let mut record = Record::new(step, step / 100, wall);
            record.push(throughput::OVERALL_SPS, speed).unwrap();
            sink.write(&record).unwrap();
        }
        String::from_utf8(sink.writer).unwrap()
    }

    #[test]
    fn a_log_gets_a_line_each_with_the_steady_speed() {
        assert_eq!(
            draw(TableStyle::for_terminal(false)),
            "iteration 1  10.0%  100 of 1.00k steps  50 steps/s  ETA 18.00 s\n\
             iteration 3  30.0%  300 of 1.00k steps  200 steps/s  ETA 3.50 s\n"
        );
    }

    #[test]
    fn a_terminal_gets_a_table_that_covers_the_last() {
        let text = draw(TableStyle::for_terminal(true));
        let (first, second) = text.split_once("\x1b[4A\x1b[J").expect("the second table goes up by four lines");
        assert_eq!(first.lines().count(), 4, "{first}");
        assert!(second.contains("30.0%") && second.contains("-- Throughput -"), "{second}");
    }
}
