//! What a configuration says about resets.

use std::path::PathBuf;

use serde::{Deserialize, Serialize};

use super::augment::{Change, Changed};
use super::files::{Files, Format};
use super::goalie::Goalie;
use super::kickoff::{Kickoff, KickoffLike};
use super::limits::Limits;
use super::mixture::Mixture;
use super::practice::{Aerial, Wall};
use super::random::Random;
use super::states::{FromStates, StatesFile};
use super::{StateMutator, lucy};
use crate::error::EnvError;

/// Where episodes begin. In a file `"kickoff"`, `{ "mirror": { "p": 0.5, "of": "random" } }` and so
/// on; unknown names and fields are errors.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum ResetConfig {
    /// The game's kick-off with places drawn as in the game.
    #[default]
    Kickoff,
    /// Ball at rest on the centre line, blue anywhere in its half, orange its mirror image.
    KickoffLike,
    /// Ball and cars anywhere and moving; each car on the ground with probability 0.5.
    Random,
    /// A shot at a goal in which one car stands.
    Goalie,
    /// A ball that rolls to a side wall or up it, and a car that follows.
    Wall,
    /// A high ball and a car below it with boost.
    Aerial,
    /// Rows of a `.npy` matrix of `f4` or `f8`: ball position, velocity and angular velocity, then for each car
    /// position, pitch yaw roll, velocity, angular velocity and boost (0 to 1), blue first.
    ReplayRows {
        /// The file.
        path: PathBuf,
    },
    /// Shots of training packs as JSON lines (`.gz` or plain): each a ball and a blue car with a full tank.
    TrainingPacks {
        /// The file.
        path: PathBuf,
    },
    /// Snapshots of our own as JSON lines (`.gz` or plain).
    Snapshots {
        /// The file.
        path: PathBuf,
    },
    /// The published mixture of Lucy-SKG: 0.70 replay rows, 0.15 random, 0.05 each of kick-off,
    /// kick-off-like and goalie. Without a file its replay part is random states too.
    Lucy {
        /// The file of [`Self::ReplayRows`].
        #[serde(default)]
        replays: Option<PathBuf>,
    },
    /// One of several, drawn by weight at every reset.
    Mixture {
        /// What to draw from.
        of: Vec<Weighted>,
    },
    /// Another one with pads that are ready with probability `p`, else somewhere in their cooldown.
    RandomPads {
        /// Probability that a pad is ready.
        p: f32,
        /// What is placed first.
        of: Box<ResetConfig>,
    },
    /// Another one with tanks filled to a random share from `low` to `high`, 0 to 1.
    RandomBoost {
        /// Least share.
        low: f32,
        /// Greatest share.
        high: f32,
        /// What is placed first.
        of: Box<ResetConfig>,
    },
    /// Another one with left and right exchanged with probability `p`.
    Mirror {
        /// Probability of the mirror image.
        p: f32,
        /// What is placed first.
        of: Box<ResetConfig>,
    },
    /// Another one, turned by half a turn and with the teams' places exchanged, with probability `p`:
    /// blue gets the role that orange had.
    SwapEnds {
        /// Probability of changing ends.
        p: f32,
        /// What is placed first.
        of: Box<ResetConfig>,
    },
    /// Another one with the cars of each team in a random order.
    ShuffleCars {
        /// What is placed first.
        of: Box<ResetConfig>,
    },
}

/// Every start state by its name in a configuration, and what it is.
pub const NAMES: [(&str, &str); 16] = [
    ("kickoff", "the game's kick-off on the five places"),
    ("kickoff_like", "ball at rest on the centre line, blue anywhere in its half, orange its mirror image"),
    ("random", "ball and cars anywhere and moving"),
    ("goalie", "a shot at a goal in which a car stands"),
    ("wall", "a ball that rolls up a side wall, and a car that follows"),
    ("aerial", "a high ball, and a car below it with boost"),
    ("replay_rows", "{ path }: rows of a .npy matrix of states from replays"),
    ("training_packs", "{ path }: shots of training packs as JSON lines"),
    ("snapshots", "{ path }: our own snapshots as JSON lines"),
    ("lucy", "{ replays }: the paper's mixture; without a file its replay part is random"),
    ("mixture", "{ of = [{ weight, reset }] }: one of several"),
    ("random_pads", "{ p, of }: pads ready with probability p"),
    ("random_boost", "{ low, high, of }: tanks filled to a random share"),
    ("mirror", "{ p, of }: left and right exchanged with probability p"),
    ("swap_ends", "{ p, of }: ends exchanged with probability p"),
    ("shuffle_cars", "{ of }: cars within a team in random order"),
];

