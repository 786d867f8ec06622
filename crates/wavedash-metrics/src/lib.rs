//! Where the numbers of a training run go.
//!
//! * [`registry`] defines every metric: key, unit, one sentence on what is averaged over what. Nothing else can be
//!   recorded. [`registry::catalogue`] is the document.
//! * A [`Record`] holds one iteration's values.
//! * A [`Sink`] takes records: [`JsonlSink`] for scripts, [`TensorBoardSink`] for dashboards, [`TableSink`] for the
//!   person in front of the terminal.
//! * A [`Reporter`] stands between training and the sinks: a bounded queue to a thread. Training never waits for a
//!   disk or a terminal; records that find the queue full are dropped and counted, and a sink that fails is reported
//!   once, not raised.
//! * [`curves`] draws the files of runs as a picture; [`picture`] is what all pictures of the project share.
//!
//! ```
//! use wavedash_metrics::{JsonlSink, Names, Record, Reporter, TableSink, TableStyle, TensorBoardSink, curves};
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
//!     record.push("ppo/entropy", 4.5 - 0.1 * iteration as f64)?;
//!     record.push("rating/1v1", 25.0)?;
//!     reporter.send(record);
//! }
//! let outcome = reporter.finish();
//! assert!(outcome.error.is_none() && outcome.dropped == 0);
//!
//! let run = curves::read("first try", &file)?;
//! curves::write_png(&[run], &["ppo/entropy", "rating/*"], &file.with_extension("png"))?;
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

pub mod curves;
mod error;
mod names;
pub mod picture;
mod queue;
mod record;
pub mod registry;
mod sink;

pub use error::MetricsError;
pub use names::Names;
pub use queue::{Outcome, Reporter};
pub use record::Record;
pub use sink::{JsonlSink, Progress, Sink, TableSink, TableStyle, TensorBoardSink, render_line, render_table};
