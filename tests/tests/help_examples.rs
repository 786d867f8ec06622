//! Every example of the help is run, in a folder that has what the examples name, with a small budget where it would take
//! long. A person copies these lines first: a broken one is the first thing they see.

use std::fs;
use std::path::{Path, PathBuf};

use wavedash_cli::{Command, Exit};
use wavedash_tests::{commands, root, scratch, wavedash};

/// Commands whose examples are only parsed, and why.
const ONLY_PARSED: &[(&str, &str)] = &[
    ("watch", "opens a window; crates/wavedash/tests/viewer.rs does so where there is a display"),
    ("play", "opens a window and waits for a human"),
    ("render", "needs a build with the viewer and a device that draws; crates/wavedash/tests/viewer.rs has both"),
];

/// What makes training small.
const SMALL: &[(&str, &str)] = &[
    ("--set", "train.arenas=8"),
    ("--set", "train.ppo.rollout=16"),
    ("--set", "train.ppo.minibatch=128"),
    ("--set", "train.network.mlp.width=16"),
];

/// Flags that make the examples of a command small. The value takes the place of the example's own; a flag without one
/// stands alone.
const BUDGETS: &[(&str, &[(&str, &str)])] = &[
    ("bench all", &[("--part", "1000"), ("--threads", "1")]),
    ("bench env", &[("--arenas", "2"), ("--steps", "20")]),
    ("bench events", &[("--minutes", "1")]),
    ("bench learn", &[("--iterations", "1")]),
    ("bench sim", &[("--ticks", "200")]),
    ("bench train", &[("--iterations", "1")]),
    ("eval", &[("--goals", "2"), ("--seconds", "20")]),
    // Of the whole subset some scenarios are known to fail (golden.rs).
    ("golden", &[("--only", "ball_arc")]),
    ("hash", &[("--ticks", "200")]),
    ("ladder", &[("--games", "2"), ("--seconds", "10")]),
    ("match", &[("--seconds", "5")]),
    ("soak", &[("--ticks", "1000")]),
    ("train", &[("--threads", "1")]),
    ("yardstick", &[("--goals", "2"), ("--quick", "")]),
];

/// One line of a help text.
#[derive(Debug)]
struct Example {
    /// As it is printed.
    line: String,
    /// Command and flags, without the program's name.
    words: Vec<String>,
    /// The command that it runs.
    command: String,
    /// The file that the shell writes its output to.
    to_file: Option<String>,
}

impl Example {
    fn of(line: &str) -> Self {
        // What comes behind a pipe is another program.
        let ours = line.split(" | ").next().unwrap_or(line);
        let (ours, to_file) = ours.split_once(" > ").map_or((ours, None), |(ours, file)| (ours, Some(file.to_owned())));
        let words: Vec<String> = ours.split_whitespace().skip(1).map(str::to_owned).collect();
        let commands = commands();
        let mut named = commands.iter().filter(|(command, _)| words.starts_with(command));
        let command = named.next_back().map_or_else(String::new, |(command, _)| command.join(" "));
        Self { line: line.to_owned(), words, command, to_file }
    }

    /// Sets a flag, in the place of the value that the example gives.
    fn set(&mut self, flag: &str, value: &str) {
        let place = self.words.iter().position(|word| word == flag).filter(|_| flag != "--set");
        match (place, value) {
            (Some(_), "") => {}
            (Some(place), value) => value.clone_into(&mut self.words[place + 1]),
            (None, "") => self.words.push(flag.to_owned()),
            (None, value) => self.words.extend([flag.to_owned(), value.to_owned()]),
        }
    }

    fn make_small(&mut self) {
        let budget = BUDGETS.iter().find(|(command, _)| *command == self.command).map_or(&[][..], |(_, flags)| flags);
        let is_resumed = self.words.iter().any(|word| word == "--resume");
        let is_training = ["train", "bench train", "bench learn"].contains(&self.command.as_str());
        let smaller = if is_training && !is_resumed { SMALL } else { &[] };
        for (flag, value) in budget.iter().chain(smaller) {
            self.set(flag, value);
        }
        if self.command == "train" {
            self.set("--steps", if is_resumed { "1024" } else { "512" });
        }
    }

    /// What a shell does before the program starts: `~`, and patterns of files. `/tmp` is a folder of the test, too.
    fn expand(&mut self, folder: &Path) {
        let place = |word: &str| match (word.strip_prefix("~/"), word.strip_prefix("/tmp/")) {
            (Some(rest), _) => folder.join("home").join(rest).display().to_string(),
            (_, Some(rest)) => folder.join("tmp").join(rest).display().to_string(),
            _ => word.to_owned(),
        };
        self.to_file = self.to_file.as_deref().map(place);
        let words = self.words.iter().map(|word| place(word));
        self.words = words
            .flat_map(|word| match word.split_once("/*") {
                Some((below, ending)) => listed(Path::new(below), ending),
                None => vec![word],
            })
            .collect();
    }
}

