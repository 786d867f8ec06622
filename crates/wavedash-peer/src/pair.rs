//! Both simulators side by side.

use std::sync::{Arc, OnceLock};

use wavedash_core::{Controls, Team};
use wavedash_sim::{Arena, ArenaConfig, ArenaState, BodyState, CarState, Surface};

use crate::error::PeerError;
use crate::reference::Reference;

/// The generated soccar surface, made once.
#[must_use]
pub fn surface() -> Arc<Surface> {
    static SURFACE: OnceLock<Arc<Surface>> = OnceLock::new();
    Arc::clone(SURFACE.get_or_init(|| Arc::new(Surface::soccar())))
}

/// An arena of ours and one of the reference's, stepped with the same controls.
pub struct Pair {
    ours: Arena,
    theirs: Reference,
}

impl Pair {
    /// Both at the kick-off that our arena draws for this seed, `team_size` cars a side.
    ///
    /// # Errors
    /// If one of the simulators refuses.
    pub fn kickoff(team_size: usize, seed: u64) -> Result<Self, PeerError> {
        if !(1..=4).contains(&team_size) {
            return Err(PeerError::TeamSize(team_size));
        }
        let config = ArenaConfig { seed, ..ArenaConfig::soccar(surface(), team_size, team_size) };
        Self::of(Arena::new(config)?)
    }

    /// Both with the cars of these teams; `place` changes our state before it is handed over.
    ///
    /// # Errors
    /// If one of the simulators refuses.
    pub fn placed(teams: &[Team], place: impl FnOnce(&mut ArenaState)) -> Result<Self, PeerError> {
        let mut config = ArenaConfig::soccar(surface(), teams.len(), 0);
        for (spec, team) in config.cars.iter_mut().zip(teams) {
            spec.team = *team;
        }
        let mut ours = Arena::new(config)?;
        let mut state = ours.state().clone();
        place(&mut state);
        ours.set_ball(state.ball.body)?;
        for (car, state) in state.cars.iter().enumerate() {
            ours.set_car(car, *state)?;
        }
        ours.refresh_contacts();
        Self::of(ours)
    }

    fn of(ours: Arena) -> Result<Self, PeerError> {
        let teams: Vec<Team> = ours.cars().iter().map(|spec| spec.team).collect();
        let mut theirs = Reference::new(&surface(), &teams)?;
        theirs.place(ours.state())?;
        Ok(Self { ours, theirs })
    }

    /// One tick of both.
    ///
    /// # Errors
    /// If there are more controls than cars.
    pub fn step(&mut self, controls: &[Controls]) -> Result<(), PeerError> {
        for (car, controls) in controls.iter().enumerate() {
            self.theirs.hold(car, controls)?;
        }
        self.theirs.step();
        self.ours.step(controls);
        Ok(())
    }

    /// Number of cars.
    #[must_use]
    pub fn cars(&self) -> usize {
        self.theirs.cars()
    }

    /// Our ball.
    #[must_use]
    pub fn our_ball(&self) -> BodyState {
        self.ours.state().ball.body
    }

    /// The reference's ball.
    #[must_use]
    pub fn their_ball(&mut self) -> BodyState {
        self.theirs.ball()
    }

    /// One of our cars.
    ///
    /// # Panics
    /// If there is no such car.
    #[must_use]
    pub fn our_car(&self, car: usize) -> CarState {
        self.ours.state().cars[car]
    }

    /// The same car of the reference.
    ///
    /// # Errors
    /// If there is no such car.
    pub fn their_car(&mut self, car: usize) -> Result<CarState, PeerError> {
        self.theirs.car(car)
    }
}
