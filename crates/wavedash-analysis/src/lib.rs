//! Rewards over positions and over matches, and the pictures of them.
//!
//! * A [`Subject`] is what is looked at: a function, a component, or a whole reward.
//! * Over positions: a [`Stage`] says what is moved and what stands where, a [`Field`] is the reward over the pitch at
//!   one height, and a [`Sheet`] or [`Page`] draws it. [`places`] has the grids and directions of the paper's analysis,
//!   [`describe`] its tables.
//! * Over matches: [`episodes`] turns a timeline, wherever it came from, into what rewards read, [`Played`]; a [`Trace`] is one
//!   match over time, [`Stats`] are many matches in groups.
//! * [`compare()`] says how differently two rewards rank the same transitions.
//!
//! Nothing flows back from here into a simulation.

pub mod compare;
pub mod describe;
mod draw;
mod episode;
mod error;
mod field;
pub mod places;
pub mod scripted;
mod seats;
mod stage;
mod stats;
mod subject;
mod trace;
mod views;

pub use compare::{Comparison, compare};
pub use draw::{Area, Format, Histogram, Histograms, Page, Panel, Pen, Picture, Sheet, Strips};
pub use episode::{Episode, Played};
pub use error::AnalysisError;
pub use field::{Field, is_on_pitch, outline};
pub use stage::{Means, Moved, Placed, Stage};
pub use stats::{Columns, Group, Stats};
pub use subject::Subject;
pub use trace::{Mark, Sign, Trace};
pub use views::episodes;
