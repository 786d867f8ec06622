//! Errors of drawing.

use std::io;
use std::path::{Path, PathBuf};

use wavedash_metrics::MetricsError;

/// Why a picture could not be drawn or written.
#[derive(Debug, thiserror::Error)]
pub enum PlotError {
    /// A metric that the registry does not define.
    #[error(transparent)]
    Metrics(#[from] MetricsError),
    /// The request for curves cannot be fulfilled.
    #[error("curves: {0}")]
    Curves(String),
    /// The drawing library or the encoder failed.
    #[error("{0}")]
    Drawing(String),
    /// The file could not be written.
    #[error("{}: {source}", path.display())]
    Io {
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
}

impl PlotError {
    /// Wraps an error of the drawing library.
    pub(crate) fn drawing(error: impl std::fmt::Display) -> Self {
        Self::Drawing(error.to_string())
    }

    /// Names the file that an operation of the system failed on.
    pub(crate) fn io(path: &Path) -> impl FnOnce(io::Error) -> Self {
        let path = path.to_owned();
        move |source| Self::Io { path, source }
    }
}
