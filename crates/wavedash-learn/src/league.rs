//! Opponents other than the agent itself: its past versions and scripted agents.
//!
//! In a share of the arenas someone else has one of the teams. Who it is changes when an episode there has ended, so
//! goals can be counted for ratings. Past versions are drawn by closeness of rating: most often those against which
//! the next goal is open.

use std::path::{Path, PathBuf};
use std::sync::atomic::AtomicBool;

use burn::tensor::Device;
use serde::{Deserialize, Serialize};
use wavedash_core::{Purpose, Stream, Team};
use wavedash_env::{Batch, VecEnv};
use wavedash_policy::{Inference, weights};

use crate::collect::Other;
use crate::config::{BOT, LeagueConfig, Thinning};
use crate::error::LearnError;
use crate::invited::{Invitations, Sight};
use wavedash_eval::rating::{ANCHORS, Mode, Rating, Ratings};

/// The learner's name among the rated.
pub const LEARNER: &str = "learner";

/// How much the learner may have changed in an iteration, rating points.
const CHANGE: f64 = 5.0;

/// A past self.
pub(crate) struct Version {
    pub(crate) name: String,
    /// Agent steps of this run that it had learned from; below 0 for versions of the run before.
    pub(crate) steps: i64,
    pub(crate) policy: Inference,
    /// It is in no file yet.
    pub(crate) is_new: AtomicBool,
}

impl Version {
    pub(crate) fn new(name: String, steps: i64, policy: Inference, is_new: bool) -> Self {
        Self { name, steps, policy, is_new: AtomicBool::new(is_new) }
    }

    /// Where its weights are.
    pub(crate) fn file(&self, folder: &Path) -> PathBuf {
        Self::file_of(&self.name, folder)
    }

    /// Where the weights of a version of this name are.
    pub(crate) fn file_of(name: &str, folder: &Path) -> PathBuf {
        folder.join(format!("{name}.safetensors"))
    }

    /// Reads a version.
    pub(crate) fn load((name, steps): &(String, i64), folder: &Path, device: &Device) -> Result<Self, LearnError> {
        let (model, _) = weights::load(&Self::file_of(name, folder), device)?;
        Ok(Self::new(name.clone(), *steps, Inference::new(&model), false))
    }
}

/// Who has which team of an arena.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Guest {
    name: String,
    team: Team,
}

/// What a checkpoint keeps of a league; the versions' weights are files of their own.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct LeagueState {
    /// Name and agent steps of each version.
    pub(crate) versions: Vec<(String, i64)>,
    guests: Vec<Option<Guest>>,
    pub(crate) ratings: Ratings,
    next_version: u64,
}

/// All opponents, and where they play.
pub(crate) struct League {
    pub(crate) versions: Vec<Version>,
    /// One per arena.
    guests: Vec<Option<Guest>>,
    ratings: Ratings,
    /// Agent steps at which the next version is kept.
    next_version: u64,
    /// Team size of each arena, if both teams are equal.
    modes: Vec<Option<Mode>>,
}

impl League {
    pub(crate) fn new(pool: &VecEnv, config: &LeagueConfig) -> Self {
        let sizes = (0..pool.arenas()).map(|arena| {
            let cars = pool.arena(arena).cars();
            let blue = cars.iter().filter(|car| car.team == Team::Blue).count();
            (blue * 2 == cars.len()).then(|| Mode::of_team_size(blue).ok()).flatten()
        });
        let modes: Vec<Option<Mode>> = sizes.collect();
        let mut ratings = Ratings::default();
        for mode in modes.iter().flatten() {
            ratings.set(*mode, LEARNER, Rating::NEW);
            for (name, mean) in ANCHORS {
                ratings.freeze(*mode, name, Rating { mean, uncertainty: 0.0 });
            }
        }
        Self {
            versions: Vec::new(),
            guests: vec![None; pool.arenas()],
            ratings,
            next_version: config.every_steps,
            modes,
        }
    }

