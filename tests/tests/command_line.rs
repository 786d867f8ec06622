//! The command line's contract: exit codes 0, 1 and 2, help with an example, suggestions for typing
//! errors, and errors that name what to change.

use std::fs;
use std::io::Write;

use flate2::Compression;
use flate2::write::GzEncoder;
use serde_json::Value;
use wavedash_cli::Exit;
use wavedash_tests::{root, scratch, wavedash};

const COMMANDS: &[&[&str]] = &[&["golden"], &["bench"], &["bench", "sim"], &["hash"], &["soak"], &["surface"]];

#[test]
fn every_command_has_help_with_an_example() {
    for command in COMMANDS {
        let ran = wavedash([command, &["--help"][..]].concat());
        assert_eq!(ran.exit, Exit::Fine, "{command:?}");
        assert!(ran.out.contains("Example:\n  wavedash "), "{command:?}: {}", ran.out);
        assert!(ran.err.is_empty(), "{command:?}: {}", ran.err);
    }
}

#[test]
fn typing_errors_are_wrong_usage_with_a_suggestion() {
    for (line, suggestion) in [
        (vec!["bench", "sim", "--team-sise", "1"], "--team-size"),
        (vec!["goldne"], "golden"),
        (vec!["hash", "--order", "revers"], "reverse"),
    ] {
        let ran = wavedash(&line);
        assert_eq!(ran.exit, Exit::Usage, "{line:?}");
        assert!(ran.err.contains(suggestion), "{line:?}: {}", ran.err);
        assert!(ran.out.is_empty(), "{line:?}: {}", ran.out);
    }
}

#[test]
fn values_outside_of_their_range_are_wrong_usage() {
    for line in [
        ["bench", "sim", "--team-size", "5"].as_slice(),
        &["hash", "--threads", "0"],
        &["hash", "--restore-every", "0"],
        &["golden", "tests/golden"],
        &["golden", "tests/golden", "--out", "x", "--strict"],
    ] {
        assert_eq!(wavedash(line).exit, Exit::Usage, "{line:?}");
    }
}

#[test]
fn a_missing_folder_is_bad_input_and_named() {
    for line in [
        ["golden", "/no/such/folder", "--check"].as_slice(),
        &["hash", "--ticks", "1", "--surface", "/no/such/folder"],
        &["surface", "--check", "--surface", "/no/such/folder"],
    ] {
        let ran = wavedash(line);
        assert_eq!(ran.exit, Exit::Usage, "{line:?}");
        assert!(ran.err.contains("/no/such/folder"), "{line:?}: {}", ran.err);
    }
}

#[test]
fn bad_golden_files_are_bad_input_and_say_what_is_wrong() {
    let good = fs::read(root().join("tests/golden/air_aerial.json.gz")).expect("the subset has this scenario");
    let mut text = String::new();
    std::io::Read::read_to_string(&mut flate2::read::GzDecoder::new(good.as_slice()), &mut text).expect("gzip");
    let zipped = |text: &str| {
        let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
        encoder.write_all(text.as_bytes()).expect("memory can be written");
        encoder.finish().expect("memory can be written")
    };
    let cases: Vec<(&str, Vec<u8>, &str)> = vec![
        ("cut.json.gz", good[..good.len() / 2].to_vec(), "damaged compression"),
        ("text.json", b"not json".to_vec(), "not a golden scenario"),
        ("empty.json", b"{}".to_vec(), "missing field"),
        ("preset.json", text.replace("\"octane\"", "\"octan\"").into_bytes(), "unknown variant"),
        ("format.json.gz", zipped(&text.replace("\"format\":1", "\"format\":2")), "format is 2"),
        ("team.json", text.replace("\"team\":0", "\"team\":7").into_bytes(), "team is 7"),
        ("ticks.json", text.replace("\"ticks\":360", "\"ticks\":361").into_bytes(), "controls[0]"),
    ];
    for (name, bytes, complaint) in cases {
        let folder = scratch(&format!("bad-{name}"));
        fs::write(folder.join(name), bytes).expect("a scratch file can be written");
        let ran = wavedash(["golden", &folder.display().to_string(), "--check"]);
        assert_eq!(ran.exit, Exit::Usage, "{name}: {}", ran.err);
        assert!(ran.err.contains(name) && ran.err.contains(complaint), "{name}: {}", ran.err);
        fs::remove_dir_all(folder).expect("a scratch folder can be removed");
    }
}

#[test]
fn a_missed_threshold_is_a_failed_run() {
    let folder = root().join("tests/golden").display().to_string();
    let ran = wavedash(["golden", &folder, "--check", "--only", "ball_arc", "--require", "2"]);
    assert_eq!(ran.exit, Exit::Failed);
    assert!(ran.err.contains("2 are required"), "{}", ran.err);
}

#[test]
fn json_is_one_object_on_stdout() {
    let folder = root().join("tests/golden").display().to_string();
    for line in [
        ["bench", "sim", "--ticks", "50", "--json"].as_slice(),
        &["soak", "--ticks", "50", "--json"],
        &["surface", "--check", "--json"],
        &["golden", &folder, "--check", "--only", "ball_arc", "--require", "0", "--json"],
    ] {
        let ran = wavedash(line);
        assert_eq!(ran.exit, Exit::Fine, "{line:?}: {}", ran.err);
        let value: Value = serde_json::from_str(&ran.out).unwrap_or_else(|e| panic!("{line:?}: {e}: {}", ran.out));
        assert!(value.is_object(), "{line:?}");
    }
}

#[test]
fn the_benchmark_reports_the_agreed_figures() {
    let ran = wavedash(["bench", "sim", "--team-size", "2", "--ticks", "50", "--arenas", "3", "--json"]);
    let figures: Value = serde_json::from_str(&ran.out).expect("--json prints JSON");
    assert_eq!(figures["ticks"], 150);
    for key in ["seconds", "ticks_per_second", "wall_seconds", "bytes_per_arena", "state_hash"] {
        assert!(!figures[key].is_null(), "{key} is missing: {figures}");
    }
}

#[test]
fn the_surface_survives_its_own_files() {
    let folder = scratch("surface");
    let path = folder.display().to_string();
    assert_eq!(wavedash(["surface", "--out", &path]).exit, Exit::Fine);
    // The files' unit of 50 uu costs the vertices a bit or two, so trajectories are close, not equal.
    let golden = root().join("tests/golden").display().to_string();
    let read = wavedash(["golden", &golden, "--check", "--strict", "--only", "ball_back_ramp", "--surface", &path]);
    assert_eq!(read.exit, Exit::Fine, "{}{}", read.out, read.err);
    assert_eq!(wavedash(["surface", "--out", &path, "--format", "obj"]).exit, Exit::Fine);
    assert!(fs::read_to_string(folder.join("surface.obj")).is_ok_and(|text| text.contains("\nf ")));
    fs::remove_dir_all(folder).expect("a scratch folder can be removed");
}
