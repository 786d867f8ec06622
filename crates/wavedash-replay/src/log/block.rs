//! Blocks: compressed, with a checksum, of bounded length.

use std::io::Write;

use xxhash_rust::xxh3::Xxh3Default;

use super::error::{LogError, Place};

/// Bytes before a block's contents: kind, lengths, checksum.
pub(super) const HEAD: usize = 1 + 4 + 4 + 8;
/// Longest block, unpacked. A recorder ends a chunk long before.
pub(super) const MAX_RAW: usize = 4 << 20;
/// Longest block in the file: what does not compress grows a little.
const MAX_PACKED: usize = MAX_RAW + (64 << 10);

/// What a block holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Header,
    Chunk,
    End,
}

impl Kind {
    const ALL: [Self; 3] = [Self::Header, Self::Chunk, Self::End];

    const fn byte(self) -> u8 {
        match self {
            Self::Header => b'H',
            Self::Chunk => b'C',
            Self::End => b'E',
        }
    }
}

/// Covers the block's number too: a block that was moved, left out or repeated does not fit.
fn checksum(number: u32, kind: u8, raw: u32, packed: &[u8]) -> u64 {
    let mut hasher = Xxh3Default::new();
    hasher.update(&number.to_le_bytes());
    hasher.update(&[kind]);
    hasher.update(&raw.to_le_bytes());
    hasher.update(packed);
    hasher.digest()
}

/// Writes one block and returns its bytes. The parts of its contents are compressed one by one; a reader takes them for
/// one.
pub(super) fn write(
    out: &mut impl Write,
    whole: &mut Xxh3Default,
    number: u32,
    kind: Kind,
    parts: &[Vec<u8>],
    level: i32,
) -> Result<u64, LogError> {
    let raw: usize = parts.iter().map(Vec::len).sum();
    if raw > MAX_RAW {
        return Err(LogError::CannotRecord(format!("a block of {raw} bytes; at most {MAX_RAW} fit")));
    }
    let mut packed = Vec::new();
    for part in parts {
        packed.extend(zstd::bulk::compress(part, level).map_err(LogError::io("compress a block"))?);
    }
    let mut block = Vec::with_capacity(HEAD + packed.len());
    block.push(kind.byte());
    block.extend_from_slice(&(packed.len() as u32).to_le_bytes());
    block.extend_from_slice(&(raw as u32).to_le_bytes());
    block.extend_from_slice(&checksum(number, kind.byte(), raw as u32, &packed).to_le_bytes());
    block.extend_from_slice(&packed);
    whole.update(&block);
    out.write_all(&block).map_err(LogError::io("write the log"))?;
    Ok(block.len() as u64)
}

/// A block in the file, its checksum proved.
#[derive(Clone, Copy, Debug)]
pub(super) struct Block<'a> {
    pub(super) place: Place,
    pub(super) kind: Kind,
    raw: usize,
    packed: &'a [u8],
}

impl<'a> Block<'a> {
    /// The block that begins at `byte`. Nothing is allocated.
    pub(super) fn read(file: &'a [u8], byte: usize, number: u32) -> Result<Self, LogError> {
        let place = Place { block: number, byte: byte as u64 };
        let cut = |problem: String| Err(LogError::CutOff { place, problem });
        let damaged = |problem: String| Err(LogError::Damaged { place, problem });
        let rest = file.get(byte..).unwrap_or_default();
        let Some((head, rest)) = rest.split_first_chunk::<HEAD>() else {
            return cut(if rest.is_empty() {
                "the file ends without its last block".to_owned()
            } else {
                format!("{} of the {HEAD} bytes that begin a block", rest.len())
            });
        };
        let number_at = |at: usize| u32::from_le_bytes([head[at], head[at + 1], head[at + 2], head[at + 3]]);
        let (packed, raw) = (number_at(1) as usize, number_at(5) as usize);
        let Some(kind) = Kind::ALL.into_iter().find(|kind| kind.byte() == head[0]) else {
            return damaged(format!("a block of unknown kind {}", head[0]));
        };
        if packed > MAX_PACKED || raw > MAX_RAW {
            return damaged(format!("a block of {packed} bytes, unpacked {raw}; the longest has {MAX_RAW}"));
        }
        let Some(packed) = rest.get(..packed) else {
            return cut(format!("{} of {packed} bytes are there", rest.len()));
        };
        let mut check = [0; 8];
        check.copy_from_slice(&head[9..]);
        if checksum(number, head[0], raw as u32, packed) != u64::from_le_bytes(check) {
            return damaged("the checksum does not fit".to_owned());
        }
        Ok(Self { place, kind, raw, packed })
    }

    /// First byte after the block.
    pub(super) fn end(&self) -> usize {
        self.place.byte as usize + HEAD + self.packed.len()
    }

    /// The contents; at most [`MAX_RAW`] bytes are allocated.
    pub(super) fn unpack(&self) -> Result<Vec<u8>, LogError> {
        let raw = zstd::bulk::decompress(self.packed, self.raw)
            .map_err(|e| self.damaged(format!("it cannot be unpacked: {e}")))?;
        if raw.len() != self.raw {
            return Err(self.damaged(format!("{} bytes unpacked instead of {}", raw.len(), self.raw)));
        }
        Ok(raw)
    }

    pub(super) fn damaged(&self, problem: String) -> LogError {
        LogError::Damaged { place: self.place, problem }
    }
}
