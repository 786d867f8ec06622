//! What a checkpoint holds of a training, so that it goes on bit for bit.

use std::fs;
use std::path::Path;
use std::sync::atomic::Ordering;

use burn::module::{Module, ModuleVisitor, Param};
use burn::tensor::Tensor;
use serde::{Deserialize, Serialize};
use wavedash_env::{Behaviour, EnvConfig, VecEnvState};
use wavedash_policy::Spaces;
use wavedash_policy::weights::{self, Header};
use xxhash_rust::xxh3::Xxh3;

use crate::config::TrainConfig;
use crate::error::LearnError;
use crate::league::{LeagueState, Version};
use crate::moments;
use crate::normalise::{ObservationStatistics, ReturnScale};
use crate::tally::Running;
use crate::trainer::{Counters, Trainer};

/// Weights, with a header that says what they are.
pub const WEIGHTS: &str = "policy.safetensors";
/// Moments of the optimiser.
pub(crate) const OPTIMISER: &str = "optimiser.bpk";
/// Everything else, in postcard.
const STATE: &str = "state.postcard";

/// Everything but weights and moments.
#[derive(Serialize, Deserialize)]
pub(crate) struct State {
    pub(crate) counters: Counters,
    running: Running,
    pub(crate) return_scale: Option<ReturnScale>,
    seen: Option<ObservationStatistics>,
    starts: Vec<bool>,
    ended: Vec<bool>,
    pub(crate) league: LeagueState,
    /// What the learners did since held weights of rewards moved last.
    behaviour: Behaviour,
    pool: VecEnvState,
}

impl State {
    /// That of a checkpoint.
    pub(crate) fn read(folder: &Path) -> Result<Self, LearnError> {
        let path = folder.join(STATE);
        let bytes = fs::read(&path).map_err(LearnError::file("read", &path))?;
        postcard::from_bytes(&bytes)
            .map_err(|e| LearnError::Damaged { path: folder.to_owned(), problem: format!("{}: {e}", path.display()) })
    }
}

impl Trainer {
    /// Writes everything that training depends on into a folder, and past versions that are not yet there into
    /// another. `environment` goes into the weights' headers, for those who let the agent play.
    ///
    /// # Errors
    /// A file cannot be written.
    pub fn save(&self, folder: &Path, versions: &Path, environment: &EnvConfig) -> Result<(), LearnError> {
        let environment = environment.resolved(&self.registry)?;
        let environment = serde_json::to_value(environment).expect("a configuration is plain data");
        let header = |model, steps| Header { environment: environment.clone(), steps, ..Header::new(model) };
        weights::save(&folder.join(WEIGHTS), &self.model, &header(&self.model, self.counters.steps))?;
        fs::create_dir_all(versions).map_err(LearnError::file("make the folder", versions))?;
        for version in &self.league.versions {
            let path = version.file(versions);
            if version.is_new.swap(false, Ordering::Relaxed) || !path.exists() {
                let model = version.policy.model();
                weights::save(&path, model, &header(model, version.steps.try_into().unwrap_or(0)))?;
            }
        }
        moments::save(&self.optimiser, &folder.join(OPTIMISER))?;
        let state = State {
            counters: self.counters,
            running: self.running.clone(),
            return_scale: self.return_scale.clone(),
            seen: self.seen.clone(),
            starts: self.collector.starts.clone(),
            ended: self.ended.clone(),
            league: self.league.save(),
            behaviour: self.reward_weights.seen,
            pool: self.pool.save(),
        };
        let bytes = postcard::to_allocvec(&state).expect("the state is plain data");
        let path = folder.join(STATE);
        fs::write(&path, bytes).map_err(LearnError::file("write", &path))
    }

    /// Goes on where a checkpoint was written; `versions` holds the past versions that it names.
    ///
    /// # Errors
    /// The checkpoint belongs to another configuration (both sides are named), or a file cannot be read. The
    /// training is then of no use.
    pub fn restore(&mut self, folder: &Path, versions: &Path) -> Result<(), LearnError> {
        let damaged = |problem: String| LearnError::Damaged { path: folder.to_owned(), problem };
        let (model, header) = weights::load(&folder.join(WEIGHTS), &self.device)?;
        compare(folder, &header, &self.config, &self.spaces)?;
        self.model = model.train();
        self.optimiser = moments::load(self.optimiser.clone(), &folder.join(OPTIMISER)).map_err(damaged)?;
        let state = State::read(folder)?;
        let past = state.league.versions.iter().map(|version| Version::load(version, versions, &self.device));
        let past = past.collect::<Result<Vec<_>, _>>()?;
        let arenas = state.ended.len();
        if arenas != self.config.arenas {
            let (theirs, ours) = (arenas.to_string(), self.config.arenas.to_string());
            return Err(LearnError::Mismatch { path: folder.to_owned(), what: "train.arenas", theirs, ours });
        }
        self.pool.restore(&state.pool).map_err(|e| LearnError::Mismatch {
            path: folder.to_owned(),
            what: "the pool of arenas",
            theirs: e.to_string(),
            ours: format!("{} arenas", self.config.arenas),
        })?;
        self.counters = state.counters;
        self.running = state.running;
        self.return_scale = self.return_scale.take().map(|fresh| match state.return_scale {
            Some(seen) => fresh.going_on_from(seen),
            None => fresh,
        });
        self.seen = self.seen.take().map(|fresh| state.seen.unwrap_or(fresh));
        self.collector.starts = state.starts;
        self.ended = state.ended;
        self.reward_weights.seen = state.behaviour;
        self.league.restore(state.league, past);
        Ok(())
    }

    /// XXH3-64 of all weights, in the order of the parameters: equal for equal training.
    #[must_use]
    pub fn weights_hash(&self) -> u64 {
        let mut hash = Hash(Xxh3::new());
        self.model.visit(&mut hash);
        hash.0.digest()
    }
}

pub(crate) fn compare(path: &Path, header: &Header, config: &TrainConfig, spaces: &Spaces) -> Result<(), LearnError> {
    fn shown(value: &impl Serialize) -> String {
        serde_json::to_string(value).unwrap_or_default()
    }
    let pairs = [
        ("train.network", shown(&header.network), shown(&config.network)),
        ("train.auxiliary", shown(&header.aux), shown(&config.auxiliary)),
        ("the observation", shown(&header.spaces.observation), shown(&spaces.observation)),
        ("the action space", shown(&header.spaces.choices), shown(&spaces.choices)),
    ];
    match pairs.into_iter().find(|(_, theirs, ours)| theirs != ours) {
        Some((what, theirs, ours)) => Err(LearnError::Mismatch { path: path.to_owned(), what, theirs, ours }),
        None => Ok(()),
    }
}

struct Hash(Xxh3);

impl ModuleVisitor for Hash {
    fn visit_float<const D: usize>(&mut self, param: &Param<Tensor<D>>) {
        self.0.update(param.val().into_data().as_bytes());
    }
}
