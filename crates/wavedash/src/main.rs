//! The program `wavedash`; everything it does is in the library, where tests can call it.

use std::io::{stderr, stdout};
use std::process::ExitCode;

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    wavedash_cli::run(std::env::args_os(), &mut stdout(), &mut stderr()).into()
}
