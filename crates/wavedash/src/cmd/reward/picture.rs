//! Writing pictures and tables.

use std::path::Path;

use wavedash_analysis::{Format, Picture};

use crate::exit::bad_input;
use crate::report;

/// The format that a file's ending says.
pub(super) fn format(path: &Path) -> anyhow::Result<Format> {
    match path.extension().and_then(|ending| ending.to_str()) {
        Some("png") => Ok(Format::Png),
        Some("svg") => Ok(Format::Svg),
        _ => Err(bad_input(format!("{}: expected a name that ends with .png or .svg", path.display()))),
    }
}

/// Writes a whole picture or nothing.
pub(super) fn write(path: &Path, picture: &impl Picture) -> anyhow::Result<()> {
    let bytes = picture.render(format(path)?)?;
    report::write_atomically(path, &bytes)
}

/// Writes a whole table or nothing.
pub(super) fn write_table(path: &Path, table: impl FnOnce(&mut Vec<u8>) -> csv::Result<()>) -> anyhow::Result<()> {
    let mut bytes = Vec::new();
    table(&mut bytes)?;
    report::write_atomically(path, &bytes)
}
