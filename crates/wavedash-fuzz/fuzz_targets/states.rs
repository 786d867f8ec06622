//! Files of start states, in all three formats: the first byte says which.
#![no_main]

use std::io::Write;
use std::path::PathBuf;

use libfuzzer_sys::fuzz_target;
use wavedash_env::registry::{Component, Registry};
use wavedash_env::reset::{Limits, ResetContext};

fuzz_target!(|bytes: &[u8]| {
    let Some((kind, bytes)) = bytes.split_first() else { return };
    let ending = [".npy", ".jsonl", ".jsonl"][usize::from(kind % 3)];
    // In memory where that is a folder.
    let folder = if cfg!(target_os = "linux") { PathBuf::from("/dev/shm") } else { std::env::temp_dir() };
    let file = tempfile::Builder::new().suffix(ending).tempfile_in(folder);
    let mut file = file.expect("a file can be made");
    file.write_all(bytes).expect("the file can be written");
    let path = file.path().to_owned();
    let config = match kind % 3 {
        0 => Component::with("replay_rows", serde_json::json!({ "path": path })),
        1 => Component::with("training_packs", serde_json::json!({ "path": path })),
        _ => Component::with("snapshots", serde_json::json!({ "path": path })),
    };
    let _ = ResetContext::new(Registry::builtin_ref(), Limits::default()).build(&config, "reset");
});
