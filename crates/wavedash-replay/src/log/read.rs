//! A log in memory, checked.

use std::fs::File;
use std::io::Read;
use std::path::Path;

use xxhash_rust::xxh3::xxh3_64;

use super::block::{Block, Kind};
use super::chunk::Chunk;
use super::end::End;
use super::error::{LogError, Place};
use super::header::Header;
use super::mark::Mark;
use super::{FORMAT, MAGIC};

/// Longest file that is read: more than a week of 3v3.
const MAX_FILE: u64 = 512 << 20;

/// Where a chunk lies.
#[derive(Clone, Copy, Debug)]
pub(super) struct Piece {
    byte: usize,
    number: u32,
    pub(super) first: u64,
    pub(super) ticks: u32,
}

/// A match log: every block was read and checked once, and is unpacked again when it is played.
#[derive(Clone, Debug)]
pub struct Log {
    file: Vec<u8>,
    header: Header,
    pieces: Vec<Piece>,
    marks: Vec<Mark>,
    end: Option<End>,
}

impl Log {
    /// Reads a log file.
    ///
    /// # Errors
    /// Names the file and the place in it that is cut off or damaged, or says which format it is of.
    pub fn open(path: &Path) -> Result<Self, LogError> {
        load(path).and_then(Self::read).map_err(|e| e.in_file(path))
    }

    /// Reads what is intact of a log file, and says why the rest is not.
    ///
    /// # Errors
    /// Not even the header and one chunk are intact.
    pub fn salvage(path: &Path) -> Result<(Self, Option<LogError>), LogError> {
        let (log, problem) = load(path).and_then(Self::read_intact).map_err(|e| e.in_file(path))?;
        Ok((log, problem.map(|e| e.in_file(path))))
    }

    /// Reads a log from its bytes.
    ///
    /// # Errors
    /// As [`open`](Self::open).
    pub fn read(file: Vec<u8>) -> Result<Self, LogError> {
        let (log, problem) = Self::read_intact(file)?;
        problem.map_or(Ok(log), Err)
    }

    /// Reads what is intact of a log's bytes.
    ///
    /// # Errors
    /// As [`salvage`](Self::salvage).
    pub fn read_intact(file: Vec<u8>) -> Result<(Self, Option<LogError>), LogError> {
        let Some((start, _)) = file.split_first_chunk::<START>() else {
            // An empty or tiny file, or one that was cut off within its first bytes.
            let is_ours = !file.is_empty() && MAGIC.starts_with(&file[..file.len().min(MAGIC.len())]);
            let problem = format!("{} of the {START} bytes that begin a log", file.len());
            let place = Place { block: 0, byte: 0 };
            return Err(if is_ours { LogError::CutOff { place, problem } } else { LogError::NotALog });
        };
        let (magic, format) = start.split_at(MAGIC.len());
        let found = u32::from_le_bytes([format[0], format[1], format[2], format[3]]);
        if magic != MAGIC {
            return Err(LogError::NotALog);
        }
        if found != FORMAT {
            return Err(LogError::Version { found });
        }
        let block = Block::read(&file, START, 0)?;
        let header = read_header(&block)?;
        let byte = block.end();
        let mut log = Self { header, pieces: Vec::new(), marks: Vec::new(), end: None, file };
        let problem = log.read_blocks(byte).err();
        match problem {
            Some(problem) if log.pieces.is_empty() => Err(problem),
            problem => Ok((log, problem)),
        }
    }

    /// Reads chunks until the end block; what was read before an error stays.
    fn read_blocks(&mut self, mut byte: usize) -> Result<(), LogError> {
        for number in 1.. {
            let block = Block::read(&self.file, byte, number)?;
            match block.kind {
                Kind::Header => return Err(block.damaged("a second header".to_owned())),
                Kind::Chunk => {
                    let first = self.ticks();
                    let chunk = Chunk::unpack(&block.unpack()?, first, self.header.cars.len())
                        .map_err(|problem| block.damaged(problem))?;
                    // A week of key frames without a tick would take for ever to seek in.
                    if chunk.ticks == 0 && self.pieces.last().is_some_and(|piece| piece.ticks == 0) {
                        return Err(block.damaged("nothing happens in it".to_owned()));
                    }
                    self.pieces.push(Piece { byte, number, first, ticks: chunk.ticks });
                    self.marks.extend(chunk.marks);
                }
                Kind::End => {
                    let raw = block.unpack()?;
                    let end: End = postcard::from_bytes(&raw).map_err(|e| block.damaged(e.to_string()))?;
                    self.check_end(&block, &end)?;
                    self.end = Some(end);
                    return Ok(());
                }
            }
            byte = block.end();
        }
        Ok(())
    }

