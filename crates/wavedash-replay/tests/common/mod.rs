//! Real files: a few in the checkout, many beside it where they are.

#![allow(dead_code, reason = "each test file uses its part")]

use std::path::{Path, PathBuf};

use wavedash_replay::game::{self, Options, Recording};
use wavedash_replay::{Happening, Timeline};

/// A folder or file of `../shared`; none, with a message, where there is no such folder.
///
/// # Panics
/// If there is none where there must be one: where `CI` is set, or if the rest of `../shared` is there.
pub(crate) fn shared(name: &str) -> Option<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared");
    let path = folder.join(name);
    if !path.exists() {
        let must_exist = std::env::var_os("CI").is_some() || folder.exists();
        assert!(!must_exist, "there is no ../shared/{name}");
        eprintln!("skipped: there is no ../shared/{name}");
        return None;
    }
    Some(path)
}

/// The `.replay` files of a folder of `../shared/replays`, by name.
pub(crate) fn replays(folder: &str) -> Vec<PathBuf> {
    replays_in(&format!("replays/{folder}"))
}

/// The `.replay` files of a folder of `../shared`, by name.
pub(crate) fn replays_in(folder: &str) -> Vec<PathBuf> {
    shared(folder).map_or_else(Vec::new, |path| listed(&path))
}

/// The `.replay` files of `replays/real`, which are committed, by name.
pub(crate) fn committed() -> Vec<PathBuf> {
    let files = listed(&Path::new(env!("CARGO_MANIFEST_DIR")).join("../../replays/real"));
    assert!(!files.is_empty(), "replays/real holds real matches");
    files
}

fn listed(folder: &Path) -> Vec<PathBuf> {
    let entries =
        std::fs::read_dir(folder).expect("a folder can be listed").map(|entry| entry.expect("it can be").path());
    let mut files: Vec<PathBuf> = entries.filter(|path| path.extension().is_some_and(|e| e == "replay")).collect();
    files.sort();
    files
}

/// A file of `tests/data`.
pub(crate) fn data(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data").join(name).with_extension("replay")
}

/// A file's name without its ending.
pub(crate) fn stem(path: &Path) -> String {
    path.file_stem().expect("a file has a name").to_string_lossy().into_owned()
}

/// Reads a file that must be readable.
pub(crate) fn open(path: &Path, options: Options) -> Recording {
    game::open(path, options).unwrap_or_else(|e| panic!("{}: {e}", path.display()))
}

/// Happenings for which `f` holds.
pub(crate) fn count(timeline: &Timeline, f: impl Fn(&Happening) -> bool) -> usize {
    timeline.happenings.iter().filter(|timed| f(&timed.happening)).count()
}