/// The files of a folder whose names end so.
fn listed(folder: &Path, ending: &str) -> Vec<String> {
    let entries = fs::read_dir(folder).unwrap_or_else(|e| panic!("{}: {e}", folder.display()));
    let paths = entries.map(|entry| entry.expect("a listed entry can be read").path().display().to_string());
    let mut files: Vec<String> = paths.filter(|path| path.ends_with(ending)).collect();
    files.sort();
    files
}

/// The examples of a help text.
fn examples(help: &str) -> Vec<Example> {
    let lines = help.split_once("Example:\n").map_or("", |(_, lines)| lines).lines();
    lines.map(str::trim).filter(|line| !line.is_empty()).map(Example::of).collect()
}

/// All examples by the command whose help has them; that of the program itself has no name.
fn all() -> Vec<(String, Vec<Example>)> {
    let text = |command: &Command| command.get_after_help().map(ToString::to_string).unwrap_or_default();
    let program = (String::new(), examples(&text(&wavedash_cli::command())));
    let commands = commands().into_iter().map(|(words, command)| (words.join(" "), examples(&text(&command))));
    [program].into_iter().chain(commands).collect()
}

#[test]
fn every_help_has_an_example_of_its_own_command_and_all_can_be_parsed() {
    for (command, examples) in all() {
        let is_own = |example: &Example| format!("{} ", example.command).starts_with(&format!("{command} "));
        assert!(command.is_empty() || examples.iter().any(is_own), "{command}: {examples:?}");
        for example in &examples {
            assert!(example.line.starts_with("wavedash "), "{command}: {}", example.line);
            let words = ["wavedash"].into_iter().chain(example.words.iter().map(String::as_str));
            let parsed = wavedash_cli::command().try_get_matches_from(words);
            assert!(parsed.is_ok(), "{}: {}", example.line, parsed.expect_err("an error"));
        }
    }
    for name in ONLY_PARSED.iter().map(|(name, _)| name).chain(BUDGETS.iter().map(|(name, _)| name)) {
        let is_used = |example: &Example| example.command == *name;
        assert!(all().iter().flat_map(|(_, examples)| examples).any(is_used), "no example of `{name}`");
    }
}

/// A folder with the files that the examples name.
fn prepared() -> PathBuf {
    let folder = scratch("help-examples");
    let copy = |from: &str, to: &str| {
        let to = folder.join(to);
        fs::create_dir_all(to.parent().expect("a file has a folder")).expect("a scratch folder can be made");
        fs::copy(root().join(from), &to).unwrap_or_else(|e| panic!("{from}: {e}"));
    };
    for path in wavedash_tests::files("configs", ".toml") {
        let name = path.strip_prefix(root()).expect("it lies below").display().to_string();
        copy(&name, &name);
    }
    copy("configs/lucy_2v2.toml", "mine.toml");
    copy("tests/golden/ball_arc.json.gz", "tests/golden/ball_arc.json.gz");
    for log in ["replays/chaser-striker-1v1.wdm", "replays/striker-chaser-2v2.wdm"] {
        copy(log, log);
    }
    copy("replays/striker-chaser-2v2.wdm", "matches/one.wdm");
    copy("replays/real/2024-soccar-2v2.replay", "match.replay");
    copy("replays/real/2020-soccar-3v3.replay", "replays/champion/threes.replay");
    copy("replays/real/2025-soccar-2v2.replay", "replays/gold/twos.replay");
    folder
}

/// The examples of `train` come first: they make the run that others name.
#[test]
fn every_example_runs() {
    let folder = prepared();
    // This process has no other test that depends on it.
    std::env::set_current_dir(&folder).expect("the folder is there");
    let mut examples: Vec<Example> = all().into_iter().flat_map(|(_, examples)| examples).collect();
    examples.sort_by_key(|example| example.command != "train");
    let mut complaints = Vec::new();
    for mut example in examples {
        if ONLY_PARSED.iter().any(|(command, _)| *command == example.command) {
            continue;
        }
        example.make_small();
        example.expand(&folder);
        let ran = wavedash(&example.words);
        if ran.exit != Exit::Fine {
            complaints.push(format!("{}: {:?}: {}", example.line, ran.exit, ran.err));
        }
        if let Some(file) = &example.to_file {
            assert!(!ran.out.is_empty(), "{} prints nothing", example.line);
            fs::create_dir_all(Path::new(file).parent().expect("a file has a folder")).expect("it can be made");
            fs::write(file, &ran.out).expect("a scratch file can be written");
        }
        for flag in ["--out", "--csv", "--run"] {
            let written = example.words.iter().position(|word| word == flag).and_then(|i| example.words.get(i + 1));
            let is_missing = |file: &&String| !file.starts_with("--") && !Path::new(file).exists();
            if let Some(file) = written.filter(is_missing) {
                complaints.push(format!("{}: did not write {file}", example.line));
            }
        }
    }
    std::env::set_current_dir(root()).expect("the checkout is there");
    assert!(complaints.is_empty(), "{}", complaints.join("\n"));
    fs::remove_dir_all(folder).expect("a scratch folder can be removed");
}
