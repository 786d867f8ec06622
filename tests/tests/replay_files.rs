//! The commands that read recorded matches, on real files: those of the checkout, and others where they lie beside it.

use std::fs;

use serde_json::Value;
use wavedash_cli::Exit;
use wavedash_tests::{root, scratch, shared, wavedash};

/// A file or folder of the real replays; none, with a message, where there are none.
fn real(name: &str) -> Option<String> {
    shared(&format!("replays/{name}")).map(|path| path.display().to_string())
}

/// A file of the checkout, or its folder.
fn committed(name: &str) -> String {
    root().join("replays/real").join(name).display().to_string()
}

#[test]
fn statistics_of_the_committed_matches_are_written() {
    let ran = wavedash(["replay", "stats", &committed(""), "--json"]);
    assert_eq!(ran.exit, Exit::Fine, "{}", ran.err);
    let figures: Value = serde_json::from_str(&ran.out).expect("--json prints JSON");
    let matches = figures["matches"].as_array().expect("a list");
    assert_eq!(matches.len(), 8);
    for figures in matches {
        let goals = |value: &Value| value.as_f64().expect("a number");
        let score: f64 = figures["score"].as_array().expect("a list").iter().map(goals).sum();
        let players = figures["players"].as_array().expect("a list");
        let of_players: f64 = players.iter().map(|player| goals(&player["values"]["goals"])).sum();
        assert_eq!(of_players, score, "{}", figures["file"]);
    }
    let csv = wavedash(["replay", "stats", &committed(""), "--csv"]);
    assert!(csv.exit == Exit::Fine && csv.out.lines().count() > 8, "{}", csv.err);
}

#[test]
fn a_committed_match_that_is_cut_off_is_named_and_the_others_are_done() {
    let folder = scratch("replay-cut");
    let whole = committed("2024-soccar-2v2.replay");
    let bytes = fs::read(&whole).expect("the file is there");
    let cut = folder.join("cut.replay").display().to_string();
    fs::write(&cut, &bytes[..bytes.len() / 2]).expect("a scratch file can be written");
    let ran = wavedash(["replay", "stats", &whole, &cut, "--json"]);
    assert!(ran.exit == Exit::Failed && ran.err.contains("cut.replay"), "{}", ran.err);
    let figures: Value = serde_json::from_str(&ran.out).expect("--json prints JSON");
    assert_eq!(figures["matches"].as_array().map(Vec::len), Some(1));
    assert_eq!(figures["damaged"].as_array().map(Vec::len), Some(1));
    assert_eq!(wavedash(["replay", "stats", &cut]).exit, Exit::Usage);
    fs::remove_dir_all(folder).expect("a scratch folder can be removed");
}

#[test]
fn a_damaged_file_among_good_ones_is_named_and_the_good_ones_are_done() {
    let (Some(good), Some(bad)) = (real("carball/1_DEMO.replay"), real("bad/fuzz-corpus.replay")) else { return };
    let ran = wavedash(["replay", "stats", &good, &bad, "--json"]);
    assert_eq!(ran.exit, Exit::Failed, "{}", ran.err);
    assert!(ran.err.contains("fuzz-corpus"), "{}", ran.err);
    let figures: Value = serde_json::from_str(&ran.out).expect("--json prints JSON");
    assert_eq!(figures["matches"][0]["players"][0]["values"]["demos_inflicted"], 1.0);
    assert_eq!(figures["damaged"].as_array().map(Vec::len), Some(1));
    assert_eq!(wavedash(["replay", "stats", &bad]).exit, Exit::Usage);
    assert_eq!(wavedash(["replay", "info", "no-such-file.replay"]).exit, Exit::Usage);
    assert_eq!(wavedash(["replay", "info", "no-such-folder/*.replay"]).exit, Exit::Usage);
}

#[test]
fn files_that_have_a_header_only_give_its_facts() {
    let Some(file) = real("boxcars/6688.replay") else { return };
    let ran = wavedash(["replay", "info", &file, "--json"]);
    assert_eq!(ran.exit, Exit::Fine, "{}", ran.err);
    let figures: Value = serde_json::from_str(&ran.out).expect("--json prints JSON");
    assert_eq!(figures["files"][0]["header"]["date"], "2015-10-27:18-29");
    assert!(figures["files"][0]["left_out"][0].as_str().is_some_and(|note| note.contains("header")));
}

#[test]
fn states_of_real_matches_are_read_by_the_environments() {
    let Some(folder) = real("lucy-2v2") else { return };
    let out = scratch("replay-states");
    for (file, reset) in [("states.npy", "replay_rows"), ("states.jsonl.gz", "snapshots")] {
        let path = out.join(file).display().to_string();
        let ran = wavedash(["replay", "states", &folder, "--team-size", "2", "--out", &path, "--json"]);
        assert_eq!(ran.exit, Exit::Fine, "{}", ran.err);
        let figures: Value = serde_json::from_str(&ran.out).expect("--json prints JSON");
        assert!(figures["states"].as_u64().is_some_and(|states| states > 100), "{figures}");
        let config = root().join("configs/lucy_2v2.toml").display().to_string();
        let ran = wavedash(["config", "check", &config, "--set", &format!("env.reset={{{reset}={{path='{path}'}}}}")]);
        assert_eq!(ran.exit, Exit::Fine, "{}", ran.err);
        assert!(ran.out.contains(" 0 left out"), "{}", ran.out);
    }
    fs::remove_dir_all(out).expect("the scratch folder can be removed");
}

#[test]
fn tables_of_moments_go_to_a_file_or_a_folder_and_nowhere_else() {
    let (file, folder) = (committed("2025-soccar-2v2.replay"), committed(""));
    let out = scratch("replay-frames");
    let table = out.join("one.parquet").display().to_string();
    assert_eq!(wavedash(["replay", "frames", &file, "--out", &table]).exit, Exit::Fine);
    assert_eq!(wavedash(["replay", "frames", &folder, "--out", &table]).exit, Exit::Usage);
    assert_eq!(wavedash(["replay", "frames", &folder]).exit, Exit::Usage);
    let wrong = out.join("one.xlsx").display().to_string();
    assert_eq!(wavedash(["replay", "frames", &file, "--out", &wrong]).exit, Exit::Usage);
    let converted = out.join("one.json").display().to_string();
    assert_eq!(wavedash(["replay", "convert", &file, "--rate", "5", "--out", &converted]).exit, Exit::Fine);
    let text = fs::read_to_string(&converted).expect("the file is there");
    let json: Value = serde_json::from_str(&text).expect("it is JSON");
    assert_eq!(json["timeline"]["origin"], "recorded");
    assert_eq!(fs::read_dir(&out).expect("the folder is there").count(), 2, "nothing half-written stays");
    fs::remove_dir_all(out).expect("the scratch folder can be removed");
}
