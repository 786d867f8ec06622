//! The command line's contract: exit codes 0, 1 and 2, help with an example, suggestions for typing
//! errors, and errors that name what to change.

use std::fs;
use std::io::Write;

use flate2::Compression;
use flate2::write::GzEncoder;
use serde_json::{Value, json};
use wavedash_cli::Exit;
use wavedash_tests::{commands, files, root, scratch, wavedash};

#[test]
fn every_command_has_help_with_an_example() {
    let commands = commands();
    assert!(commands.len() > 30, "{}", commands.len());
    for (command, _) in commands {
        let ran = wavedash(command.iter().map(String::as_str).chain(["--help"]));
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
        (vec!["eval", "bot:strikr", "bot:idle"], "did you mean `bot:striker`?"),
        (vec!["ladder", "bot:idle", "chaser"], "did you mean `bot:chaser`?"),
        (vec!["eval", "agent:1v2", "bot:idle"], "did you mean `agent:1v1`?"),
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
        &["eval", "bot:idle"],
        &["eval", "bot:idle", "bot:idle", "--games", "0"],
        &["eval", "bot:idle", "bot:idle", "--games", "2", "--goals", "2"],
        &["eval", "bot:idle", "bot:idle", "--seconds", "nan"],
        &["eval", "bot:idle", "bot:idle", "--min-goal-share", "1.5"],
        &["ladder", "bot:idle"],
        &["ladder", "bot:idle", "bot:chaser", "bot:idle"],
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
        &["eval", "bot:idle", "/no/such/folder"],
        &["ladder", "/no/such/folder"],
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
        &["eval", "bot:idle", "bot:chaser", "--games", "2", "--seconds", "2", "--json"],
        &["ladder", "bot:idle", "bot:chaser", "--games", "2", "--seconds", "2", "--json"],
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
fn the_benchmark_of_environments_compares_with_the_bare_simulator() {
    let line = ["bench", "env", "--arenas", "3", "--steps", "20", "--threads", "2", "--json"];
    let figures: Value = serde_json::from_str(&wavedash(line).out).expect("--json prints JSON");
    assert_eq!(figures["agent_steps"], 120);
    for speed in [&figures, &figures["bare"]] {
        let per = |key: &str| speed[key].as_f64().unwrap_or_else(|| panic!("{key} is missing: {figures}"));
        let (all, each) = (per("agent_steps_per_second"), per("agent_steps_per_second_per_thread"));
        assert!(all > 0.0 && (all / each - 2.0).abs() < 1e-6 && per("agent_steps_per_cpu_second") > 0.0, "{figures}");
    }
    assert!(figures["cpu_time_over_bare"].as_f64().is_some_and(|ratio| ratio > 0.0), "{figures}");
    let without = wavedash([&line[..], &["--no-bare"]].concat());
    let without: Value = serde_json::from_str(&without.out).expect("--json prints JSON");
    assert!(without["bare"].is_null() && without["batch_hash"] == figures["batch_hash"], "{without}");
}

#[test]
fn the_benchmark_of_events_names_its_counts() {
    let ran = wavedash(["bench", "events", "--blue", "bot:chaser", "--minutes", "1", "--json"]);
    let figures: Value = serde_json::from_str(&ran.out).expect("--json prints JSON");
    let counts = figures["counts"].as_object().expect("a table");
    assert!(counts["touches"].as_u64().is_some_and(|touches| touches > 0), "{figures}");
    for key in ["goals", "blue_goals", "own_goals", "shots", "saves", "assists", "bumps", "demolitions", "pickups"] {
        assert!(counts[key].is_u64(), "{key} is missing: {figures}");
    }
}

#[test]
fn states_that_are_left_out_of_a_file_are_reported() {
    let folder = scratch("states");
    let body = |pos: [f32; 3]| json!({ "position": pos, "linear_velocity": [0, 0, 0], "euler_angles": [0, 0, 0] });
    let shot = |ball, car| json!({ "ball": body(ball), "car": body(car) });
    let (ball, car) = ([0.0, 0.0, 93.0], [0.0, -2000.0, 17.0]);
    let outside = [9000.0, 0.0, 100.0];
    let shots = [shot(ball, car), shot(outside, car), shot([0.0, 5300.0, 100.0], car), shot(ball, outside)];
    let file = folder.join("packs.jsonl");
    fs::write(&file, json!({ "shots": shots }).to_string()).expect("a scratch file can be written");
    let path = file.display().to_string();
    let ran = wavedash(["config", "check", "--set", &format!("env.reset.training_packs.path=\"{path}\"")]);
    assert_eq!(ran.exit, Exit::Fine, "{}", ran.err);
    for line in [
        format!("{path}: 4 states read, 1 used, 3 left out").as_str(),
        "1 ball outside of the walls",
        "1 ball in a goal already",
        "1 car outside of the walls",
    ] {
        assert!(ran.out.contains(line), "{line}: {}", ran.out);
    }
    fs::remove_dir_all(folder).expect("a scratch folder can be removed");
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

#[test]
fn every_shipped_configuration_is_fine_and_says_all() {
    let files = files("configs", ".toml");
    assert!(files.len() >= 3, "{files:?}");
    for file in files {
        let path = file.display().to_string();
        let checked = wavedash(["config", "check", &path]);
        assert_eq!(checked.exit, Exit::Fine, "{path}: {}", checked.err);
        let shown = wavedash(["config", "show", &path]);
        let again = scratch("config-show");
        let copy = again.join("all.toml");
        fs::write(&copy, &shown.out).expect("a scratch file can be written");
        let second = wavedash(["config", "show", &copy.display().to_string()]);
        assert_eq!(second.out, shown.out, "{path}");
        fs::remove_dir_all(again).expect("a scratch folder can be removed");
    }
}

#[test]
fn the_paper_s_configuration_is_the_default() {
    let file = root().join("configs/lucy_1v1.toml").display().to_string();
    let flags = ["--arenas", "4", "--steps", "60", "--no-bare", "--json"];
    let hash = |line: Vec<&str>| {
        let ran = wavedash(line);
        assert_eq!(ran.exit, Exit::Fine, "{}", ran.err);
        serde_json::from_str::<Value>(&ran.out).expect("--json prints JSON")["batch_hash"].clone()
    };
    let default = hash([&["bench", "env"][..], &flags].concat());
    assert_eq!(hash([&["bench", "env", &file][..], &flags].concat()), default);
    assert_eq!(hash([&["bench", "env", "--threads", "3"][..], &flags].concat()), default);
    assert_ne!(hash([&["bench", "env", "--set", "env.tick_skip=4"][..], &flags].concat()), default);
}

#[test]
fn wrong_configurations_say_where_and_what_was_meant() {
    let cases = [
        ("[env]\ntick_skp = 8\n", "line 2, column 1", "did you mean `tick_skip`?"),
        ("[env]\nactions = \"table9\"\n", "line 2", "did you mean `table90`?"),
        ("[[env.reward.event]]\nof = \"gaol\"\n", "line 2", "did you mean `goal`?"),
        ("[env]\ntick_skip = 0\n", "tick_skip", "must be from 1 to 120"),
        ("[env]\nteam_sizes = [[5, 4]]\n", "team_sizes[0]", "an arena holds 1 to 8"),
        ("[[env.reward.potential]]\nof = \"goal\"\n", "reward.potential[0]", "reward.event"),
        ("[env\n", "line 1", "]"),
    ];
    for (text, place, help) in cases {
        let folder = scratch("wrong-config");
        let file = folder.join("wrong.toml");
        fs::write(&file, text).expect("a scratch file can be written");
        let ran = wavedash(["config", "check", &file.display().to_string()]);
        assert_eq!(ran.exit, Exit::Usage, "{text}: {}", ran.out);
        assert!(ran.err.contains(place) && ran.err.contains(help), "{text}: {}", ran.err);
        fs::remove_dir_all(folder).expect("a scratch folder can be removed");
    }
    let ran = wavedash(["bench", "events", "--blue", "bot:chasr"]);
    assert!(ran.exit == Exit::Usage && ran.err.contains("bot:chaser"), "{}", ran.err);
}

#[test]
fn rewards_are_listed_with_formulas() {
    let ran = wavedash(["reward", "list"]);
    assert!(ran.out.contains("krc") && ran.out.contains("align_ball_goal"), "{}", ran.out);
    let listed: Value = serde_json::from_str(&wavedash(["reward", "list", "--json"]).out).expect("JSON");
    assert!(listed["rewards"].as_array().is_some_and(|rewards| rewards.len() > 40));
    let docs = wavedash(["config", "docs"]);
    assert!(docs.out.contains("Columns of the configured observation"), "{}", docs.err);
}

#[test]
fn an_evaluation_is_the_same_for_any_number_of_threads_and_has_thresholds() {
    let line = ["eval", "bot:striker", "bot:chaser", "--goals", "6", "--seconds", "60"];
    let run = |more: &[&str]| wavedash([&line, more].concat());
    let one = run(&["--threads", "1"]);
    assert_eq!(one.exit, Exit::Fine, "{}", one.err);
    assert_eq!(run(&["--threads", "3"]).out, one.out);
    let figures: Value = serde_json::from_str(&run(&["--json"]).out).expect("--json prints JSON");
    let share = figures["goal_share"]["value"].as_f64().expect("goals fell");
    assert!(share > 0.5 && one.out.contains(&format!("{share:.3}")), "{figures} {}", one.out);
    for key in
        ["goals", "won", "drawn", "lost", "sides", "per_minute", "minutes", "win_rate", "goal_elo_interval", "each"]
    {
        assert!(!figures[key].is_null(), "{key} is missing: {figures}");
    }
    assert_eq!(run(&["--min-goal-share", "0.5"]).exit, Exit::Fine);
    let missed = wavedash(["eval", "bot:idle", "bot:striker", "--games", "2", "--min-goal-share", "0.9"]);
    assert!(missed.exit == Exit::Failed && missed.err.contains("is required"), "{}", missed.err);
    let nothing = wavedash(["eval", "bot:idle", "bot:idle", "--goals", "1", "--seconds", "1", "--min-goal-share", "0"]);
    assert!(nothing.exit == Exit::Failed && nothing.err.contains("gave up"), "{}", nothing.err);
}

#[test]
fn a_ladder_puts_the_stronger_agent_first() {
    let line = ["ladder", "bot:idle", "bot:chaser", "bot:striker", "--games", "4", "--seconds", "60"];
    let one = wavedash([&line[..], &["--threads", "1"]].concat());
    assert_eq!(one.exit, Exit::Fine, "{}", one.err);
    assert_eq!(wavedash([&line[..], &["--threads", "2"]].concat()).out, one.out);
    let json = wavedash([&line[..], &["--json"]].concat()).out;
    let figures: Value = serde_json::from_str(&json).expect("--json prints JSON");
    let ladder = figures["ladder"].as_array().expect("a list");
    assert_eq!((ladder.len(), figures["pairs"].as_array().map(Vec::len)), (3, Some(3)));
    assert_eq!(ladder[0]["agent"], "bot:striker", "{figures}");
    assert!(ladder[0]["rating"]["low"].as_f64() < ladder[0]["rating"]["value"].as_f64());
}

#[test]
fn a_folder_of_agents_is_searched_and_what_is_no_checkpoint_is_named() {
    let folder = scratch("agents");
    let path = folder.display().to_string();
    assert_eq!(wavedash(["ladder", &path]).exit, Exit::Usage);
    fs::write(folder.join("notes.txt"), "not weights").expect("a scratch file can be written");
    let ran = wavedash(["ladder", &path]);
    assert!(
        ran.exit == Exit::Usage && ran.err.contains("notes.txt cannot be used: it is not a safetensors file"),
        "{}",
        ran.err
    );
    fs::remove_dir_all(folder).expect("a scratch folder can be removed");
}

#[test]
fn one_table_has_every_part_of_the_program_and_the_machine() {
    let ran = wavedash(["bench", "all", "--part", "1000", "--threads", "1", "--json"]);
    assert_eq!(ran.exit, Exit::Fine, "{}", ran.err);
    let figures: Value = serde_json::from_str(&ran.out).expect("one object");
    assert!(figures["machine"]["cores"].as_u64().is_some_and(|cores| cores > 0), "{}", ran.out);
    let rows = figures["rows"].as_array().expect("rows");
    for what in ["simulator", "environments", "inference", "update", "training"] {
        let row = rows.iter().find(|row| row["what"] == what).unwrap_or_else(|| panic!("no {what}: {}", ran.out));
        assert!(row["value"].as_f64().is_some_and(|value| value > 0.0), "{row}");
    }
}

#[test]
fn shells_and_man_know_every_command() {
    for shell in ["bash", "zsh", "fish"] {
        let ran = wavedash(["completions", shell]);
        assert_eq!(ran.exit, Exit::Fine, "{}", ran.err);
        for (command, _) in commands() {
            assert!(command.iter().all(|word| ran.out.contains(word)), "{shell} does not know {command:?}");
        }
    }
    assert_eq!(wavedash(["completions", "dos"]).exit, Exit::Usage);
    assert!(wavedash(["man"]).out.starts_with(".ie"));
    let folder = scratch("man");
    let ran = wavedash(["man", "--out", folder.to_str().expect("a usual path")]);
    assert_eq!(ran.exit, Exit::Fine, "{}", ran.err);
    for (command, _) in commands() {
        let page = fs::read_to_string(folder.join(format!("wavedash-{}.1", command.join("-")))).expect("a page");
        assert!(page.contains("Example:"), "{command:?}");
    }
    let ran = wavedash(["man", "--out", "/proc/nowhere"]);
    assert_eq!(ran.exit, Exit::Failed, "{}", ran.err);
    assert!(ran.err.contains("/proc/nowhere"), "{}", ran.err);
}

#[test]
fn the_agents_that_come_with_the_program_beat_the_chaser() {
    for (agent, team_size) in [("agent:1v1", "1"), ("agent:2v2", "2")] {
        let line = ["eval", agent, "bot:chaser", "--team-size", team_size, "--games", "10", "--seconds", "120"];
        let ran = wavedash([&line[..], &["--min-goal-share", "0.6"]].concat());
        assert_eq!(ran.exit, Exit::Fine, "{}{}", ran.out, ran.err);
    }
    let ran = wavedash(["eval", "agent:1v1", "bot:chaser", "--team-size", "2", "--games", "2"]);
    assert_eq!(ran.exit, Exit::Usage, "{}", ran.err);
    assert!(ran.err.contains("team_size"), "{}", ran.err);
}

#[test]
fn the_yardstick_is_the_same_for_any_number_of_threads_and_names_what_it_measures() {
    let measured = |threads: &str| {
        let args = ["yardstick", "bot:striker", "--quick", "--goals", "40", "--threads", threads, "--json"];
        let ran = wavedash(args);
        assert_eq!(ran.exit, Exit::Fine, "{}", ran.err);
        ran.out
    };
    let (one, two) = (measured("1"), measured("2"));
    assert_eq!(one, two);
    let figures: Value = serde_json::from_str(&one).expect("one JSON object");
    assert_eq!(figures["strength"].as_array().map(Vec::len), Some(3));
    assert_eq!(figures["strength"][2]["against"], "agent:1v1-2026-11");
    let number = |value: &Value| value.as_f64().expect("a number");
    // It wins against the chaser, flips, and stops shots that nobody else would.
    assert!(number(&figures["strength"][0]["goal_share"]["value"]) > 0.6, "{figures}");
    assert!(number(&figures["against_striker"]["flips_per_minute"]) > 2.0, "{figures}");
    let drills = &figures["drills"];
    assert!(number(&drills["shots_let_in"]) < number(&drills["shots_let_in_by_idle"]), "{drills}");
    assert_eq!(wavedash(["yardstick", "bot:chsr"]).exit, Exit::Usage);
}
