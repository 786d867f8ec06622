//! Checkpoints as folders: `checkpoints/000000002000000/`, complete or absent.
//!
//! A checkpoint is written under a temporary name, flushed to the disk and renamed, so that a process that is killed
//! leaves the ones before as they were. A manifest holds size and checksum of every file; what does not match it is
//! damaged. A damaged one counts for nothing, and is never removed to make room for a newer one.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};
use xxhash_rust::xxh3::xxh3_64;

use crate::config::CheckpointConfig;
use crate::error::LearnError;

/// Version of the folder's contents.
pub const FORMAT: u32 = 4;

const MANIFEST: &str = "manifest.json";

/// What a checkpoint consists of.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Manifest {
    /// [`FORMAT`] of the program that wrote it.
    pub format: u32,
    /// Agent steps taken.
    pub steps: u64,
    /// Files beside the manifest.
    pub files: BTreeMap<String, FileFacts>,
}

/// Size and checksum of a file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FileFacts {
    /// Its length.
    pub bytes: u64,
    /// XXH3-64 of its contents, hexadecimal.
    pub xxh3: String,
}

fn facts(path: &Path) -> Result<FileFacts, LearnError> {
    let contents = fs::read(path).map_err(LearnError::file("read", path))?;
    Ok(FileFacts { bytes: contents.len() as u64, xxh3: format!("{:016x}", xxh3_64(&contents)) })
}

/// Writes the checkpoint of `steps` below `folder`: `fill` puts files into the folder it is given.
///
/// # Errors
/// A file could not be written; then nothing is left behind, and an older checkpoint of the same steps is untouched.
pub fn write(
    folder: &Path,
    steps: u64,
    fill: impl FnOnce(&Path) -> Result<(), LearnError>,
) -> Result<PathBuf, LearnError> {
    fs::create_dir_all(folder).map_err(LearnError::file("make the folder", folder))?;
    let unfinished = folder.join(format!(".unfinished-{steps:015}"));
    let result = write_unfinished(&unfinished, steps, fill).and_then(|()| {
        let finished = folder.join(format!("{steps:015}"));
        clear_the_way(&finished)?;
        fs::rename(&unfinished, &finished).map_err(LearnError::file("rename", &unfinished))?;
        sync(folder)?;
        Ok(finished)
    });
    if result.is_err() {
        // The first error is the one to report.
        let _ = fs::remove_dir_all(&unfinished);
    }
    result
}

/// Removes an intact checkpoint of the same steps, which is about to be replaced by an equal one; a damaged one gets
/// another name, `000000000002000.damaged`, for its owner to look at.
fn clear_the_way(finished: &Path) -> Result<(), LearnError> {
    if !finished.exists() {
        return Ok(());
    }
    if verify(finished).is_ok() {
        return fs::remove_dir_all(finished).map_err(LearnError::file("replace", finished));
    }
    let name = |end: String| {
        let mut name = finished.file_name().unwrap_or_default().to_os_string();
        name.push(end);
        finished.with_file_name(name)
    };
    let free = std::iter::once(name(".damaged".to_owned()))
        .chain((2_u32..).map(|n| name(format!(".damaged-{n}"))))
        .find(|path| !path.exists())
        .expect("a folder holds fewer than 2^32 names");
    fs::rename(finished, free).map_err(LearnError::file("rename", finished))
}

fn write_unfinished(
    unfinished: &Path,
    steps: u64,
    fill: impl FnOnce(&Path) -> Result<(), LearnError>,
) -> Result<(), LearnError> {
    if unfinished.exists() {
        fs::remove_dir_all(unfinished).map_err(LearnError::file("clear", unfinished))?;
    }
    fs::create_dir(unfinished).map_err(LearnError::file("make the folder", unfinished))?;
    fill(unfinished)?;
    let mut manifest = Manifest { format: FORMAT, steps, files: BTreeMap::new() };
    for path in files(unfinished)? {
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        manifest.files.insert(name, facts(&path)?);
        sync(&path)?;
    }
    let path = unfinished.join(MANIFEST);
    let text = serde_json::to_vec_pretty(&manifest).expect("a manifest is plain data");
    fs::write(&path, text).map_err(LearnError::file("write", &path))?;
    sync(&path)?;
    sync(unfinished)
}

