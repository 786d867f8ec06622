//! A match file as something that readers can open by its path: the file itself, or what was unpacked into a folder that
//! goes away.

use std::fs::{self, File};
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use flate2::read::MultiGzDecoder;
use tempfile::TempDir;

use super::kind::{HEAD, Kind, is_gzip};
use super::{STANDARD_INPUT, stem};

/// Most bytes that are taken from a pipe or a compressed file: those of the longest match log.
const MOST: u64 = 512 << 20;

/// A file that is meant.
#[derive(Clone, Debug)]
pub(crate) struct Input {
    /// As it was given or found; `-` is the standard input.
    name: PathBuf,
    /// What came through a pipe, which can be read only once.
    kept: Option<Arc<Kept>>,
}

#[derive(Debug)]
struct Kept {
    path: PathBuf,
    _folder: TempDir,
}

/// A match as a plain file, for as long as this lives.
#[derive(Debug)]
pub(crate) struct Unpacked {
    /// What it holds.
    pub(crate) kind: Kind,
    path: PathBuf,
    _folder: Option<TempDir>,
}

impl Unpacked {
    /// Where readers find it.
    pub(crate) fn path(&self) -> &Path {
        &self.path
    }
}

impl Input {
    /// A file of this name, whether it exists or not.
    pub(crate) fn new(name: PathBuf) -> Self {
        Self { name, kept: None }
    }

    /// As [`new`](Self::new), for a name on the command line: it may be a pipe or `-`.
    pub(crate) fn given(name: PathBuf) -> io::Result<Self> {
        if name == Path::new(STANDARD_INPUT) {
            return Self::keep(name, io::stdin().lock());
        }
        let is_stream = fs::metadata(&name).is_ok_and(|meta| !meta.is_file() && !meta.is_dir());
        if is_stream {
            let stream = File::open(&name)?;
            return Self::keep(name, stream);
        }
        Ok(Self::new(name))
    }

    fn keep(name: PathBuf, stream: impl Read) -> io::Result<Self> {
        let folder = tempfile::tempdir()?;
        let path = folder.path().join("stream");
        copy(stream, &path)?;
        Ok(Self { name, kept: Some(Arc::new(Kept { path, _folder: folder })) })
    }

    /// Its name for people, for results and for messages.
    pub(crate) fn name(&self) -> &Path {
        &self.name
    }

    /// The bytes are in this file, as they were given.
    pub(super) fn raw(&self) -> &Path {
        self.kept.as_ref().map_or(&self.name, |kept| &kept.path)
    }

    /// The bytes, unpacked.
    pub(super) fn open(&self) -> io::Result<Box<dyn Read>> {
        let (head, file) = head(File::open(self.raw())?)?;
        let whole = io::Cursor::new(head.clone()).chain(file);
        Ok(if is_gzip(&head) { Box::new(MultiGzDecoder::new(whole)) } else { Box::new(whole) })
    }

    /// The first bytes, unpacked.
    pub(super) fn head(&self) -> io::Result<Vec<u8>> {
        head(self.open()?).map(|(head, _)| head)
    }

    /// The match as a plain file, or why there is none.
    pub(crate) fn unpack(&self) -> Result<Unpacked, String> {
        let raw = self.raw();
        let is_compressed = File::open(raw).and_then(head).map(|(head, _)| is_gzip(&head)).map_err(unreadable)?;
        let damaged = |e: io::Error| format!("cannot be unpacked: {e}");
        let head = self.head().map_err(damaged)?;
        let kind = Kind::of_head(&head).or_else(|| Kind::of_name(&self.name)).ok_or_else(|| unknown(&head))?;
        if !is_compressed {
            return Ok(Unpacked { kind, path: raw.to_owned(), _folder: None });
        }
        let folder = tempfile::tempdir().map_err(|e| format!("cannot be unpacked into a temporary folder: {e}"))?;
        let path = folder.path().join(stem(&self.name));
        self.open().and_then(|bytes| copy(bytes, &path)).map_err(damaged)?;
        Ok(Unpacked { kind, path, _folder: Some(folder) })
    }
}

fn unreadable(error: io::Error) -> String {
    match error.kind() {
        io::ErrorKind::NotFound => "no such file".to_owned(),
        _ => format!("cannot be read: {error}"),
    }
}

fn unknown(head: &[u8]) -> String {
    if head.is_empty() {
        return "is empty".to_owned();
    }
    "is neither a match log nor a .replay: it begins like neither, and its name does not end with .wdm or .replay"
        .to_owned()
}

/// The first bytes, and the rest.
fn head<R: Read>(mut reader: R) -> io::Result<(Vec<u8>, R)> {
    let mut head = Vec::with_capacity(HEAD);
    reader.by_ref().take(HEAD as u64).read_to_end(&mut head)?;
    Ok((head, reader))
}

fn copy(from: impl Read, to: &Path) -> io::Result<()> {
    let mut file = File::create(to)?;
    let bytes = io::copy(&mut from.take(MOST + 1), &mut file)?;
    if bytes > MOST {
        return Err(io::Error::other(format!("it is longer than {MOST} bytes, which no match is")));
    }
    Ok(())
}
