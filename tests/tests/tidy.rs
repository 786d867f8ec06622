//! Rules for the checkout itself.

use std::fs;
use std::path::{Path, PathBuf};

use wavedash_tests::{files, read, root};

/// What may lie at the top level besides dot files.
const TOP_LEVEL: &[&str] =
    &["Cargo.toml", "Cargo.lock", "LICENSE", "README.md", "assets", "configs", "crates", "replays", "tests"];

/// Longest source file that needs no reason.
const MAX_LINES: usize = 700;

/// Longer files and why.
const LONG_FILES: &[(&str, &str)] = &[];

/// Words that core and sim may not contain outside of their tests, and why.
const FORBIDDEN: &[(&str, &[&str])] = &[
    (
        "rounds differently per platform or build; use libm or wavedash_core::math",
        &[
            ".sin()",
            ".cos()",
            ".tan()",
            ".sin_cos()",
            ".asin()",
            ".acos()",
            ".atan()",
            ".atan2(",
            ".sinh()",
            ".cosh()",
            ".tanh()",
            ".asinh()",
            ".acosh()",
            ".atanh()",
            ".exp()",
            ".exp2()",
            ".exp_m1()",
            ".ln()",
            ".ln_1p()",
            ".log(",
            ".log2()",
            ".log10()",
            ".powf(",
            ".powi(",
            ".cbrt()",
            ".hypot(",
            ".mul_add(",
        ],
    ),
    ("its order changes from run to run; use a sorted map or an index", &["HashMap", "HashSet"]),
    ("a tick reads no clock", &["Instant", "SystemTime"]),
    ("a tick reads no environment variable", &["std::env"]),
    ("a tick starts no thread", &["std::thread"]),
    ("only the command line prints and exits", &["println!", "eprintln!", "print!(", "process::exit", "dbg!"]),
];

fn relative(path: &Path) -> String {
    path.strip_prefix(root()).unwrap_or(path).display().to_string()
}

#[test]
fn the_top_level_is_closed() {
    for entry in fs::read_dir(root()).expect("the checkout can be read") {
        let name = entry.expect("a listed entry can be read").file_name().to_string_lossy().into_owned();
        // Build folders and run folders are ignored by git.
        let ignored = name == "target" || name == "runs" || name.starts_with("callgrind.out");
        assert!(
            ignored || name.starts_with('.') || TOP_LEVEL.contains(&name.as_str()),
            "{name} does not belong at the top level"
        );
    }
}

#[test]
fn source_files_are_short() {
    let mut all = files("crates", ".rs");
    all.extend(files("tests", ".rs"));
    for path in all {
        let name = relative(&path);
        let lines = fs::read_to_string(&path).expect("a source file is text").lines().count();
        let listed = LONG_FILES.iter().any(|(long, _)| *long == name);
        assert!(lines <= MAX_LINES || listed, "{name} has {lines} lines; split it or list it with a reason");
        assert!(lines > MAX_LINES || !listed, "{name} has only {lines} lines; take it off the list");
    }
}

#[test]
fn core_and_sim_use_nothing_that_breaks_determinism() {
    let mut complaints = Vec::new();
    for folder in ["crates/wavedash-core/src", "crates/wavedash-sim/src"] {
        let is_test = |path: &PathBuf| relative(path).split('/').any(|part| part == "tests");
        for path in files(folder, ".rs").into_iter().filter(|path| !is_test(path)) {
            let text = fs::read_to_string(&path).expect("a source file is text");
            // Unit tests are the last thing in a file.
            let product = text.split("#[cfg(test)]\nmod tests {").next().unwrap_or_default();
            for (number, line) in (1..).zip(product.lines()) {
                let code = line.split("//").next().unwrap_or_default();
                for (why, words) in FORBIDDEN {
                    for word in words.iter().filter(|word| code.contains(**word)) {
                        complaints.push(format!("{}:{number}: {word}: {why}", relative(&path)));
                    }
                }
            }
        }
    }
    assert!(complaints.is_empty(), "{}", complaints.join("\n"));
}

#[test]
fn every_lint_that_forbids_a_function_gives_a_reason() {
    for line in read(".clippy.toml").lines().filter(|line| line.contains("path =")) {
        assert!(line.contains("reason ="), "{line}");
    }
}

#[test]
fn no_source_file_has_trailing_space_or_tabs() {
    let mut all = files("crates", ".rs");
    all.extend(files("tests", ".rs"));
    all.extend(files("crates", ".md"));
    for path in all {
        let text = fs::read_to_string(&path).expect("a source file is text");
        for (number, line) in (1..).zip(text.lines()) {
            assert!(line.trim_end() == line && !line.contains('\t'), "{}:{number}", relative(&path));
        }
    }
}
