//! Observations: a scene as numbers for an agent, always in its team's canonical frame.
//!
//! Orange sees the world turned by 180 degrees about z, so both teams attack +y. Which builder a match
//! uses is named in the configuration and built by the [`Registry`](crate::Registry); a user's own builder is one more
//! [`ObsBuilder`] in it.
//!
//! The builders of entity rows (Lucy, Necto, Nexto) share one shape, `[1 + keys, columns]`: row 0 is the
//! query, the others are the keys, the last column is 1 in padding. [`Entities`] says where to cut.

mod ahead;
mod builtin;
mod flat;
mod flat_v2;
mod history;
mod lucy;
mod mirror;
mod names;
mod necto;
mod necto_rows;
mod nexto;
mod players;
mod row_writer;
mod rows;
#[cfg(test)]
pub(crate) mod tests;
mod timers;

use wavedash_core::Controls;

pub use ahead::{Ahead, MOST_AHEAD};
pub(crate) use builtin::register;
pub use builtin::{FlatConfig, FlatV2Config, LucyConfig, NectoConfig, NextoConfig, Prediction};
pub use mirror::Mirror;

pub(crate) use ahead::Lookout;

use crate::scene::Scene;

/// The match that an observation is built for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ObsContext {
    /// Numbers of blue and orange cars.
    pub cars: [usize; 2],
    /// Boost pads of the field.
    pub pads: usize,
}

impl ObsContext {
    /// Cars of both teams.
    #[must_use]
    pub const fn all_cars(self) -> usize {
        self.cars[0] + self.cars[1]
    }
}

/// Where an observation of shape `[1 + keys, columns]` splits into a query, keys and a mask.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Entities {
    /// Key rows, after the one query row.
    pub keys: usize,
    /// Floats of a row. The last one is 1 in padded key rows, 0 elsewhere.
    pub columns: usize,
    /// Leading columns that the query uses: features, then past actions.
    pub query_features: usize,
    /// Leading columns that a key uses.
    pub key_features: usize,
}

/// Builds the observations of one match. It may remember things within an episode.
///
/// The order of calls is `reset`, `write`, then `note`, `write` after each agent step. Only `write` may be
/// left out.
pub trait ObsBuilder: Send {
    /// Lengths of the axes of one agent's observation; their product is the number of floats.
    fn shape(&self) -> &[usize];

    /// Floats of one agent's observation.
    fn floats(&self) -> usize {
        self.shape().iter().product()
    }

    /// What each float is, in order; as many names as floats.
    fn columns(&self) -> Vec<String>;

    /// How the rows split, if this is an observation of entities.
    fn entities(&self) -> Option<Entities> {
        None
    }

    /// Vectors are along the car's nose, right and roof, not in its team's frame. Its own row, `self`, is in the team's
    /// frame, and so is what a name that ends in `_field` is about.
    fn is_seen_from_car(&self) -> bool {
        false
    }

    /// Times for which [`Scene::ahead`] must say where the ball will be.
    fn looks_ahead(&self) -> Ahead {
        Ahead::NONE
    }

    /// Forgets the episode; `scene` is the start of the next one.
    fn reset(&mut self, scene: &Scene);

    /// Takes note of an agent step: the controls that every car was given, and the scene after it.
    fn note(&mut self, controls: &[Controls], scene: &Scene);

    /// What is remembered, as bytes; nothing for a builder that remembers nothing.
    fn save(&self) -> Vec<u8> {
        Vec::new()
    }

    /// Whether bytes are those of a builder with the same parameters: by default, as many as it would save itself.
    fn fits(&self, saved: &[u8]) -> bool {
        self.save().len() == saved.len()
    }

    /// Goes on from what a builder with the same parameters saved; bytes that do not fit change nothing.
    fn restore(&mut self, _saved: &[u8]) {}

    /// Writes the observations of all cars, one after the other: `out` has `cars * floats` entries.
    fn write(&self, scene: &Scene, out: &mut [f32]);
}
