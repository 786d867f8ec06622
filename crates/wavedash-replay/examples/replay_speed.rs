//! Files per second and core: reading `.replay` files and counting their statistics, on one thread.
//!
//! ```text
//! cargo run --release -p wavedash-replay --example replay_speed -- FOLDER...
//! ```

use std::path::PathBuf;
use std::time::Instant;

use wavedash_replay::{game, stats};

/// Files are gone through this often; the fastest round counts.
const ROUNDS: usize = 5;

fn main() -> std::io::Result<()> {
    for folder in std::env::args().skip(1) {
        let entries = std::fs::read_dir(&folder)?.map(|entry| entry.map(|entry| entry.path()));
        let paths: Vec<PathBuf> = entries.collect::<Result<_, _>>()?;
        let files: Vec<Vec<u8>> = paths.iter().map(std::fs::read).collect::<Result<_, _>>()?;
        let bytes: usize = files.iter().map(Vec::len).sum();
        let mut best = [f64::INFINITY; 2];
        let (mut moments, mut readable) = (0, 0);
        for _ in 0..ROUNDS {
            let began = Instant::now();
            let read = files.iter().filter_map(|data| game::read(data, game::Options::default()).ok());
            let timelines: Vec<_> = read.filter_map(|recording| recording.timeline).collect();
            best[0] = best[0].min(began.elapsed().as_secs_f64());
            let values: usize = timelines.iter().map(|timeline| stats::stats(timeline).players.len()).sum();
            assert!(values > 0, "matches have players");
            best[1] = best[1].min(began.elapsed().as_secs_f64());
            moments = timelines.iter().map(|timeline| timeline.moments.len()).sum();
            readable = timelines.len();
        }
        let minutes = moments as f64 / 30.0 / 60.0;
        println!(
            "{folder}: {readable} of {} files with a match, {:.1} MB, {minutes:.1} min; read {:.1} files/s, with statistics \
             {:.1} files/s, {:.1} match minutes/s, {:.1} ms per file",
            files.len(),
            bytes as f64 / 1e6,
            readable as f64 / best[0],
            readable as f64 / best[1],
            minutes / best[1],
            1e3 * best[1] / readable as f64,
        );
    }
    Ok(())
}
