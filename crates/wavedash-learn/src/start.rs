//! A new run that takes over what an older one has learned.

use std::path::Path;

use burn::module::Module;
use wavedash_env::{EnvConfig, VecEnv};
use wavedash_policy::weights::{self, Header};
use wavedash_policy::{Inference, Layout, Model};

use crate::config::Keep;
use crate::error::LearnError;
use crate::league::Version;
use crate::moments;
use crate::saved::{OPTIMISER, State, WEIGHTS, compare};
use crate::trainer::Trainer;

impl Trainer {
    /// Puts the weights of a file in place of the first ones. Everything else begins anew.
    ///
    /// An agent with another flat observation, for example of fewer players, is taken too: columns are known by their
    /// names, and those that are new to it do not matter to it at first.
    ///
    /// # Errors
    /// The file cannot be read, or belongs to another configuration (both sides are named).
    pub fn start_from(&mut self, weights: &Path) -> Result<(), LearnError> {
        self.model = self.fitting(weights)?.0.train();
        Ok(())
    }

    /// Takes more over of a checkpoint than its weights; `versions` holds the past versions that it names. Counters,
    /// schedules and arenas begin anew. Past versions are called `start-` and their names; the deviation of returns goes on
    /// from what was seen.
    ///
    /// # Errors
    /// A file cannot be read, or what is to be kept is not there or does not fit. The training is then of no use.
    pub fn start_with(&mut self, checkpoint: &Path, versions: &Path, keep: &[Keep]) -> Result<(), LearnError> {
        let weights = checkpoint.join(WEIGHTS);
        let (model, header) = self.fitting(&weights)?;
        let state = State::read(checkpoint)?;
        for part in keep {
            match part {
                Keep::Optimiser => {
                    let (_, own) = weights::load(&weights, &self.device)?;
                    if own.spaces.observation != header.spaces.observation {
                        let problem = "Adam's moments belong to another observation: leave `optimiser` out of keep";
                        return Err(LearnError::config("start.keep", problem));
                    }
                    let damaged = |problem: String| LearnError::Damaged { path: checkpoint.to_owned(), problem };
                    let path = checkpoint.join(OPTIMISER);
                    self.optimiser = moments::load(self.optimiser.clone(), &path).map_err(damaged)?;
                }
                Keep::League => {
                    let total = state.counters.steps as i64;
                    let past = state.league.versions.iter().map(|(name, steps)| {
                        let (model, _) = self.fitting(&Version::file_of(name, versions))?;
                        Ok(Version::new(name.clone(), steps - total, Inference::new(&model), true))
                    });
                    let past = past.collect::<Result<Vec<_>, LearnError>>()?;
                    self.league.start_with(state.league.ratings.clone(), past, &self.config.league);
                }
                Keep::ReturnScale => match (&mut self.return_scale, &state.return_scale) {
                    (Some(own), Some(old)) => own.keep(old),
                    (own, _) => {
                        let which = if own.is_none() { "this run does" } else { "the run before did" };
                        let problem = format!("{which} not normalise returns: leave `return_scale` out of keep");
                        return Err(LearnError::config("start.keep", problem));
                    }
                },
            }
        }
        self.model = model.train();
        Ok(())
    }

    /// A model of this run's spaces from a file of the same network, and the header that it has here.
    fn fitting(&self, path: &Path) -> Result<(Model, Header), LearnError> {
        if self.config.ppo.normalise_observations {
            let problem = "weights of another run were trained with another scale of observations: it cannot be taken over \
                           together with ppo.normalise_observations";
            return Err(LearnError::config("start", problem));
        }
        let (mut model, mut header) = weights::load(path, &self.device)?;
        let both = (header.spaces.observation, self.spaces.observation);
        if let (Layout::Flat { .. }, Layout::Flat { .. }) = both
            && let Ok(environment) = serde_json::from_value::<EnvConfig>(header.environment.clone())
        {
            // Start states may come from files that are not here.
            let EnvConfig { observation, team_sizes, .. } = environment;
            let old = VecEnv::builder(&EnvConfig { observation, team_sizes, ..EnvConfig::default() })
                .registry(&self.registry)
                .build()?;
            let place = |name: &String| old.columns().iter().position(|column| column == name);
            let columns: Vec<Option<usize>> = self.pool.columns().iter().map(place).collect();
            (model, header) = weights::load_seeing(path, &self.device, &columns)?;
        }
        compare(path, &header, &self.config, &self.spaces)?;
        Ok((model, header))
    }
}
