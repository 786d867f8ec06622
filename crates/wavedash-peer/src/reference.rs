//! The C++ reference as an arena with the calls that a comparison needs.

use std::sync::OnceLock;

use rocketsim_rs::cxx::UniquePtr;
use rocketsim_rs::sim::{Arena, CarConfig};
use wavedash_core::{Controls, Team, Vec3};
use wavedash_sim::{ArenaState, BodyState, CarState, Surface};

use crate::convert;
use crate::error::PeerError;

/// The pieces that the reference of this process was started with.
static PIECES: OnceLock<Vec<Vec<u8>>> = OnceLock::new();

/// A soccar arena of the reference, all Octane, on a surface of ours.
///
/// The reference reads a surface once per process, from a folder or from memory, as `.cmf` pieces;
/// this hands over ours from memory. It compares a hash of each piece with those of the game's own
/// and only warns (here: not even that) if they differ. The four planes are its own and equal ours.
///
/// Respawn places come from a generator that all its arenas share, and it walks its cars in the
/// order of their addresses: unlike ours, its runs do not repeat to the bit.
pub struct Reference {
    arena: UniquePtr<Arena>,
    /// Its names of our cars.
    ids: Vec<u32>,
}

impl Reference {
    /// An arena with these cars, wherever the reference puts them.
    ///
    /// # Errors
    /// If the reference was started with another surface before.
    pub fn new(surface: &Surface, teams: &[Team]) -> Result<Self, PeerError> {
        let pieces: Vec<Vec<u8>> = (0..surface.pieces()).map(|piece| surface.cmf_piece(piece)).collect();
        let started = PIECES.get_or_init(|| {
            let views: Vec<&[u8]> = pieces.iter().map(Vec::as_slice).collect();
            rocketsim_rs::init_from_mem(&views, &[]);
            pieces.clone()
        });
        if *started != pieces {
            return Err(PeerError::OtherSurface);
        }
        let mut arena = Arena::default_standard();
        let ids = teams.iter().map(|team| arena.pin_mut().add_car(convert::team(*team), CarConfig::octane())).collect();
        Ok(Self { arena, ids })
    }

    /// Number of cars.
    #[must_use]
    pub fn cars(&self) -> usize {
        self.ids.len()
    }

    fn id(&self, car: usize) -> Result<u32, PeerError> {
        self.ids.get(car).copied().ok_or(PeerError::NoCar(car))
    }

    /// Places ball and cars as in one of our states; see [`convert::car`] for what is carried over.
    ///
    /// # Errors
    /// If there are more cars than here.
    pub fn place(&mut self, state: &ArenaState) -> Result<(), PeerError> {
        self.arena.pin_mut().set_ball(convert::ball(&state.ball.body));
        for (car, state) in state.cars.iter().enumerate() {
            let id = self.id(car)?;
            self.arena.pin_mut().set_car(id, convert::car(state)).map_err(|_| PeerError::NoCar(car))?;
        }
        Ok(())
    }

    /// Its own kick-off with full pads, `push` added to the ball's velocity.
    pub fn kickoff(&mut self, seed: u32, push: Vec3) {
        // Negative seeds mean something else over there.
        self.arena.pin_mut().reset_to_random_kickoff(Some(seed >> 1));
        let mut ball = self.arena.pin_mut().get_ball();
        ball.vel = convert::vector(&(convert::our_vector(&ball.vel) + push));
        self.arena.pin_mut().set_ball(ball);
    }

    /// What a car holds from now on.
    ///
    /// # Errors
    /// If there is no such car.
    pub fn hold(&mut self, car: usize, controls: &Controls) -> Result<(), PeerError> {
        let id = self.id(car)?;
        let held = convert::controls(controls);
        self.arena.pin_mut().set_car_controls(id, held).map_err(|_| PeerError::NoCar(car))
    }

    /// One tick.
    pub fn step(&mut self) {
        self.arena.pin_mut().step(1);
    }

    /// The ball.
    #[must_use]
    pub fn ball(&mut self) -> BodyState {
        convert::our_ball(&self.arena.pin_mut().get_ball())
    }

    /// A car; see [`convert::our_car`] for what it holds.
    ///
    /// # Errors
    /// If there is no such car.
    pub fn car(&mut self, car: usize) -> Result<CarState, PeerError> {
        let id = self.id(car)?;
        Ok(convert::our_car(&self.arena.pin_mut().get_car(id)))
    }

    /// The ball is beyond a goal line.
    #[must_use]
    pub fn in_goal(&self) -> bool {
        self.arena.is_ball_scored()
    }

    /// Calls `counter` at each bump and demolition from now on.
    pub(crate) fn count_bumps(&mut self) {
        self.arena.pin_mut().set_car_bump_callback(|_, _, _, demolition, _| crate::speed::count_bump(demolition), 0);
    }

    /// What the driver of a car sees.
    pub(crate) fn sight(&mut self, car: usize) -> Option<wavedash_sim::workload::Sight> {
        let id = *self.ids.get(car)?;
        let ball = self.arena.pin_mut().get_ball();
        let car = self.arena.pin_mut().get_car(id);
        let v = convert::our_vector;
        Some(wavedash_sim::workload::Sight {
            ball_pos: v(&ball.pos),
            ball_vel: v(&ball.vel),
            pos: v(&car.pos),
            forward: v(&car.rot_mat.forward),
            right: v(&car.rot_mat.right),
            spin: car.ang_vel.z,
            on_ground: car.is_on_ground,
            is_jumping: car.is_jumping,
            can_flip: !car.has_double_jumped
                && !car.has_flipped
                && car.air_time_since_jump < wavedash_core::rules::FLIP_WINDOW_SECONDS,
        })
    }

    /// How many cars touch the ground with at least three wheels.
    pub(crate) fn cars_on_ground(&mut self) -> u64 {
        let Self { arena, ids } = self;
        ids.iter().map(|id| u64::from(arena.pin_mut().get_car(*id).is_on_ground)).sum()
    }
}
