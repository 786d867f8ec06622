//! The start states that come with the crate, and their parameters.

use std::path::{Path, PathBuf};

use serde::Deserialize;
use serde_json::json;

use super::augment::{Change, Changed};
use super::files::Format;
use super::goalie::Goalie;
use super::kickoff::{Kickoff, KickoffLike};
use super::mixture::Mixture;
use super::practice::{Aerial, Wall};
use super::random::Random;
use super::states::FromStates;
use super::{ResetContext, StateMutator};
use crate::error::EnvError;
use crate::registry::{Component, Entry, Kind, Parameters, Range, Registry, Type};

const LUCY: &str = "Lucy-SKG";
/// A probability.
const P: Range = Range::Between(0.0, 1.0);

/// An entry of a mixture.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Weighted {
    /// How often, in proportion to the other entries.
    weight: f32,
    /// What.
    reset: Component,
}

fn of(entry: Entry) -> Entry {
    entry.needed("of", Type::Component(Kind::Reset), "what is placed first")
}

/// Another start state and a change.
fn changed(parameters: &Parameters, context: &mut ResetContext, change: Change) -> Result<Changed, EnvError> {
    let of: Component = parameters.get("of")?;
    Ok(Changed { of: context.build(&of, &format!("{}.of", parameters.field()))?, change })
}

/// Registers the built-in start states.
pub(crate) fn register(registry: &mut Registry) -> Result<(), EnvError> {
    let plain = |name, text| Entry::new(name, text).source(LUCY);
    registry.reset(plain("kickoff", "the game's kick-off on the five places"), |_, _| Ok(Kickoff))?;
    let text = "ball at rest on the centre line, blue anywhere in its half, orange its mirror image";
    registry.reset(plain("kickoff_like", text), |_, _| Ok(KickoffLike))?;
    let text = "ball and cars anywhere and moving; each car on the ground with probability 0.5";
    registry.reset(plain("random", text), |_, _| Ok(Random))?;
    registry.reset(plain("goalie", "a shot at a goal in which a car stands"), |_, _| Ok(Goalie))?;
    let text = "a ball that rolls to a side wall or up it, and a car that follows";
    registry.reset(Entry::new("wall", text), |_, _| Ok(Wall))?;
    registry.reset(Entry::new("aerial", "a high ball, and a car below it with boost"), |_, _| Ok(Aerial))?;
    files(registry)?;
    combinations(registry)
}

/// Start states that are read from files.
fn files(registry: &mut Registry) -> Result<(), EnvError> {
    let kinds = [
        (
            "replay_rows",
            Format::ReplayRows,
            "rows of a .npy matrix of f4 or f8: ball position, velocity and angular velocity, then for each car position, \
             pitch yaw roll, velocity, angular velocity and boost (0 to 1), blue first",
        ),
        (
            "training_packs",
            Format::TrainingPacks,
            "shots of training packs as JSON lines (.gz or plain): each a ball and a blue car with a full tank",
        ),
        ("snapshots", Format::Snapshots, "our own snapshots as JSON lines (.gz or plain)"),
    ];
    for (name, format, text) in kinds {
        let entry = Entry::new(name, text).needed("path", Type::Path, "the file");
        registry.reset(entry, move |parameters, context| {
            Ok(FromStates(context.files.read(&parameters.get::<PathBuf>("path")?, format)?))
        })?;
    }
    Ok(())
}

/// Start states that are made of others.
fn combinations(registry: &mut Registry) -> Result<(), EnvError> {
    let entry = Entry::new(
        "lucy",
        "the paper's mixture: 0.70 replay rows, 0.15 random, 0.05 each of kick-off, kick-off-like and goalie; without a file \
         its replay part is random",
    )
    .source(LUCY)
    .optional("replays", Type::Path, "", "the file of replay_rows");
    registry.reset(entry, |parameters, context| {
        let replays = parameters.values().get("replays").and_then(|path| path.as_str()).map(Path::new);
        mixture(lucy(replays), context, parameters.field())
    })?;
    let entries = Type::Weighted(Kind::Reset, "reset");
    let entry = Entry::new("mixture", "one of several, drawn by weight at every reset").needed(
        "of",
        entries,
        "what to draw from",
    );
    registry.reset(entry, |parameters, context| {
        let of: Vec<Weighted> = parameters.get("of")?;
        mixture(of, context, parameters.field())
    })?;

    let entry =
        Entry::new("random_pads", "another one with pads that are ready with probability p, else in their cooldown");
    registry.reset(of(entry.needed_float("p", P, "", "probability that a pad is ready")), |parameters, context| {
        changed(parameters, context, Change::Pads(parameters.get("p")?))
    })?;
    let entry = Entry::new("random_boost", "another one with tanks filled to a random share from low to high")
        .needed_float("low", P, "", "least share")
        .needed_float("high", P, "", "greatest share");
    registry.reset(of(entry), |parameters, context| {
        let (low, high): (f32, f32) = (parameters.get("low")?, parameters.get("high")?);
        if low > high {
            return Err(parameters.refuse("low", "is greater than high"));
        }
        changed(parameters, context, Change::Boost(low, high))
    })?;
    let entry = Entry::new("mirror", "another one with left and right exchanged with probability p");
    registry.reset(of(entry.needed_float("p", P, "", "probability of the mirror image")), |parameters, context| {
        changed(parameters, context, Change::Mirror(parameters.get("p")?))
    })?;
    let entry = Entry::new(
        "swap_ends",
        "another one, turned by half a turn and with the teams' places exchanged, with probability p: blue gets orange's role",
    );
    registry.reset(of(entry.needed_float("p", P, "", "probability of changing ends")), |parameters, context| {
        changed(parameters, context, Change::SwapEnds(parameters.get("p")?))
    })?;
    let entry = Entry::new("shuffle_cars", "another one with the cars of each team in a random order");
    registry.reset(of(entry), |parameters, context| changed(parameters, context, Change::ShuffleCars))
}

fn mixture(of: Vec<Weighted>, context: &mut ResetContext, field: &str) -> Result<Mixture, EnvError> {
    let field = format!("{field}.of");
    let mut built: Vec<(f32, Box<dyn StateMutator>)> = Vec::with_capacity(of.len());
    for (i, entry) in of.into_iter().enumerate() {
        built.push((entry.weight, context.build(&entry.reset, &format!("{field}[{i}].reset"))?));
    }
    Mixture::new(built, &field)
}

/// The mixture that Lucy-SKG was trained with (`lucy-skg.md`, 1.6). Without a file the replay share is random states.
fn lucy(replays: Option<&Path>) -> Vec<Weighted> {
    let replays = replays
        .map_or_else(|| Component::named("random"), |path| Component::with("replay_rows", json!({ "path": path })));
    let named = |name: &str| Component::named(name);
    let of = [
        (0.70, replays),
        (0.15, named("random")),
        (0.05, named("kickoff")),
        (0.05, named("kickoff_like")),
        (0.05, named("goalie")),
    ];
    of.into_iter().map(|(weight, reset)| Weighted { weight, reset }).collect()
}
