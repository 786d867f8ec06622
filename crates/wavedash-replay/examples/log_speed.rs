//! Size of match logs, and the time to read, prove and seek in them on one thread:
//!
//! ```text
//! wavedash match --blue bot:striker --orange bot:chaser --team-size 3 --seconds 600 --out ten.wdm
//! cargo run --release -p wavedash-replay --example log_speed -- ten.wdm
//! ```

use std::error::Error;
use std::time::{Duration, Instant};

use wavedash_core::units::TICK_RATE;
use wavedash_replay::log::{Log, LogPlayer};

fn main() -> Result<(), Box<dyn Error>> {
    for file in std::env::args().skip(1) {
        let bytes = std::fs::read(&file)?;
        let size = bytes.len();
        let begun = Instant::now();
        let mut player = LogPlayer::new(Log::read(bytes)?)?;
        let read = begun.elapsed();
        let seconds = player.ticks() / u64::from(TICK_RATE);

        let begun = Instant::now();
        player.verify()?;
        let proof = begun.elapsed();

        // Backwards, so that no seek is a mere step on from the one before.
        let mut seeks = (0..=seconds)
            .rev()
            .map(|second| {
                let begun = Instant::now();
                player.seek_seconds(second as f64).map(|()| begun.elapsed())
            })
            .collect::<Result<Vec<Duration>, _>>()?;
        seeks.sort();
        let (median, worst) = (seeks[seeks.len() / 2], seeks[seeks.len() - 1]);
        let times = seconds as f64 / proof.as_secs_f64();
        println!(
            "{file}: {size} bytes, {seconds} s; read in {read:.1?}; proved in {proof:.1?}, {times:.0} times real time"
        );
        println!("  seek to any second: median {median:.1?}, worst {worst:.1?}");
    }
    Ok(())
}
