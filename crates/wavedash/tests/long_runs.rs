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

/// Every file below a folder by its path there, with its bytes.
fn contents(folder: &Path) -> Vec<(PathBuf, Vec<u8>)> {
    let mut found = Vec::new();
    let mut open = vec![folder.to_owned()];
    while let Some(next) = open.pop() {
        for entry in fs::read_dir(&next).expect("a folder") {
            let path = entry.expect("readable").path();
            if path.is_dir() {
                open.push(path);
            } else {
                let name = path.strip_prefix(folder).expect("it is below").to_owned();
                found.push((name, fs::read(&path).expect("a file")));
            }
        }
    }
    found.sort();
    found
}

/// A checkpoint is being written, or its writer was killed.
fn has_unfinished(run: &Path) -> bool {
    let entries = fs::read_dir(run.join("checkpoints")).into_iter().flatten().flatten();
    entries.into_iter().any(|entry| entry.file_name().to_string_lossy().starts_with(".unfinished-"))
}

/// Steps of all lines of a run's metrics.
fn metric_steps(run: &Path) -> Vec<String> {
    let text = fs::read_to_string(run.join("metrics.jsonl")).expect("metrics");
    let step = |line: &str| line.split(',').next().unwrap_or_default().to_owned();
    text.lines().map(step).collect()
}

#[test]
fn twenty_kills_and_two_resumes_at_once_change_nothing() {
    /// Of the kills, so many while a checkpoint is being written.
    const WHILE_SAVING: u32 = 8;
    let runs = Runs::new();
    let (whole, killed) = (runs.path("whole"), runs.path("killed"));
    let begun = Instant::now();
    runs.finish(&["small.toml", "--run", "whole", "--steps", "40000"]);
    let time = begun.elapsed();
    let begun = Instant::now();
    runs.finish(&["small.toml", "--run", "short", "--steps", "1"]);
    let start = begun.elapsed();
    let (mut kills, mut while_saving) = (0_u32, 0);
    while kills < 20 || while_saving < WHILE_SAVING {
        assert!(kills < 60, "of {kills} kills only {while_saving} hit a checkpoint that was being written");
        let args: &[&str] = if killed.join("config.toml").exists() {
            &["--resume", "killed"]
        } else {
            &["small.toml", "--run", "killed", "--steps", "40000"]
        };
        let mut child = runs.train(args).stderr(Stdio::null()).spawn().expect("the program starts");
        let deadline = Instant::now() + time;
        if kills >= 20 - WHILE_SAVING {
            // First the resumed process removes what the one before it left.
            while has_unfinished(&killed) && Instant::now() < deadline {}
            while !has_unfinished(&killed) && Instant::now() < deadline {}
        } else {
            // From before the first line to some checkpoints on; all of them together are less than half of the whole run.
            std::thread::sleep(start.mul_f64(0.8) + time.mul_f64(f64::from(kills * 7 % 20) / 525.0));
        }
        assert!(child.try_wait().expect("a child").is_none(), "it ended after {kills} kills");
        child.kill().expect("it can be killed");
        wait(&mut child);
        kills += 1;
        while_saving += u32::from(has_unfinished(&killed));
    }

    // Two processes at once: one goes on to the end, the other is refused.
    let resume = || runs.train(&["--resume", "killed"]).stderr(Stdio::piped()).spawn().expect("the program starts");
    let both = [resume(), resume()].map(|child| child.wait_with_output().expect("it ends"));
    let mut said = both.map(|output| (output.status.code(), String::from_utf8_lossy(&output.stderr).into_owned()));
    said.sort();
    assert_eq!((said[0].0, said[1].0), (Some(0), Some(2)), "{said:?}");
    assert!(said[1].1.contains("is being trained by process"), "{}", said[1].1);

    // Checkpoints, past versions and recorded matches, to the byte.
    assert!(!has_unfinished(&killed));
    for folder in ["checkpoints", "versions", "matches"] {
        let (a, b) = (contents(&whole.join(folder)), contents(&killed.join(folder)));
        let names = |all: &[(PathBuf, Vec<u8>)]| all.iter().map(|(name, _)| name.clone()).collect::<Vec<_>>();
        assert_eq!(names(&a), names(&b), "{folder}");
        assert!(!a.is_empty(), "{folder}");
        for ((name, a), (_, b)) in a.iter().zip(&b) {
            assert!(a == b, "{folder}/{} differs", name.display());
        }
    }
    assert_eq!(metric_steps(&whole), metric_steps(&killed), "every iteration is written once");
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
