//! Writing a log while its match is played.

use std::io::Write;

use wavedash_core::Controls;
use wavedash_core::units::{MAX_CARS, TICK_RATE};
use wavedash_sim::{Arena, TickObserver, TrackedEvent};
use xxhash_rust::xxh3::Xxh3Default;

use super::block::{self, Kind};
use super::chunk::{Chunk, Placement, is_hashed};
use super::controls::{Change, is_same};
use super::end::End;
use super::error::LogError;
use super::happenings::{Happenings, is_kickoff};
use super::header::{Agent, Header, Rules};
use super::mark::{Mark, MarkKind};
use super::{FORMAT, MAGIC};

/// Ticks between two key frames. Ten minutes of chaos in 3v3 take 412 KB, 61 KB of that for key frames, and seeking to
/// the worst second of it takes 11 ms in a dev build: room for machines four times as slow. All the rest are controls.
pub const KEY_FRAME_TICKS: u32 = 10 * TICK_RATE;
/// Of zstd. Against level 3 it saves 5 % and costs 0.13 s per ten minutes of 3v3.
const LEVEL: i32 = 19;
/// A chunk with more changes than this ends early: no agent gets there.
const MAX_CHANGES: usize = 40_000;
/// The same for placements, of some kilobytes each.
const MAX_PLACEMENTS: usize = 100;

/// Records a match that somebody else steps. It looks at the arena after every tick and never writes it.
///
/// ```
/// use std::sync::Arc;
/// use wavedash_core::Controls;
/// use wavedash_replay::log::{Agent, Log, Recorder, Rules};
/// use wavedash_sim::{Arena, ArenaConfig, Surface, Tracker, TrackerConfig};
///
/// let mut arena = Arena::new(ArenaConfig::soccar(Arc::new(Surface::soccar()), 1, 1))?;
/// let mut tracker = Tracker::new(&arena, TrackerConfig::default())?;
/// let agents = ["ahead", "ahead"].map(|name| Agent { name: name.to_owned(), tick_skip: None });
/// let mut recorder = Recorder::new(Vec::new(), &arena, &agents, Rules::default())?;
/// let ahead = [Controls { throttle: 1.0, ..Controls::NONE }; 2];
/// for _ in 0..240 {
///     arena.step(&ahead);
///     recorder.tick(&ahead, &arena, tracker.update(&arena))?;
/// }
/// let file = recorder.finish(&arena)?;
/// assert_eq!(Log::read(file)?.ticks(), 240);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub struct Recorder<W: Write> {
    out: W,
    whole: Xxh3Default,
    blocks: u32,
    bytes: u64,
    chunk: Chunk,
    /// The chunk before it, until the next tick: a kick-off after its last tick is still to be marked in it.
    full: Option<Chunk>,
    held: [Controls; MAX_CARS],
    cars: usize,
    happenings: Happenings,
}

impl<W: Write> Recorder<W> {
    /// Begins the log of a match that begins with the arena as it is now. `agents` has one entry per car.
    ///
    /// # Errors
    /// Nothing can be written, or the agents do not fit the arena.
    pub fn new(mut out: W, arena: &Arena, agents: &[Agent], rules: Rules) -> Result<Self, LogError> {
        let header = Header::of(arena, agents, rules)?;
        let text = serde_json::to_vec(&header).map_err(|e| LogError::CannotRecord(e.to_string()))?;
        let mut whole = Xxh3Default::new();
        let start = [&MAGIC[..], &FORMAT.to_le_bytes()].concat();
        whole.update(&start);
        out.write_all(&start).map_err(LogError::io("write the log"))?;
        let bytes = start.len() as u64 + block::write(&mut out, &mut whole, 0, Kind::Header, &[text], LEVEL)?;
        let mut chunk = Chunk::new(0, arena.state().clone(), true);
        if is_kickoff(arena) {
            chunk.marks.push(Mark { tick: 0, kind: MarkKind::Kickoff });
        }
        chunk.hashes.push(arena.hash());
        let held = [Controls::NONE; MAX_CARS];
        let (cars, happenings) = (arena.cars().len(), Happenings::new(arena));
        Ok(Self { out, whole, blocks: 1, bytes, chunk, full: None, held, cars, happenings })
    }

