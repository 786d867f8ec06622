//! What may happen to a run's folder: another process, damage, kills, limits of the machine.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::time::{Duration, Instant};

use tempfile::TempDir;

/// A tiny network in eight arenas: a checkpoint every four iterations, a match after every second one.
const SETTINGS: &str = "--threads 1 --set train.arenas=8 --set train.ppo.rollout=16 --set train.ppo.minibatch=128 \
                        --set train.checkpoints.every_steps=1024 --set train.matches.every_checkpoints=2 \
                        --set train.matches.seconds=2 --set train.network.mlp.width=16";

struct Runs {
    folder: TempDir,
}

impl Runs {
    fn new() -> Self {
        Self { folder: TempDir::new().expect("a temporary folder") }
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn train(&self, args: &str) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_wavedash"));
        command.current_dir(self.folder.path()).arg("train").args(args.split_whitespace()).stdout(Stdio::null());
        command
    }

    fn finish(&self, args: &str) -> String {
        let (code, text) = said(&self.train(args).output().expect("the program starts"));
        assert_eq!(code, Some(0), "{args}: {text}");
        text
    }

    fn refused(&self, args: &str) -> String {
        let (code, text) = said(&self.train(args).output().expect("the program starts"));
        assert_eq!(code, Some(2), "{args}: {text}");
        text
    }

    /// A training that does not end by itself and has written its first metrics.
    fn endless(&self, run: &str) -> Running {
        let args = format!("--run {run} --steps 100000000 {SETTINGS}");
        let child = self.train(&args).stderr(Stdio::null()).spawn().expect("the program starts");
        let running = Running(child);
        until("it begins", || lines(&self.path(run).join("metrics.jsonl")) > 2);
        running
    }
}

/// A process that does not outlive its test.
struct Running(Child);

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

fn said(output: &Output) -> (Option<i32>, String) {
    (output.status.code(), String::from_utf8_lossy(&output.stderr).into_owned())
}

fn lines(path: &Path) -> usize {
    fs::read_to_string(path).unwrap_or_default().lines().count()
}

fn until(what: &str, is: impl Fn() -> bool) {
    let begun = Instant::now();
    while !is() {
        assert!(begun.elapsed() < Duration::from_secs(60), "a minute, and still not: {what}");
        std::thread::sleep(Duration::from_millis(20));
    }
}

/// The shell has `kill` built in; a bare Debian has no program of that name.
fn shell(command: &str) {
    assert!(Command::new("sh").arg("-c").arg(command).status().expect("a shell").success(), "{command}");
}

/// Every file of the newest checkpoint with its bytes.
fn newest_checkpoint(run: &Path) -> Vec<(String, Vec<u8>)> {
    let mut all: Vec<PathBuf> =
        fs::read_dir(run.join("checkpoints")).expect("a run").map(|entry| entry.expect("readable").path()).collect();
    all.sort();
    let mut files: Vec<(String, Vec<u8>)> = fs::read_dir(all.pop().expect("a checkpoint"))
        .expect("a checkpoint")
        .map(|entry| entry.expect("readable").path())
        .map(|path| {
            (path.file_name().unwrap_or_default().to_string_lossy().into_owned(), fs::read(&path).expect("a file"))
        })
        .collect();
    files.sort();
    files
}

#[test]
fn a_run_that_is_being_trained_is_refused_to_others_at_once() {
    let runs = Runs::new();
    let mut first = runs.endless("r");
    let begun = Instant::now();
    let text = runs.refused("--resume r --steps 200000000");
    assert!(text.contains(&format!("r is being trained by process {}", first.0.id())), "{text}");
    assert!(begun.elapsed() < Duration::from_secs(20));
    assert!(first.0.try_wait().expect("a child").is_none(), "the first one goes on");
    // A killed process leaves no dead lock.
    first.0.kill().expect("it can be killed");
    first.0.wait().expect("a child");
    let text = runs.finish("--resume r --steps 1");
    assert!(text.contains("done after"), "{text}");
}

