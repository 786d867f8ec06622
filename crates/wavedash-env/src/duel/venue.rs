//! Where many duels are played.

use std::sync::Arc;

use super::play::Duel;
use super::rules::DuelRules;
use super::seat::Seat;
use crate::error::EnvError;
use crate::registry::{Component, Registry};
use crate::reset::{Limits, ResetContext};
use wavedash_sim::{Arena, ArenaConfig, CarSpec, Surface};

/// What many duels share: the surface, the cars and the rules of the arena. Threads may play in it at the same time.
///
/// ```
/// use wavedash_env::bot;
/// use wavedash_env::duel::{DuelRules, Seat, Venue};
///
/// let venue = Venue::soccar(1)?;
/// for id in 0..2 {
///     let seats = ["bot:striker", "bot:idle"].map(|name| bot::by_name(name).map(Seat::Bot));
///     let rules = DuelRules { seconds: 30.0, goals: Some(1), ..DuelRules::default() };
///     let mut duel = venue.duel(7, id, seats.into_iter().collect::<Result<_, _>>()?, rules)?;
///     duel.advance()?;
///     assert!(duel.is_over());
/// }
/// # Ok::<(), wavedash_env::EnvError>(())
/// ```
pub struct Venue {
    model: Arena,
    registry: Registry,
    start: Component,
    /// The files that the start state names, read once.
    resets: ResetContext,
}

impl Venue {
    /// The usual field with this many Octanes a side, 1 to 4.
    ///
    /// # Errors
    /// More cars than an arena holds.
    pub fn soccar(team_size: usize) -> Result<Self, EnvError> {
        Self::new(ArenaConfig::soccar(Arc::new(Surface::soccar()), team_size, team_size))
    }

    /// Arenas like this one; its seed and id are not used.
    ///
    /// # Errors
    /// Names what is wrong with the configuration.
    pub fn new(config: ArenaConfig) -> Result<Self, EnvError> {
        let model = Arena::new(config)?;
        let registry = Registry::builtin();
        let resets = ResetContext::new(&registry, Limits::of(model.mutators(), model.pads()));
        Ok(Self { model, registry, start: Component::named("kickoff"), resets })
    }

    /// What seats and start states may name; by default the components that come with this crate.
    #[must_use]
    pub fn with_registry(self, registry: &Registry) -> Self {
        let limits = Limits::of(self.model.mutators(), self.model.pads());
        Self { registry: registry.clone(), resets: ResetContext::new(registry, limits), ..self }
    }

    /// Duels begin, and go on after goals, with these start states instead of kick-offs.
    ///
    /// # Errors
    /// Names what is wrong with them.
    pub fn starting_with(mut self, start: &Component) -> Result<Self, EnvError> {
        self.resets.build(start, "start")?;
        Ok(Self { start: start.clone(), ..self })
    }

    /// The cars of every duel.
    #[must_use]
    pub fn cars(&self) -> &[CarSpec] {
        self.model.cars()
    }

    /// A duel at its first start state. `seats` has one entry per car, blue first.
    ///
    /// # Errors
    /// As [`Duel::new`]; or a start state is refused.
    pub fn duel(&self, seed: u64, id: u64, seats: Vec<Seat>, rules: DuelRules) -> Result<Duel, EnvError> {
        let start = self.resets.clone().build(&self.start, "start")?;
        Duel::begin(self.model.sibling(seed, id), (seed, id), seats, rules, start, &self.registry)
    }
}
