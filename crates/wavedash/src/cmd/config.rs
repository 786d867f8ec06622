//! `wavedash config check|show|docs`.

use std::io::Write;

use wavedash_env::Pool;

use crate::args;
use crate::config::Config;
use crate::exit::{Exit, bad_input};

/// Runs the command.
pub(crate) fn run(what: &args::Config, out: &mut dyn Write) -> anyhow::Result<Exit> {
    let (args::Config::Check(given) | args::Config::Show(given) | args::Config::Docs(given)) = what;
    let config = Config::load(given.file.as_deref(), &given.set)?;
    match what {
        args::Config::Check(_) => {
            let pool = Pool::new(&config.env, 1, 1, 0).map_err(bad_input)?;
            let widths = pool.batch().widths;
            writeln!(
                out,
                "fine: {} floats of observation, {} of action, {} reward components per agent",
                widths.observation, widths.action, widths.components
            )?;
        }
        args::Config::Show(_) => write!(out, "{}", config.to_toml()?)?,
        args::Config::Docs(_) => docs(&config, out)?,
    }
    Ok(Exit::Fine)
}

fn docs(config: &Config, out: &mut dyn Write) -> anyhow::Result<()> {
    let pool = Pool::new(&config.env, 1, 1, 0).map_err(bad_input)?;
    writeln!(out, "Columns of the configured observation")?;
    for (index, name) in pool.columns().iter().enumerate() {
        writeln!(out, "{index:>5}  {name}")?;
    }
    writeln!(out, "\nReward components")?;
    for name in pool.component_names() {
        writeln!(out, "       {name}")?;
    }
    Ok(())
}
