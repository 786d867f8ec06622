//! `wavedash config check|show|docs`.

use std::io::Write;

use wavedash_env::obs::ObsContext;
use wavedash_env::registry::{Component, Entry, Kind, Parameter};
use wavedash_env::reset::StatesFile;
use wavedash_env::{Registry, VecEnv, registry};

use crate::args;
use crate::config::Config;
use crate::exit::{Exit, bad_input};

/// Runs the command.
pub(crate) fn run(what: &args::Config, registry: &Registry, out: &mut dyn Write) -> anyhow::Result<Exit> {
    let given = match what {
        args::Config::Check(given) | args::Config::Show(given) => given,
        args::Config::Docs(docs) => &docs.configuration,
    };
    let config = Config::load(given.file.as_deref(), &given.set, registry)?;
    match what {
        args::Config::Check(_) => {
            let envs = VecEnv::builder(&config.env).registry(registry).build().map_err(bad_input)?;
            let widths = envs.batch().widths;
            writeln!(
                out,
                "fine: {} floats of observation, {} of action, {} reward components per agent",
                widths.observation, widths.action, widths.components
            )?;
            envs.states_files().iter().try_for_each(|file| states_file(file, out))?;
        }
        args::Config::Show(_) => write!(out, "{}", config.to_toml()?)?,
        args::Config::Docs(args::Docs { metrics: true, .. }) => {
            write!(out, "{}", wavedash_metrics::registry::catalogue())?;
        }
        args::Config::Docs(args::Docs { columns: Some(wanted), .. }) => columns(wanted, registry, out)?,
        args::Config::Docs(_) => docs(&config, registry, out)?,
    }
    Ok(Exit::Fine)
}

/// How many states a file has, and why some of them are not used.
fn states_file(file: &StatesFile, out: &mut dyn Write) -> anyhow::Result<()> {
    let used = file.set.states().len();
    let left_out: usize = file.set.left_out().map(|(_, count)| count).sum();
    let path = file.path.display();
    writeln!(out, "{path}: {} states read, {used} used, {left_out} left out", used + left_out)?;
    for (why, count) in file.set.left_out().filter(|(_, count)| *count > 0) {
        writeln!(out, "  {count:>8} {}", why.text())?;
    }
    Ok(())
}

/// 1v1 on the usual field with its 34 boost pads.
const DUEL: ObsContext = ObsContext { cars: [1, 1], pads: 34 };

/// What each float of an observation is, of one or all of those that exist.
fn columns(wanted: &str, registry: &Registry, out: &mut dyn Write) -> anyhow::Result<()> {
    let names = || registry.entries(Kind::Observation).map(|entry| entry.name);
    if wanted != "all" && !names().any(|name| name == wanted) {
        let known = names().collect::<Vec<_>>().join(", ");
        let near = registry::near(wanted, names());
        return Err(bad_input(format!(
            "--columns: there is no observation `{wanted}`, expected one of all, {known}{near}"
        )));
    }
    for name in names().filter(|name| wanted == "all" || wanted == *name) {
        writeln!(out, "{name}")?;
        let builder = registry.build_observation(&Component::named(name), DUEL, "observation").map_err(bad_input)?;
        let columns = builder.columns();
        columns.iter().enumerate().try_for_each(|(index, column)| writeln!(out, "{index:>5}  {column}"))?;
    }
    Ok(())
}

/// A component: its name, what it is, and its parameters.
fn entry(entry: &Entry, more: &str, out: &mut dyn Write) -> anyhow::Result<()> {
    let source = if entry.source.is_empty() { String::new() } else { format!(" ({})", entry.source) };
    writeln!(out, "  {:<16} {}{more}{source}", entry.name, entry.text)?;
    entry.parameters.iter().try_for_each(|of| parameter(of, out))
}

fn parameter(parameter: &Parameter, out: &mut dyn Write) -> anyhow::Result<()> {
    let Parameter { name, of, unit, default, is_optional, text } = parameter;
    let unit = if unit.is_empty() { String::new() } else { format!(" {unit}") };
    let default = match default {
        Some(default) => format!("; default {default}"),
        None if *is_optional => "; may be absent".to_owned(),
        None => "; must be given".to_owned(),
    };
    writeln!(out, "    {name:<20} {text} [{of}{unit}{default}]")?;
    Ok(())
}

fn docs(config: &Config, registry: &Registry, out: &mut dyn Write) -> anyhow::Result<()> {
    writeln!(out, "env.observation")?;
    for of in registry.entries(Kind::Observation) {
        let builder = registry.build_observation(&Component::named(of.name), DUEL, "observation").map_err(bad_input)?;
        entry(of, &format!("; {:?} floats in 1v1", builder.shape()), out)?;
    }
    let lists = [
        ("env.actions", Kind::Actions),
        ("env.reset", Kind::Reset),
        ("env.end.when", Kind::Done),
        ("Scripted agents", Kind::Bot),
    ];
    for (title, kind) in lists {
        writeln!(out, "{title}")?;
        registry.entries(kind).try_for_each(|of| entry(of, "", out))?;
    }
    writeln!(out, "env.reward\n  wavedash reward list")?;
    let text = "{ clip }: rewards divided by their running standard deviation, limited to -clip and clip; absent: off";
    writeln!(out, "  {:<16} {text}", "normalise")?;

    let envs = VecEnv::builder(&config.env).registry(registry).build().map_err(bad_input)?;
    writeln!(out, "\nColumns of the configured observation")?;
    for (index, name) in envs.columns().iter().enumerate() {
        writeln!(out, "{index:>5}  {name}")?;
    }
    writeln!(out, "\nReward components of the configured reward")?;
    for name in envs.component_names() {
        writeln!(out, "       {name}")?;
    }
    Ok(())
}
