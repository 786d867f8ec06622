//! Helpers for the tests in `tests/tests`: places in the checkout, and the command line in process.
//!
//! Index of the test files:
//!
//! | file | what it holds |
//! |---|---|
//! | `architecture.rs` | which crate may use which; every path in `crates/ARCHITECTURE.md` exists |
//! | `tidy.rs` | file lengths, what may lie at the top level, words that core and sim may not contain |
//! | `rules.rs` | the game's numbers stand in `wavedash_core::rules` and nowhere else |
//! | `command_line.rs` | exit codes, help, did-you-mean, bad input |
//! | `help_examples.rs` | every example of the help is run; those that cannot be are listed with the reason |
//! | `reward.rs` | `wavedash reward`: pictures, tables, distances, bad input |
//! | `golden.rs` | reference trajectories with the strict tolerance, and the list of those that fail |
//! | `determinism.rs` | one hash for any thread count, order, save and restore; golden hashes |
//! | `recording.rs` | `match` and `replay verify`; the logs in `replays/` are proved, and seeking in them is exact |
//! | `replay_files.rs` | `wavedash replay` on real files: damaged ones, start states, tables |
//! | `replay_inputs.rs` | which files the replay and reward commands take: names, links, pipes, compressed and cut ones, modes; `replay audit` |
//! | `readme.rs` | the README's commands exist and `.ci/run` runs its test command |

use std::fs;
use std::path::{Path, PathBuf};

use wavedash_cli::{Command, Exit};

/// The top of the checkout.
#[must_use]
pub fn root() -> PathBuf {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    here.parent().expect("tests/ lies in the checkout").to_path_buf()
}

/// A file or folder of `../shared`; none, with a message, where there is no such folder.
///
/// # Panics
/// If there is none where there must be one: where `CI` is set, or if the rest of `../shared` is there.
#[must_use]
pub fn shared(name: &str) -> Option<PathBuf> {
    let folder = root().join("../shared");
    let path = folder.join(name);
    if !path.exists() {
        let must_exist = std::env::var_os("CI").is_some() || folder.exists();
        assert!(!must_exist, "there is no ../shared/{name}");
        eprintln!("skipped: there is no ../shared/{name}");
        return None;
    }
    Some(path)
}

/// A file of the checkout as text.
///
/// # Panics
/// If it cannot be read.
#[must_use]
pub fn read(path: impl AsRef<Path>) -> String {
    let path = root().join(path);
    fs::read_to_string(&path).unwrap_or_else(|e| panic!("{}: {e}", path.display()))
}

/// All files below a folder of the checkout whose name ends with `suffix`, sorted.
///
/// # Panics
/// If the folder cannot be read.
#[must_use]
pub fn files(folder: impl AsRef<Path>, suffix: &str) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut folders = vec![root().join(folder)];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).unwrap_or_else(|e| panic!("{}: {e}", folder.display())) {
            let path = entry.expect("a listed entry can be read").path();
            if path.is_dir() {
                folders.push(path);
            } else if path.to_string_lossy().ends_with(suffix) {
                found.push(path);
            }
        }
    }
    found.sort();
    found
}

/// Every command below `wavedash`, groups before their members: the words that name it, and its definition.
#[must_use]
pub fn commands() -> Vec<(Vec<String>, Command)> {
    fn add(above: &[String], command: &Command, all: &mut Vec<(Vec<String>, Command)>) {
        for below in command.get_subcommands().filter(|below| !below.is_hide_set()) {
            let words = [above, &[below.get_name().to_owned()]].concat();
            all.push((words.clone(), below.clone()));
            add(&words, below, all);
        }
    }
    let mut all = Vec::new();
    add(&[], &wavedash_cli::command(), &mut all);
    all
}

/// What a command line did.
#[derive(Debug)]
pub struct Ran {
    /// How it ended.
    pub exit: Exit,
    /// What it wrote to stdout.
    pub out: String,
    /// What it wrote to stderr.
    pub err: String,
}

/// Runs `wavedash` with these arguments in this process.
pub fn wavedash<I, T>(args: I) -> Ran
where
    I: IntoIterator<Item = T>,
    T: AsRef<str>,
{
    let (mut out, mut err) = (Vec::new(), Vec::new());
    let mut line = vec!["wavedash".to_owned()];
    line.extend(args.into_iter().map(|arg| arg.as_ref().to_owned()));
    let exit = wavedash_cli::run(line, &mut out, &mut err);
    let text = |bytes: Vec<u8>| String::from_utf8_lossy(&bytes).into_owned();
    Ran { exit, out: text(out), err: text(err) }
}

/// A new empty folder for one test, below the system's place for temporary files.
///
/// # Panics
/// If it cannot be made.
#[must_use]
pub fn scratch(name: &str) -> PathBuf {
    let folder = std::env::temp_dir().join(format!("wavedash-tests-{}-{name}", std::process::id()));
    if folder.exists() {
        fs::remove_dir_all(&folder).expect("an old scratch folder can be removed");
    }
    fs::create_dir_all(&folder).expect("a scratch folder can be made");
    folder
}
