//! Which crate may use which, and that the architecture document names only what exists.

use std::process::Command;

use serde_json::Value;
use wavedash_tests::{read, root};

/// Left may use right, nothing else. A change of architecture is a change of this list.
const MAY_USE: &[(&str, &[&str])] = &[
    ("wavedash-core", &[]),
    ("wavedash-sim", &["wavedash-core"]),
    ("wavedash-env", &["wavedash-sim", "wavedash-core"]),
    ("wavedash-policy", &["wavedash-core"]),
    ("wavedash-metrics", &[]),
    // Learning curves read the registry and the series of a run.
    ("wavedash-plot", &["wavedash-metrics"]),
    ("wavedash-eval", &["wavedash-env", "wavedash-policy", "wavedash-core"]),
    // The league rates its opponents, and agents from weights files take part in training.
    ("wavedash-learn", &["wavedash-env", "wavedash-policy", "wavedash-eval", "wavedash-metrics", "wavedash-core"]),
    // A match log is controls: its frames exist only by stepping an arena again.
    ("wavedash-replay", &["wavedash-sim", "wavedash-core"]),
    ("wavedash-analysis", &["wavedash-env", "wavedash-replay", "wavedash-plot", "wavedash-sim", "wavedash-core"]),
    // Of the simulator: the arena's shape and the ball's predicted path. It steps no match.
    ("wavedash-viewer", &["wavedash-core", "wavedash-sim", "wavedash-replay"]),
    (
        "wavedash",
        &[
            "wavedash-core",
            "wavedash-sim",
            "wavedash-env",
            "wavedash-policy",
            "wavedash-metrics",
            "wavedash-plot",
            "wavedash-eval",
            "wavedash-learn",
            "wavedash-replay",
            "wavedash-analysis",
            "wavedash-viewer",
        ],
    ),
    // Nothing but the tests may use the command line.
    ("wavedash-tests", &["wavedash", "wavedash-core", "wavedash-sim", "wavedash-replay"]),
];

/// Crates of other people that one layer owns: crate, and who may use it.
const OWNED: &[(&str, &[&str])] = &[
    ("rapier3d", &["wavedash-sim"]),
    ("clap", &["wavedash"]),
    ("anyhow", &["wavedash", "wavedash-tests"]),
    ("bevy", &["wavedash-viewer"]),
];

/// Packages of the workspace with their dependencies of every kind.
fn packages() -> Vec<(String, Vec<String>)> {
    let output = Command::new(env!("CARGO"))
        .args(["metadata", "--format-version", "1", "--no-deps", "--offline"])
        .current_dir(root())
        .output()
        .expect("cargo runs, as it started this test");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let metadata: Value = serde_json::from_slice(&output.stdout).expect("cargo metadata prints JSON");
    let name = |v: &Value| v["name"].as_str().expect("everything has a name").to_owned();
    let list = |v: &Value| v.as_array().expect("a list").clone();
    list(&metadata["packages"])
        .iter()
        .map(|package| (name(package), list(&package["dependencies"]).iter().map(name).collect()))
        .collect()
}

#[test]
fn crates_use_only_what_the_list_allows() {
    let mut complaints = Vec::new();
    for (package, dependencies) in packages() {
        let Some((_, allowed)) = MAY_USE.iter().find(|(name, _)| *name == package) else {
            complaints.push(format!("{package} is not on the list"));
            continue;
        };
        for dependency in dependencies.iter().filter(|name| name.starts_with("wavedash")) {
            if !allowed.contains(&dependency.as_str()) {
                complaints.push(format!("{package} must not use {dependency}"));
            }
        }
    }
    assert!(complaints.is_empty(), "{}", complaints.join("\n"));
}

#[test]
fn foreign_crates_stay_in_the_layer_that_owns_them() {
    for (package, dependencies) in packages() {
        for (foreign, owners) in OWNED {
            let uses = dependencies.iter().any(|name| name == foreign);
            assert!(!uses || owners.contains(&package.as_str()), "{package} must not use {foreign}");
        }
    }
}

#[test]
fn every_path_in_the_architecture_document_exists() {
    let text = read("crates/ARCHITECTURE.md");
    let mut seen = 0;
    // Paths are the words in backticks that have a slash or a file ending. What lies outside is not in every checkout.
    for word in text.split('`').skip(1).step_by(2) {
        let is_path = !word.contains(char::is_whitespace)
            && !word.contains("::")
            && !word.starts_with("../")
            && (word.contains('/') || [".rs", ".md", ".toml"].iter().any(|end| word.ends_with(end)));
        if is_path {
            seen += 1;
            assert!(root().join(word).exists(), "crates/ARCHITECTURE.md names {word}, which does not exist");
        }
    }
    assert!(seen > 10, "only {seen} paths found: does the document still use backticks?");
}
