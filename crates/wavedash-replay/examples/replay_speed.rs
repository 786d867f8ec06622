//! Files per second and core: reading `.replay` files and counting their statistics, on one thread.
//!
//! ```text
//! cargo run --release -p wavedash-replay --example replay_speed -- FOLDER...
//! ```

use std::path::PathBuf;
use std::time::Instant;

use wavedash_replay::{game, stats};

/// The allocator of the `wavedash` program, so that the figure is the program's.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// Files are gone through this often; the fastest round counts.
const ROUNDS: usize = 5;

fn main() -> std::io::Result<()> {
    for folder in std::env::args().skip(1) {
        let entries = std::fs::read_dir(&folder)?.map(|entry| entry.map(|entry| entry.path()));
        let paths: Vec<PathBuf> = entries.collect::<Result<_, _>>()?;
        let bytes: u64 = paths.iter().filter_map(|path| path.metadata().ok()).map(|file| file.len()).sum();
        let (mut seconds, mut readable) = ([f64::INFINITY; 2], 0);
        for _ in 0..ROUNDS {
            let began = Instant::now();
            let counted = paths.iter().filter_map(|path| game::count(path, game::Options::default()).ok());
            readable = counted.filter(Result::is_ok).count();
            seconds[0] = seconds[0].min(began.elapsed().as_secs_f64());

            let began = Instant::now();
            let read = paths.iter().filter_map(|path| game::open(path, game::Options::default()).ok()?.timeline);
            let players: usize = read.map(|timeline| stats::stats(&timeline).players.len()).sum();
            assert!(players > 0, "matches have players");
            seconds[1] = seconds[1].min(began.elapsed().as_secs_f64());
        }
        println!(
            "{folder}: {readable} of {} files with a match, {:.1} MB; statistics of {:.1} files/s, {:.1} files/s with a \
             timeline that is kept",
            paths.len(),
            bytes as f64 / 1e6,
            readable as f64 / seconds[0],
            readable as f64 / seconds[1],
        );
    }
    Ok(())
}
