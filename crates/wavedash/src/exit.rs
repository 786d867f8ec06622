//! Exit codes, and which error means which.

use std::ffi::OsString;
use std::fmt;
use std::io::{self, Write};
use std::process::ExitCode;

use clap::error::ErrorKind;

/// How a command ended; the codes are part of the command line's contract.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum Exit {
    /// 0: done.
    Fine = 0,
    /// 1: the run failed or missed a threshold.
    Failed = 1,
    /// 2: wrong usage, configuration or input.
    Usage = 2,
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(exit as u8)
    }
}

/// Input that the user has to correct: exit code 2. Everything else that goes wrong is code 1.
#[derive(Debug)]
pub(crate) struct BadInput(pub(crate) String);

impl fmt::Display for BadInput {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for BadInput {}

/// An error with exit code 2.
pub(crate) fn bad_input(text: impl fmt::Display) -> anyhow::Error {
    anyhow::Error::new(BadInput(text.to_string()))
}

/// Help and version are fine and belong on `out`; the rest is wrong usage.
pub(crate) fn from_clap(error: &clap::Error, args: &[OsString], out: &mut dyn Write, err: &mut dyn Write) -> Exit {
    let mut text = error.render().to_string();
    if error.kind() == ErrorKind::InvalidUtf8 {
        // clap does not say which of them.
        for arg in args.iter().filter(|arg| arg.to_str().is_none()) {
            text = format!("{}\n\n  `{}` is the one: give it another name", text.trim_end(), arg.display());
        }
    }
    let (stream, exit): (&mut dyn Write, _) =
        if error.use_stderr() { (&mut *err, Exit::Usage) } else { (&mut *out, Exit::Fine) };
    // Nobody is left to tell when this write fails.
    let _ = writeln!(stream, "{}", text.trim_end());
    exit
}

/// Prints the error with its causes. A reader that went away (`wavedash ... | head`) is not one.
pub(crate) fn from_error(error: &anyhow::Error, err: &mut dyn Write) -> Exit {
    let broken_pipe = |cause: &(dyn std::error::Error + 'static)| {
        let of_table = cause.downcast_ref::<csv::Error>().and_then(|e| match e.kind() {
            csv::ErrorKind::Io(e) => Some(e),
            _ => None,
        });
        cause.downcast_ref::<io::Error>().or(of_table).is_some_and(|e| e.kind() == io::ErrorKind::BrokenPipe)
    };
    if error.chain().any(broken_pipe) {
        return Exit::Fine;
    }
    let _ = writeln!(err, "error: {error:#}");
    if error.chain().any(|cause| cause.is::<BadInput>()) { Exit::Usage } else { Exit::Failed }
}
