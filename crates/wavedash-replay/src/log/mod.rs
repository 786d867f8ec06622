//! Match logs, `.wdm`: what the cars held, from which the match can be stepped again bit for bit.
//!
//! A log is written while its match is played by a [`Recorder`], and played by a [`LogPlayer`]. It is small because an
//! arena is a function of its state and the controls: between two key frames there is nothing but changes of controls.
//!
//! # Format 1
//!
//! Numbers are little-endian. A file is the bytes [`MAGIC`], the format's number (u32), and blocks: a header, chunks, an
//! end. A block is
//!
//! | bytes | what |
//! |---|---|
//! | 1 | kind: `H`, `C` or `E` |
//! | 4 | length of the contents in the file, *n* |
//! | 4 | length of the contents unpacked, at most 4 MiB |
//! | 8 | XXH3-64 of the block's number (u32, from 0), the kind, the unpacked length and the next *n* bytes |
//! | *n* | contents, compressed with zstd in one or several frames |
//!
//! * **Header**: JSON, see [`Header`].
//! * **Chunk** (postcard): the ticks before it and in it; the whole state at its beginning (the key frame) and whether
//!   that was placed or follows from the chunk before; changes of controls as
//!   columns; every placement (a kick-off)
//!   with the whole state after it, so that no reset code is needed; the hash of the state at its beginning and at every
//!   whole second; marks for a seek bar. Each chunk can be played by itself.
//! * **End** (postcard): ticks, blocks and bytes before it, XXH3-64 of all bytes before it, hash of the last state, score.
//!   Nothing follows it.
//!
//! The first block whose checksum does not fit is where a file was altered or cut off: what lies before it is intact.
//! States are postcard of [`ArenaState`](wavedash_sim::ArenaState), whose layout is part of the format: a change to it
//! needs a new [`FORMAT`]. The logs in `replays/` tell when that was forgotten.

mod block;
mod chunk;
mod controls;
mod end;
mod error;
mod file;
mod happenings;
mod header;
mod mark;
mod player;
mod read;
mod recorder;
#[cfg(test)]
mod tests;
mod timeline;
mod verify;

pub use error::{LogError, Place};
pub use file::FileRecorder;
pub use happenings::Happenings;
pub use header::{Agent, Car, Header, MAX_NAME, Rules};
pub use mark::{Mark, MarkKind};
pub use player::{LogPlayer, open, salvage};
pub use read::Log;
pub use recorder::{KEY_FRAME_TICKS, Recorder};
pub use timeline::LEAST_RATE;
pub use verify::Proof;

/// The first bytes of a log. The line break is damaged by transfers that take it for text.
pub const MAGIC: [u8; 8] = *b"\x89wdm\r\n\x1a\n";

/// The format that is written and read.
pub const FORMAT: u32 = 1;
