//! A match that was given as several files counts once where matches are counted, and is said to be there twice.

use std::collections::BTreeMap;
use std::io::{self, Read};

use xxhash_rust::xxh3::Xxh3;

use super::Copies;
use super::kind::Kind;
use super::unpack::Input;
use crate::parallel;

/// Header bytes that are searched for the id of a `.replay`: scoreboard and goals stand before it.
const SEARCHED: usize = 256 << 10;
/// What stands before the id of a `.replay`: the property's name and type with their lengths.
const ID: &[u8] = b"\x03\0\0\0Id\0\x0c\0\0\0StrProperty\0";
/// Bytes of the two lengths after that, the second one that of the text.
const LENGTHS: usize = 12;
/// Hexadecimal digits of an id.
const DIGITS: usize = 32;

/// What tells matches apart.
struct Mark {
    /// Length and hash of all bytes, unpacked.
    contents: (u64, u128),
    /// The id that the game gave.
    id: Option<Vec<u8>>,
}

/// The files without those that hold the same as one before, unless they are kept, and what there is to say. Files that cannot be read stay:
/// whoever reads them says why.
pub(super) fn once(files: Vec<Input>, copies: Copies, threads: usize) -> (Vec<Input>, Vec<String>) {
    if files.len() < 2 {
        return (files, Vec::new());
    }
    let marks = parallel::map(threads, files.iter().collect(), |input: &Input| mark(input).ok());
    let (mut contents, mut ids) = (BTreeMap::new(), BTreeMap::new());
    let (mut kept, mut notes) = (Vec::new(), Vec::new());
    for (input, mark) in files.into_iter().zip(marks) {
        let Some(Mark { contents: own, id }) = mark else {
            kept.push(input);
            continue;
        };
        let shown = input.name().display().to_string();
        if let Some(first) = contents.get(&own) {
            let end = if copies == Copies::Dropped { " and counts once" } else { "" };
            notes.push(format!("{shown} holds the same as {first}{end}"));
            if copies == Copies::Kept {
                kept.push(input);
            }
            continue;
        }
        if let Some(id) = id {
            if let Some(first) = ids.get(&id) {
                notes.push(format!("{shown} has the id of {first} but differs from it: both are taken"));
            } else {
                ids.insert(id, shown.clone());
            }
        }
        contents.insert(own, shown);
        kept.push(input);
    }
    (kept, notes)
}

fn mark(input: &Input) -> io::Result<Mark> {
    let mut bytes = input.open()?;
    let mut begin = Vec::new();
    bytes.by_ref().take(SEARCHED as u64).read_to_end(&mut begin)?;
    let mut hash = Xxh3::new();
    hash.update(&begin);
    let mut length = begin.len() as u64;
    let mut part = vec![0; 64 << 10];
    loop {
        match bytes.read(&mut part)? {
            0 => break,
            n => {
                hash.update(&part[..n]);
                length += n as u64;
            }
        }
    }
    let id = Kind::of_head(&begin).filter(|kind| *kind == Kind::Game).and_then(|_| id(&begin));
    Ok(Mark { contents: (length, hash.digest128()), id })
}

fn id(begin: &[u8]) -> Option<Vec<u8>> {
    let place = begin.windows(ID.len()).position(|part| part == ID)?;
    let id = begin.get(place + ID.len() + LENGTHS..)?.get(..DIGITS)?;
    id.iter().all(u8::is_ascii_hexdigit).then(|| id.to_vec())
}
