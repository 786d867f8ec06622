//! What can go wrong between a number and the place it goes to.

use std::io;
use std::path::{Path, PathBuf};

/// Why a metric was refused, or could not be written or read.
#[derive(Debug, thiserror::Error)]
pub enum MetricsError {
    /// A key that the registry does not define.
    #[error("unknown metric `{key}`{}", suggestion.as_ref().map(|near| format!("; did you mean `{near}`?")).unwrap_or_default())]
    UnknownKey {
        /// The key as given.
        key: String,
        /// The nearest key of the registry, if one is near.
        suggestion: Option<String>,
    },
    /// A record has two values of one metric.
    #[error("metric `{key}` is in the record already")]
    DuplicateKey {
        /// The key.
        key: String,
    },
    /// A file could not be opened, read or written.
    #[error("{}: {source}", path.display())]
    Io {
        /// The file or folder.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// A writer that is no file (a terminal, a pipe) refused the text.
    #[error("{target}: {source}")]
    Writer {
        /// What was being written.
        target: &'static str,
        /// What the system said.
        source: io::Error,
    },
    /// A line in the middle of a metrics file is not a record.
    #[error("{}:{line}: {problem}", path.display())]
    Line {
        /// The file.
        path: PathBuf,
        /// The line, from 1.
        line: usize,
        /// What is wrong with it.
        problem: String,
    },
    /// The thread that writes the records ended early.
    #[error("the thread that writes metrics panicked; later records are lost")]
    WriterPanicked,
}

impl MetricsError {
    /// Names the file that an operation of the system failed on.
    pub(crate) fn io(path: &Path) -> impl FnOnce(io::Error) -> Self {
        let path = path.to_owned();
        move |source| Self::Io { path, source }
    }
}
