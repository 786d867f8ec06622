//! Matches recorded by `wavedash match`, proved by `wavedash replay verify`; and the logs in `replays/`.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use serde_json::Value;
use wavedash_cli::Exit;
use wavedash_replay::log::{self, Log, LogPlayer, MarkKind};
use wavedash_tests::{files, read, root, scratch, wavedash};

fn json(line: &[&str]) -> Value {
    let ran = wavedash(line);
    assert_eq!(ran.exit, Exit::Fine, "{line:?}: {}", ran.err);
    serde_json::from_str(&ran.out).unwrap_or_else(|e| panic!("{line:?}: {e}: {}", ran.out))
}

/// A short match and its file.
fn play(path: &Path, more: &[&str]) -> Value {
    let path = path.display().to_string();
    let line = ["match", "--blue", "bot:striker", "--orange", "bot:chaser", "--out", &path, "--json"];
    json(&[&line[..], more].concat())
}

#[test]
fn a_recorded_match_is_proved_and_repeats() {
    let folder = scratch("recorded");
    let (a, b) = (folder.join("a.wdm"), folder.join("deeper/b.wdm"));
    let played = play(&a, &["--team-size", "2", "--seconds", "25", "--seed", "3"]);
    assert_eq!((&played["ticks"], &played["blue"]["agent"]), (&Value::from(3000), &Value::from("bot:striker")));
    assert_eq!(played["bytes"], fs::metadata(&a).expect("it is there").len());
    let again = play(&b, &["--team-size", "2", "--seconds", "25", "--seed", "3"]);
    assert_eq!(played["hash"], again["hash"]);
    assert_eq!(fs::read(&a).expect("a"), fs::read(&b).expect("b"));
    let proof = json(&["replay", "verify", &a.display().to_string(), "--json"]);
    assert_eq!((&proof["proved"], &proof["failed"]), (&Value::from(1), &Value::from(0)));
    let file = &proof["files"][0];
    assert_eq!((&file["hash"], &file["ticks"], &file["hashes"]), (&played["hash"], &played["ticks"], &Value::from(26)));
    assert_eq!(file["score"], Value::from(vec![played["blue"]["goals"].clone(), played["orange"]["goals"].clone()]));
    let other = play(&a, &["--team-size", "2", "--seconds", "25", "--seed", "4"]);
    assert_ne!(played["hash"], other["hash"]);
    fs::remove_dir_all(folder).expect("a scratch folder can be removed");
}

#[test]
fn a_match_to_so_many_goals_ends_with_the_last() {
    let folder = scratch("goals");
    let path = folder.join("a.wdm");
    let played = play(&path, &["--goals", "3"]);
    let goals = |side: &str| played[side]["goals"].as_u64().expect("a number");
    assert_eq!(goals("blue") + goals("orange"), 3);
    let log = Log::open(&path).expect("whole");
    assert_eq!((log.header().rules.goals, log.score().iter().sum::<u32>()), (Some(3), 3));
    let last = log.marks().last().expect("marks");
    assert!(matches!(last.kind, MarkKind::Goal { .. }) && last.tick == log.ticks(), "{last:?}");
    fs::remove_dir_all(folder).expect("a scratch folder can be removed");
}

