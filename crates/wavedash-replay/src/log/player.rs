//! Playing a log: stepping its arena again.

use std::path::Path;
use std::sync::Arc;

use wavedash_core::Controls;
use wavedash_core::units::{MAX_CARS, TICK_RATE};
use wavedash_sim::{Arena, SimError, Surface};

use super::chunk::Chunk;
use super::error::LogError;
use super::header::Header;
use super::mark::Mark;
use super::read::Log;
use crate::surface;

/// Opens a log file to play it.
///
/// # Errors
/// As [`Log::open`], or the arena cannot be made.
pub fn open(path: &Path) -> Result<LogPlayer, LogError> {
    Log::open(path).and_then(|log| LogPlayer::new(log).map_err(|e| e.in_file(path)))
}

/// Opens what is intact of a log file to play it, and says why the rest is not.
///
/// # Errors
/// As [`Log::salvage`], or the arena cannot be made.
pub fn salvage(path: &Path) -> Result<(LogPlayer, Option<LogError>), LogError> {
    let (log, damage) = Log::salvage(path)?;
    Ok((LogPlayer::new(log).map_err(|e| e.in_file(path))?, damage))
}

/// A log at some tick.
///
/// At every key frame the arena takes the recorded state. Where the simulator has changed since, a match can therefore
/// still be watched, with jumps; [`verify`](Self::verify) says whether it is the one that was played.
pub struct LogPlayer {
    pub(super) log: Log,
    pub(super) arena: Arena,
    /// Index and contents of the present chunk.
    pub(super) piece: usize,
    pub(super) chunk: Chunk,
    /// Ticks of the chunk that were played.
    pub(super) at: u32,
    /// The next change and the next placement.
    change: usize,
    placement: usize,
    held: [Controls; MAX_CARS],
}

impl LogPlayer {
    /// A log at its beginning, on the generated soccar surface.
    ///
    /// # Errors
    /// The arena cannot be made, or was another surface.
    pub fn new(log: Log) -> Result<Self, LogError> {
        Self::on_surface(log, Arc::clone(surface::soccar()))
    }

    /// The same on this surface.
    ///
    /// # Errors
    /// As [`new`](Self::new).
    pub fn on_surface(log: Log, surface: Arc<Surface>) -> Result<Self, LogError> {
        let mut arena = log.header().arena(surface)?;
        let chunk = log.chunk(0)?;
        arena.set_state(&chunk.key).map_err(|e| no_state(&log, 0, &e))?;
        let held = [Controls::NONE; MAX_CARS];
        Ok(Self { log, arena, piece: 0, chunk, at: 0, change: 0, placement: 0, held })
    }

    /// The log that is played.
    #[must_use]
    pub fn log(&self) -> &Log {
        &self.log
    }

    /// What was played.
    #[must_use]
    pub fn header(&self) -> &Header {
        self.log.header()
    }

    /// Kick-offs, shots, saves, goals and demolitions of the whole match.
    #[must_use]
    pub fn marks(&self) -> &[Mark] {
        self.log.marks()
    }

    /// Ticks of the match.
    #[must_use]
    pub fn ticks(&self) -> u64 {
        self.log.ticks()
    }

    /// Length of the match, s.
    #[must_use]
    pub fn seconds(&self) -> f64 {
        seconds(self.ticks())
    }

    /// Ticks from the match's beginning to now.
    #[must_use]
    pub fn tick(&self) -> u64 {
        self.chunk.first + u64::from(self.at)
    }

    /// The match now. Its events are those of the last step.
    #[must_use]
    pub fn arena(&self) -> &Arena {
        &self.arena
    }

    /// What the cars hold, in arena order, as of the last step.
    #[must_use]
    pub fn held(&self) -> &[Controls] {
        &self.held[..self.log.header().cars.len()]
    }

    /// Plays one tick. False: the match is over, and nothing has changed.
    ///
    /// # Errors
    /// A state of the log is none of its arena's.
    pub fn step(&mut self) -> Result<bool, LogError> {
        Ok(self.step_once(|_| ())?.is_some())
    }

    /// Goes to the state after this many ticks, at most to the end.
    ///
    /// # Errors
    /// As [`step`](Self::step).
    pub fn seek(&mut self, tick: u64) -> Result<(), LogError> {
        let tick = tick.min(self.ticks());
        let piece = self.log.pieces().partition_point(|piece| piece.first <= tick).saturating_sub(1);
        if piece != self.piece || tick < self.tick() {
            self.enter(piece)?;
        }
        while self.tick() < tick {
            self.advance(|_| ())?;
        }
        Ok(())
    }

    /// Goes to a second of the match, at most to the end.
    ///
    /// # Errors
    /// As [`step`](Self::step).
    pub fn seek_seconds(&mut self, seconds: f64) -> Result<(), LogError> {
        // What is no number becomes 0.
        self.seek((seconds * f64::from(TICK_RATE)).round() as u64)
    }

    /// Plays one tick; `stepped` sees the arena after it. Says whether everything was placed anew then; none at the end.
    pub(super) fn step_once(&mut self, stepped: impl FnOnce(&Arena)) -> Result<Option<bool>, LogError> {
        if self.at >= self.chunk.ticks {
            return Ok(None);
        }
        let mut is_placed = self.advance(stepped)?;
        if self.at == self.chunk.ticks && self.has_next() {
            is_placed |= self.enter(self.piece + 1)?;
        }
        Ok(Some(is_placed))
    }

    /// There is a chunk after the present one.
    pub(super) fn has_next(&self) -> bool {
        self.piece + 1 < self.log.pieces().len()
    }

    /// One tick within the chunk, as [`step_once`](Self::step_once).
    pub(super) fn advance(&mut self, stepped: impl FnOnce(&Arena)) -> Result<bool, LogError> {
        while let Some(change) = self.chunk.changes.get(self.change).filter(|change| change.tick == self.at) {
            self.held[usize::from(change.car)] = change.controls;
            self.change += 1;
        }
        self.arena.step(&self.held);
        stepped(&self.arena);
        self.at += 1;
        let placed = self.chunk.placements.get(self.placement).filter(|placed| placed.tick == self.at);
        let is_placed = placed.is_some();
        if let Some(placed) = placed {
            self.arena.set_state(&placed.state).map_err(|e| no_state(&self.log, self.piece, &e))?;
            self.placement += 1;
        }
        Ok(is_placed)
    }

    /// Takes the key frame of a chunk. Says whether it was placed.
    pub(super) fn enter(&mut self, piece: usize) -> Result<bool, LogError> {
        if piece != self.piece {
            self.chunk = self.log.chunk(piece)?;
            self.piece = piece;
        }
        self.arena.set_state(&self.chunk.key).map_err(|e| no_state(&self.log, piece, &e))?;
        (self.at, self.change, self.placement) = (0, 0, 0);
        self.held = [Controls::NONE; MAX_CARS];
        Ok(self.chunk.is_placed)
    }
}

fn no_state(log: &Log, piece: usize, error: &SimError) -> LogError {
    LogError::Damaged { place: log.place(piece), problem: format!("a state of another arena: {error}") }
}

pub(super) fn seconds(ticks: u64) -> f64 {
    ticks as f64 / f64::from(TICK_RATE)
}