#[test]
fn without_an_intact_checkpoint_nothing_is_trained_and_nothing_lost() {
    let runs = Runs::new();
    runs.finish(&format!("--run r --steps 4000 {SETTINGS}"));
    let checkpoints = || {
        let mut names: Vec<String> = fs::read_dir(runs.path("r/checkpoints"))
            .expect("a run")
            .map(|entry| entry.expect("readable").file_name().to_string_lossy().into_owned())
            .collect();
        names.sort();
        names
    };
    let (metrics, before) = (fs::read(runs.path("r/metrics.jsonl")).expect("metrics"), checkpoints());
    let cut = |name: &str| {
        let file = runs.path("r/checkpoints").join(name).join("state.postcard");
        let bytes = fs::read(&file).expect("a file");
        fs::write(&file, &bytes[..10.min(bytes.len())]).expect("writable");
    };
    // The two newest are damaged: the third serves, they stay, and so does what was written behind it.
    before.iter().rev().take(2).for_each(|name| cut(name));
    let text = runs.finish("--resume r --steps 3500");
    assert!(text.contains("was changed since it was written") && text.contains("metrics.before-1.jsonl"), "{text}");
    assert_eq!(fs::read(runs.path("r/metrics.before-1.jsonl")).expect("a copy"), metrics);
    let after = checkpoints();
    let is_there = |name: &String| after.iter().any(|other| other.starts_with(name.as_str()));
    assert!(before.iter().rev().take(2).all(is_there), "{before:?} {after:?}");
    // Now all of them.
    after.iter().for_each(|name| cut(name));
    let metrics = fs::read(runs.path("r/metrics.jsonl")).expect("metrics");
    let text = runs.refused("--resume r --steps 9000");
    assert!(text.contains("no intact checkpoint") && text.contains("state.postcard was changed"), "{text}");
    assert_eq!((fs::read(runs.path("r/metrics.jsonl")).expect("metrics"), checkpoints()), (metrics, after));
    fs::remove_dir_all(runs.path("r/checkpoints")).expect("removable");
    assert!(runs.refused("--resume r").contains("there is none in r/checkpoints"));
}

#[test]
fn an_unreadable_line_of_metrics_is_set_aside() {
    let runs = Runs::new();
    runs.finish(&format!("--run r --steps 2000 {SETTINGS}"));
    let path = runs.path("r/metrics.jsonl");
    let text = fs::read_to_string(&path).expect("metrics");
    let (first, rest) = text.split_once('\n').expect("two lines");
    fs::write(&path, format!("{first}\n\0\0\0\0\n{rest}")).expect("writable");
    let said = runs.finish("--resume r --steps 3000");
    assert!(said.contains("1 unreadable lines of r/metrics.jsonl were moved to r/metrics.jsonl.damaged"), "{said}");
    assert!(fs::read_to_string(&path).expect("metrics").starts_with(&text));
    assert_eq!(fs::read(runs.path("r/metrics.jsonl.damaged")).expect("set aside"), b"\0\0\0\0\n");
}

#[test]
fn a_recording_cut_by_a_kill_is_removed_and_made_again() {
    let runs = Runs::new();
    runs.finish(&format!("--run whole --steps 5000 {SETTINGS}"));
    runs.finish(&format!("--run r --steps 2100 {SETTINGS}"));
    let logs = |run: &str| {
        let mut names: Vec<PathBuf> = fs::read_dir(runs.path(run).join("matches"))
            .expect("matches")
            .map(|e| e.expect("readable").path())
            .collect();
        names.sort();
        names
    };
    // As if the process had been killed in the middle of its match.
    let match_log = logs("r").pop().expect("a match");
    let bytes = fs::read(&match_log).expect("a match");
    let unfinished = format!("{}.4711.unfinished", match_log.display());
    fs::write(&unfinished, &bytes[..bytes.len() / 2]).expect("writable");
    fs::remove_file(&match_log).expect("removable");
    runs.finish("--resume r --steps 5000");
    assert!(!Path::new(&unfinished).exists());
    assert_eq!(fs::read(&match_log).expect("made again"), bytes);
    let names = |run| logs(run).iter().map(|path| path.file_name().map(ToOwned::to_owned)).collect::<Vec<_>>();
    assert_eq!(names("r"), names("whole"));
}

