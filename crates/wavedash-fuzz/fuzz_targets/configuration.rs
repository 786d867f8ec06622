//! Configurations: checked or refused.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    wavedash_fuzz::run_on(bytes, ".toml", &["config", "check", "{}"]);
});
