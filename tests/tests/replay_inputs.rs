//! What the commands that read recorded matches take for a match: any name, any ending, links, pipes, compressed and cut
//! files, other modes.

use std::ffi::OsString;
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};

use flate2::Compression;
use flate2::write::GzEncoder;
use serde_json::Value;
use wavedash_cli::Exit;
use wavedash_tests::{Ran, root, scratch};

/// A `.replay` that comes with the tests.
fn game(name: &str) -> PathBuf {
    root().join("crates/wavedash-replay/tests/data").join(name).with_extension("replay")
}

fn log() -> PathBuf {
    root().join("replays/chaser-striker-1v1.wdm")
}

/// Runs `wavedash` with words and a path of any bytes behind them.
fn wavedash(words: &str, paths: &[&Path]) -> Ran {
    let (mut out, mut err) = (Vec::new(), Vec::new());
    let words = ["wavedash"].into_iter().chain(words.split_whitespace()).map(OsString::from);
    let exit = wavedash_cli::run(words.chain(paths.iter().map(|path| path.into())), &mut out, &mut err);
    let text = |bytes: Vec<u8>| String::from_utf8_lossy(&bytes).into_owned();
    Ran { exit, out: text(out), err: text(err) }
}

fn json(ran: &Ran) -> Value {
    serde_json::from_str(&ran.out).unwrap_or_else(|e| panic!("stdout is no JSON: {e}: {} {}", ran.out, ran.err))
}

fn count(figures: &Value, key: &str) -> usize {
    figures[key].as_array().map_or(0, Vec::len)
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
    encoder.write_all(bytes).expect("memory can be written");
    encoder.finish().expect("memory can be written")
}

fn copy(from: &Path, to: &Path) {
    fs::copy(from, to).expect("it can be copied");
}

#[cfg(unix)]
#[test]
fn names_that_are_not_utf8_are_read_alone_in_folders_and_by_patterns() {
    use std::os::unix::ffi::OsStringExt;
    let folder = scratch("inputs-utf8");
    let odd = folder.join(OsString::from_vec(b"a\xffb.replay".to_vec()));
    copy(&game("net5-scale"), &odd);
    copy(&game("assist-told-late"), &folder.join("ok.replay"));
    for (paths, files) in [([odd.as_path()], 1), ([folder.as_path()], 2), ([&folder.join("*.replay")], 2)] {
        let ran = wavedash("replay info --json", &paths);
        assert_eq!((ran.exit, count(&json(&ran), "files")), (Exit::Fine, files), "{paths:?}: {}", ran.err);
    }
    assert_eq!(wavedash("reward trace lucy", &[&odd]).exit, Exit::Fine);
    let out = folder.join("out");
    let ran = wavedash("replay frames --rate 1 --csv --out", &[&out, &folder]);
    assert_eq!(ran.exit, Exit::Fine, "{}", ran.err);
    assert!(out.join(OsString::from_vec(b"a\xffb.csv".to_vec())).exists(), "the name is kept: {}", ran.out);
    // Where only text will do, the argument is named.
    let ran = wavedash("eval bot:chaser", &[&odd]);
    assert!(ran.exit == Exit::Usage && ran.err.contains("a\u{fffd}b.replay"), "{}", ran.err);
    fs::remove_dir_all(folder).expect("the scratch folder can be removed");
}

#[cfg(unix)]
#[test]
fn a_circle_of_links_is_gone_round_once() {
    use std::os::unix::fs::symlink;
    let folder = scratch("inputs-links");
    copy(&log(), &folder.join("a.wdm"));
    symlink(&folder, folder.join("round")).expect("links can be made");
    symlink(folder.join("a.wdm"), folder.join("b.wdm")).expect("links can be made");
    symlink(folder.join("nothing"), folder.join("gone.wdm")).expect("links can be made");
    let ran = wavedash("replay stats --json", &[&folder]);
    let figures = json(&ran);
    assert_eq!((count(&figures, "matches"), ran.exit), (1, Exit::Failed), "{}", ran.err);
    assert!(ran.err.contains("gone.wdm: no such file"), "a link that leads nowhere is named: {}", ran.err);
    assert!(ran.err.contains("b.wdm is the file") && !ran.err.contains("round/round"), "{}", ran.err);
    assert_eq!(count(&json(&wavedash("replay verify --json", &[&folder])), "files"), 2);
    fs::remove_dir_all(folder).expect("the scratch folder can be removed");
}

