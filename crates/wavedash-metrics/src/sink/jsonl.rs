//! One JSON object per line: the file that scripts and [`curves`](crate::curves) read.

use std::fs::OpenOptions;
use std::io::Write;
use std::path::{Path, PathBuf};

use serde_json::{Map, Value};

use super::Sink;
use super::append::AppendFile;
use crate::{MetricsError, Names, Record};

/// Appends records to a `metrics.jsonl`. A line is flat: `step`, `iteration`, `wall_seconds`, then the metrics by
/// name; a value that is not finite is `null`.
///
/// ```
/// use wavedash_metrics::{JsonlSink, Names, Record, Sink, keys};
///
/// let folder = tempfile::tempdir()?;
/// let path = folder.path().join("metrics.jsonl");
/// let mut record = Record::new(60_000, 1, 2.5);
/// record.push(keys::ppo::ENTROPY, 4.25)?;
/// JsonlSink::create(&path, Names::Wavedash)?.write(&record)?;
/// let text = std::fs::read_to_string(&path)?;
/// assert_eq!(text, "{\"step\":60000,\"iteration\":1,\"wall_seconds\":2.5,\"ppo/entropy\":4.25}\n");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub struct JsonlSink {
    file: AppendFile,
    names: Names,
    set_aside: usize,
}

impl JsonlSink {
    /// Begins a file, in place of an earlier one.
    ///
    /// # Errors
    ///
    /// If the file cannot be made.
    pub fn create(path: &Path, names: Names) -> Result<Self, MetricsError> {
        Ok(Self { file: AppendFile::open(path, 0)?, names, set_aside: 0 })
    }

    /// Goes on with a file after the record of `step`: a half-written last line goes, and so do the records behind
    /// `step`, which the resumed run will write anew. A missing file is begun. Lines before the last that are not records
    /// are moved to a file of the same name with `.damaged` behind it, so that one broken block of a disk does not end
    /// a run: see [`set_aside`](Self::set_aside).
    ///
    /// # Errors
    ///
    /// If a file cannot be read or written.
    pub fn resume(path: &Path, names: Names, step: u64) -> Result<Self, MetricsError> {
        let (keep, set_aside) = if path.exists() { end_of_step(path, step)? } else { (0, 0) };
        Ok(Self { file: AppendFile::open(path, keep)?, names, set_aside })
    }

    /// Lines that [`resume`](Self::resume) found unreadable and moved.
    #[must_use]
    pub fn set_aside(&self) -> usize {
        self.set_aside
    }
}

impl Sink for JsonlSink {
    fn write(&mut self, record: &Record) -> Result<(), MetricsError> {
        self.file.append(json_line(record, self.names).as_bytes())
    }

    fn flush(&mut self) -> Result<(), MetricsError> {
        self.file.flush()
    }
}

/// The record as one line of JSON, in its own order.
fn json_line(record: &Record, names: Names) -> String {
    let mut line = format!("{{\"step\":{},\"iteration\":{}", record.step(), record.iteration());
    let wall = ("wall_seconds", record.wall_seconds());
    for (name, value) in std::iter::once(wall).chain(record.values().map(|(key, value)| (names.of(key), value))) {
        // `Value` quotes names, and writes `null` for what JSON has no number for.
        line.push_str(&format!(",{}:{}", Value::from(name), Value::from(value)));
    }
    line.push_str("}\n");
    line
}

/// A line of the file as its step and the other fields; `None` if it is not a record.
pub(crate) fn parse_line(line: &str) -> Option<(u64, Map<String, Value>)> {
    let fields: Map<String, Value> = serde_json::from_str(line).ok()?;
    Some((fields.get("step")?.as_u64()?, fields))
}

/// Where lines go that are not records.
fn damaged_path(path: &Path) -> PathBuf {
    let mut name = path.file_name().unwrap_or_default().to_os_string();
    name.push(".damaged");
    path.with_file_name(name)
}

