//! What the README tells people to type.

use wavedash_cli::Exit;
use wavedash_tests::{read, wavedash};

/// The lines of the README's shell blocks.
fn commands() -> Vec<String> {
    let text = read("README.md");
    let blocks = text.split("```").skip(1).step_by(2);
    let lines = blocks.filter_map(|block| block.strip_prefix("sh\n")).flat_map(str::lines);
    lines.map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#')).map(str::to_owned).collect()
}

#[test]
fn ci_runs_the_test_command_of_the_readme() {
    let tests: Vec<String> = commands().into_iter().filter(|line| line.starts_with("cargo test")).collect();
    assert_eq!(tests.len(), 1, "the README has one test command: {tests:?}");
    let ci = read(".ci/run");
    assert!(ci.lines().any(|line| line.trim() == tests[0]), ".ci/run does not run '{}'", tests[0]);
}

#[test]
fn every_wavedash_command_of_the_readme_exists() {
    let mut seen = 0;
    for line in commands() {
        let starts = [
            "cargo run --release -p wavedash -- ",
            "cargo run --release -p wavedash --features viewer -- ",
            "wavedash ",
        ];
        let Some(flags) = starts.iter().find_map(|start| line.strip_prefix(start)) else { continue };
        seen += 1;
        // With --help every flag before it is still checked for its name, but nothing runs.
        let words: Vec<&str> = flags.split_whitespace().chain(["--help"]).collect();
        let ran = wavedash(&words);
        assert_eq!(ran.exit, Exit::Fine, "{line}: {}", ran.err);
    }
    assert!(seen >= 8, "only {seen} commands found in the README");
}
