//! The header of a `.replay` that is cut off or altered behind it.

use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

use wavedash_replay::game::{self, Header, Options};

/// Longest header that is looked at, bytes; those of real files have some kilobytes.
const LONGEST: usize = 16 << 20;
/// Length and checksum of a header, which stand before it.
const FRONT: usize = 8;
/// What follows a header, with nothing in it: ten lists without entries, behind their length and checksum.
const NOTHING: [u8; 48] = {
    let mut bytes = [0; 48];
    bytes[0] = 40;
    let checksum = 0x1389_9af5_u32.to_le_bytes();
    let mut i = 0;
    while i < 4 {
        bytes[4 + i] = checksum[i];
        i += 1;
    }
    bytes
};

/// The header alone, if its own checksum fits: read as that of a file in which nothing follows.
pub(super) fn alone(path: &Path, options: Options) -> Option<Header> {
    let mut bytes = front(path).ok()??;
    bytes.extend(NOTHING);
    game::read(&bytes, options).ok().map(|recording| recording.header)
}

/// The bytes up to the end of the header; none if it is longer than any.
fn front(path: &Path) -> io::Result<Option<Vec<u8>>> {
    let mut file = File::open(path)?;
    let mut bytes = vec![0; FRONT];
    file.read_exact(&mut bytes)?;
    let length = u32::from_le_bytes([bytes[0], bytes[1], bytes[2], bytes[3]]) as usize;
    if length > LONGEST {
        return Ok(None);
    }
    file.take(length as u64).read_to_end(&mut bytes)?;
    Ok((bytes.len() == FRONT + length).then_some(bytes))
}