/// Length of the front part of the file whose records are not behind `step`, and how many lines in it were no records and
/// have been moved out of it.
fn end_of_step(path: &Path, step: u64) -> Result<(u64, usize), MetricsError> {
    let bytes = std::fs::read(path).map_err(MetricsError::io(path))?;
    let (mut kept, mut damaged, mut lines) = (Vec::new(), Vec::new(), 0);
    let mut rest = bytes.split_inclusive(|byte| *byte == b'\n').peekable();
    while let Some(line) = rest.next() {
        let whole = line.ends_with(b"\n");
        let record = std::str::from_utf8(line).ok().filter(|_| whole).and_then(parse_line);
        match record {
            Some((at, _)) if at <= step => kept.extend_from_slice(line),
            Some(_) => break,
            // The line that was being written when the process or the machine stopped.
            None if rest.peek().is_none() => break,
            None => {
                damaged.extend_from_slice(line);
                lines += 1;
            }
        }
    }
    if lines > 0 {
        let aside = damaged_path(path);
        let mut file = OpenOptions::new().append(true).create(true).open(&aside).map_err(MetricsError::io(&aside))?;
        file.write_all(&damaged).and_then(|()| file.sync_all()).map_err(MetricsError::io(&aside))?;
        // Only then do they leave the file, all at once.
        let mut name = path.file_name().unwrap_or_default().to_os_string();
        name.push(".tmp");
        let whole = path.with_file_name(name);
        std::fs::write(&whole, &kept).and_then(|()| std::fs::rename(&whole, path)).map_err(MetricsError::io(path))?;
    }
    Ok((kept.len() as u64, lines))
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    fn record(step: u64) -> Record {
        let mut record = Record::new(step, step / 100, 0.5);
        record.push("ppo/approx_kl", 0.25).unwrap();
        record.push("reward/touch", f64::NAN).unwrap();
        record
    }

    fn line(step: u64) -> String {
        json_line(&record(step), Names::Wavedash)
    }

    #[test]
    fn names_and_null() {
        assert_eq!(
            json_line(&record(100), Names::RlgymPpo),
            "{\"step\":100,\"iteration\":1,\"wall_seconds\":0.5,\"Mean KL Divergence\":0.25,\"reward/touch\":null}\n"
        );
    }

    #[test]
    fn floats_come_back_to_the_bit() {
        for value in [0.1, 1.0 / 3.0, 1e-300, 123_456_789.123, -0.0] {
            let mut record = Record::new(1, 1, 0.0);
            record.push("ppo/entropy", value).unwrap();
            let (_, fields) = parse_line(&json_line(&record, Names::Wavedash)).unwrap();
            assert_eq!(fields["ppo/entropy"].as_f64().unwrap().to_bits(), f64::to_bits(value));
        }
    }

    #[test]
    fn resuming_cuts_what_lies_behind_and_what_is_torn() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("metrics.jsonl");
        let torn = &line(400)[..20];
        for (before, after) in [
            (line(100) + &line(200) + &line(300) + torn, line(100) + &line(200) + &line(250)),
            (line(100) + torn, line(100) + &line(250)),
            // Complete, but not JSON: a block of the file system that was never written.
            (line(100) + "\0\0\0\n", line(100) + &line(250)),
            (torn.to_owned(), line(250)),
            (line(300), line(250)),
            (String::new(), line(250)),
        ] {
            fs::write(&path, before).unwrap();
            JsonlSink::resume(&path, Names::Wavedash, 200).unwrap().write(&record(250)).unwrap();
            assert_eq!(fs::read_to_string(&path).unwrap(), after);
        }
    }

    #[test]
    fn a_missing_file_is_begun_and_unreadable_lines_are_set_aside() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("run/metrics.jsonl");
        JsonlSink::resume(&path, Names::Wavedash, 5).unwrap().write(&record(100)).unwrap();
        assert_eq!(fs::read_to_string(&path).unwrap(), line(100));
        let strange = "{\"step\":1e\n\0\0\0\n";
        fs::write(&path, line(100) + strange + &line(200) + &line(300)).unwrap();
        let mut sink = JsonlSink::resume(&path, Names::Wavedash, 200).unwrap();
        assert_eq!(sink.set_aside(), 2);
        sink.write(&record(250)).unwrap();
        assert_eq!(fs::read_to_string(&path).unwrap(), line(100) + &line(200) + &line(250));
        assert_eq!(fs::read_to_string(damaged_path(&path)).unwrap(), strange);
        assert_eq!(JsonlSink::resume(&path, Names::Wavedash, 250).unwrap().set_aside(), 0);
        // Another time they come behind.
        fs::write(&path, "dear diary\ntoday\n").unwrap();
        assert_eq!(JsonlSink::resume(&path, Names::Wavedash, 5).unwrap().set_aside(), 1);
        assert_eq!(fs::read_to_string(damaged_path(&path)).unwrap(), strange.to_owned() + "dear diary\n");
    }
}
