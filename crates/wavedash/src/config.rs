//! Configuration files: TOML, with `--set key=value` on top, checked in one place. What comes out is valid.

use std::path::{Path, PathBuf};

use anyhow::Context;
use serde::{Deserialize, Serialize};
use toml::{Table, Value};
use wavedash_env::{EnvConfig, Registry};
use wavedash_learn::TrainConfig;
use wavedash_metrics::Names;

use crate::eval_config::EvalConfig;
use crate::exit::bad_input;
use crate::place;

/// Names that differ by more are not suggested.
const SIMILAR: f64 = 0.7;

/// Everything that a configuration file can say.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct Config {
    /// Another file, seen from this one, whose values hold where this one says nothing.
    #[serde(skip_serializing)]
    pub(crate) base: Option<PathBuf>,
    /// The environment.
    pub(crate) env: EnvConfig,
    /// Learning.
    pub(crate) train: TrainConfig,
    /// Metrics.
    pub(crate) metrics: MetricsConfig,
    /// How `eval` and `ladder` compare agents.
    pub(crate) eval: EvalConfig,
    /// What the environment's components are built from.
    #[serde(skip)]
    pub(crate) registry: Registry,
}

/// Where numbers go.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct MetricsConfig {
    /// Vocabulary of files: `wavedash`, or `rlgym-ppo` for dashboards that exist already.
    pub(crate) names: Names,
}

/// Name and text of a configuration that is part of the program.
pub(crate) type BuiltIn = (&'static str, &'static str);
/// What `wavedash train` does without a file.
pub(crate) const TRAINING: BuiltIn =
    ("configs/train/player-1v1-a.toml", include_str!("../../../configs/train/player-1v1-a.toml"));
/// What `wavedash bench train` measures without a file: always the same, so that figures compare.
pub(crate) const BENCHMARK: BuiltIn = ("configs/train/quick.toml", include_str!("../../../configs/train/quick.toml"));

impl Config {
    /// Reads a file, or takes the defaults, and applies `key=value` pairs in order.
    pub(crate) fn load(path: Option<&Path>, sets: &[String], registry: &Registry) -> anyhow::Result<Self> {
        let table = match path {
            Some(path) => read(path, 0, registry)?,
            None => Table::new(),
        };
        let name = path.map_or("the defaults".to_owned(), |path| path.display().to_string());
        Self::resolve(table, name, sets, registry)
    }

    /// A configuration that is part of the program, with `key=value` pairs applied in order.
    pub(crate) fn built_in((name, text): BuiltIn, sets: &[String], registry: &Registry) -> anyhow::Result<Self> {
        Self::resolve(table(text, name, registry)?, name.to_owned(), sets, registry)
    }

    fn resolve(table: Table, name: String, sets: &[String], registry: &Registry) -> anyhow::Result<Self> {
        let changed = |sets: &[String]| -> anyhow::Result<Table> {
            let mut table = table.clone();
            for pair in sets {
                set(&mut table, pair).map_err(bad_input)?;
            }
            Ok(table)
        };
        let read = |table: Table| {
            let mut config = table.try_into::<Self>().map_err(|e| with_suggestion(&e.to_string()))?;
            config.env = config.env.resolved(registry).map_err(|e| format!("env.{e}"))?;
            config.registry = registry.clone();
            Ok::<_, String>(config)
        };
        let config = match read(changed(sets)?) {
            Ok(config) => config,
            Err(problem) => {
                // Of several changes only the one from which on it is wrong is named.
                let mut wrong = (name.clone(), problem);
                for count in 0..=sets.len() {
                    if let Err(problem) = read(changed(&sets[..count])?) {
                        let pair = sets[..count].last().map(|pair| format!(" --set {pair}"));
                        wrong = (name.clone() + &pair.unwrap_or_default(), problem);
                        break;
                    }
                }
                return Err(bad_input(format!("{}: {}", wrong.0, wrong.1)));
            }
        };
        config.eval.check().map_err(|problem| bad_input(format!("{name}: {problem}")))?;
        Ok(config)
    }

    /// The configuration as a file that says everything.
    pub(crate) fn to_toml(&self) -> anyhow::Result<String> {
        Ok(toml::to_string_pretty(self)?)
    }
}

/// Chains of bases that are longer go round in circles.
const MAX_BASES: u32 = 8;

/// Keys whose values name one of several things: a value replaces that of the base, instead of being merged into it.
const CHOICES: [&str; 6] = ["observation", "actions", "reset", "network", "auxiliary", "reward"];

/// The values of a file on top of those of its base.
fn read(path: &Path, depth: u32, registry: &Registry) -> anyhow::Result<Table> {
    let shown = path.display();
    if depth > MAX_BASES {
        return Err(bad_input(format!("{shown}: `base` leads round in a circle")));
    }
    let text =
        std::fs::read_to_string(path).map_err(|e| bad_input(format!("cannot read the configuration {shown}: {e}")))?;
    let mut own = table(&text, &shown.to_string(), registry)?;
    let Some(base) = own.remove("base") else { return Ok(own) };
    let base = base.as_str().map(|base| path.parent().unwrap_or(Path::new("")).join(base)).unwrap_or_default();
    let mut all = read(&base, depth + 1, registry)?;
    merge(&mut all, own);
    Ok(all)
}

