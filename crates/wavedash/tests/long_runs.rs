//! Training as a process: it resumes to the same bits, survives being killed at any moment, and stops when asked.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use tempfile::TempDir;

/// Six thousand agent steps of a tiny network, opponents included: half a second, and a checkpoint every 20 ms.
const CONFIG: &str = r#"
[env]
actions = "table90"
reset = "random"
[env.observation.flat]
team_size = 1
[env.end]
when = ["goal", { time_limit = { seconds = 8 } }]
[train]
steps = 6000
arenas = 6
threads = 2
device = "cpu"
[train.network.mlp]
width = 24
depth = 2
[train.ppo]
rollout = 32
minibatch = 128
epochs = 2
normalise_returns = true
normalise_observations = true
[train.league]
share = 0.5
every_steps = 1000
capacity = 3
fixed = ["bot:chaser"]
[train.teacher]
bot = "bot:striker"
weight = { from = 1.0, to = 0.0, steps = 4000 }
[train.checkpoints]
every_steps = 300
keep_last = 3
[train.matches]
every_checkpoints = 12
seconds = 4
"#;

struct Runs {
    folder: TempDir,
}

impl Runs {
    fn new() -> Self {
        let folder = TempDir::new().expect("a temporary folder");
        fs::write(folder.path().join("small.toml"), CONFIG).expect("writable");
        Self { folder }
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn train(&self, args: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_wavedash"));
        command.current_dir(self.folder.path()).arg("train").args(args).stdout(Stdio::null());
        command
    }

    fn finish(&self, args: &[&str]) -> String {
        let output = self.train(args).output().expect("the program starts");
        let text = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(output.status.success(), "{args:?}: {text}");
        text
    }
}

/// The bytes of the last checkpoint's weights.
fn weights(run: &Path) -> Vec<u8> {
    let mut checkpoints: Vec<PathBuf> =
        fs::read_dir(run.join("checkpoints")).expect("a run").map(|entry| entry.expect("readable").path()).collect();
    checkpoints.sort();
    fs::read(checkpoints.pop().expect("a checkpoint").join("policy.safetensors")).expect("weights")
}

/// Ends within a minute, or the test fails.
fn wait(child: &mut Child) -> std::process::ExitStatus {
    let begun = Instant::now();
    loop {
        if let Some(status) = child.try_wait().expect("a child") {
            return status;
        }
        assert!(begun.elapsed() < Duration::from_secs(60), "the program does not end");
        std::thread::sleep(Duration::from_millis(20));
    }
}

#[test]
fn twenty_kills_change_nothing() {
    let runs = Runs::new();
    let begun = Instant::now();
    runs.finish(&["small.toml", "--run", "whole", "--steps", "40000"]);
    let whole = begun.elapsed();
    let mut args = vec!["small.toml", "--run", "killed", "--steps", "40000"];
    for kill in 0..20 {
        let mut child = runs.train(&args).stderr(Stdio::null()).spawn().expect("the program starts");
        // From before the first line to some checkpoints on; all of them together are two fifths of the whole run, so that
        // a machine that is twice as fast by now does not end it before.
        std::thread::sleep(whole.mul_f64(f64::from(kill * 7 % 20 + 1) / 525.0));
        assert!(child.try_wait().expect("a child").is_none(), "it ended after {kill} kills");
        child.kill().expect("it can be killed");
        wait(&mut child);
        if runs.path("killed/config.toml").exists() {
            args = vec!["--resume", "killed"];
        }
    }
    runs.finish(&args);
    assert_eq!(weights(&runs.path("whole")), weights(&runs.path("killed")));
    let lines = fs::read_to_string(runs.path("killed/metrics.jsonl")).expect("metrics");
    let whole = fs::read_to_string(runs.path("whole/metrics.jsonl")).expect("metrics");
    assert_eq!(lines.lines().count(), whole.lines().count(), "every iteration is written once");
}

#[test]
fn recorded_matches_change_nothing_and_are_proved() {
    let runs = Runs::new();
    let steps = ["--steps", "8000"];
    let matches = |number: &'static str| ["--set", number];
    runs.finish(
        &[&["small.toml", "--run", "with"], &steps[..], &matches("train.matches.every_checkpoints=3")].concat(),
    );
    runs.finish(
        &[&["small.toml", "--run", "without"], &steps[..], &matches("train.matches.every_checkpoints=0")].concat(),
    );
    assert_eq!(weights(&runs.path("with")), weights(&runs.path("without")));
    assert!(!runs.path("without/matches").exists());
    let mut verify = Command::new(env!("CARGO_BIN_EXE_wavedash"));
    verify.current_dir(runs.folder.path()).args(["replay", "verify", "with/matches", "--json"]);
    let output = verify.output().expect("the program starts");
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(output.status.success(), "{text} {}", String::from_utf8_lossy(&output.stderr));
    // 8000 steps are 26 checkpoints: 24 or so fall on the grid, and a third of those are followed by a match.
    let proved = text.matches("\"proved\":true").count();
    assert!((5..=8).contains(&proved), "{text}");
    assert!(text.contains("learner, ") && text.contains("\"seconds\":4.0"), "{text}");
}

#[test]
fn an_interrupt_saves_and_the_run_goes_on() {
    let runs = Runs::new();
    let mut child = runs
        .train(&["small.toml", "--run", "run", "--steps", "100000000"])
        .stderr(Stdio::null())
        .spawn()
        .expect("starts");
    while !runs.path("run/metrics.jsonl").exists() {
        std::thread::sleep(Duration::from_millis(20));
    }
    std::thread::sleep(Duration::from_millis(500));
    // The shell has `kill` built in; a bare Debian has no program of that name.
    let kill = Command::new("sh").arg("-c").arg(format!("kill -INT {}", child.id())).status().expect("a shell exists");
    assert!(kill.success());
    assert_eq!(wait(&mut child).code(), Some(0), "an interrupt is a way to end well");
    let text = runs.finish(&["--resume", "run", "--steps", "1"]);
    assert!(text.contains("done after"), "{text}");
}

#[test]
fn what_cannot_be_used_is_named() {
    let runs = Runs::new();
    runs.finish(&["small.toml", "--run", "run", "--steps", "700"]);
    let refused = |args: &[&str], part: &str| {
        let output = runs.train(args).output().expect("the program starts");
        let text = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!(output.status.code(), Some(2), "{args:?}: {text}");
        assert!(text.contains(part), "{args:?}: {text}");
    };
    refused(&["small.toml", "--run", "run"], "--resume");
    refused(&["--resume", "nothing"], "no config.toml");
    refused(&["missing.toml"], "missing.toml");
    refused(&["small.toml", "--set", "train.ppo.epoch=3"], "did you mean `epochs`?");
    refused(&["small.toml", "--set", "train.ppo.gamma=2"], "ppo.gamma");
    refused(&["--resume", "run", "--set", "train.network.mlp.width=25"], "train.network");
    refused(&["small.toml", "--set", "train.device=cuda"], "no cuda");
    assert!(!runs.path("runs").exists(), "a refused run leaves nothing behind");

    // The newest checkpoint is damaged: the one before it serves.
    let mut checkpoints: Vec<PathBuf> =
        fs::read_dir(runs.path("run/checkpoints")).expect("a run").map(|e| e.expect("readable").path()).collect();
    checkpoints.sort();
    let file = checkpoints.pop().expect("one").join("state.postcard");
    let bytes = fs::read(&file).expect("a file");
    fs::write(&file, &bytes[..bytes.len() / 2]).expect("writable");
    let text = runs.finish(&["--resume", "run", "--steps", "900"]);
    assert!(text.contains("state.postcard was changed") && text.contains("done after"), "{text}");
}

#[test]
fn a_full_or_read_only_disk_is_an_error_that_loses_nothing() {
    let runs = Runs::new();
    let output = runs.train(&["small.toml", "--run", "/proc/nothing/run"]).output().expect("the program starts");
    let text = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(output.status.code(), Some(1), "{text}");
    assert!(text.contains("/proc/nothing/run"), "{text}");
}
