//! Agents from outside of a training, by their names: opponents in the league, and policies that teach.
use wavedash_env::duel::SeatSpec;
use wavedash_env::registry::Component;
use wavedash_env::{Batch, VecEnv};
use wavedash_policy::Inference;

use crate::error::LearnError;
use wavedash_eval::Trained;

/// Where an agent finds what it sees.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Sight {
    /// It sees what the agent that learns sees.
    Own,
    /// It reads an observation that was added to the pool.
    Extra(usize),
}

impl Sight {
    /// Floats of a row, and the rows of all agents.
    pub(crate) fn rows(self, batch: &Batch) -> (usize, &[f32]) {
        match self {
            Self::Own => (batch.widths.observation, &batch.observations),
            Self::Extra(index) => (batch.extra[index].floats, &batch.extra[index].rows),
        }
    }
}

/// A policy from outside, seated in the training's arenas.
pub(crate) struct Invited {
    pub(crate) name: String,
    pub(crate) policy: Inference,
    pub(crate) sight: Sight,
}

/// All of them, and the observations that were added to the pool for them.
#[derive(Default)]
pub(crate) struct Invitations {
    agents: Vec<Invited>,
    added: Vec<Component>,
}

impl Invitations {
    /// Seats the agent of a name, which the configuration's `field` asks for, unless it is seated already.
    pub(crate) fn invite(
        &mut self,
        pool: &mut VecEnv,
        own: &SeatSpec,
        agents: &[Trained],
        (field, name): (&str, &str),
    ) -> Result<(), LearnError> {
        if self.agents.iter().any(|agent| agent.name == name) {
            return Ok(());
        }
        let refuse = |problem: String| Err(LearnError::config(field, format!("`{name}` {problem}")));
        let Some(agent) = agents.iter().find(|agent| agent.name() == name) else {
            return refuse("is not among the agents that were loaded".to_owned());
        };
        let spec = agent.spec();
        if spec.actions != own.actions {
            return refuse(format!("chooses from other actions: {}, this training has {}", spec.actions, own.actions));
        }
        if spec.tick_skip != own.tick_skip {
            let (theirs, ours) = (spec.tick_skip, own.tick_skip);
            return refuse(format!("decides every {theirs} ticks, this training's agents every {ours}"));
        }
        let sight = if spec.observation == own.observation {
            Sight::Own
        } else if let Some(index) = self.added.iter().position(|added| *added == spec.observation) {
            Sight::Extra(index)
        } else {
            let added = pool.add_observation(&spec.observation);
            let index = added.map_err(|e| LearnError::config(field, format!("what `{name}` sees: {e}")))?;
            self.added.push(spec.observation.clone());
            Sight::Extra(index)
        };
        let floats = agent.policy().model().spaces().observation.floats();
        let (given, _) = sight.rows(pool.batch());
        if floats != given {
            return refuse(format!("was trained on {floats} floats of observation, these arenas give {given}"));
        }
        self.agents.push(Invited { name: name.to_owned(), policy: agent.policy().clone(), sight });
        Ok(())
    }

    /// The agent of a name, if it is seated.
    pub(crate) fn of(&self, name: &str) -> Option<&Invited> {
        self.agents.iter().find(|agent| agent.name == name)
    }

    /// All agents.
    pub(crate) fn iter(&self) -> impl Iterator<Item = &Invited> {
        self.agents.iter()
    }

    /// Has an arena's added observations written for those who read them there: an opponent, a teacher.
    pub(crate) fn read(&self, pool: &mut VecEnv, arena: usize, readers: [Option<&str>; 2]) -> Result<(), LearnError> {
        let read: Vec<Sight> = readers.into_iter().flatten().filter_map(|name| Some(self.of(name)?.sight)).collect();
        for index in 0..self.added.len() {
            pool.read_observation(index, arena, read.contains(&Sight::Extra(index)))?;
        }
        Ok(())
    }
}
