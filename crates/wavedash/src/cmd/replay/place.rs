//! Where the results of one or many matches go.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use crate::exit::bad_input;
use crate::input::{self, Input};
use crate::report;

/// One file per match in a folder, or one file for one match.
pub(super) enum Place {
    File(PathBuf),
    /// The folder and the ending of its files, with the dot.
    Folder(PathBuf, &'static str),
}

impl Place {
    /// A file if the name ends like one, else a folder, which is made.
    pub(super) fn of(out: &Path, file_endings: &[&str], ending: &'static str) -> anyhow::Result<Self> {
        let name = out.to_string_lossy();
        if file_endings.iter().any(|ending| name.ends_with(ending)) {
            return Ok(Self::File(out.to_owned()));
        }
        if let (Some(other), false) = (out.extension(), out.is_dir()) {
            let expected = file_endings.join(", ");
            return Err(bad_input(format!(
                "--out {name}: ends in .{}, expected {expected} or a folder",
                other.display()
            )));
        }
        report::make_folder(out)?;
        Ok(Self::Folder(out.to_owned(), ending))
    }

    /// Where the result of a match goes.
    pub(super) fn path(&self, match_file: &Path) -> PathBuf {
        match self {
            Self::File(path) => path.clone(),
            Self::Folder(folder, ending) => {
                let mut name = input::stem(match_file);
                name.push(ending);
                folder.join(name)
            }
        }
    }

    /// Refuses several matches for one file, and matches of the same name for one folder.
    pub(super) fn check(&self, files: &[Input]) -> anyhow::Result<()> {
        let mut taken = BTreeSet::new();
        for file in files {
            let path = self.path(file.name());
            if !taken.insert(path.clone()) {
                let problem = match self {
                    Self::File(_) => "several matches do not fit into one file; give a folder",
                    Self::Folder(..) => "two matches have the same file name; convert them one after another",
                };
                return Err(bad_input(format!("--out {}: {problem}", path.display())));
            }
        }
        Ok(())
    }
}