    /// Seats guests in the arenas whose episodes `ended` in the last rollout, and in those that have none yet.
    pub(crate) fn seat(
        &mut self,
        pool: &mut VecEnv,
        config: &LeagueConfig,
        invited: &Invitations,
        teacher: Option<&str>,
        ended: &[bool],
        (seed, iteration): (u64, u64),
    ) -> Result<(), LearnError> {
        let shared = (config.share * self.guests.len() as f64).round() as usize;
        for (arena, ended) in ended.iter().enumerate() {
            let old = self.guests[arena].take();
            let wanted = arena < shared;
            // After a resume with other opponents somebody may be gone.
            let is_here = |guest: &Guest| {
                guest.name.starts_with(BOT)
                    || self.versions.iter().any(|version| version.name == guest.name)
                    || invited.of(&guest.name).is_some()
            };
            let stays = wanted && old.as_ref().is_some_and(is_here) && !ended;
            let new = if stays {
                old.clone()
            } else if wanted {
                self.draw(arena, config, &mut Stream::new(seed, arena as u64, Purpose::League, iteration))
            } else {
                None
            };
            if new != old {
                self.drive(pool, arena, new.as_ref())?;
            }
            invited.read(pool, arena, [new.as_ref().map(|guest| guest.name.as_str()), teacher])?;
            self.guests[arena] = new;
        }
        Ok(())
    }

    fn draw(&self, arena: usize, config: &LeagueConfig, stream: &mut Stream) -> Option<Guest> {
        let team = if stream.chance(0.5) { Team::Blue } else { Team::Orange };
        let fixed = !config.fixed.is_empty() && (self.versions.is_empty() || stream.chance(config.fixed_share as f32));
        let name = if fixed {
            config.fixed[stream.index(config.fixed.len())].clone()
        } else {
            let names: Vec<&str> = self.versions.iter().map(|version| version.name.as_str()).collect();
            let drawn = match self.modes[arena] {
                Some(mode) => self.ratings.choose_opponent(mode, LEARNER, &names, stream)?,
                None if names.is_empty() => return None,
                None => stream.index(names.len()),
            };
            names[drawn].to_owned()
        };
        Some(Guest { name, team })
    }

    /// Lets scripted agents drive, and nobody else.
    fn drive(&self, pool: &mut VecEnv, arena: usize, guest: Option<&Guest>) -> Result<(), LearnError> {
        let teams: Vec<Team> = pool.arena(arena).cars().iter().map(|car| car.team).collect();
        for (car, team) in teams.into_iter().enumerate() {
            let scripted = guest.filter(|guest| guest.team == team && guest.name.starts_with(BOT));
            let bot = scripted.map(|guest| pool.registry().build_bot(&guest.name)).transpose()?;
            pool.drive(arena, car, bot)?;
        }
        Ok(())
    }

    /// Whose steps are learned from: one entry per agent.
    pub(crate) fn learners(&self, batch: &Batch) -> Vec<bool> {
        let is_guest = |agent: usize| {
            self.guests[batch.arenas[agent] as usize].as_ref().is_some_and(|guest| guest.team == batch.teams[agent])
        };
        (0..batch.agents()).map(|agent| !is_guest(agent)).collect()
    }

    /// Which agents follow which past versions and invited agents.
    pub(crate) fn others<'a>(&'a self, invited: &'a Invitations, batch: &Batch) -> Vec<Other<'a>> {
        let agents_of = |name: &str| {
            (0..batch.agents())
                .filter(|agent| {
                    let guest = self.guests[batch.arenas[*agent] as usize].as_ref();
                    guest.is_some_and(|guest| guest.name == name && guest.team == batch.teams[*agent])
                })
                .collect::<Vec<usize>>()
        };
        let versions = self.versions.iter().map(|version| (&version.name, &version.policy, Sight::Own));
        let invited = invited.iter().map(|agent| (&agent.name, &agent.policy, agent.sight));
        versions
            .chain(invited)
            .map(|(name, policy, sight)| Other { policy, sight, agents: agents_of(name) })
            .filter(|other| !other.agents.is_empty())
            .collect()
    }

    /// Takes the goals of a rollout into account: blue's and orange's in each arena.
    pub(crate) fn rate(&mut self, goals: &[[u32; 2]]) {
        self.distinct_modes().into_iter().for_each(|mode| self.ratings.loosen(mode, LEARNER, CHANGE));
        for ((guest, mode), [blue, orange]) in self.guests.iter().zip(&self.modes).zip(goals) {
            if let (Some(guest), Some(mode), true) = (guest, mode, blue + orange > 0) {
                let (own, other) = if guest.team == Team::Blue { (orange, blue) } else { (blue, orange) };
                self.ratings.record(*mode, [LEARNER, &guest.name], [u64::from(*own), u64::from(*other)]);
            }
        }
    }

    /// A version is due to be kept.
    pub(crate) fn is_due(&self, steps: u64, config: &LeagueConfig) -> bool {
        config.share > 0.0 && config.capacity > 0 && steps >= self.next_version
    }