    /// A tick was stepped: what the cars held in it, the arena right after it, and what the match's tracker made of it.
    ///
    /// # Errors
    /// Nothing can be written. The log is of no use then.
    pub fn tick(&mut self, held: &[Controls], arena: &Arena, tracked: &[TrackedEvent]) -> Result<(), LogError> {
        self.write_full()?;
        let tick = self.chunk.ticks;
        for car in 0..self.cars {
            // As the arena takes them: what it makes of them is what has to come back.
            let controls = held.get(car).copied().unwrap_or(Controls::NONE).clamped();
            if !is_same(&controls, &self.held[car]) {
                self.held[car] = controls;
                self.chunk.changes.push(Change { tick, car: car as u8, controls });
            }
        }
        self.chunk.ticks += 1;
        let now = self.ticks();
        self.happenings.tick(held, arena, tracked);
        let kinds = self.happenings.found().iter().filter_map(MarkKind::of);
        self.chunk.marks.extend(kinds.map(|kind| Mark { tick: now, kind }));
        let chunk = &self.chunk;
        let is_full = chunk.changes.len() > MAX_CHANGES || chunk.placements.len() >= MAX_PLACEMENTS;
        if chunk.ticks >= KEY_FRAME_TICKS || is_full {
            let mut next = Chunk::new(now, arena.state().clone(), false);
            next.hashes.push(arena.hash());
            // The first tick of a chunk says what is held, so that nothing before it is needed.
            self.held = [Controls::NONE; MAX_CARS];
            self.full = Some(core::mem::replace(&mut self.chunk, next));
        } else if is_hashed(self.chunk.first, self.chunk.ticks) {
            self.chunk.hashes.push(arena.hash());
        }
        Ok(())
    }

    /// Ball and cars were placed anew after the last tick, as for a kick-off: the arena now.
    pub fn placed(&mut self, arena: &Arena) {
        self.happenings.placed(arena);
        if is_kickoff(arena) {
            let mark = Mark { tick: self.ticks(), kind: MarkKind::Kickoff };
            let of_tick = self.full.as_mut().unwrap_or(&mut self.chunk);
            if of_tick.marks.last() != Some(&mark) {
                of_tick.marks.push(mark);
            }
        }
        let chunk = &mut self.chunk;
        let state = arena.state().clone();
        if chunk.ticks == 0 {
            (chunk.key, chunk.is_placed) = (state, true);
        } else {
            // Of two placements after one tick the last counts.
            chunk.placements.pop_if(|placed| placed.tick == chunk.ticks);
            chunk.placements.push(Placement { tick: chunk.ticks, state });
        }
        if chunk.ticks == 0 || is_hashed(chunk.first, chunk.ticks) {
            chunk.hashes.pop();
            chunk.hashes.push(arena.hash());
        }
    }

    /// Ticks recorded so far.
    #[must_use]
    pub const fn ticks(&self) -> u64 {
        self.chunk.first + self.chunk.ticks as u64
    }

    /// Writes a chunk whose last tick is settled.
    fn write_full(&mut self) -> Result<(), LogError> {
        self.full.take().map_or(Ok(()), |full| self.write_chunk(full))
    }

    fn write_chunk(&mut self, mut chunk: Chunk) -> Result<(), LogError> {
        // A hash at the very end belongs to the next chunk's beginning, or to the log's end.
        if chunk.ticks > 0 && is_hashed(chunk.first, chunk.ticks) {
            chunk.hashes.truncate(super::chunk::hashed(chunk.first, chunk.ticks).count());
        }
        let parts = chunk.pack().map_err(|e| LogError::CannotRecord(e.to_string()))?;
        self.write(Kind::Chunk, &parts)
    }

    fn write(&mut self, kind: Kind, parts: &[Vec<u8>]) -> Result<(), LogError> {
        self.bytes += block::write(&mut self.out, &mut self.whole, self.blocks, kind, parts, LEVEL)?;
        self.blocks += 1;
        Ok(())
    }

    /// Ends the log. `arena` is as it was after the last tick.
    ///
    /// # Errors
    /// Nothing can be written.
    pub fn finish(mut self, arena: &Arena) -> Result<W, LogError> {
        self.write_full()?;
        let ticks = self.ticks();
        let chunk = core::mem::replace(&mut self.chunk, Chunk::new(ticks, arena.state().clone(), false));
        // A key frame that nothing follows says nothing, unless it was placed.
        if chunk.ticks > 0 || chunk.first == 0 || chunk.is_placed {
            self.write_chunk(chunk)?;
        }
        let end = End {
            ticks,
            blocks: self.blocks,
            bytes: self.bytes,
            whole: self.whole.digest(),
            hash: arena.hash(),
            score: arena.state().score,
        };
        let raw = postcard::to_stdvec(&end).map_err(|e| LogError::CannotRecord(e.to_string()))?;
        self.write(Kind::End, &[raw])?;
        self.out.flush().map_err(LogError::io("write the log"))?;
        Ok(self.out)
    }
}
