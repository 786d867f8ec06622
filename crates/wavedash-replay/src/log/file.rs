//! A log as a file: whole, or not there.

use std::fs::{self, File};
use std::io::BufWriter;
use std::path::{Path, PathBuf};

use wavedash_core::Controls;
use wavedash_sim::Arena;

use super::error::LogError;
use super::header::{Agent, Rules};
use super::recorder::Recorder;

/// Records into a file with a temporary name beside the one that is wanted, and renames it when the match is over. What
/// a killed process leaves can be read with [`Log::salvage`](super::Log::salvage).
pub struct FileRecorder {
    recorder: Option<Recorder<BufWriter<File>>>,
    path: PathBuf,
    unfinished: PathBuf,
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
        let mut own = Self { recorder: None, path: path.to_owned(), unfinished };
        let recorder = Recorder::new(BufWriter::new(file), arena, agents, rules);
        own.recorder = Some(recorder.map_err(|e| e.in_file(path))?);
        Ok(own)
    }

    /// As [`Recorder::tick`], or with `is_placed` as [`Recorder::tick_and_placement`].
    ///
    /// # Errors
    /// The file cannot be written; it is named.
    pub fn tick(&mut self, held: &[Controls], arena: &Arena, is_placed: bool) -> Result<(), LogError> {
        let Some(recorder) = &mut self.recorder else { return Ok(()) };
        let taken = if is_placed { recorder.tick_and_placement(held, arena) } else { recorder.tick(held, arena) };
        taken.map_err(|e| e.in_file(&self.path))
    }

    /// Ends the log and gives the file its name. Returns its length, bytes.
    ///
    /// # Errors
    /// The file cannot be written or renamed; nothing is left then.
    pub fn finish(mut self, arena: &Arena) -> Result<u64, LogError> {
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

impl Drop for FileRecorder {
    fn drop(&mut self) {
        // Renamed, or not wanted any more.
        let _ = fs::remove_file(&self.unfinished);
    }
}