    /// Keeps the present self; a version goes when there is no more room.
    pub(crate) fn keep(&mut self, steps: u64, policy: Inference, config: &LeagueConfig) {
        let now = steps as i64;
        let version = Version::new(format!("v{steps}"), now, policy, true);
        for mode in self.distinct_modes() {
            self.ratings.set(mode, &version.name, self.ratings.of(mode, LEARNER));
        }
        self.versions.push(version);
        self.thin(now, config);
        self.next_version = steps - steps % config.every_steps.max(1) + config.every_steps;
    }

    /// Lets versions go until there is room.
    fn thin(&mut self, now: i64, config: &LeagueConfig) {
        while self.versions.len() > config.capacity {
            let ages = self.versions.iter().map(|version| (now - version.steps).unsigned_abs()).collect::<Vec<u64>>();
            let gone = match config.thinning {
                Thinning::Oldest => 0,
                Thinning::Geometric => crowded(&ages),
            };
            let gone = self.versions.remove(gone).name;
            self.guests
                .iter_mut()
                .filter(|guest| guest.as_ref().is_some_and(|g| g.name == gone))
                .for_each(|g| *g = None);
        }
    }

    /// Ratings of the learner: mode, rating.
    pub(crate) fn of_learner(&self) -> Vec<(Mode, Rating)> {
        self.distinct_modes().into_iter().map(|mode| (mode, self.ratings.of(mode, LEARNER))).collect()
    }

    /// Every mode that is played, once: in a pool of mixed team sizes the arenas take turns.
    fn distinct_modes(&self) -> Vec<Mode> {
        let mut modes: Vec<Mode> = self.modes.iter().flatten().copied().collect();
        modes.sort();
        modes.dedup();
        modes
    }

    /// Share of the arenas with a guest.
    pub(crate) fn share(&self) -> f64 {
        self.guests.iter().flatten().count() as f64 / self.guests.len().max(1) as f64
    }

    pub(crate) fn save(&self) -> LeagueState {
        LeagueState {
            versions: self.versions.iter().map(|version| (version.name.clone(), version.steps)).collect(),
            guests: self.guests.clone(),
            ratings: self.ratings.clone(),
            next_version: self.next_version,
        }
    }

    /// Goes on from a state; the pool already has its scripted drivers.
    pub(crate) fn restore(&mut self, state: LeagueState, versions: Vec<Version>) {
        self.versions = versions;
        self.guests = state.guests;
        self.ratings = state.ratings;
        self.next_version = state.next_version;
    }

    /// Goes on with the versions and ratings of the run before, oldest first; the versions have the names that they had.
    /// Here the names begin with `start-`, so that they are not those of this run's.
    pub(crate) fn start_with(&mut self, mut ratings: Ratings, versions: Vec<Version>, config: &LeagueConfig) {
        self.versions = versions
            .into_iter()
            .map(|version| {
                let name = format!("start-{}", version.name);
                ratings.rename(&version.name, &name);
                Version { name, ..version }
            })
            .collect();
        self.thin(0, config);
        self.ratings = ratings;
        // This run may have modes that the one before did not.
        for mode in self.distinct_modes() {
            for (name, mean) in ANCHORS {
                self.ratings.freeze(mode, name, Rating { mean, uncertainty: 0.0 });
            }
        }
    }
}

/// Of versions by their ages in agent steps, oldest first, the one between whose neighbours the ratio of ages is smallest:
/// without it the rest is spread most evenly over doublings of age. Neither the oldest nor the newest goes.
fn crowded(ages: &[u64]) -> usize {
    // The newest has no age yet.
    let age = |index: usize| ages[index].max(1) as f64;
    let ratio = |index: &usize| age(index - 1) / age(index + 1);
    (1..ages.len().saturating_sub(1)).min_by(|a, b| ratio(a).total_cmp(&ratio(b))).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn geometric_thinning_keeps_the_first_version_and_more_of_the_recent_ones() {
        let mut kept: Vec<u64> = Vec::new();
        for version in 1..=400 {
            kept.push(version);
            if kept.len() > 8 {
                let ages: Vec<u64> = kept.iter().map(|kept| version - kept).collect();
                kept.remove(crowded(&ages));
            }
        }
        assert_eq!((kept[0], kept[7]), (1, 400));
        let ages: Vec<u64> = kept.iter().map(|kept| 400 - kept).collect();
        // Each gap in age is at most a few doublings, and half of them are younger than a tenth of the run.
        assert!(ages[..7].windows(2).all(|pair| pair[0] <= 5 * pair[1]), "{ages:?}");
        assert!(ages.iter().filter(|age| **age < 40).count() >= 4, "{ages:?}");
    }
}
