//! Match logs: opened whole and as far as they are intact; what opens is played for a second of match time.
#![no_main]

use libfuzzer_sys::fuzz_target;
use wavedash_replay::log::{Log, LogPlayer};

/// Ticks that are played of a log that can be read.
const TICKS: u32 = 120;

fuzz_target!(|bytes: &[u8]| {
    let Ok((log, _)) = Log::read_intact(bytes.to_vec()) else { return };
    let Ok(mut player) = LogPlayer::new(log) else { return };
    for _ in 0..TICKS {
        if !matches!(player.step(), Ok(true)) {
            break;
        }
    }
    let _ = player.seek(u64::MAX.min(player.ticks()));
});