fn sync(path: &Path) -> Result<(), LearnError> {
    File::open(path).and_then(|file| file.sync_all()).map_err(LearnError::file("flush", path))
}

fn files(folder: &Path) -> Result<Vec<PathBuf>, LearnError> {
    let entries = fs::read_dir(folder).map_err(LearnError::file("read the folder", folder))?;
    let mut paths = entries
        .map(|entry| entry.map(|entry| entry.path()))
        .collect::<Result<Vec<_>, _>>()
        .map_err(LearnError::file("read the folder", folder))?;
    paths.sort();
    Ok(paths)
}

/// Checks every file of a checkpoint against its manifest.
///
/// # Errors
/// Names the first file that is missing or was changed.
pub fn verify(checkpoint: &Path) -> Result<Manifest, LearnError> {
    let damaged = |problem: String| LearnError::Damaged { path: checkpoint.to_owned(), problem };
    let path = checkpoint.join(MANIFEST);
    let text = fs::read(&path).map_err(|e| damaged(format!("{MANIFEST} cannot be read: {e}")))?;
    let manifest: Manifest =
        serde_json::from_slice(&text).map_err(|e| damaged(format!("{MANIFEST} cannot be understood: {e}")))?;
    if manifest.format != FORMAT {
        return Err(damaged(format!("its format is {}, this program reads {FORMAT}", manifest.format)));
    }
    for (name, wanted) in &manifest.files {
        let got = facts(&checkpoint.join(name)).map_err(|e| damaged(e.to_string()))?;
        if got != *wanted {
            return Err(damaged(format!("{name} was changed since it was written")));
        }
    }
    Ok(manifest)
}

/// The checkpoints below `folder`, newest first; none if there is no such folder.
#[must_use]
pub fn list(folder: &Path) -> Vec<PathBuf> {
    let mut found: Vec<(u64, PathBuf)> =
        files(folder).unwrap_or_default().into_iter().filter_map(|path| Some((steps_of(&path)?, path))).collect();
    found.sort();
    found.into_iter().rev().map(|(_, path)| path).collect()
}

/// Agent steps of a checkpoint by its name.
#[must_use]
pub fn steps_of(checkpoint: &Path) -> Option<u64> {
    checkpoint.file_name()?.to_str()?.parse().ok()
}

/// The newest checkpoint that is whole, and why newer ones are not.
#[must_use]
pub fn newest_whole(folder: &Path) -> (Option<(PathBuf, Manifest)>, Vec<LearnError>) {
    let mut damaged = Vec::new();
    for path in list(folder) {
        match verify(&path) {
            Ok(manifest) => return (Some((path, manifest)), damaged),
            Err(error) => damaged.push(error),
        }
    }
    (None, damaged)
}

/// Removes the checkpoints that need not be kept, and what killed processes left.
///
/// Whatever is newer than the last whole ones to be kept stays as it is: it is damaged, or of another version of the
/// program.
///
/// # Errors
/// A folder cannot be removed.
pub fn prune(folder: &Path, config: &CheckpointConfig) -> Result<(), LearnError> {
    let mut newest_first = list(folder).into_iter();
    let mut whole = 0;
    while whole < config.keep_last {
        let Some(path) = newest_first.next() else { break };
        whole += usize::from(verify(&path).is_ok());
    }
    let mut milestones = 0;
    for path in newest_first.rev() {
        let reached = steps_of(&path).and_then(|steps| steps.checked_div(config.keep_every_steps)).unwrap_or(0);
        if reached > milestones && verify(&path).is_ok() {
            milestones = reached;
            continue;
        }
        fs::remove_dir_all(&path).map_err(LearnError::file("remove", &path))?;
    }
    clear_unfinished(folder)
}

