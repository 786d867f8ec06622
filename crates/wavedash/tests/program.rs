//! What only the real program can show: exit codes of the process, and a reader that goes away.

use std::fs::File;
use std::io::Read;
use std::process::{Command, Stdio};

fn program() -> Command {
    Command::new(env!("CARGO_BIN_EXE_wavedash"))
}

#[test]
fn exit_codes_reach_the_shell() {
    for (args, code) in [
        (["hash", "--ticks", "5"].as_slice(), 0),
        (&["golden", "/no/such/folder", "--check"], 2),
        (&["hash", "--tick", "5"], 2),
        (&[], 2),
    ] {
        let status = program().args(args).stdout(Stdio::null()).stderr(Stdio::null()).status().expect("it starts");
        assert_eq!(status.code(), Some(code), "{args:?}");
    }
}

#[test]
fn a_broken_pipe_is_not_an_error() {
    let log = concat!(env!("CARGO_MANIFEST_DIR"), "/../../replays/chaser-striker-1v1.wdm");
    for args in [["bench", "sim", "--ticks=2000"], ["replay", "frames", log]] {
        let mut child = program().args(args).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("it starts");
        // Closing our end before the figures come breaks the pipe.
        drop(child.stdout.take());
        let mut complaints = String::new();
        child.stderr.take().expect("piped").read_to_string(&mut complaints).expect("text");
        assert_eq!(child.wait().expect("it ends").code(), Some(0), "{args:?}: {complaints}");
        assert!(complaints.is_empty(), "{args:?}: {complaints}");
    }
}

#[test]
fn matches_come_through_the_standard_input() {
    let log = concat!(env!("CARGO_MANIFEST_DIR"), "/../../replays/chaser-striker-1v1.wdm");
    for args in [
        ["replay", "info", "-"].as_slice(),
        &["replay", "verify", "-"],
        &["replay", "stats", "-", log],
        &["reward", "trace", "goals", "-"],
    ] {
        let output = program().args(args).stdin(File::open(log).expect("it is there")).output().expect("it starts");
        let complaints = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(0), "{args:?}: {complaints}");
        assert_eq!(complaints.contains("holds the same as"), args.len() == 4 && args[1] == "stats", "{complaints}");
    }
    let output = program().args(["replay", "info", "-"]).stdin(Stdio::null()).output().expect("it starts");
    let complaints = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.code() == Some(2) && complaints.contains("is empty"), "{complaints}");
}