#[test]
fn what_cannot_be_proved_is_named_with_its_exit_code() {
    let folder = scratch("unproved");
    let whole = folder.join("whole.wdm");
    play(&whole, &["--seconds", "21"]);
    let bytes = fs::read(&whole).expect("a file");
    let cut = folder.join("cut.wdm");
    fs::write(&cut, &bytes[..bytes.len() - 100]).expect("writable");
    let name = |path: &Path| path.display().to_string();
    let verify = |line: &[&str]| wavedash([&["replay", "verify"], line].concat());

    let ran = verify(&[&name(&cut)]);
    assert_eq!(ran.exit, Exit::Usage, "{}", ran.err);
    assert!(ran.err.contains("cut.wdm: cut off in block") && ran.err.contains("--salvage"), "{}", ran.err);
    let ran = verify(&[&name(&cut), "--salvage"]);
    assert_eq!(ran.exit, Exit::Failed, "{}", ran.err);
    assert!(ran.out.contains("proved as far as it is intact: 20.0 s"), "{}", ran.out);
    let ran = verify(&[&name(&folder)]);
    assert_eq!(ran.exit, Exit::Failed, "the good one of two is proved: {}", ran.err);
    assert!(ran.out.contains("1 proved, 1 failed") && ran.err.contains("cut.wdm"), "{} {}", ran.out, ran.err);

    for (file, contents, complaint) in [
        ("text.wdm", &b"some text that is no match log"[..], "not a match log"),
        ("version.wdm", b"\x89wdm\r\n\x1a\n\x63\0\0\0...", "format 99, and this program reads format 1"),
    ] {
        let path = folder.join(file);
        fs::write(&path, contents).expect("writable");
        let ran = verify(&[&name(&path)]);
        assert_eq!(ran.exit, Exit::Usage, "{}", ran.err);
        assert!(ran.err.contains(file) && ran.err.contains(complaint), "{}", ran.err);
    }
    let empty = scratch("no-logs");
    let ran = verify(&[&name(&empty)]);
    assert_eq!(ran.exit, Exit::Usage);
    assert!(ran.err.contains("there is no match log"), "{}", ran.err);
    for folder in [folder, empty] {
        fs::remove_dir_all(folder).expect("a scratch folder can be removed");
    }
}

#[test]
fn what_is_intact_of_a_cut_off_match_is_read_on_request() {
    let folder = scratch("salvaged");
    let whole = folder.join("whole.wdm");
    play(&whole, &["--seconds", "21"]);
    let bytes = fs::read(&whole).expect("a file");
    let cut = folder.join("cut.wdm").display().to_string();
    fs::write(&cut, &bytes[..bytes.len() - 100]).expect("writable");
    let table = folder.join("cut.csv").display().to_string();
    let lines: [&[&str]; 4] = [
        &["replay", "info", "--json"],
        &["replay", "stats", "--json"],
        &["replay", "events", "--json"],
        &["replay", "frames", "--rate", "1", "--out", &table],
    ];
    for line in lines {
        let ran = wavedash([line, &[&cut]].concat());
        assert_eq!(ran.exit, Exit::Usage, "{line:?}: {}", ran.err);
        assert!(ran.err.contains("cut off in block") && ran.err.contains("--salvage"), "{}", ran.err);
        assert!(!Path::new(&table).exists());

        let ran = wavedash([line, &[&cut, "--salvage"]].concat());
        assert_eq!(ran.exit, Exit::Failed, "{line:?}: {}", ran.err);
        assert_eq!(ran.err.matches("cut off in block").count(), 1, "{}", ran.err);
        if let Ok(read) = serde_json::from_str::<Value>(&ran.out) {
            let matches = read["files"].as_array().or(read["matches"].as_array()).expect("a list");
            assert_eq!(matches.len(), 1, "{line:?}");
            assert!(read["damaged"][0]["problem"].as_str().is_some_and(|text| text.contains("cut off")), "{read}");
            assert!(matches[0].to_string().contains("the end of the match: the log is cut off"), "{}", matches[0]);
        }
    }
    let rows = fs::read_to_string(&table).expect("written").lines().count();
    assert_eq!(rows, 1 + 21, "a heading and the seconds 0 to 20");
    let whole = wavedash(["replay", "stats", &whole.display().to_string(), "--salvage", "--json"]);
    assert_eq!(whole.exit, Exit::Fine, "{}", whole.err);
    fs::remove_dir_all(folder).expect("a scratch folder can be removed");
}

#[test]
fn a_match_that_cannot_be_recorded_leaves_nothing() {
    let folder = scratch("refused");
    let out = folder.join("a.wdm").display().to_string();
    let line = |blue: &str, more: &[&str]| {
        let line = ["match", "--blue", blue, "--orange", "bot:idle", "--out", &out];
        wavedash([&line[..], more].concat())
    };
    for (ran, complaint) in [
        (line("bot:strikr", &[]), "did you mean `bot:striker`?"),
        (line("bot:idle", &["--seconds", "0"]), "from 1 to"),
        (line("bot:idle", &["--goals", "1", "--seconds", "9"]), "cannot be used with"),
        (line("bot:idle", &["--team-size", "5"]), "1..=4"),
    ] {
        assert_eq!(ran.exit, Exit::Usage, "{}", ran.err);
        assert!(ran.err.contains(complaint), "{complaint}: {}", ran.err);
    }
    assert_eq!(fs::read_dir(&folder).expect("readable").count(), 0);
    fs::remove_dir_all(folder).expect("a scratch folder can be removed");
}

