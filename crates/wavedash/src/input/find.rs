//! Which files are meant.

use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::{Component, Path, PathBuf};

use glob::Pattern;
use walkdir::WalkDir;

use super::STANDARD_INPUT;
use super::kind::Kind;
use super::unpack::Input;
use crate::exit::bad_input;

/// What is looked for in folders.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Wanted {
    /// Match logs and `.replay` files.
    Matches,
    /// Match logs alone.
    Logs,
    /// `.replay` files alone.
    Games,
}

/// How names of files end that a recording or a report is still written to.
const UNFINISHED: [&str; 2] = [".unfinished", ".tmp"];

impl Wanted {
    fn is(self, kind: Kind) -> bool {
        match self {
            Self::Matches => true,
            Self::Logs => kind == Kind::Log,
            Self::Games => kind == Kind::Game,
        }
    }

    const fn words(self) -> &'static str {
        match self {
            Self::Matches => "there is no match log (.wdm) and no .replay in it",
            Self::Logs => "there is no match log (.wdm) in it",
            Self::Games => "there is no .replay in it",
        }
    }
}

/// The files that are meant, each once, and what was given more than once.
pub(super) fn files(given: &[PathBuf], wanted: Wanted) -> anyhow::Result<(Vec<Input>, Vec<String>)> {
    let mut all = Vec::new();
    for path in given {
        let is_new = path == Path::new(STANDARD_INPUT) || path.exists();
        let found = if path.is_dir() {
            below(path, wanted)
        } else if is_new || !path.to_string_lossy().contains(['*', '?', '[']) {
            vec![Input::given(path.clone()).map_err(|e| bad_input(format!("{}: {e}", path.display())))?]
        } else {
            expand(path)?.into_iter().map(Input::new).collect()
        };
        if found.is_empty() {
            return Err(bad_input(format!("{}: {}", path.display(), wanted.words())));
        }
        all.extend(found);
    }
    Ok(once(all))
}

/// Leaves out files that were there before by another path.
fn once(all: Vec<Input>) -> (Vec<Input>, Vec<String>) {
    let mut seen: BTreeMap<PathBuf, PathBuf> = BTreeMap::new();
    let mut notes = Vec::new();
    let mut kept = Vec::new();
    for input in all {
        let path = fs::canonicalize(input.name()).unwrap_or_else(|_| input.name().to_owned());
        match seen.get(&path) {
            Some(first) if first == input.name() => {
                notes.push(format!("{} was given twice and counts once", first.display()));
            }
            Some(first) => {
                notes.push(format!("{} is the file {} and counts once", input.name().display(), first.display()));
            }
            None => {
                seen.insert(path, input.name().to_owned());
                kept.push(input);
            }
        }
    }
    (kept, notes)
}

/// The match files below a folder by name. Links are followed; a circle of links is gone round once.
fn below(folder: &Path, wanted: Wanted) -> Vec<Input> {
    let mut found = Vec::new();
    for entry in WalkDir::new(folder).follow_links(true).sort_by_file_name() {
        match entry {
            Ok(entry) if entry.file_type().is_file() => {
                let input = Input::new(entry.into_path());
                found.extend(is_match(&input, wanted).then_some(input));
            }
            Ok(_) => {}
            // What the link leads to has been seen.
            Err(error) if error.loop_ancestor().is_some() => {}
            Err(error) => {
                // A folder that cannot be listed, or a link that leads nowhere: whoever reads it says so.
                let is_dangling = error.io_error().is_some_and(|e| e.kind() == io::ErrorKind::NotFound);
                let path = error.path().unwrap_or(folder);
                if !is_dangling || Kind::of_name(path).is_some_and(|kind| wanted.is(kind)) {
                    found.push(Input::new(path.to_owned()));
                }
            }
        }
    }
    found
}

/// By its name, or by its first bytes unless it is still being written.
fn is_match(input: &Input, wanted: Wanted) -> bool {
    let by_name = Kind::of_name(input.name());
    let name = input.name().to_string_lossy();
    let is_unfinished = UNFINISHED.iter().any(|ending| name.ends_with(ending));
    let kind = by_name.or_else(|| Kind::of_head(&input.head().ok()?).filter(|_| !is_unfinished));
    kind.is_some_and(|kind| wanted.is(kind))
}

/// The files of a pattern, which no shell has filled in. Names that are not UTF-8 are matched with a replacement character
/// for what is not.
fn expand(pattern: &Path) -> anyhow::Result<Vec<PathBuf>> {
    let shown = pattern.display();
    let mut found = vec![PathBuf::new()];
    for part in pattern.components() {
        let Component::Normal(name) = part else {
            found.iter_mut().for_each(|path| path.push(part));
            continue;
        };
        let name = name.to_str().ok_or_else(|| bad_input(format!("{shown}: this pattern is not UTF-8")))?;
        if name == "**" {
            found = found.iter().flat_map(|path| folders(path)).collect();
        } else if name.contains(['*', '?', '[']) {
            let pattern = Pattern::new(name).map_err(|e| bad_input(format!("{shown}: {e}")))?;
            found = found.iter().flat_map(|path| matching(path, &pattern)).collect();
        } else {
            found.iter_mut().for_each(|path| path.push(name));
        }
    }
    found.retain(|path| path.is_file());
    Ok(found)
}

/// The entries of a folder whose name fits, by name.
fn matching(folder: &Path, pattern: &Pattern) -> Vec<PathBuf> {
    let here = if folder.as_os_str().is_empty() { Path::new(".") } else { folder };
    let Ok(entries) = fs::read_dir(here) else { return Vec::new() };
    let names = entries.filter_map(|entry| Some(entry.ok()?.file_name()));
    let mut names: Vec<_> = names.filter(|name| pattern.matches(&name.to_string_lossy())).collect();
    names.sort();
    names.into_iter().map(|name| folder.join(name)).collect()
}

/// A folder and all folders below it, links left alone.
fn folders(folder: &Path) -> Vec<PathBuf> {
    let here = if folder.as_os_str().is_empty() { Path::new(".") } else { folder };
    let entries = WalkDir::new(here).sort_by_file_name().into_iter().filter_map(Result::ok);
    entries.filter(|entry| entry.file_type().is_dir()).map(walkdir::DirEntry::into_path).collect()
}
