//! The bounded queue between training and the sinks.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::JoinHandle;

use crossbeam::channel::{Receiver, Sender, TrySendError, bounded};

use crate::{MetricsError, Record, Sink, keys};

/// Records that may wait. An iteration takes seconds, so a disk may stand still for minutes before one is lost.
const CAPACITY: usize = 64;

/// What both sides of the queue know.
#[derive(Default)]
struct Shared {
    dropped: AtomicU64,
    failed: AtomicU64,
    /// The first failure, until somebody takes it. Locked only when a sink fails and when training asks.
    error: Mutex<Option<MetricsError>>,
}

impl Shared {
    fn take_error(&self) -> Option<MetricsError> {
        self.error.lock().unwrap_or_else(PoisonError::into_inner).take()
    }

    fn note(&self, result: Result<(), MetricsError>) {
        if let Err(error) = result
            && self.failed.fetch_add(1, Ordering::Relaxed) == 0
        {
            *self.error.lock().unwrap_or_else(PoisonError::into_inner) = Some(error);
        }
    }
}

/// How the reporting of a run ended.
#[derive(Debug)]
pub struct Outcome {
    /// Records dropped because the queue was full.
    pub dropped: u64,
    /// Records that a sink did not take, and flushes that failed, counted per sink.
    pub failed: u64,
    /// The first of these failures, unless [`Reporter::take_error`] gave it out already.
    pub error: Option<MetricsError>,
}

/// Sends records to a thread that owns the sinks. Sending never waits; see the crate's head for an example.
///
/// Dropping it without [`finish`](Self::finish) also waits until what was sent is written, but tells no failures.
pub struct Reporter {
    // Both are there until the end: closing the sender is what ends the thread.
    sender: Option<Sender<Record>>,
    thread: Option<JoinHandle<()>>,
    shared: Arc<Shared>,
}

impl Reporter {
    /// Starts the thread that writes, with a queue of 64 records.
    ///
    /// # Errors
    ///
    /// If the system starts no thread.
    pub fn start(sinks: Vec<Box<dyn Sink>>) -> Result<Self, MetricsError> {
        Self::with_capacity(sinks, CAPACITY)
    }

    /// Like [`start`](Self::start) with a queue of `capacity` records, at least one.
    ///
    /// # Errors
    ///
    /// If the system starts no thread.
    pub fn with_capacity(sinks: Vec<Box<dyn Sink>>, capacity: usize) -> Result<Self, MetricsError> {
        let (sender, receiver) = bounded(capacity.max(1));
        let shared = Arc::new(Shared::default());
        let theirs = Arc::clone(&shared);
        let thread = std::thread::Builder::new()
            .name("metrics".to_owned())
            .spawn(move || write_all(&receiver, sinks, &theirs))
            .map_err(|source| MetricsError::Writer { target: "thread of metrics", source })?;
        Ok(Self { sender: Some(sender), thread: Some(thread), shared })
    }

    /// Hands over a record with `process/dropped_metrics` added, or drops it and counts if the queue is full.
    pub fn send(&self, mut record: Record) {
        record.set(keys::process::DROPPED_METRICS, self.dropped() as f64);
        let sent = self.sender.as_ref().map(|sender| sender.try_send(record));
        if let Some(Err(TrySendError::Full(_) | TrySendError::Disconnected(_))) = sent {
            self.shared.dropped.fetch_add(1, Ordering::Relaxed);
        }
    }

    /// Records dropped so far.
    #[must_use]
    pub fn dropped(&self) -> u64 {
        self.shared.dropped.load(Ordering::Relaxed)
    }

    /// The first failure of a sink, once, so that a run of days can tell it at once. The sinks stay in use: a disk
    /// that has room again gets the later records.
    #[must_use]
    pub fn take_error(&self) -> Option<MetricsError> {
        self.shared.take_error()
    }

    /// Waits until everything sent is written and flushed.
    #[must_use]
    pub fn finish(mut self) -> Outcome {
        let panicked = self.close().map(|()| MetricsError::WriterPanicked);
        Outcome {
            dropped: self.dropped(),
            failed: self.shared.failed.load(Ordering::Relaxed),
            error: self.shared.take_error().or(panicked),
        }
    }

    /// Ends the thread; `Some` if it panicked.
    fn close(&mut self) -> Option<()> {
        drop(self.sender.take());
        self.thread.take()?.join().err().map(|_| ())
    }
}

impl Drop for Reporter {
    fn drop(&mut self) {
        let _ = self.close();
    }
}

/// The thread: every record to every sink, and a flush whenever the queue is empty.
fn write_all(receiver: &Receiver<Record>, mut sinks: Vec<Box<dyn Sink>>, shared: &Shared) {
    for record in receiver {
        for sink in &mut sinks {
            shared.note(sink.write(&record));
        }
        if receiver.is_empty() {
            for sink in &mut sinks {
                shared.note(sink.flush());
            }
        }
    }
    for sink in &mut sinks {
        shared.note(sink.flush());
    }
}

#[cfg(test)]
mod tests;