fn committed() -> Vec<PathBuf> {
    let logs = files("replays", ".wdm");
    assert!(logs.len() >= 3, "replays/ holds recorded matches");
    logs
}

/// If this fails, the simulator steps differently from before, or a state has another layout. The first needs new logs
/// (`replays/README.md` says how), the second a new `FORMAT` too.
#[test]
fn the_committed_matches_are_proved() {
    for path in committed() {
        let mut player = log::open(&path).unwrap_or_else(|e| panic!("{e}"));
        let proof = player.verify().unwrap_or_else(|e| panic!("{}: {e}", path.display()));
        assert_eq!(proof.score, player.log().score(), "{}", path.display());
        assert!(proof.hashes > proof.ticks / 120, "{}: {proof:?}", path.display());
    }
}

/// The blocks of a log between its header, which names the program's version, and its end, which has a sum of all before.
fn chunks(file: &[u8]) -> Vec<&[u8]> {
    const MAGIC_AND_FORMAT: usize = 12;
    const HEAD: usize = 17;
    let mut blocks = Vec::new();
    let mut rest = &file[MAGIC_AND_FORMAT..];
    while !rest.is_empty() {
        let length = u32::from_le_bytes(rest[1..5].try_into().expect("four bytes")) as usize;
        let (block, next) = rest.split_at(HEAD + length);
        blocks.push(block);
        rest = next;
    }
    blocks[1..blocks.len() - 1].to_vec()
}

/// Controls, placements, key frames, hashes and marks of the committed matches come out the same when they are played
/// again. Those of trained agents are left out: processors round networks differently.
#[test]
fn the_committed_matches_of_scripted_agents_are_recorded_again_byte_for_byte() {
    let folder = scratch("recorded-again");
    let readme = read("replays/README.md");
    let lines = readme.lines().filter(|line| line.starts_with("wavedash match") && !line.contains("agent:"));
    let mut compared = 0;
    for line in lines {
        let (line, committed) = line.split_once(" --out ").expect("a recording has a file");
        let again = folder.join("again.wdm");
        let out = again.display().to_string();
        let ran = wavedash(line.split(' ').skip(1).chain(["--out", &out]));
        assert_eq!(ran.exit, Exit::Fine, "{line}: {}", ran.err);
        let [committed, again] = [root().join(committed), again].map(|path| fs::read(path).expect("a log"));
        assert!(chunks(&committed) == chunks(&again), "{line}: another log");
        fs::remove_file(folder.join("again.wdm")).expect("a file of this test");
        compared += 1;
    }
    assert_eq!(compared, 4, "replays/README.md says how the logs were made");
    fs::remove_dir_all(folder).expect("a scratch folder can be removed");
}

#[test]
fn seeking_in_the_committed_matches_is_quick_and_exact() {
    for path in committed() {
        let mut player = log::open(&path).unwrap_or_else(|e| panic!("{e}"));
        let mut hashes = vec![player.arena().hash()];
        while player.step().expect("a whole log") {
            hashes.push(player.arena().hash());
        }
        let mut slowest = Duration::ZERO;
        for second in 0..=player.ticks() / 120 {
            // The best of three: others use this machine too.
            let once = |player: &mut LogPlayer| {
                player.seek(0).expect("a whole log");
                let begun = Instant::now();
                player.seek(second * 120).expect("a whole log");
                begun.elapsed()
            };
            slowest = slowest.max((0..3).map(|_| once(&mut player)).min().unwrap_or_default());
            assert_eq!(player.arena().hash(), hashes[second as usize * 120], "{}: {second} s", path.display());
        }
        assert!(slowest < Duration::from_millis(50), "{}: {slowest:?}", path.display());
    }
}
