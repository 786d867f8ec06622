//! Rewards by what the command line calls them.

use std::path::Path;

use toml::{Table, Value};
use wavedash_analysis::Subject;
use wavedash_env::Registry;
use wavedash_env::registry::near;
use wavedash_env::reward::{Expr, Kind, Preset, RewardConfig, catalogue};

use crate::config::{Config, with_suggestion};
use crate::exit::bad_input;

/// The reward that a text means: see the help of `wavedash reward plot`.
pub(crate) fn subject(text: &str, registry: &Registry) -> anyhow::Result<Subject> {
    if let Some((file, component)) = configuration(text) {
        let config = Config::load(Some(Path::new(file)), &[], registry)?.env.reward;
        let name = Path::new(file).file_stem().map_or(file.to_owned(), |stem| stem.to_string_lossy().into_owned());
        return of_config(&name, config, component, registry).map_err(|e| bad_input(format!("{file}: {e:#}")));
    }
    if text.starts_with('{') {
        return expression(&text.replace('"', ""), text, registry);
    }
    let (name, rest) = text.split_once(':').map_or((text, None), |(name, rest)| (name, Some(rest)));
    if let Some(preset) = Preset::ALL.into_iter().find(|preset| preset.name() == name) {
        return of_config(name, RewardConfig::of(preset), rest, registry);
    }
    if !known(registry).any(|known| known == name) {
        let kinds = "neither a function (wavedash reward list), nor a preset, nor a .toml";
        return Err(bad_input(format!("`{name}` is no reward: {kinds}{}", near(name, known(registry)))));
    }
    match rest {
        None => expression(name, &format!("\"{name}\""), registry),
        Some(parameters) => {
            expression(&format!("{name} {parameters}"), &format!("{{ {name} = {{ {parameters} }} }}"), registry)
        }
    }
    .map_err(|e| bad_input(format!("{text}: {e:#}")))
}

/// A path of a configuration, and the component after its colon.
fn configuration(text: &str) -> Option<(&str, Option<&str>)> {
    match text.rsplit_once(".toml:") {
        Some((stem, component)) => Some((&text[..stem.len() + ".toml".len()], Some(component))),
        None => text.ends_with(".toml").then_some((text, None)),
    }
}

fn of_config(
    name: &str,
    config: RewardConfig,
    component: Option<&str>,
    registry: &Registry,
) -> anyhow::Result<Subject> {
    match component {
        Some(component) => Subject::component(&config, component, registry),
        None => Subject::whole(name, config, registry),
    }
    .map_err(|e| bad_input(with_suggestion(&e.to_string())))
}

fn expression(name: &str, value: &str, registry: &Registry) -> anyhow::Result<Subject> {
    let refuse = |problem: String| bad_input(with_suggestion(&problem));
    let mut table: Table = format!("v = {value}").parse().map_err(|e: toml::de::Error| refuse(e.to_string()))?;
    let value = table.remove("v").unwrap_or(Value::Boolean(false));
    let expr = value.try_into::<Expr>().map_err(|e| refuse(e.to_string()))?;
    Subject::expression(name, expr, registry).map_err(bad_input)
}

/// Everything that may be named: functions, combinations and presets.
fn known(registry: &Registry) -> impl Iterator<Item = &'static str> {
    let functions = catalogue(registry).into_iter().filter(|listed| listed.kind != Kind::Condition);
    functions.map(|listed| listed.entry.name).chain(Preset::ALL.map(Preset::name))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_way_of_naming_a_reward_works() {
        for (text, name, is_single) in [
            ("face_ball", "face_ball", true),
            (
                "player_to_ball_distance:dispersion=2,density=1.1",
                "player_to_ball_distance dispersion=2,density=1.1",
                true,
            ),
            (r#"{ krc = ["face_ball", "ball_y"] }"#, "{ krc = [face_ball, ball_y] }", true),
            ("nexto", "nexto", false),
            ("lucy:save_boost", "0.5 save_boost", true),
        ] {
            let subject = subject(text, Registry::builtin_ref()).expect(text);
            assert_eq!((subject.name.as_str(), subject.is_single), (name, is_single), "{text}");
        }
    }

    #[test]
    fn what_is_no_reward_is_refused_with_a_suggestion() {
        for (text, says) in [
            ("face_bal", "did you mean `face_ball`?"),
            ("lucky", "did you mean `lucy`?"),
            ("lucy:save_bost", "did you mean `save_boost`?"),
            ("ball_y:exponant=2", "did you mean `exponent`?"),
            ("ball_y:exponent=0", "is not above 0"),
            (r#"{ krc = ["face_bal"] }"#, "did you mean `face_ball`?"),
            ("{ krc = [", "krc"),
            ("/no/such.toml", "cannot read the configuration"),
        ] {
            let error = subject(text, Registry::builtin_ref()).map(|_| ()).expect_err(text);
            assert!(error.is::<crate::exit::BadInput>(), "{text}");
            assert!(format!("{error:#}").contains(says), "{text}: {error:#}");
        }
    }
}
