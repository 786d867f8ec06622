//! Files that somebody made up: every checksum fits, and nothing else does.

use wavedash_core::{Purpose, Stream};
use xxhash_rust::xxh3::Xxh3Default;

use super::{config, example, record};
use crate::log::block::{self, Block, HEAD, Kind};
use crate::log::{Log, LogPlayer, MAGIC};

const START: usize = MAGIC.len() + 4;

/// Contents of all blocks.
fn contents(file: &[u8]) -> Vec<(Kind, Vec<u8>)> {
    let (mut blocks, mut byte) = (Vec::new(), START);
    for number in 0.. {
        let block = Block::read(file, byte, number).unwrap();
        blocks.push((block.kind, block.unpack().unwrap()));
        byte = block.end();
        if block.kind == Kind::End {
            break;
        }
    }
    blocks
}

/// A file of these blocks with checksums that fit.
fn sealed(start: &[u8], blocks: &[(Kind, Vec<u8>)]) -> Vec<u8> {
    let mut file = start[..START].to_vec();
    for (number, (kind, raw)) in blocks.iter().enumerate() {
        block::write(&mut file, &mut Xxh3Default::new(), number as u32, *kind, core::slice::from_ref(raw), 1).unwrap();
    }
    file
}

/// Reads it and plays what can be played. Anything but a panic is fine. True if it is proved, both chunks of it.
fn try_everything(file: Vec<u8>) -> bool {
    let Ok((log, _)) = Log::read_intact(file) else { return false };
    let Ok(mut player) = LogPlayer::new(log) else { return false };
    let _ = player.seek(u64::MAX);
    let _ = player.seek(130);
    player.log().key_frames() == 2 && player.verify().is_ok()
}

#[test]
fn lengths_are_bounded_before_anything_is_allocated() {
    let file = example().file;
    for (at, length) in [(1, u32::MAX), (5, u32::MAX), (1, 1 << 30), (5, (4 << 20) + 1), (5, 0), (1, 0)] {
        let mut file = file.clone();
        file[START + at..][..4].copy_from_slice(&length.to_le_bytes());
        let text = Log::read(file).unwrap_err().to_string();
        assert!(text.contains("block 0 at byte 12"), "{text}");
    }
    // Far more in the block than it says.
    let packed = zstd::bulk::compress(&vec![0; 64 << 20], 1).unwrap();
    let mut bomb = file[..START].to_vec();
    block::write(&mut bomb, &mut Xxh3Default::new(), 0, Kind::Header, &[b"{}".to_vec()], 1).unwrap();
    bomb.truncate(START + HEAD);
    bomb[START + 1..][..4].copy_from_slice(&(packed.len() as u32).to_le_bytes());
    bomb[START + 5..][..4].copy_from_slice(&(4_u32 << 20).to_le_bytes());
    let mut check = Xxh3Default::new();
    for part in [&0_u32.to_le_bytes()[..], b"H", &(4_u32 << 20).to_le_bytes(), &packed] {
        check.update(part);
    }
    bomb[START + 9..][..8].copy_from_slice(&check.digest().to_le_bytes());
    bomb.extend(&packed);
    let text = Log::read(bomb).unwrap_err().to_string();
    assert!(text.contains("cannot be unpacked"), "{text}");
}

#[test]
fn headers_that_no_arena_is_made_from_are_refused() {
    let file = example().file;
    let blocks = contents(&file);
    let text = String::from_utf8(blocks[0].1.clone()).unwrap();
    for (from, to, complaint) in [
        ("\"program\":\"wavedash", &format!("\"program\":\"{}", "x".repeat(300))[..], "a name of"),
        ("\"ball_mass\":30.0", "\"ball_mass\":0.0", "ball_mass"),
        ("\"ball_radius\":91.25", "\"ball_radius\":1e30", "ball_radius"),
        ("\"pads\":null", "\"pads\":[{\"pos\":[1e9,0.0,0.0],\"big\":true}]", "pads[0]"),
        ("\"quantise\":true", "\"quantise\":true,\"more\":1", "unknown field `more`"),
        ("\"cars\":[", "\"cars\":[1,", "not a header"),
        ("\"surface\":", "\"surface\":1", "another collision surface"),
    ] {
        assert!(text.contains(from), "{from} in {text}");
        let mut blocks = blocks.clone();
        blocks[0].1 = text.replacen(from, to, 1).into_bytes();
        let error = Log::read_intact(sealed(&file, &blocks)).and_then(|(log, _)| LogPlayer::new(log)).err();
        assert!(error.as_ref().is_some_and(|e| e.to_string().contains(complaint)), "{complaint}: {error:?}");
    }
}

#[test]
fn altered_contents_with_checksums_that_fit_do_no_harm() {
    let file = record(config(5, 2), 1_300, 700).file;
    let blocks = contents(&file);
    let mut stream = Stream::new(1, 2, Purpose::Test, 3);
    let mut proved = 0;
    for round in 0..400 {
        let mut altered = blocks.clone();
        let (_, raw) = &mut altered[1 + round % 2];
        for _ in 0..=stream.index(3) {
            // Lengths and counts stand at the beginning; states at the end.
            let reach = if stream.chance(0.5) { raw.len() } else { 200.min(raw.len()) };
            let byte = stream.index(reach);
            match stream.index(4) {
                0 => raw[byte] ^= 1 << stream.index(8),
                1 => raw[byte] = 0xff,
                2 => raw.truncate(byte + 1),
                _ => raw.insert(byte, stream.index(256) as u8),
            }
        }
        proved += u32::from(try_everything(sealed(&file, &altered)));
    }
    // A mark or an unused number of a state may change without anything being noticed; not more.
    assert!(proved < 100, "{proved} of 400");
}