/// The values of a text that is a configuration by itself: errors have a line and a column.
fn table(text: &str, name: &str, registry: &Registry) -> anyhow::Result<Table> {
    let config: Config =
        toml::from_str(text).map_err(|e| bad_input(format!("{name}: {}", with_suggestion(&e.to_string()))))?;
    config.env.resolved(registry).map_err(|e| {
        let problem = format!("env.{e}");
        let place = place::of_error(text, &problem).map_or_else(String::new, |place| format!("{place}: "));
        bad_input(format!("{name}: {place}{problem}"))
    })?;
    toml::from_str(text).context("the text was just read")
}

fn merge(base: &mut Table, own: Table) {
    for (key, value) in own {
        match (base.get_mut(&key), value) {
            (Some(Value::Table(below)), Value::Table(above)) if !CHOICES.contains(&key.as_str()) => merge(below, above),
            (_, value) => {
                base.insert(key, value);
            }
        }
    }
}

/// Puts the value of `key.of.something=value` into its place. A value that is not TOML is text.
fn set(table: &mut Table, pair: &str) -> Result<(), String> {
    let (key, text) = pair.split_once('=').ok_or_else(|| format!("--set {pair}: expected key=value"))?;
    let value = format!("v = {text}")
        .parse::<Table>()
        .ok()
        .and_then(|mut table| table.remove("v"))
        .unwrap_or_else(|| Value::String(text.to_owned()));
    let mut path: Vec<&str> = key.trim().split('.').collect();
    let last = path.pop().filter(|last| !last.is_empty()).ok_or_else(|| format!("--set {pair}: the key is empty"))?;
    let mut place = table;
    for part in path {
        place = place
            .entry(part)
            .or_insert_with(|| Value::Table(Table::new()))
            .as_table_mut()
            .ok_or_else(|| format!("--set {pair}: {part} is not a table"))?;
    }
    place.insert(last.to_owned(), value);
    Ok(())
}

/// Adds the most similar of the names that were expected.
pub(crate) fn with_suggestion(message: &str) -> String {
    let message = message.trim_end();
    let Some((before, expected)) = message.split_once("expected one of ").or_else(|| message.split_once("expected "))
    else {
        return message.to_owned();
    };
    let quoted = |text: &str| -> Vec<String> { text.split('`').skip(1).step_by(2).map(str::to_owned).collect() };
    let Some(wrong) = quoted(before).pop() else { return message.to_owned() };
    let best = quoted(expected)
        .into_iter()
        .map(|name| (strsim::jaro_winkler(&wrong, &name), name))
        .filter(|(similarity, _)| *similarity >= SIMILAR)
        .max_by(|a, b| a.0.total_cmp(&b.0));
    match best {
        Some((_, name)) => format!("{message}\ndid you mean `{name}`?"),
        None => message.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_defaults_survive_their_own_text() {
        let registry = Registry::builtin_ref();
        let config = Config::load(None, &[], registry).expect("the defaults");
        let text = config.to_toml().expect("a configuration can be written");
        assert_eq!(
            Config::resolve(table(&text, "text", registry).expect("valid"), "text".to_owned(), &[], registry)
                .expect("and read"),
            config,
            "{text}"
        );
    }

    #[test]
    fn pairs_replace_values_in_order() {
        let sets = ["env.tick_skip=4", "env.tick_skip = 6", "env.preset=plank"].map(str::to_owned);
        let config = Config::load(None, &sets, Registry::builtin_ref()).expect("all keys exist");
        assert_eq!(config.env.tick_skip, 6);
        assert_eq!(config.env.preset.name(), "plank");
    }

    #[test]
    fn unknown_keys_have_a_place_and_a_suggestion() {
        let error =
            table("[env]\ntick_skp = 8\n", "a.toml", Registry::builtin_ref()).expect_err("must be refused").to_string();
        assert!(error.contains("line 2, column 1") && error.contains("did you mean `tick_skip`?"), "{error}");
        let error = Config::load(None, &["env.presett=plank".to_owned()], Registry::builtin_ref())
            .expect_err("refused")
            .to_string();
        assert!(error.contains("did you mean `preset`?"), "{error}");
        for pair in ["env.tick_skip", "=3", "env.tick_skip.x=3"] {
            let own = table("[env]\ntick_skip = 8", "a.toml", Registry::builtin_ref()).expect("valid");
            assert!(
                Config::resolve(own, "a.toml".to_owned(), &[pair.to_owned()], Registry::builtin_ref()).is_err(),
                "{pair}"
            );
        }
    }

    #[test]
    fn of_several_changes_only_the_wrong_one_is_named() {
        let sets = ["train.ppo.epochs=2", "train.ppo.epoch=3", "train.arenas=4"].map(str::to_owned);
        let error = Config::built_in(BENCHMARK, &sets, Registry::builtin_ref()).expect_err("refused").to_string();
        assert!(
            error.starts_with("configs/train/quick.toml --set train.ppo.epoch=3: unknown field `epoch`"),
            "{error}"
        );
        assert!(!error.contains("arenas=4") && error.contains("did you mean `epochs`?"), "{error}");
    }

    #[test]
    fn a_file_changes_its_base_and_replaces_what_it_chooses() {
        let mut base: Table =
            toml::from_str("[a.network.mlp]\nwidth = 3\n[a.ppo]\nepochs = 1\nclip = 0.2").expect("toml");
        merge(&mut base, toml::from_str("[a.network.perceiver]\nheads = 4\n[a.ppo]\nepochs = 2").expect("toml"));
        let wanted: Table =
            toml::from_str("[a.network.perceiver]\nheads = 4\n[a.ppo]\nepochs = 2\nclip = 0.2").expect("toml");
        assert_eq!(base, wanted);
    }
}
