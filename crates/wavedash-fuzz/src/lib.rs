//! What the fuzz targets share: a file of the fuzzer's bytes, and the program run on it.

use std::io::Write;

use wavedash_cli::Exit;

/// Runs the program on a file that ends with `ending` and holds `bytes`; `{}` in the arguments stands for its path.
/// Wrong input is an error with exit code 2, never a panic and never code 1.
///
/// # Panics
/// When the program does anything else: that is what is looked for.
pub fn run_on(bytes: &[u8], ending: &str, args: &[&str]) {
    let file = tempfile::Builder::new().suffix(ending).tempfile_in(memory());
    let mut file = file.expect("a file can be made");
    file.write_all(bytes).expect("the file can be written");
    let path = file.path().display().to_string();
    let args = ["wavedash"].into_iter().chain(args.iter().copied()).map(|arg| arg.replace("{}", &path));
    let (mut out, mut err) = (Vec::new(), Vec::new());
    let exit = wavedash_cli::run(args, &mut out, &mut err);
    assert!(exit != Exit::Failed, "{}", String::from_utf8_lossy(&err));
}

/// A folder in memory where there is one.
fn memory() -> std::path::PathBuf {
    let shared = std::path::PathBuf::from("/dev/shm");
    if shared.is_dir() { shared } else { std::env::temp_dir() }
}
