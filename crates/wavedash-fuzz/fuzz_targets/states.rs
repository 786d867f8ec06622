//! Files of start states, in all three formats.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let Some((kind, bytes)) = bytes.split_first() else { return };
    let (ending, name) = [(".npy", "replay_rows"), (".json", "training_packs"), (".jsonl", "snapshots")][usize::from(kind % 3)];
    let set = format!("env.reset.reset={{ {name} = {{ path = \"{{}}\" }} }}");
    wavedash_fuzz::run_on(bytes, ending, &["config", "check", "--set", &set]);
});