/// Removes what processes left that were killed while they wrote a checkpoint. Nobody else may be writing one.
///
/// # Errors
/// A folder cannot be removed.
pub fn clear_unfinished(folder: &Path) -> Result<(), LearnError> {
    if !folder.exists() {
        return Ok(());
    }
    for path in files(folder)? {
        let is_unfinished = path.file_name().is_some_and(|name| name.to_string_lossy().starts_with(".unfinished-"));
        if is_unfinished {
            fs::remove_dir_all(&path).map_err(LearnError::file("remove", &path))?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn folder(name: &str) -> PathBuf {
        let path = std::env::temp_dir().join(format!("wavedash-checkpoint-{name}-{}", std::process::id()));
        let _ = fs::remove_dir_all(&path);
        path
    }

    fn write_text(folder: &Path, steps: u64, text: &str) -> PathBuf {
        write(folder, steps, |path| {
            let file = path.join("a.txt");
            fs::write(&file, text).map_err(LearnError::file("write", &file))
        })
        .expect("a temporary folder can be written")
    }

    #[test]
    fn a_damaged_checkpoint_is_named_and_the_one_before_is_found() {
        let folder = folder("damaged");
        let first = write_text(&folder, 10, "one");
        let second = write_text(&folder, 20, "two");
        assert_eq!(newest_whole(&folder).0.expect("whole").0, second);
        fs::write(second.join("a.txt"), "twO").expect("writable");
        let (found, damaged) = newest_whole(&folder);
        assert_eq!(found.expect("the first is whole").0, first);
        assert!(damaged[0].to_string().contains("a.txt was changed"), "{}", damaged[0]);
        fs::remove_file(first.join(MANIFEST)).expect("writable");
        assert!(newest_whole(&folder).0.is_none());
        let _ = fs::remove_dir_all(&folder);
    }

    #[test]
    fn a_failed_write_leaves_nothing() {
        let folder = folder("failed");
        let error = write(&folder, 10, |path| {
            let file = path.join("missing/a.txt");
            fs::write(&file, "x").map_err(LearnError::file("write", &file))
        });
        assert!(error.is_err());
        assert!(files(&folder).expect("readable").is_empty());
        let _ = fs::remove_dir_all(&folder);
    }

    fn left(folder: &Path) -> Vec<String> {
        let name = |path: &PathBuf| path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let names = files(folder).expect("readable").iter().map(name).collect::<Vec<_>>();
        names.iter().map(|name| name.trim_start_matches('0').to_owned()).collect()
    }

    fn damage(checkpoint: &Path) {
        fs::write(checkpoint.join("a.txt"), "cut").expect("writable");
    }

    #[test]
    fn the_last_ones_and_the_milestones_stay() {
        let folder = folder("prune");
        for steps in 1..=10 {
            write_text(&folder, steps * 10, "x");
        }
        fs::create_dir(folder.join(".unfinished-7")).expect("writable");
        let config = CheckpointConfig { every_steps: 10, keep_last: 2, keep_every_steps: 40 };
        prune(&folder, &config).expect("can be removed");
        assert_eq!(left(&folder), ["40", "80", "90", "100"]);
        let _ = fs::remove_dir_all(&folder);
    }

    #[test]
    fn damaged_ones_count_for_nothing_and_newer_ones_are_never_removed() {
        let folder = folder("prune-damaged");
        let paths: Vec<PathBuf> = (1..=10).map(|steps| write_text(&folder, steps * 10, "x")).collect();
        // The milestone 40, and three of the newest: training went on from 60 and has just written 70.
        for steps in [40, 80, 90, 100] {
            damage(&paths[steps / 10 - 1]);
        }
        let config = CheckpointConfig { every_steps: 10, keep_last: 2, keep_every_steps: 40 };
        prune(&folder, &config).expect("can be removed");
        assert_eq!(left(&folder), ["50", "60", "70", "80", "90", "100"]);
        let _ = fs::remove_dir_all(&folder);
    }

    #[test]
    fn a_damaged_one_in_the_way_gets_another_name() {
        let folder = folder("in-the-way");
        for _ in 0..2 {
            damage(&write_text(&folder, 10, "old"));
        }
        let last = write_text(&folder, 10, "new");
        assert_eq!(write_text(&folder, 10, "new"), last);
        assert!(verify(&last).is_ok());
        assert_eq!(left(&folder), ["10", "10.damaged", "10.damaged-2"]);
        prune(&folder, &CheckpointConfig { keep_last: 1, ..CheckpointConfig::default() }).expect("can be removed");
        assert_eq!(left(&folder).len(), 3);
        assert_eq!(list(&folder), [last]);
        let _ = fs::remove_dir_all(&folder);
    }
}
