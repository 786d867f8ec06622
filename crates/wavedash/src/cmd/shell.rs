//! `wavedash completions` and `wavedash man`: what a shell and `man` know of the command line, from its own definition.

use std::io::Write;
use std::path::Path;

use anyhow::Context;
use clap::CommandFactory;

use crate::args::{Args, Completions, Man};
use crate::exit::Exit;
use crate::report::{make_folder, write_atomically};

/// Prints the script of a shell.
pub(crate) fn completions(args: &Completions, out: &mut dyn Write) -> anyhow::Result<Exit> {
    // The generator panics where its writer fails.
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut Args::command(), "wavedash", &mut script);
    out.write_all(&script)?;
    Ok(Exit::Fine)
}

/// Prints the page of the program, or writes one page per command.
pub(crate) fn man(args: &Man, out: &mut dyn Write) -> anyhow::Result<Exit> {
    let mut command = Args::command();
    command.build();
    match &args.out {
        None => out.write_all(&page(&command)?)?,
        Some(folder) => {
            make_folder(folder)?;
            let count = write_pages(&command, folder)?;
            writeln!(out, "{count} pages in {}", folder.display())?;
        }
    }
    Ok(Exit::Fine)
}

fn page(command: &clap::Command) -> anyhow::Result<Vec<u8>> {
    let mut page = Vec::new();
    clap_mangen::Man::new(command.clone()).render(&mut page).context("cannot render a manual page")?;
    Ok(page)
}

/// The pages of a command and of all below it.
fn write_pages(command: &clap::Command, folder: &Path) -> anyhow::Result<usize> {
    let man = clap_mangen::Man::new(command.clone());
    write_atomically(&folder.join(man.get_filename()), &page(command)?)?;
    command
        .get_subcommands()
        .filter(|below| !below.is_hide_set() && below.get_name() != "help")
        .try_fold(1, |count, below| Ok(count + write_pages(below, folder)?))
}
