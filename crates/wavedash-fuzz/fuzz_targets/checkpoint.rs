//! Weights files: a model or an error, whatever the header says.
#![no_main]

use std::io::Write;

use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let mut file = tempfile::NamedTempFile::new().expect("a file can be made");
    file.write_all(bytes).expect("the file can be written");
    let _ = wavedash_policy::weights::load(file.path(), &Default::default());
});
