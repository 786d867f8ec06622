//! All real files: readable ones give the same as before, damaged ones are refused.

mod common;

use std::collections::BTreeMap;
use std::fmt::Write;
use std::path::Path;

use wavedash_core::{CarSnapshot, Snapshot};
use wavedash_replay::game::{self, Options};
use wavedash_replay::{frames, stats};

/// Hash of everything that is read of each file: at which place a change shows is found with `wavedash replay events`
/// and `stats` of both versions.
const HASHES: &str = include_str!("game_hashes.txt");

/// Files that have a header and no network frames.
const HEADER_ONLY: &[&str] = &["6688", "no-frames"];

#[test]
fn every_readable_file_gives_what_it_gave_before() {
    let mut now = BTreeMap::new();
    for folder in ["boxcars", "carball", "lucy-2v2"] {
        for path in common::replays(folder) {
            let name = common::stem(&path);
            let recording = common::open(&path, Options { rate: 10.0, ..Options::default() });
            assert_eq!(recording.timeline.is_none(), HEADER_ONLY.contains(&name.as_str()), "{name}");
            assert_eq!(recording.timeline.is_none(), recording.trouble.is_some(), "{name}");
            let counted = recording.timeline.as_ref().map(stats::stats);
            let at_once = game::count(&path, Options { rate: 10.0, ..Options::default() }).unwrap().ok();
            assert_eq!(at_once, counted, "{name}: counted with and without keeping the moments");
            let all = (&recording.header, &recording.timeline, &counted);
            let json = serde_json::to_string(&all).unwrap();
            let moments = recording.timeline.iter().flat_map(|timeline| &timeline.moments);
            assert!(moments.map(|moment| &moment.snapshot).all(is_finite), "{name}");
            let notes = recording.timeline.iter().flat_map(|timeline| &timeline.left_out);
            let strange: Vec<_> = notes.filter(|note| note.contains("outside") || note.starts_with("play:")).collect();
            assert!(strange.is_empty(), "{name}: {strange:?}");
            now.insert(format!("{folder}/{name}"), xxhash_rust::xxh3::xxh3_64(json.as_bytes()));
        }
    }
    if now.is_empty() {
        return;
    }
    let text = now.iter().fold(String::new(), |mut text, (name, hash)| {
        let _ = writeln!(text, "{hash:016x} {name}");
        text
    });
    if std::env::var_os("WAVEDASH_UPDATE").is_some() {
        std::fs::write(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/game_hashes.txt"), &text).unwrap();
        return;
    }
    let changed: Vec<&str> = text.lines().filter(|line| !HASHES.lines().any(|old| old == *line)).collect();
    assert!(changed.is_empty(), "changed; if that is meant, run with WAVEDASH_UPDATE=1:\n{}", changed.join("\n"));
}

fn is_finite(snapshot: &Snapshot) -> bool {
    let ball = &snapshot.ball;
    let of_car = |car: &CarSnapshot| {
        let vectors = [car.pos, car.vel, car.ang_vel];
        vectors.iter().flatten().chain(&car.rot_wxyz).chain([&car.boost]).all(|x| x.is_finite())
    };
    let of_ball = [ball.pos, ball.vel, ball.ang_vel];
    of_ball.iter().flatten().chain(&ball.rot_wxyz).all(|x| x.is_finite()) && snapshot.cars.iter().all(of_car)
}

#[test]
fn names_are_hidden_unless_asked_for() {
    let folders = [common::committed(), common::replays("carball"), common::replays("lucy-2v2")];
    for path in folders.into_iter().flatten() {
        let shown = common::open(&path, Options { names: true, ..Options::default() });
        let hidden = common::open(&path, Options::default());
        let text = serde_json::to_string(&(&hidden.header, &hidden.timeline.map(|t| (t.players, t.left_out)))).unwrap();
        for name in shown.timeline.unwrap().players.iter().map(|player| &player.name) {
            // Names of two letters may be part of other words.
            assert!(name.chars().count() < 4 || !text.contains(name.as_str()), "{}: a name is shown", path.display());
        }
        assert!(shown.header.id.is_some() && hidden.header.id.is_none());
    }
}

#[test]
fn damaged_files_are_refused_without_a_large_allocation() {
    let files = common::replays("bad");
    assert!(files.is_empty() || files.len() == 5);
    for path in files {
        let data = std::fs::read(&path).unwrap();
        let mut refused = None;
        let counted = allocation_counter::measure(|| refused = game::read(&data, Options::default()).err());
        let error = refused.unwrap_or_else(|| panic!("{} was read", path.display()));
        println!("{}: {error}; at most {} bytes", common::stem(&path), counted.bytes_max);
        assert!(matches!(error, game::GameError::Damaged(_)));
        assert!(counted.bytes_max < 1 << 20, "{}: {} bytes", path.display(), counted.bytes_max);
    }
}

#[test]
fn cut_off_and_altered_files_are_refused() {
    let path = common::committed().into_iter().find(|path| common::stem(path) == "2024-soccar-2v2").unwrap();
    let data = std::fs::read(path).unwrap();
    for length in (0..data.len()).step_by(997) {
        assert!(game::read(&data[..length], Options::default()).is_err(), "{length} bytes were read");
    }
    for place in (16..data.len()).step_by(1999) {
        let mut altered = data.clone();
        altered[place] ^= 0x10;
        assert!(game::read(&altered, Options::default()).is_err(), "a flipped bit at {place} went unseen");
    }
}

#[test]
fn frames_are_a_table_with_a_row_per_moment() {
    let path = common::committed().into_iter().find(|path| common::stem(path) == "2020-soccar-4v4").unwrap();
    let timeline = common::open(&path, Options::default()).timeline.unwrap();
    let mut text = Vec::new();
    frames::write_csv(&timeline, &mut text).unwrap();
    let mut reader = csv::Reader::from_reader(text.as_slice());
    assert_eq!(reader.headers().unwrap().len(), frames::columns(&timeline).len());
    assert_eq!(reader.records().map(Result::unwrap).count(), timeline.moments.len());
    let mut bytes = Vec::new();
    frames::write_parquet(&timeline, &mut bytes).unwrap();
    assert!(bytes.starts_with(b"PAR1") && bytes.ends_with(b"PAR1"));
}
