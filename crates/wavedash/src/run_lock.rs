//! One process at a time in a run's folder.
//!
//! Two of them would write over each other's metrics and checkpoints. The lock is the operating system's, on an open file:
//! it is gone with the process, however that ends, so a killed process leaves no dead lock behind.

use std::fs::{File, OpenOptions, TryLockError};
use std::io::{Read, Write};
use std::path::Path;
use std::time::Duration;

use anyhow::Context;

use crate::exit::bad_input;

/// The file; it holds the number of the process that has the lock, or had it last.
const NAME: &str = ".lock";

/// The right to write into a run's folder.
#[derive(Debug)]
pub(crate) struct RunLock {
    _file: File,
}

impl RunLock {
    /// Takes the lock of a folder, or says at once who has it.
    pub(crate) fn take(folder: &Path) -> anyhow::Result<Self> {
        let path = folder.join(NAME);
        let open = OpenOptions::new().read(true).write(true).create(true).truncate(false).open(&path);
        let mut file = open.with_context(|| format!("cannot open {}", path.display()))?;
        match file.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => {
                // Who has just got it writes its number at this moment.
                std::thread::sleep(Duration::from_millis(100));
                let mut holder = String::new();
                // Not everywhere can a locked file be read.
                let is_known = file.read_to_string(&mut holder).is_ok() && !holder.trim().is_empty();
                let holder = if is_known { format!("process {}", holder.trim()) } else { "another process".to_owned() };
                return Err(bad_input(format!(
                    "{} is being trained by {holder}: stop it with Ctrl-C, or wait until it is done",
                    folder.display()
                )));
            }
            // A file system without locks is no reason not to train.
            Err(TryLockError::Error(error)) if error.kind() == std::io::ErrorKind::Unsupported => {}
            Err(TryLockError::Error(error)) => {
                return Err(error).with_context(|| format!("cannot lock {}", path.display()));
            }
        }
        file.set_len(0)
            .and_then(|()| writeln!(file, "{}", std::process::id()))
            .with_context(|| format!("cannot write {}", path.display()))?;
        Ok(Self { _file: file })
    }
}