#[test]
fn a_match_that_is_given_twice_counts_once_and_a_note_says_so() {
    let folder = scratch("inputs-twice");
    let first = folder.join("first.wdm");
    copy(&log(), &first);
    let ran = wavedash("replay stats --json", &[&first, &first]);
    assert_eq!((count(&json(&ran), "matches"), ran.exit), (1, Exit::Fine));
    assert!(ran.err.contains("note: ") && ran.err.contains("given twice"), "{}", ran.err);
    // By what it holds, under other names and compressed.
    copy(&log(), &folder.join("second.wdm"));
    fs::write(folder.join("third.wdm.gz"), gzip(&fs::read(log()).expect("it is there"))).expect("it can be written");
    let ran = wavedash("replay stats --json", &[&folder]);
    assert_eq!((count(&json(&ran), "matches"), count(&json(&ran), "notes")), (1, 2), "{}", ran.err);
    // What is shown of each file is shown of each.
    assert_eq!(count(&json(&wavedash("replay info --json", &[&folder])), "files"), 3);
    let ran = wavedash("reward stats goals --json", &[&folder]);
    assert_eq!(json(&ran)["groups"][0]["matches"], 1, "{}", ran.err);
    assert!(ran.err.contains("second.wdm holds the same as"), "{}", ran.err);
    fs::remove_dir_all(folder).expect("the scratch folder can be removed");
}

#[test]
fn one_match_in_two_files_that_differ_is_said() {
    // The fault's file is the other one with an altered time.
    let ran = wavedash("replay info --json", &[&game("assist-told-late"), &game("time-jump")]);
    assert!(ran.err.contains("time-jump.replay has the id of"), "{}", ran.err);
}

#[test]
fn files_are_known_by_their_first_bytes() {
    let folder = scratch("inputs-bytes");
    let place = |name: &str| folder.join(name);
    copy(&log(), &place("match.backup"));
    copy(&game("net5-scale"), &place("no-ending"));
    let compressed = gzip(&fs::read(game("assist-told-late")).expect("it is there"));
    fs::write(place("a.replay.gz"), &compressed).expect("it can be written");
    fs::write(place("b.download"), gzip(&fs::read(log()).expect("it is there"))).expect("it can be written");
    fs::write(place("notes.txt"), "not a match").expect("it can be written");
    // Somebody is still writing these.
    copy(&log(), &place("c.wdm.17.unfinished"));
    let ran = wavedash("replay info --json", &[&folder]);
    let figures = json(&ran);
    assert_eq!((count(&figures, "files"), ran.exit), (4, Exit::Fine), "{}", ran.err);
    assert!(ran.err.contains("match.backup holds the same as"), "{}", ran.err);
    for name in ["a.replay.gz", "b.download", "match.backup", "no-ending"] {
        assert_eq!(wavedash("replay events --json", &[&place(name)]).exit, Exit::Fine, "{name}");
        assert_eq!(wavedash("reward trace goals", &[&place(name)]).exit, Exit::Fine, "{name}");
    }
    let ran = wavedash("replay info", &[&place("notes.txt")]);
    assert!(ran.exit == Exit::Usage && ran.err.contains("neither a match log nor a .replay"), "{}", ran.err);
    // The name does not outweigh the bytes, and a damaged compression is named.
    copy(&log(), &place("wrong.replay"));
    assert_eq!(wavedash("replay verify", &[&place("wrong.replay")]).exit, Exit::Fine);
    fs::write(place("cut.replay.gz"), &compressed[..compressed.len() / 2]).expect("it can be written");
    let ran = wavedash("replay info", &[&place("cut.replay.gz")]);
    assert!(ran.exit == Exit::Usage && ran.err.contains("cannot be unpacked"), "{}", ran.err);
    fs::remove_dir_all(folder).expect("the scratch folder can be removed");
}

#[test]
fn other_modes_are_left_out_unless_they_are_asked_for() {
    let folder = scratch("inputs-modes");
    let (beach, out) = (folder.join("beach.replay"), folder.join("states.jsonl"));
    copy(&game("mode-beach-ball"), &beach);
    let states = |words: &str, path: &Path| wavedash(&format!("replay states {words} --out"), &[&out, path]);
    for ran in [states("", &beach), wavedash("reward trace lucy", &[&beach]), wavedash("reward stats lucy", &[&beach])]
    {
        assert_eq!(ran.exit, Exit::Usage, "{}", ran.err);
        assert!(ran.err.contains("beach ball") && ran.err.contains("--any-mode"), "{}", ran.err);
    }
    assert!(!out.exists(), "nothing is written");
    assert_eq!(states("--any-mode", &beach).exit, Exit::Fine);
    assert_eq!(wavedash("reward trace lucy --any-mode", &[&beach]).exit, Exit::Fine);
    // Among others they are left out, and counted.
    copy(&log(), &folder.join("log.wdm"));
    for ran in [states("--json", &folder), wavedash("reward stats lucy --json", &[&folder])] {
        assert_eq!(ran.exit, Exit::Fine, "{}", ran.err);
        assert!(ran.err.contains("note: 1 match that is not soccar left out: 1 x beach ball"), "{}", ran.err);
    }
    fs::remove_dir_all(folder).expect("the scratch folder can be removed");
}

