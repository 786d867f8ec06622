//! A file that grows by whole pieces: after a failed write it ends where it ended before.

use std::fs::{File, OpenOptions};
use std::io::{self, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

use crate::MetricsError;

/// What an [`AppendFile`] needs of a file; another implementation in tests fails on purpose.
pub(crate) trait Storage: Write + Send {
    /// Cuts to `length` bytes and goes on from there.
    fn cut(&mut self, length: u64) -> io::Result<()>;
}

impl Storage for File {
    fn cut(&mut self, length: u64) -> io::Result<()> {
        self.set_len(length)?;
        self.seek(SeekFrom::Start(length)).map(|_| ())
    }
}

/// Appends whole pieces to a file.
pub(crate) struct AppendFile<S = File> {
    storage: S,
    path: PathBuf,
    /// End of the last piece that was written completely.
    good: u64,
    /// Whether a part of a failed piece may lie behind `good`.
    torn: bool,
}

impl AppendFile {
    /// Opens or creates `path`, with its folder, and keeps the first `length` bytes of it.
    pub(crate) fn open(path: &Path, length: u64) -> Result<Self, MetricsError> {
        if let Some(folder) = path.parent() {
            std::fs::create_dir_all(folder).map_err(MetricsError::io(folder))?;
        }
        let file = OpenOptions::new().write(true).create(true).truncate(false).open(path);
        let mut file = file.map_err(MetricsError::io(path))?;
        file.cut(length).map_err(MetricsError::io(path))?;
        Ok(Self::new(file, path, length))
    }
}

impl<S: Storage> AppendFile<S> {
    /// Goes on behind the first `length` bytes of `storage`.
    pub(crate) fn new(storage: S, path: &Path, length: u64) -> Self {
        Self { storage, path: path.to_owned(), good: length, torn: false }
    }

    /// The file's path.
    pub(crate) fn path(&self) -> &Path {
        &self.path
    }

    /// Adds a whole piece, or nothing.
    pub(crate) fn append(&mut self, piece: &[u8]) -> Result<(), MetricsError> {
        if self.torn {
            self.storage.cut(self.good).map_err(MetricsError::io(&self.path))?;
            self.torn = false;
        }
        if let Err(source) = self.storage.write_all(piece) {
            // If this fails as well, the next piece tries it again before it is written.
            self.torn = self.storage.cut(self.good).is_err();
            return Err(MetricsError::Io { path: self.path.clone(), source });
        }
        self.good += piece.len() as u64;
        Ok(())
    }

    /// Hands everything to the system.
    pub(crate) fn flush(&mut self) -> Result<(), MetricsError> {
        self.storage.flush().map_err(MetricsError::io(&self.path))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A disk of `room` bytes that may also refuse to be cut.
    struct SmallDisk {
        bytes: Vec<u8>,
        room: usize,
        may_cut: bool,
    }

    impl Write for SmallDisk {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            let taken = bytes.len().min(self.room - self.bytes.len());
            self.bytes.extend_from_slice(&bytes[..taken]);
            if taken == 0 { Err(io::Error::from(io::ErrorKind::StorageFull)) } else { Ok(taken) }
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    impl Storage for SmallDisk {
        fn cut(&mut self, length: u64) -> io::Result<()> {
            if !self.may_cut {
                return Err(io::Error::from(io::ErrorKind::PermissionDenied));
            }
            self.bytes.truncate(usize::try_from(length).unwrap());
            Ok(())
        }
    }

    #[test]
    fn a_full_disk_leaves_whole_pieces_and_more_room_lets_it_go_on() {
        for may_cut in [true, false] {
            let disk = SmallDisk { bytes: Vec::new(), room: 10, may_cut };
            let mut file = AppendFile::new(disk, Path::new("disk"), 0);
            file.append(b"first\n").unwrap();
            let error = file.append(b"second\n").unwrap_err();
            assert!(error.to_string().starts_with("disk: "), "{error}");
            assert_eq!(file.storage.bytes, if may_cut { b"first\n".to_vec() } else { b"first\nseco".to_vec() });
            file.storage.room = 100;
            file.storage.may_cut = true;
            file.append(b"third\n").unwrap();
            assert_eq!(file.storage.bytes, b"first\nthird\n");
        }
    }

    #[test]
    fn opening_makes_the_folder_and_keeps_the_front() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("new/file");
        AppendFile::open(&path, 0).unwrap().append(b"0123456789").unwrap();
        AppendFile::open(&path, 4).unwrap().append(b"x").unwrap();
        assert_eq!(std::fs::read(&path).unwrap(), b"0123x");
    }
}