#[test]
fn equal_runs_have_equal_checkpoints_to_the_byte() {
    let runs = Runs::new();
    for run in ["a", "b"] {
        runs.finish(&format!("--run {run} --steps 2000 {SETTINGS}"));
    }
    let (a, b) = (newest_checkpoint(&runs.path("a")), newest_checkpoint(&runs.path("b")));
    assert!(a.iter().any(|(name, _)| name == "optimiser.bpk"));
    for ((name, a), (_, b)) in a.iter().zip(&b) {
        assert!(a == b, "{name} differs");
    }
    assert_eq!(a.len(), b.len());
}

#[test]
fn two_interrupts_within_a_moment_are_one() {
    let runs = Runs::new();
    let mut child = runs.endless("r");
    shell(&format!("kill -INT {0}; kill -INT {0}", child.0.id()));
    let status = child.0.wait().expect("a child");
    assert_eq!(status.code(), Some(0), "it saves and ends well");
    assert!(runs.finish("--resume r --steps 1").contains("done after"));
}

#[test]
fn sizes_that_no_machine_has_are_refused_with_an_estimate() {
    let runs = Runs::new();
    for (set, key) in [
        ("train.arenas=100000000", "train.arenas"),
        ("train.threads=99999", "99999 threads"),
        ("train.network.mlp.depth=1000000", "train.network"),
        ("train.ppo.rollout=100000000", "train.ppo.rollout"),
    ] {
        let text = runs.refused(&format!("--run r --set {set}"));
        assert!(text.contains(key), "{set}: {text}");
        assert!(text.contains("are available") || text.contains("cores"), "{set}: {text}");
    }
    assert!(!runs.path("r").exists(), "a refused run leaves nothing behind");
}

#[cfg(target_os = "linux")]
#[test]
fn too_little_address_space_is_refused_instead_of_aborting() {
    let runs = Runs::new();
    for kilobytes in [150_000, 300_000, 450_000] {
        let program = env!("CARGO_BIN_EXE_wavedash");
        let command =
            format!("ulimit -v {kilobytes}; exec {program} train --run r --threads 2 --steps 2000 {SETTINGS}");
        let output =
            Command::new("sh").current_dir(runs.folder.path()).arg("-c").arg(command).output().expect("a shell");
        let (code, text) = said(&output);
        assert!(code == Some(2) || code == Some(0), "{kilobytes}: {code:?} {text}");
        assert!(!text.contains("panicked"), "{text}");
        let _ = fs::remove_dir_all(runs.path("r"));
    }
}

#[test]
fn what_is_wrong_is_said_where_it_is() {
    let runs = Runs::new();
    let text = runs.refused("--set train.seed=3 --set train.ppo.epoch=3 --set train.steps=10");
    assert!(text.contains("--set train.ppo.epoch=3: unknown field") && !text.contains("seed=3"), "{text}");
    let with_space = runs.path("my runs");
    fs::create_dir(&with_space).expect("writable");
    let mut command = Command::new(env!("CARGO_BIN_EXE_wavedash"));
    command.current_dir(runs.folder.path()).args(["train", "--run", "my runs/r", "--steps", "1000"]);
    let (code, text) = said(&command.args(SETTINGS.split_whitespace()).output().expect("the program starts"));
    assert!(code == Some(0) && text.contains("wavedash eval 'my runs/r' bot:chaser"), "{text}");
    runs.finish(&format!("--run r --steps 1000 {SETTINGS}"));
    let text = runs.refused("--resume r --set train.arenas=12");
    assert!(text.contains("train.arenas is 8 there, 12 here"), "{text}");
    fs::write(runs.path("r/live.toml"), b"epochs = 2 # caf\xe9\n").expect("writable");
    let text = runs.finish("--resume r --steps 2000");
    assert_eq!(text.matches("live.toml was not followed: it is not UTF-8").count(), 1, "{text}");
    let mut eval = Command::new(env!("CARGO_BIN_EXE_wavedash"));
    let (code, text) = said(
        &eval.args(["eval", "agent:1v1", "bot:chaser", "--team-size", "2", "--games", "2"]).output().expect("starts"),
    );
    assert!(code == Some(2) && text.contains("agent:1v1") && text.contains("it cannot play 2v2"), "{text}");
}

