//! Who plays.

use wavedash_core::Stream;
use wavedash_env::Registry;
use wavedash_env::duel::Seat;

use crate::error::EvalError;
use crate::insight::Insight;

/// An agent that can be seated in a duel and asked for actions. It is shared by all threads and games, so it remembers
/// nothing from one decision to the next.
pub trait Contestant: Send + Sync {
    /// What it is called in tables and ratings.
    fn name(&self) -> &str;

    /// A new seat: what its policy sees and chooses from, or a scripted agent that drives by itself.
    ///
    /// # Errors
    /// It cannot be seated.
    fn seat(&self) -> Result<Seat, EvalError>;

    /// Decides for some of its cars, in one call: one row per car in every buffer, shapes `[rows, floats]`,
    /// `[rows, choices]` (no columns for a continuous space) and `[rows, action]`. `draws` holds a random stream for
    /// each row to sample actions with; without it the most likely action is taken. The decision of a row depends on
    /// that row only. Never called for a scripted agent.
    ///
    /// # Errors
    /// It cannot decide; the evaluation ends.
    fn act(
        &self,
        observations: &[f32],
        masks: &[bool],
        draws: Option<&mut [Stream]>,
        actions: &mut [f32],
    ) -> Result<(), EvalError>;

    /// What it thinks of one decision, for those who watch: `frames` are the observations of its car since the
    /// kick-off, the present one last, at least one. None: nothing that could be looked into.
    fn insight(&self, _frames: &[Vec<f32>], _mask: &[bool]) -> Option<Insight> {
        None
    }
}

/// A scripted agent.
#[derive(Clone, Debug)]
pub struct Scripted {
    name: String,
    registry: Registry,
}

impl Scripted {
    /// The scripted agent of this name, for example `bot:chaser`.
    ///
    /// # Errors
    /// There is none; the error lists those that there are.
    pub fn new(name: &str) -> Result<Self, EvalError> {
        Self::registered(name, Registry::builtin_ref())
    }

    /// The same of a registry, which may hold a user's own.
    ///
    /// # Errors
    /// There is none; the error lists those that there are.
    pub fn registered(name: &str, registry: &Registry) -> Result<Self, EvalError> {
        registry.build_bot(name)?;
        Ok(Self { name: name.to_owned(), registry: registry.clone() })
    }
}

impl Contestant for Scripted {
    fn name(&self) -> &str {
        &self.name
    }

    fn seat(&self) -> Result<Seat, EvalError> {
        Ok(Seat::Bot(self.registry.build_bot(&self.name)?))
    }

    fn act(
        &self,
        _observations: &[f32],
        _masks: &[bool],
        _draws: Option<&mut [Stream]>,
        _actions: &mut [f32],
    ) -> Result<(), EvalError> {
        let problem = "a scripted agent drives by itself and takes no observations".to_owned();
        Err(EvalError::Contestant { name: self.name.clone(), problem })
    }
}
