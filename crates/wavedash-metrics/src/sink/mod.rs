//! The places that records go to.

mod append;
mod jsonl;
mod layout;
mod table;
mod tensorboard;
mod tfrecord;

pub use jsonl::JsonlSink;
pub(crate) use jsonl::parse_line;
pub use layout::{Progress, render_line, render_table};
pub use table::{TableSink, TableStyle};
pub use tensorboard::TensorBoardSink;

use crate::{MetricsError, Record};

/// A place that records go to. It is owned by the thread that writes, so it may be slow.
pub trait Sink: Send {
    /// Takes one record. After an error the next call may succeed, and must not be harmed by the failed one.
    ///
    /// # Errors
    ///
    /// Whatever keeps the record from its place.
    fn write(&mut self, record: &Record) -> Result<(), MetricsError>;

    /// Brings everything written so far to its place.
    ///
    /// # Errors
    ///
    /// Whatever keeps it from its place.
    fn flush(&mut self) -> Result<(), MetricsError>;
}