#[test]
fn a_time_that_no_match_has_is_refused_by_every_command_at_once() {
    let file = game("time-jump");
    let out = scratch("inputs-time").join("states.npy").display().to_string();
    let states = format!("replay states --out {out}");
    let commands = ["replay info", "replay stats", "replay events", "replay frames", &states, "replay audit"];
    for words in commands.into_iter().chain(["reward trace lucy", "reward stats lucy", "reward compare lucy goals"]) {
        let began = std::time::Instant::now();
        let ran = wavedash(words, &[&file]);
        assert_eq!(ran.exit, Exit::Usage, "{words}: {}", ran.err);
        assert!(ran.err.contains("network frame "), "{words}: {}", ran.err);
        assert!(began.elapsed().as_secs() < 10, "{words}");
    }
}

#[test]
fn of_a_replay_that_is_cut_off_info_shows_the_header() {
    let folder = scratch("inputs-cut");
    let mut bytes = fs::read(game("assist-told-late")).expect("it is there");
    let cut = folder.join("cut.replay");
    fs::write(&cut, &bytes[..bytes.len() / 2]).expect("it can be written");
    let ran = wavedash("replay info --json", &[&cut]);
    assert_eq!(ran.exit, Exit::Failed, "{}", ran.err);
    assert!(ran.err.contains("cut.replay: "), "the reason is given: {}", ran.err);
    let figures = json(&ran);
    assert!(figures["files"][0]["header"]["date"].is_string(), "{figures}");
    assert_eq!(count(&figures, "damaged"), 1);
    assert!(!ran.out.contains("\"id\":\"5"), "without --names the id is hidden: {figures}");
    assert_eq!(figures["files"][0]["header"]["players"][1]["goals"], 1, "{figures}");
    let ran = wavedash("replay info", &[&cut]);
    assert!(
        ran.out.contains("recorded 2016-02-04") && ran.out.contains("left out: everything but the header"),
        "{}",
        ran.out
    );
    // Altered behind the header, and in it.
    for (place, exit) in [(bytes.len() - 100, Exit::Failed), (1000, Exit::Usage)] {
        bytes[place] ^= 1;
        fs::write(folder.join("altered.replay"), &bytes).expect("it can be written");
        let ran = wavedash("replay info", &[&folder.join("altered.replay")]);
        assert_eq!(ran.exit, exit, "{}", ran.err);
    }
    // Nothing of the match is there.
    assert_eq!(wavedash("replay stats", &[&cut]).exit, Exit::Usage);
    fs::remove_dir_all(folder).expect("the scratch folder can be removed");
}

#[test]
fn an_audit_compares_headers_with_frames_and_holds_to_what_is_required() {
    let (one, other) = (game("assist-told-late"), game("count-in-key-frame"));
    let ran = wavedash("replay audit --json --require 99.5", &[&one, &other]);
    assert_eq!(ran.exit, Exit::Fine, "{} {}", ran.out, ran.err);
    let figures = json(&ran);
    assert_eq!((&figures["files"], &figures["percent"]), (&2.into(), &serde_json::json!([100.0, 100.0, 100.0, 100.0])));
    assert_eq!(figures["players"], 6, "{figures}");
    // What has no match is named.
    let ran = wavedash("replay audit --json", &[&one, &game("time-jump"), &log()]);
    assert_eq!((ran.exit, count(&json(&ran), "without_match")), (Exit::Failed, 2), "{}", ran.err);
    assert!(ran.err.contains("has no header to compare with"), "{}", ran.err);
    assert_eq!(wavedash("replay audit --require 101", &[&one]).exit, Exit::Usage);
}

#[test]
fn an_audit_lists_what_differs_and_fails_below_what_is_required() {
    // The frames of this one do not say whose a goal is.
    let file = root().join("replays/real/2016-hoops-1v0.replay");
    let ran = wavedash("replay audit --require 100", &[&file]);
    assert_eq!(ran.exit, Exit::Failed, "{} {}", ran.out, ran.err);
    assert!(ran.err.contains("goals are equal for") && ran.err.contains("100 % are required"), "{}", ran.err);
    let listed = ran.out.lines().find(|line| line.contains("2016-hoops-1v0.replay")).expect("the difference is listed");
    assert!(listed.contains("orange 1") && listed.ends_with("told by the header alone"), "{listed}");
    assert_eq!(wavedash("replay audit --require 0", &[&file]).exit, Exit::Fine);
}
