//! The game's `.replay` files: refused, or a match that statistics, start states, tables and rewards can be made of.
//!
//! Nearly every altered file is refused for its checksums alone, so they are put right first.
#![no_main]

use std::sync::LazyLock;

use libfuzzer_sys::fuzz_target;
use wavedash_analysis::{Played, Subject, Trace};
use wavedash_env::reward::{Preset, RewardConfig};
use wavedash_replay::game::{self, Options};
use wavedash_replay::{frames, states, stats};

static LUCY: LazyLock<Subject> =
    LazyLock::new(|| Subject::whole("lucy", RewardConfig::of(Preset::Lucy), wavedash_env::Registry::builtin_ref()).expect("a preset is whole"));

fuzz_target!(|bytes: &[u8]| {
    let mut bytes = bytes.to_vec();
    seal(&mut bytes);
    // Few moments, so that more files are tried.
    let Ok(recording) = game::read(&bytes, Options { rate: 5.0, ..Options::default() }) else { return };
    let Some(timeline) = recording.timeline else { return };
    let _ = stats::stats(&timeline);
    let _ = states::pick(&timeline, 1.0).count();
    let _ = frames::columns(&timeline);
    let _ = Trace::new(&LUCY, &Played::of(&timeline, 0.2), [0.0, f64::INFINITY]);
});

/// Puts the checksums of header and contents right: each stands behind a length and before that many bytes.
fn seal(bytes: &mut [u8]) {
    let mut part = bytes;
    for _ in 0..2 {
        let Some((length, rest)) = part.split_first_chunk_mut::<4>() else { return };
        let Some((sum, rest)) = rest.split_first_chunk_mut::<4>() else { return };
        let length = u32::from_le_bytes(*length) as usize;
        if length > rest.len() {
            return;
        }
        let (covered, rest) = rest.split_at_mut(length);
        *sum = checksum(covered).to_le_bytes();
        part = rest;
    }
}

/// The game's CRC-32: polynomial 0x04c11db7, first bit first.
fn checksum(bytes: &[u8]) -> u32 {
    let step = |crc: u32, byte: &u8| {
        let shift = |crc: u32, _| if crc >> 31 == 1 { crc << 1 ^ 0x04c1_1db7 } else { crc << 1 };
        (0..8).fold(crc ^ u32::from(*byte) << 24, shift)
    };
    !bytes.iter().fold(0x1034_0dfe, step)
}