/// An entry of a mixture.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Weighted {
    /// How often, in proportion to the other entries.
    pub weight: f32,
    /// What.
    pub reset: ResetConfig,
}

impl ResetConfig {
    /// Makes the reset; reads the files it names, each once.
    ///
    /// # Errors
    /// Names the field that means nothing, or the file and its row or line.
    pub fn build(&self) -> Result<Box<dyn StateMutator>, EnvError> {
        self.build_and_list().map(|(reset, _)| reset)
    }

    /// The same, and the files that were read for it.
    ///
    /// # Errors
    /// As [`build`](Self::build).
    pub fn build_and_list(&self) -> Result<(Box<dyn StateMutator>, Vec<StatesFile>), EnvError> {
        self.build_within(&Limits::default())
    }

    /// The same for arenas with other rules than the game's.
    ///
    /// # Errors
    /// As [`build`](Self::build).
    pub fn build_within(&self, limits: &Limits) -> Result<(Box<dyn StateMutator>, Vec<StatesFile>), EnvError> {
        let mut files = Files::new(limits);
        let reset = self.build_at("reset", &mut files)?;
        Ok((reset, files.all()))
    }

    fn build_at(&self, field: &str, files: &mut Files<'_>) -> Result<Box<dyn StateMutator>, EnvError> {
        let probability = |name: &str, p: f32| {
            if (0.0..=1.0).contains(&p) {
                Ok(p)
            } else {
                Err(EnvError::config(format!("{field}.{name}"), format!("is {p}; expected from 0 to 1")))
            }
        };
        let (of, change) = match self {
            Self::Kickoff => return Ok(Box::new(Kickoff)),
            Self::KickoffLike => return Ok(Box::new(KickoffLike)),
            Self::Random => return Ok(Box::new(Random)),
            Self::Goalie => return Ok(Box::new(Goalie)),
            Self::Wall => return Ok(Box::new(Wall)),
            Self::Aerial => return Ok(Box::new(Aerial)),
            Self::ReplayRows { path } => return Ok(Box::new(FromStates(files.read(path, Format::ReplayRows)?))),
            Self::TrainingPacks { path } => return Ok(Box::new(FromStates(files.read(path, Format::TrainingPacks)?))),
            Self::Snapshots { path } => return Ok(Box::new(FromStates(files.read(path, Format::Snapshots)?))),
            Self::Lucy { replays } => return lucy::mixture(replays.clone()).build_at(&format!("{field}.lucy"), files),
            Self::Mixture { of } => {
                let field = format!("{field}.mixture.of");
                let build = |(i, entry): (usize, &Weighted)| {
                    Ok((entry.weight, entry.reset.build_at(&format!("{field}[{i}].reset"), files)?))
                };
                let of = of.iter().enumerate().map(build).collect::<Result<_, EnvError>>()?;
                return Ok(Box::new(Mixture::new(of, &field)?));
            }
            Self::RandomPads { p, of } => (of, Change::Pads(probability("random_pads.p", *p)?)),
            Self::RandomBoost { low, high, of } => {
                let low = probability("random_boost.low", *low)?;
                let high = probability("random_boost.high", *high)?;
                if low > high {
                    return Err(EnvError::config(format!("{field}.random_boost.low"), "is greater than high"));
                }
                (of, Change::Boost(low, high))
            }
            Self::Mirror { p, of } => (of, Change::Mirror(probability("mirror.p", *p)?)),
            Self::SwapEnds { p, of } => (of, Change::SwapEnds(probability("swap_ends.p", *p)?)),
            Self::ShuffleCars { of } => (of, Change::ShuffleCars),
        };
        Ok(Box::new(Changed { of: of.build_at(&format!("{field}.of"), files)?, change }))
    }
}
