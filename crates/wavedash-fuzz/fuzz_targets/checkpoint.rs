//! Weights files: whatever the header says, they are an agent or an error.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    wavedash_fuzz::run_on(bytes, ".safetensors", &["eval", "{}", "bot:idle", "--games", "1", "--seconds", "1"]);
});
