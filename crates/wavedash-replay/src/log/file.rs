//! A log as a file: whole, or not there.

use std::fs::{self, File};
use std::io::BufWriter;
use std::path::{Path, PathBuf};

use wavedash_core::Controls;
use wavedash_sim::{Arena, TickObserver, TrackedEvent};

use super::error::LogError;
use super::header::{Agent, Rules};
use super::recorder::Recorder;

/// Records into a file with a temporary name beside the one that is wanted, and renames it when the match is over. What
/// a killed process leaves can be read with [`Log::salvage`](super::Log::salvage).
pub struct FileRecorder {
    recorder: Option<Recorder<BufWriter<File>>>,
    path: PathBuf,
    unfinished: PathBuf,
    /// Why a tick could not be written.
    failed: Option<LogError>,
}

impl FileRecorder {
    /// Begins a log; as [`Recorder::new`].
    ///
    /// # Errors
    /// The file cannot be made, or the agents do not fit the arena. Names the file.
    pub fn create(path: &Path, arena: &Arena, agents: &[Agent], rules: Rules) -> Result<Self, LogError> {
        let mut name = path.file_name().unwrap_or_default().to_os_string();
        name.push(format!(".{}.unfinished", std::process::id()));
        let unfinished = path.with_file_name(name);
        let file = File::create(&unfinished).map_err(|e| LogError::io("make it")(e).in_file(path))?;
        let mut own = Self { recorder: None, path: path.to_owned(), unfinished, failed: None };
        let recorder = Recorder::new(BufWriter::new(file), arena, agents, rules);
        own.recorder = Some(recorder.map_err(|e| e.in_file(path))?);
        Ok(own)
    }

    /// Whether all ticks so far could be written: for those who want to know before the end.
    ///
    /// # Errors
    /// The file cannot be written; it is named. Nothing more is recorded then.
    pub fn check(&mut self) -> Result<(), LogError> {
        self.failed.take().map_or(Ok(()), |e| Err(e.in_file(&self.path)))
    }

    /// Ends the log and gives the file its name. Returns its length, bytes.
    ///
    /// # Errors
    /// The file cannot be written or renamed; nothing is left then.
    pub fn finish(mut self, arena: &Arena) -> Result<u64, LogError> {
        self.check()?;
        let Some(recorder) = self.recorder.take() else { return Ok(0) };
        let write = || {
            let file = recorder.finish(arena)?.into_inner().map_err(|e| LogError::io("write it")(e.into_error()))?;
            file.sync_all().map_err(LogError::io("write it"))?;
            let bytes = file.metadata().map_err(LogError::io("write it"))?.len();
            fs::rename(&self.unfinished, &self.path).map_err(LogError::io("give it its name"))?;
            Ok(bytes)
        };
        write().map_err(|e: LogError| e.in_file(&self.path))
    }
}

impl TickObserver for FileRecorder {
    fn tick(&mut self, held: &[Controls], arena: &Arena, tracked: &[TrackedEvent]) {
        let Some(recorder) = &mut self.recorder else { return };
        if let Err(error) = recorder.tick(held, arena, tracked) {
            self.failed = Some(error);
            self.recorder = None;
        }
    }

    fn placed(&mut self, arena: &Arena) {
        self.recorder.iter_mut().for_each(|recorder| recorder.placed(arena));
    }
}

impl Drop for FileRecorder {
    fn drop(&mut self) {
        // Renamed, or not wanted any more.
        let _ = fs::remove_file(&self.unfinished);
    }
}
