//! Scalars as TensorBoard reads them.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::time::{SystemTime, UNIX_EPOCH};

use super::Sink;
use super::append::AppendFile;
use super::tfrecord::{Event, FILE_VERSION, Metadata, SESSION_START, Scalar, SessionLog, Summary, frame};
use crate::registry::find;
use crate::{MetricsError, Names, Record};

/// Writes an event file into a folder. Each metric carries its unit and definition, which TensorBoard shows beside
/// the chart. Values are 32-bit floats there: the exact ones are in the JSON lines.
///
/// ```
/// use wavedash_metrics::{Names, Record, Sink, TensorBoardSink, keys};
///
/// let folder = tempfile::tempdir()?;
/// let mut sink = TensorBoardSink::create(folder.path(), Names::Wavedash)?;
/// let mut record = Record::new(60_000, 1, 2.5);
/// record.push(keys::ppo::ENTROPY, 4.25)?;
/// sink.write(&record)?;
/// assert!(sink.path().file_name().is_some_and(|name| name.to_string_lossy().starts_with("events.out.tfevents.")));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub struct TensorBoardSink {
    file: AppendFile,
    names: Names,
    /// Tags whose definition is in this file already.
    described: BTreeSet<String>,
}

impl TensorBoardSink {
    /// Begins a file in `folder`.
    ///
    /// # Errors
    ///
    /// If the folder or the file cannot be made.
    pub fn create(folder: &Path, names: Names) -> Result<Self, MetricsError> {
        let path = next_file(folder)?;
        let mut sink = Self { file: AppendFile::open(&path, 0)?, names, described: BTreeSet::new() };
        sink.append(&Event { wall_time: now(), file_version: Some(FILE_VERSION.to_owned()), ..Event::default() })?;
        Ok(sink)
    }

    /// Begins a further file that makes TensorBoard forget what the earlier ones hold behind `step`.
    ///
    /// # Errors
    ///
    /// If the folder or the file cannot be made.
    pub fn resume(folder: &Path, names: Names, step: u64) -> Result<Self, MetricsError> {
        let mut sink = Self::create(folder, names)?;
        let session_log = Some(SessionLog { status: SESSION_START });
        // TensorBoard drops events at or behind the step of a beginning.
        let step = as_step(step.saturating_add(1));
        sink.append(&Event { wall_time: now(), step, session_log, ..Event::default() })?;
        Ok(sink)
    }

    /// The file that is being written.
    #[must_use]
    pub fn path(&self) -> &Path {
        self.file.path()
    }

    fn append(&mut self, event: &Event) -> Result<(), MetricsError> {
        let mut bytes = Vec::new();
        frame(event, &mut bytes);
        self.file.append(&bytes)
    }
}

impl Sink for TensorBoardSink {
    fn write(&mut self, record: &Record) -> Result<(), MetricsError> {
        let scalar = |(key, value): (&str, f64)| {
            let tag = self.names.of(key).to_owned();
            let unknown = !self.described.contains(&tag);
            let metadata = find(key)
                .filter(|_| unknown)
                .map(|metric| Metadata::of_scalar(format!("{} Unit: {}.", metric.definition, metric.unit)));
            // What does not fit becomes infinite, which TensorBoard shows as such.
            Scalar { tag, simple_value: Some(value as f32), metadata }
        };
        let value: Vec<_> = record.values().map(scalar).collect();
        let tags: Vec<_> = value.iter().map(|scalar| scalar.tag.clone()).collect();
        let summary = Some(Summary { value });
        self.append(&Event { wall_time: now(), step: as_step(record.step()), summary, ..Event::default() })?;
        self.described.extend(tags);
        Ok(())
    }

    fn flush(&mut self) -> Result<(), MetricsError> {
        self.file.flush()
    }
}

fn as_step(step: u64) -> i64 {
    i64::try_from(step).unwrap_or(i64::MAX)
}

/// Unix time in seconds.
fn now() -> f64 {
    SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default().as_secs_f64()
}

/// A new file's path. TensorBoard reads the files of a folder in the order of their names, so the number is the time,
/// but behind the number of every file that is there: a clock may be set back, and a run resumed within a second.
fn next_file(folder: &Path) -> Result<PathBuf, MetricsError> {
    const PREFIX: &str = "events.out.tfevents.";
    std::fs::create_dir_all(folder).map_err(MetricsError::io(folder))?;
    let mut number = now() as u64;
    for entry in std::fs::read_dir(folder).map_err(MetricsError::io(folder))? {
        let name = entry.map_err(MetricsError::io(folder))?.file_name();
        let rest = name.to_str().and_then(|name| name.strip_prefix(PREFIX)).unwrap_or_default();
        let present = rest.split('.').next().and_then(|digits| digits.parse::<u64>().ok());
        number = number.max(present.map_or(0, |present| present.saturating_add(1)));
    }
    Ok(folder.join(format!("{PREFIX}{number:010}.wavedash")))
}

#[cfg(test)]
mod tests {
    use super::super::tfrecord::events;
    use super::*;

    fn record(step: u64, entropy: f64) -> Record {
        let mut record = Record::new(step, step / 100, 0.5);
        record.push("ppo/entropy", entropy).unwrap();
        record.push("rating/1v1", 25.0).unwrap();
        record
    }

    #[test]
    fn events_come_back_with_tags_steps_and_definitions_once() {
        let folder = tempfile::tempdir().unwrap();
        let mut sink = TensorBoardSink::create(folder.path(), Names::RlgymPpo).unwrap();
        sink.write(&record(100, 4.25)).unwrap();
        sink.write(&record(200, f64::NAN)).unwrap();
        sink.flush().unwrap();
        let events = events(&std::fs::read(sink.path()).unwrap());
        assert_eq!(events[0].file_version.as_deref(), Some("brain.Event:2"));
        assert!(events[0].wall_time > 1.7e9);
        let first = events[1].summary.as_ref().unwrap();
        assert_eq!((events[1].step, events.len()), (100, 3));
        assert_eq!((first.value[0].tag.as_str(), first.value[0].simple_value), ("Policy Entropy", Some(4.25)));
        assert_eq!((first.value[1].tag.as_str(), first.value[1].simple_value), ("rating/1v1", Some(25.0)));
        assert!(first.value[0].metadata.as_ref().unwrap().summary_description.ends_with("Unit: nats."));
        let second = events[2].summary.as_ref().unwrap();
        assert!(second.value[0].simple_value.unwrap().is_nan());
        assert!(second.value[0].metadata.is_none());
    }

    #[test]
    fn a_resumed_run_begins_a_later_file_that_voids_what_lies_behind() {
        let folder = tempfile::tempdir().unwrap();
        let first = TensorBoardSink::create(folder.path(), Names::Wavedash).unwrap();
        let second = TensorBoardSink::resume(folder.path(), Names::Wavedash, 100).unwrap();
        assert!(first.path() < second.path());
        let events = events(&std::fs::read(second.path()).unwrap());
        assert_eq!(events[1].step, 101);
        assert_eq!(events[1].session_log, Some(SessionLog { status: 1 }));
    }
}