#[test]
fn opponents_and_teachers_have_names_and_paths() {
    let runs = Runs::new();
    runs.finish(&format!("--run first --steps 2048 {SETTINGS}"));
    // The run's own past, an agent of the program that sees something else, a scripted one; two of them teach.
    let opponents = "--set train.league.fixed=[\"first\",\"agent:1v1\",\"bot:chaser\"] --set train.league.share=1.0";
    let teacher = "--set train.teacher={policy=\"agent:1v1\",weight=0.5}";
    let said = runs.finish(&format!("--run second --steps 2048 {SETTINGS} {opponents} {teacher}"));
    assert!(said.contains("done after"), "{said}");
    runs.finish("--resume second --steps 4096");
    // What `first` stood for is kept: it may go on, or its owner may do without it.
    let kept = fs::read_to_string(runs.path("second/config.toml")).expect("readable");
    assert!(kept.contains("first/checkpoints/") && kept.contains("agent:1v1"), "{kept}");
    runs.finish("--resume second --steps 6144 --set train.league.fixed=[\"bot:chaser\"] --set train.teacher.policy=\"agent:2v2\"");

    let missing = runs.refused(&format!("--run third {SETTINGS} --set train.league.fixed=[\"nowhere\"]"));
    assert!(missing.contains("train.league.fixed") && missing.contains("`nowhere` does not exist"), "{missing}");
    let unknown = runs.refused(&format!("--run third {SETTINGS} --set train.league.fixed=[\"agent:1v9\"]"));
    assert!(unknown.contains("train.league.fixed") && unknown.contains("agent:1v1"), "{unknown}");
    let keys = "--set train.league.fixed=[\"agent:1v1\"] --set env.actions={multi={}}";
    let keys = runs.refused(&format!("--run third {SETTINGS} {keys}"));
    assert!(keys.contains("league.fixed") && keys.contains("other actions"), "{keys}");
    let both = "--set train.teacher={policy=\"first\",bot=\"bot:striker\",weight=0.5}";
    assert!(runs.refused(&format!("--run third {SETTINGS} {both}")).contains("one of bot and policy"));
    assert!(!runs.path("third").exists());
}

#[test]
fn a_new_stage_keeps_optimiser_league_and_scale() {
    let runs = Runs::new();
    let league = "--set train.league.every_steps=512 --set train.ppo.normalise_returns=true";
    runs.finish(&format!("--run first --steps 2048 {SETTINGS} {league}"));
    let keep = "keep=[\"optimiser\",\"league\",\"return_scale\"]";
    runs.finish(&format!("--run second --steps 1024 {SETTINGS} {league} --set train.start={{from=\"first\",{keep}}}"));
    let versions = fs::read_dir(runs.path("second/versions")).expect("a folder");
    let names: Vec<String> =
        versions.map(|entry| entry.expect("readable").file_name().to_string_lossy().into_owned()).collect();
    assert!(names.iter().any(|name| name.starts_with("start-v")), "{names:?}");
    runs.finish("--resume second --steps 2048");

    let version = fs::read_dir(runs.path("second/versions")).expect("a folder").next().expect("a version");
    fs::remove_file(version.expect("readable").path()).expect("writable");
    assert!(runs.refused("--resume second --steps 4096").contains("versions"));

    let newest = fs::read_dir(runs.path("first/checkpoints")).expect("a folder").next().expect("a checkpoint");
    let weights = newest.expect("readable").path().join("policy.safetensors");
    fs::copy(weights, runs.path("alone.safetensors")).expect("writable");
    let alone =
        runs.refused(&format!("--run third {SETTINGS} --set train.start={{from=\"alone.safetensors\",{keep}}}"));
    assert!(alone.contains("train.start.keep") && alone.contains("only an intact checkpoint"), "{alone}");
    let what = runs.refused(&format!("--run third {SETTINGS} --set train.start={{from=\"first\",keep=[\"leage\"]}}"));
    assert!(what.contains("{ from, keep }") || what.contains("league"), "{what}");
    assert!(!runs.path("third").exists());
}
