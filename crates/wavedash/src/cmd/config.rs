//! `wavedash config check|show|docs`.

use std::io::Write;

use serde::Serialize;
use wavedash_env::registry::Component;
use wavedash_env::reset::StatesFile;
use wavedash_env::{VecEnv, bot, end, reset};

use crate::args;
use crate::config::{Config, with_suggestion};
use crate::exit::{Exit, bad_input};

/// Runs the command.
pub(crate) fn run(what: &args::Config, out: &mut dyn Write) -> anyhow::Result<Exit> {
    let given = match what {
        args::Config::Check(given) | args::Config::Show(given) => given,
        args::Config::Docs(docs) => &docs.configuration,
    };
    let config = Config::load(given.file.as_deref(), &given.set)?;
    match what {
        args::Config::Check(_) => {
            let pool = VecEnv::builder(&config.env).build().map_err(bad_input)?;
            let widths = pool.batch().widths;
            writeln!(
                out,
                "fine: {} floats of observation, {} of action, {} reward components per agent",
                widths.observation, widths.action, widths.components
            )?;
            pool.states_files().iter().try_for_each(|file| states_file(file, out))?;
        }
        args::Config::Show(_) => write!(out, "{}", config.to_toml()?)?,
        args::Config::Docs(args::Docs { metrics: true, .. }) => {
            write!(out, "{}", wavedash_metrics::registry::catalogue())?;
        }
        args::Config::Docs(args::Docs { columns: Some(wanted), .. }) => columns(wanted, out)?,
        args::Config::Docs(_) => docs(&config, out)?,
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

/// The boost pads of the usual field.
const PADS: usize = 34;

/// What each float of an observation is, of one or all of those that exist.
fn columns(wanted: &str, out: &mut dyn Write) -> anyhow::Result<()> {
    let all = Component::catalogue();
    let mut known = Vec::new();
    for (builder, _) in &all {
        let name = name(builder)?;
        if wanted == name || wanted == "all" {
            writeln!(out, "{name}")?;
            let columns = builder.build([1, 1], PADS).map_err(bad_input)?.columns();
            columns.iter().enumerate().try_for_each(|(index, column)| writeln!(out, "{index:>5}  {column}"))?;
        }
        known.push(name);
    }
    if wanted == "all" || known.iter().any(|name| name == wanted) {
        return Ok(());
    }
    let known: Vec<String> = known.iter().map(|name| format!("`{name}`")).collect();
    let problem = format!("--columns: there is no observation `{wanted}`, expected one of `all`, {}", known.join(", "));
    Err(bad_input(with_suggestion(&problem)))
}

fn docs(config: &Config, out: &mut dyn Write) -> anyhow::Result<()> {
    writeln!(out, "env.observation")?;
    for (builder, text) in Component::catalogue() {
        let shape = builder.build([1, 1], PADS).map_err(bad_input)?.shape().to_vec();
        writeln!(out, "  {:<16} {text}; {shape:?} floats in 1v1", name(&builder)?)?;
    }
    writeln!(out, "env.actions")?;
    for (space, text) in Component::catalogue() {
        writeln!(out, "  {:<16} {text}", name(&space)?)?;
    }
    let lists: [(&str, &[(&str, &str)]); 3] =
        [("env.reset", &reset::NAMES), ("env.end.when", &end::NAMES), ("Scripted agents", &bot::NAMES)];
    for (title, names) in lists {
        writeln!(out, "{title}")?;
        names.iter().try_for_each(|(name, text)| writeln!(out, "  {name:<16} {text}"))?;
    }
    writeln!(out, "env.reward\n  wavedash reward list")?;
    let text = "{ clip }: rewards divided by their running standard deviation, limited to -clip and clip; absent: off";
    writeln!(out, "  {:<16} {text}", "normalise")?;

    let pool = VecEnv::builder(&config.env).build().map_err(bad_input)?;
    writeln!(out, "\nColumns of the configured observation")?;
    for (index, name) in pool.columns().iter().enumerate() {
        writeln!(out, "{index:>5}  {name}")?;
    }
    writeln!(out, "\nReward components of the configured reward")?;
    for name in pool.component_names() {
        writeln!(out, "       {name}")?;
    }
    Ok(())
}

/// How a configuration names a component: the text itself, or the only key of a table.
fn name(component: &impl Serialize) -> anyhow::Result<String> {
    let written = serde_json::to_value(component)?;
    let key = written.as_object().and_then(|table| table.keys().next());
    Ok(written.as_str().or(key.map(String::as_str)).unwrap_or_default().to_owned())
}

#[cfg(test)]
mod tests {

    use super::*;

    #[test]
    fn every_listed_start_state_exists() {
        for (name, _) in reset::NAMES {
            let wrong = serde_json::from_str::<Component>(&format!("{{\"{name}\": 3}}")).map(|_| ());
            assert!(wrong.is_err_and(|e| !e.to_string().contains("unknown variant")), "{name}");
        }
        let all = serde_json::from_str::<Component>("\"no\"").map(|_| ()).expect_err("unknown").to_string();
        assert_eq!(all.matches('`').count() / 2 - 1, reset::NAMES.len(), "{all}");
    }
}
