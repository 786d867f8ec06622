//! Pictures of numbers.
//!
//! * [`png()`] draws on a white ground with smooth edges and gives the bytes of a PNG; [`use_font`] registers the
//!   committed font, [`PALETTE`] is the palette that all pictures of the project share.
//! * [`curves`] draws the metrics of runs, one chart per metric.
//!
//! ```
//! use wavedash_metrics::{JsonlSink, Names, Record, Sink, series};
//! use wavedash_plot::curves;
//!
//! let folder = tempfile::tempdir()?;
//! let file = folder.path().join("metrics.jsonl");
//! let mut sink = JsonlSink::create(&file, Names::Wavedash)?;
//! for iteration in 1..=2 {
//!     let mut record = Record::new(iteration * 60_000, iteration, iteration as f64 * 1.5);
//!     record.push("ppo/entropy", 4.5 - 0.1 * iteration as f64)?;
//!     sink.write(&record)?;
//! }
//! drop(sink);
//!
//! let run = series::read("first try", &file)?;
//! curves::write_png(&[run], &["ppo/entropy", "rating/*"], &file.with_extension("png"))?;
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

pub mod curves;
mod error;
mod picture;

pub use error::PlotError;
pub use picture::{FAMILY, PALETTE, SCALE, png, use_font};
