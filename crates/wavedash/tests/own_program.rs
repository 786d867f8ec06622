//! The command line with a user's components inside.

#[expect(dead_code, unreachable_pub, reason = "an example is a program; its main is not called here")]
#[path = "../examples/own_program.rs"]
mod own_program;

use wavedash_cli::{Exit, Registry, run_with};

fn run(registry: &Registry, args: &[&str]) -> (Exit, String, String) {
    let (mut out, mut err) = (Vec::new(), Vec::new());
    let exit = run_with(registry, [&["wavedash"], args].concat(), &mut out, &mut err);
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("text");
    (exit, text(out), text(err))
}

#[test]
fn a_users_reward_is_known_to_every_command() {
    let registry = own_program::registry().expect("names that differ");
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("own.toml");
    let text = "[env.observation.flat_relative]\nteam_size = 1\n[[env.reward.event]]\nof = \"upside_down\"\nweight = 2.0\n\
                [train]\narenas = 4\n[train.network.mlp]\nwidth = 8\ndepth = 1\n[train.ppo]\nrollout = 16\nminibatch = 64\n\
                [train.checkpoints]\nevery_steps = 256\n";
    std::fs::write(&file, text).expect("written");
    let file = file.to_str().expect("a path");

    let (exit, list, _) = run(&registry, &["reward", "list"]);
    assert!(exit == Exit::Fine && list.contains("upside_down"), "{list}");
    assert_eq!(run(&registry, &["config", "check", file]).0, Exit::Fine);
    let (exit, shown, _) = run(&registry, &["config", "show", file]);
    assert!(exit == Exit::Fine && shown.contains("upside_down"), "{shown}");

    let picture = folder.path().join("a.png");
    let plot = ["reward", "plot", "upside_down", "--move", "car", "--out", picture.to_str().expect("a path")];
    let (exit, _, err) = run(&registry, &plot);
    assert!(exit == Exit::Fine && picture.exists(), "{err}");

    let run_folder = folder.path().join("run");
    let run_path = run_folder.to_str().expect("a path");
    let (exit, _, err) = run(&registry, &["train", file, "--run", run_path, "--steps", "512", "--threads", "1"]);
    assert_eq!(exit, Exit::Fine, "{err}");
    let (exit, _, err) = run(&registry, &["train", "--resume", run_path, "--steps", "1024", "--threads", "1"]);
    assert_eq!(exit, Exit::Fine, "{err}");

    // The program without the component says what it lacks, where, and what it knows.
    let (exit, _, err) = run(Registry::builtin_ref(), &["config", "check", file]);
    assert_eq!(exit, Exit::Usage, "{err}");
    assert!(err.contains("line 4") && err.contains("there is no reward function `upside_down`"), "{err}");
    assert_eq!(run(Registry::builtin_ref(), &["train", "--resume", run_path]).0, Exit::Usage);
}
