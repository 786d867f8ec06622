//! The program `wavedash`; everything it does is in the library, where tests can call it.

use std::io::{stderr, stdout};
use std::process::ExitCode;

fn main() -> ExitCode {
    wavedash_cli::run(std::env::args_os(), &mut stdout(), &mut stderr()).into()
}
