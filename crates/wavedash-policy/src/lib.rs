//! Networks and their files: what an agent thinks, without how it learned.

mod spaces;

pub use spaces::{Layout, Spaces};
