//! Draws the metrics of runs as one picture.
//!
//! A small chart per metric, all runs in each. Raw values are thin and pale; where there are many, a running mean lies
//! over them. Runs with one label (seeds of one setting) share one colour of the palette of Okabe and Ito, which
//! colour-blind people can tell apart.

mod axis;
mod draw;
mod read;

pub use draw::{draw_png, write_png};
pub use read::{Run, read};