    fn check_end(&self, block: &Block<'_>, end: &End) -> Result<(), LogError> {
        if self.pieces.is_empty() {
            return Err(block.damaged("there is no chunk before it".to_owned()));
        }
        let begin = block.place.byte as usize;
        let fits = (end.ticks, end.blocks, end.bytes) == (self.ticks(), block.place.block, begin as u64)
            && end.whole == xxh3_64(&self.file[..begin]);
        if !fits {
            return Err(block.damaged("the checksum of the whole log does not fit".to_owned()));
        }
        match self.file.len() - block.end() {
            0 => Ok(()),
            more => Err(block.damaged(format!("{more} bytes follow the last block"))),
        }
    }

    /// What was played.
    #[must_use]
    pub fn header(&self) -> &Header {
        &self.header
    }

    /// Ticks of the match.
    #[must_use]
    pub fn ticks(&self) -> u64 {
        self.pieces.last().map_or(0, |piece| piece.first + u64::from(piece.ticks))
    }

    /// Kick-offs, shots, saves, goals and demolitions, in order of time.
    #[must_use]
    pub fn marks(&self) -> &[Mark] {
        &self.marks
    }

    /// Goals of blue and orange at the end, as the marks have them.
    #[must_use]
    pub fn score(&self) -> [u32; 2] {
        let mut score = [0; 2];
        for mark in &self.marks {
            if let super::mark::MarkKind::Goal { team, .. } = mark.kind {
                score[team.index()] += 1;
            }
        }
        score
    }

    /// Key frames.
    #[must_use]
    pub fn key_frames(&self) -> usize {
        self.pieces.len()
    }

    /// Length of the file, bytes.
    #[must_use]
    pub fn bytes(&self) -> usize {
        self.file.len()
    }

    /// It was read to its end block.
    #[must_use]
    pub fn is_whole(&self) -> bool {
        self.end.is_some()
    }

    pub(super) fn end(&self) -> Option<&End> {
        self.end.as_ref()
    }

    pub(super) fn pieces(&self) -> &[Piece] {
        &self.pieces
    }

    /// Unpacks a chunk.
    pub(super) fn chunk(&self, piece: usize) -> Result<Chunk, LogError> {
        let Piece { byte, number, first, .. } = self.pieces[piece];
        let block = Block::read(&self.file, byte, number)?;
        Chunk::unpack(&block.unpack()?, first, self.header.cars.len()).map_err(|problem| block.damaged(problem))
    }

    /// Where a chunk begins in the file.
    pub(super) fn place(&self, piece: usize) -> Place {
        Place { block: self.pieces[piece].number, byte: self.pieces[piece].byte as u64 }
    }
}

/// Bytes before the first block.
const START: usize = MAGIC.len() + 4;

fn read_header(block: &Block<'_>) -> Result<Header, LogError> {
    if block.kind != Kind::Header {
        return Err(block.damaged("the first block is no header".to_owned()));
    }
    let header: Header =
        serde_json::from_slice(&block.unpack()?).map_err(|e| block.damaged(format!("not a header: {e}")))?;
    header.check().map_err(|problem| block.damaged(problem))?;
    Ok(header)
}

fn load(path: &Path) -> Result<Vec<u8>, LogError> {
    let file = File::open(path).map_err(LogError::io("open it"))?;
    let bytes = file.metadata().map_err(LogError::io("read it"))?.len();
    if bytes > MAX_FILE {
        return Err(LogError::TooLong { bytes, most: MAX_FILE });
    }
    let mut contents = Vec::new();
    // What is no file may have any length.
    file.take(MAX_FILE).read_to_end(&mut contents).map_err(LogError::io("read it"))?;
    Ok(contents)
}
