//! What agents of one kind see and how their actions reach their cars.

use arrayvec::ArrayVec;
use wavedash_core::Controls;
use wavedash_core::units::MAX_CARS;
use wavedash_sim::Arena;

use super::seat::SeatSpec;
use crate::act::ActionParser;
use crate::batch::Widths;
use crate::delay::{AllControls, Delay};
use crate::error::EnvError;
use crate::match_::Match;
use crate::obs::{Lookout, ObsBuilder, ObsContext};
use crate::registry::Registry;
use crate::scene::Scene;

/// Shared by all seats of a match with the same specification: they decide in the same ticks, and one builder writes
/// the observations of all of them at once.
pub(super) struct Interface {
    pub(super) spec: SeatSpec,
    pub(super) widths: Widths,
    /// Cars of these agents.
    pub(super) seats: ArrayVec<usize, MAX_CARS>,
    observe: Box<dyn ObsBuilder>,
    lookout: Lookout,
    act: Box<dyn ActionParser>,
    delay: Delay,
    /// Observations of all cars as of the last look, one after the other.
    rows: Vec<f32>,
    /// Tick of the next decision.
    next: u64,
}

impl Interface {
    pub(super) fn new(spec: SeatSpec, teams: [usize; 2], arena: &Arena, registry: &Registry) -> Result<Self, EnvError> {
        spec.check()?;
        let context = ObsContext { cars: teams, pads: arena.pads().len() };
        let observe = registry.build_observation(&spec.observation, context, "observation")?;
        let act = registry.build_actions(&spec.actions, "actions")?;
        let widths = Widths {
            observation: observe.floats(),
            mask: act.choices().iter().sum(),
            components: 0,
            action: act.len(),
        };
        Ok(Self {
            delay: Delay::new(spec.action_delay_ticks),
            spec,
            widths,
            seats: ArrayVec::new(),
            rows: vec![0.0; (teams[0] + teams[1]) * widths.observation],
            lookout: Lookout::new(observe.looks_ahead(), arena),
            observe,
            act,
            next: 0,
        })
    }

    /// Everything was placed anew: the agents decide now, and remember nothing.
    pub(super) fn reset(&mut self, game: &mut Match) {
        game.look_ahead(&mut self.lookout);
        let scene = game.scene();
        self.observe.reset(scene);
        self.delay.reset(scene.cars.len());
        self.observe.write(scene, &mut self.rows);
        self.next = scene.tick;
    }

    pub(super) const fn is_due(&self, tick: u64) -> bool {
        tick >= self.next
    }

    /// The next decision is due: `decided` are the latest ones of all cars.
    pub(super) fn look(&mut self, decided: &[Controls], game: &mut Match) {
        game.look_ahead(&mut self.lookout);
        let scene = game.scene();
        self.observe.note(decided, scene);
        self.observe.write(scene, &mut self.rows);
    }

    /// What the agent of a car sees and may choose.
    pub(super) fn show(&self, car: usize, scene: &Scene, observation: &mut [f32], mask: &mut [bool]) {
        observation.copy_from_slice(&self.rows[car * self.widths.observation..][..self.widths.observation]);
        if !mask.is_empty() {
            self.act.mask(&scene.cars[car], mask);
        }
    }

    pub(super) fn controls(&self, action: &[f32]) -> Controls {
        self.act.controls(action)
    }

    /// All agents have decided: the decisions are on their way. Nothing happens when none was due.
    pub(super) fn commit(&mut self, decided: &AllControls, tick: u64) {
        if self.is_due(tick) {
            self.delay.decide(decided.clone());
            self.next = tick + u64::from(self.spec.tick_skip);
        }
    }

    /// What the cars of these agents hold in the coming tick.
    pub(super) fn tick(&mut self, held: &mut AllControls) {
        let arrived = self.delay.tick();
        for seat in &self.seats {
            held[*seat] = arrived[*seat];
        }
    }
}
