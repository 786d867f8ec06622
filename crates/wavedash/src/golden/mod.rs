//! Golden trajectories: recorded runs of a reference simulator, replayed and compared.
//!
//! A scenario is one JSON file: exact start state, every car's controls, and what the reference did
//! with them ([`file`]). [`play`] repeats it in an arena of ours, [`touches`] turns the arena's
//! contacts into the file's touch events, [`compare`] judges the difference and [`table`] prints it.

pub(crate) mod compare;
pub(crate) mod file;
pub(crate) mod play;
pub(crate) mod table;
pub(crate) mod touches;
