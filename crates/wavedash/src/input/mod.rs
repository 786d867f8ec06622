//! Recorded matches that a command line names: the one place where paths, folders, patterns and `-` become files.
//!
//! * [`find`] says which files are meant. Every file that is meant is read or named; none is passed over because of its
//!   name or ending.
//! * [`kind`] knows match logs and `.replay` files by their first bytes, compressed ones too.
//! * [`unpack`] gives readers a plain file, whatever was given.
//! * [`same`] lets a match that was given twice count once, and says so.

mod find;
mod kind;
mod same;
mod unpack;

use std::ffi::OsString;
use std::io::Write;
use std::path::{Path, PathBuf};

pub(crate) use find::Wanted;
pub(crate) use kind::Kind;
pub(crate) use unpack::{Input, Unpacked};

/// What stands for the standard input.
pub(crate) const STANDARD_INPUT: &str = "-";

/// What becomes of a file that holds the same match as one before.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Copies {
    /// It is left out: what is counted over many matches counts each once.
    Dropped,
    /// It stays: what is made of each file by itself is made of this one, too.
    Kept,
}

/// The files that are meant, each once.
pub(crate) struct Inputs {
    /// In the order of the command line; folders by name.
    pub(crate) files: Vec<Input>,
    /// What was given twice, in words.
    pub(crate) notes: Vec<String>,
}

impl Inputs {
    /// Those of a command line: match logs, `.replay` files, both also as `.gz`, folders of them, patterns, and `-`.
    pub(crate) fn of(given: &[PathBuf], wanted: Wanted, copies: Copies, threads: usize) -> anyhow::Result<Self> {
        let (files, twice) = find::files(given, wanted)?;
        let (files, same) = same::once(files, copies, threads);
        Ok(Self { files, notes: twice.into_iter().chain(same).collect() })
    }

    /// Prints the notes.
    pub(crate) fn print_notes(&self, err: &mut dyn Write) -> std::io::Result<()> {
        print_notes(&self.notes, err)
    }
}

/// Prints notes; of many the first.
pub(crate) fn print_notes(notes: &[String], err: &mut dyn Write) -> std::io::Result<()> {
    const MOST: usize = 10;
    notes.iter().take(MOST).try_for_each(|note| writeln!(err, "note: {note}"))?;
    match notes.len().saturating_sub(MOST) {
        0 => Ok(()),
        more => writeln!(err, "note: and {more} more files of which the same is true"),
    }
}

/// The name of a match file without `.gz`, `.replay` and `.wdm`.
pub(crate) fn stem(name: &Path) -> OsString {
    if name == Path::new(STANDARD_INPUT) {
        return OsString::from("stdin");
    }
    let is = |path: &Path, endings: &[&str]| {
        path.extension().is_some_and(|e| endings.iter().any(|ending| e.eq_ignore_ascii_case(ending)))
    };
    let mut stem = PathBuf::from(name.file_name().unwrap_or_default());
    if is(&stem, &["gz"]) {
        stem.set_extension("");
    }
    if is(&stem, &["replay", "wdm"]) {
        stem.set_extension("");
    }
    stem.into_os_string()
}
