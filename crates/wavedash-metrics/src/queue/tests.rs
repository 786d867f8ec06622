use std::io;
use std::path::PathBuf;
use std::time::{Duration, Instant};

use super::*;

type Seen = Arc<Mutex<Vec<Record>>>;

/// Keeps records; waits for a permission before each and fails on some.
struct TestSink {
    seen: Seen,
    gate: Option<Receiver<()>>,
    fails: fn(u64) -> bool,
}

impl Sink for TestSink {
    fn write(&mut self, record: &Record) -> Result<(), MetricsError> {
        if let Some(gate) = &self.gate {
            // A closed gate stands open.
            let _ = gate.recv();
        }
        if (self.fails)(record.step()) {
            let source = io::Error::other(format!("no room for {}", record.step()));
            return Err(MetricsError::Io { path: PathBuf::from("disk"), source });
        }
        self.seen.lock().unwrap().push(record.clone());
        Ok(())
    }

    fn flush(&mut self) -> Result<(), MetricsError> {
        Ok(())
    }
}

fn sink(gate: Option<Receiver<()>>, fails: fn(u64) -> bool) -> (Seen, Box<dyn Sink>) {
    let seen = Seen::default();
    (Arc::clone(&seen), Box::new(TestSink { seen, gate, fails }))
}

fn steps(seen: &Seen) -> Vec<u64> {
    seen.lock().unwrap().iter().map(Record::step).collect()
}

#[test]
fn a_blocked_sink_costs_records_but_no_time_and_the_loss_is_counted() {
    let (open, gate) = bounded(0);
    let (seen, blocked) = sink(Some(gate), |_| false);
    let reporter = Reporter::with_capacity(vec![blocked], 2).unwrap();
    reporter.send(Record::new(1, 1, 0.0));
    // The thread holds record 1 as soon as the queue is empty.
    while !reporter.sender.as_ref().unwrap().is_empty() {
        std::thread::yield_now();
    }
    let begin = Instant::now();
    for step in 2..=1001 {
        reporter.send(Record::new(step, step, 0.0));
    }
    assert!(begin.elapsed() < Duration::from_secs(5), "sending waited");
    assert_eq!(reporter.dropped(), 998);
    drop(open);
    while !reporter.sender.as_ref().unwrap().is_empty() {
        std::thread::yield_now();
    }
    reporter.send(Record::new(2000, 2000, 0.0));
    let outcome = reporter.finish();
    assert_eq!((outcome.dropped, outcome.failed), (998, 0));
    assert_eq!(steps(&seen), [1, 2, 3, 2000]);
    let told: Vec<_> =
        seen.lock().unwrap().iter().map(|record| record.get(keys::process::DROPPED_METRICS).unwrap()).collect();
    assert_eq!(told, [0.0, 0.0, 0.0, 998.0]);
}

#[test]
fn a_failing_sink_is_told_once_and_harms_neither_the_others_nor_later_records() {
    let (seen_bad, bad) = sink(None, |step| step == 2 || step == 3);
    let (seen_good, good) = sink(None, |_| false);
    let reporter = Reporter::start(vec![bad, good]).unwrap();
    for step in 1..=4 {
        reporter.send(Record::new(step, step, 0.0));
    }
    let outcome = reporter.finish();
    assert_eq!(outcome.failed, 2);
    assert_eq!(outcome.error.unwrap().to_string(), "disk: no room for 2");
    assert_eq!(steps(&seen_bad), [1, 4]);
    assert_eq!(steps(&seen_good), [1, 2, 3, 4]);
}

#[test]
fn an_error_taken_during_the_run_is_not_told_again() {
    let (_, bad) = sink(None, |_| true);
    let reporter = Reporter::start(vec![bad]).unwrap();
    reporter.send(Record::new(1, 1, 0.0));
    let error = loop {
        if let Some(error) = reporter.take_error() {
            break error;
        }
        std::thread::yield_now();
    };
    assert!(error.to_string().contains("no room for 1"));
    reporter.send(Record::new(2, 2, 0.0));
    let outcome = reporter.finish();
    assert_eq!(outcome.failed, 2);
    assert!(outcome.error.is_none());
}

#[test]
fn a_panicking_sink_ends_the_writer_not_the_run() {
    let (_, broken) = sink(None, |_| panic!("a defect in a sink"));
    let reporter = Reporter::start(vec![broken]).unwrap();
    for step in 1..=3 {
        reporter.send(Record::new(step, step, 0.0));
    }
    assert!(matches!(reporter.finish().error, Some(MetricsError::WriterPanicked)));
}

#[test]
fn dropping_the_reporter_writes_what_was_sent() {
    let (seen, good) = sink(None, |_| false);
    let reporter = Reporter::start(vec![good]).unwrap();
    for step in 1..=10 {
        reporter.send(Record::new(step, step, 0.0));
    }
    drop(reporter);
    assert_eq!(steps(&seen).len(), 10);
}
