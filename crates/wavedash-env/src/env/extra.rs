//! Observations beside the learner's own, for opponents and teachers that see a match in another way.

use super::Env;
use crate::batch::RowsMut;
use crate::error::EnvError;
use crate::obs::{Ahead, ObsBuilder, ObsContext};
use crate::registry::{Component, Registry};
use crate::scene::Scene;
use arrayvec::ArrayVec;
use wavedash_core::Controls;

/// Most observations beside the learner's own.
pub(crate) const MOST_EXTRA: usize = 8;

/// The builders of one match.
#[derive(Default)]
pub(super) struct Extra {
    builders: ArrayVec<Builder, MOST_EXTRA>,
}

struct Builder {
    /// Its configuration as text, by which a saved state is known.
    name: String,
    observe: Box<dyn ObsBuilder>,
    /// Somebody looks at what it writes.
    is_read: bool,
}

impl Extra {
    pub(super) fn reset(&mut self, scene: &Scene) {
        self.builders.iter_mut().for_each(|builder| builder.observe.reset(scene));
    }

    /// Also when nobody reads it: timers go on.
    pub(super) fn note(&mut self, controls: &[Controls], scene: &Scene) {
        self.builders.iter_mut().for_each(|builder| builder.observe.note(controls, scene));
    }

    pub(super) fn write(&self, scene: &Scene, out: &mut RowsMut<'_>) {
        for (builder, (_, rows)) in self.builders.iter().zip(&mut out.extra) {
            if builder.is_read {
                builder.observe.write(scene, rows);
            }
        }
    }

    pub(super) fn save(&self) -> Vec<(String, Vec<u8>)> {
        self.builders.iter().map(|builder| (builder.name.clone(), builder.observe.save())).collect()
    }

    pub(super) fn fits(&self, states: &[(String, Vec<u8>)]) -> bool {
        let of = |name: &String| self.builders.iter().find(|builder| builder.name == *name);
        states.iter().all(|(name, state)| of(name).is_none_or(|builder| builder.observe.fits(state)))
    }

    /// Observations that the saved match did not have begin in the scene; those that are not here any more are left out.
    pub(super) fn restore(&mut self, states: &[(String, Vec<u8>)], scene: &Scene) {
        for builder in &mut self.builders {
            match states.iter().find(|(name, _)| *name == builder.name) {
                Some((_, state)) => builder.observe.restore(state),
                None => builder.observe.reset(scene),
            }
        }
    }
}

impl Env {
    /// Adds an observation that nobody reads yet. Returns the floats of a row.
    pub(crate) fn add_observation(&mut self, config: &Component, registry: &Registry) -> Result<usize, EnvError> {
        let orange = self.game.scene().cars.iter().filter(|car| car.team == wavedash_core::Team::Orange).count();
        let context = ObsContext { cars: [self.agents() - orange, orange], pads: self.game.arena().pads().len() };
        let mut observe = registry.build_observation(config, context, "observation")?;
        let (asked, own) = (observe.looks_ahead(), self.lookout.ahead());
        if asked != Ahead::NONE && asked != own {
            if own != Ahead::NONE {
                let problem =
                    "asks for the ball's place after other times than another one here, or asks in another way";
                return Err(EnvError::config("observation", problem));
            }
            self.lookout = crate::obs::Lookout::new(asked, self.game.arena());
            self.game.look_ahead(&mut self.lookout);
        }
        observe.reset(self.game.scene());
        let floats = observe.floats();
        let name = config.to_string();
        self.extra.builders.try_push(Builder { name, observe, is_read: false }).map_err(|_| {
            EnvError::config("observation", format!("at most {MOST_EXTRA} beside the learner's own are possible"))
        })?;
        Ok(floats)
    }

    /// Whether somebody reads an added observation from now on. False if there is no such one.
    pub(crate) fn read_observation(&mut self, index: usize, is_read: bool) -> bool {
        self.extra.builders.get_mut(index).map(|builder| builder.is_read = is_read).is_some()
    }

    /// The observations of the present scene that are read beside the learner's own.
    pub(crate) fn show_extra(&self, out: &mut RowsMut<'_>) {
        self.extra.write(self.game.scene(), out);
    }
}
