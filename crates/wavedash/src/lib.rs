//! The command line of Wavedash.
//!
//! [`run`] is the whole program as a function: arguments in, text out, an [`Exit`] back. Figures go
//! to `out` (with `--json` as one object), everything else to `err`.
//!
//! ```
//! let (mut out, mut err) = (Vec::new(), Vec::new());
//! let exit = wavedash_cli::run(["wavedash", "--help"], &mut out, &mut err);
//! assert_eq!(exit, wavedash_cli::Exit::Fine);
//! assert!(String::from_utf8_lossy(&out).contains("golden"));
//! ```

mod agents;
mod args;
mod cmd;
mod config;
mod eval_config;
mod exit;
mod fleet;
mod golden;
mod input;
mod machine;
mod matches;
mod other_modes;
mod parallel;
mod place;
mod progress;
mod record;
mod report;
mod run_folder;
mod run_lock;
mod stop;
mod table;
#[cfg(feature = "viewer")]
mod view;

use std::ffi::OsString;
use std::io::Write;

use clap::{CommandFactory, Parser};

pub use clap::Command;
pub use exit::Exit;
pub use wavedash_env::Registry;

/// The definition of the command line: every command with its flags and help.
#[must_use]
pub fn command() -> Command {
    args::Args::command()
}

/// Runs one command line. `args` begins with the program's name.
pub fn run<I, T>(args: I, out: &mut dyn Write, err: &mut dyn Write) -> Exit
where
    I: IntoIterator<Item = T>,
    T: Into<OsString> + Clone,
{
    run_with(Registry::builtin_ref(), args, out, err)
}

/// The same with a user's own components: configurations may name whatever the registry holds, in every command.
///
/// ```
/// use wavedash_cli::{Exit, Registry};
///
/// let registry = Registry::builtin(); // and what you add to it
/// let (mut out, mut err) = (Vec::new(), Vec::new());
/// assert_eq!(wavedash_cli::run_with(&registry, ["wavedash", "reward", "list"], &mut out, &mut err), Exit::Fine);
/// ```
pub fn run_with<I, T>(registry: &Registry, args: I, out: &mut dyn Write, err: &mut dyn Write) -> Exit
where
    I: IntoIterator<Item = T>,
    T: Into<OsString> + Clone,
{
    let args: Vec<OsString> = args.into_iter().map(Into::into).collect();
    let parsed = match args::Args::try_parse_from(&args) {
        Ok(parsed) => parsed,
        Err(error) => return exit::from_clap(&error, &args, out, err),
    };
    let result = cmd::run(parsed.command, registry, out, err).and_then(|exit| {
        out.flush()?;
        Ok(exit)
    });
    result.unwrap_or_else(|error| exit::from_error(&error, err))
}
