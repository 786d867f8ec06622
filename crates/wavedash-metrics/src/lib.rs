//! Where the numbers of a training run go.
//!
//! * [`registry`] defines every metric: key, unit, one sentence on what is averaged over what. Nothing else can be
//!   recorded. [`registry::catalogue`] is the document, [`keys`] are the constants to record and read by.
//! * A [`Record`] holds one iteration's values.
//! * A [`Sink`] takes records: [`JsonlSink`] for scripts, [`TensorBoardSink`] for dashboards, [`TableSink`] for the
//!   person in front of the terminal.
//! * A [`Reporter`] stands between training and the sinks: a bounded queue to a thread. Training never waits for a
//!   disk or a terminal; records that find the queue full are dropped and counted, and a sink that fails is reported
//!   once, not raised.
//! * [`series`] reads the file of a run back.
//!
//! ```
//! use wavedash_metrics::keys::{ppo, rating};
//! use wavedash_metrics::{JsonlSink, Names, Record, Reporter, TableSink, TableStyle, TensorBoardSink, series};
//!
//! let run = tempfile::tempdir()?;
//! let file = run.path().join("metrics.jsonl");
//! let reporter = Reporter::start(vec![
//!     Box::new(JsonlSink::create(&file, Names::Wavedash)?),
//!     Box::new(TensorBoardSink::create(run.path(), Names::RlgymPpo)?),
//!     Box::new(TableSink::new(std::io::sink(), TableStyle::for_terminal(false), Some(120_000))),
//! ])?;
//! for iteration in 1..=2 {
//!     let mut record = Record::new(iteration * 60_000, iteration, iteration as f64 * 1.5);
//!     record.push(ppo::ENTROPY, 4.5 - 0.1 * iteration as f64)?;
//!     record.push(rating::MEAN.of("1v1"), 25.0)?;
//!     reporter.send(record);
//! }
//! let outcome = reporter.finish();
//! assert!(outcome.error.is_none() && outcome.dropped == 0);
//!
//! let run = series::read("first try", &file)?;
//! assert_eq!(run.series[&rating::MEAN.of("1v1")], [(60_000.0, 25.0), (120_000.0, 25.0)]);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod error;
mod names;
mod queue;
mod record;
pub mod registry;
pub mod series;
mod sink;

pub use error::MetricsError;
pub use names::Names;
pub use queue::{Outcome, Reporter};
pub use record::Record;
pub use registry::keys;
pub use sink::{JsonlSink, Progress, Sink, TableSink, TableStyle, TensorBoardSink, render_line, render_table};
