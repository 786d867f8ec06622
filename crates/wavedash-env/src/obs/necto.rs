//! The observation of the first Necto (`lucy-skg.md`, section 2.4).
//!
//! Rows: query, ball, players, padding, pads. Position and velocity of all key rows have the agent's
//! subtracted. The arena's pads are used where they are; one of the original's small pads lies 2 uu off.

use arrayvec::ArrayVec;
use wavedash_core::Controls;
use wavedash_core::units::MAX_CARS;

use super::config::NectoConfig;
use super::history::{History, INPUTS};
use super::necto_rows::{self, COLUMNS, FEATURES, FLAGS, ball_body, car_body, mark_pad};
use super::rows::{self, BODY, Body, Kind, RELATIVE, origin, place, place_at, turn};
use super::timers::Timers;
use super::{Entities, Observe, ObserveState, players};
use crate::scene::Scene;

/// One match's builder.
pub(super) struct Necto {
    shape: [usize; 2],
    players: usize,
    pads: usize,
    as_published: bool,
    history: History,
    timers: Timers,
}

impl Necto {
    pub(super) fn new(config: &NectoConfig, players: usize, pads: usize) -> Self {
        Self {
            shape: [2 + players + pads, COLUMNS],
            players,
            pads,
            as_published: config.as_published,
            history: History::new(1),
            timers: Timers::new(pads, config.shipped_demo_timers),
        }
    }

    fn write_agent(&self, scene: &Scene, ball: &Body, cars: &[Body], agent: usize, out: &mut [f32]) {
        let team = scene.cars[agent].team;
        let turn = turn(team);
        let own = origin(&cars[agent], &turn, RELATIVE);
        out.fill(0.0);
        let mut rows = out.chunks_exact_mut(COLUMNS);
        let mut row = || rows.next().unwrap_or_default();

        let query = row();
        Kind::Own.mark(query);
        place(&mut query[FLAGS..], &cars[agent], &turn, &[0.0; BODY]);
        query[FEATURES..][..INPUTS].copy_from_slice(self.history.of(agent));

        let key = row();
        Kind::Ball.mark(key);
        place(&mut key[FLAGS..], ball, &turn, &own);
        for car in players::order(scene, agent, self.as_published) {
            let key = row();
            Kind::of(car, scene.cars[car].team, agent, team).mark(key);
            place(&mut key[FLAGS..], &cars[car], &turn, &own);
        }
        for _ in cars.len()..self.players {
            let key = row();
            place_at(&mut key[FLAGS..], [0.0; 3], &turn, &own);
            key[COLUMNS - 1] = 1.0;
        }
        for i in 0..self.pads {
            let pad = players::pad(i, self.pads, team, self.as_published);
            let (pos, worth) = rows::pad(&scene.pads[pad]);
            let key = row();
            mark_pad(key, worth, self.timers.pad(pad));
            place_at(&mut key[FLAGS..], pos, &turn, &own);
        }
    }
}

impl Observe for Necto {
    fn shape(&self) -> &[usize] {
        &self.shape
    }

    fn columns(&self) -> Vec<String> {
        necto_rows::columns("timer", &[("ball", 1), ("player", self.players), ("pad", self.pads)])
    }

    fn entities(&self) -> Option<Entities> {
        Some(necto_rows::entities(self.shape[0]))
    }

    fn reset(&mut self, scene: &Scene) {
        self.history.clear();
        self.timers.reset(scene);
    }

    fn note(&mut self, controls: &[Controls], scene: &Scene) {
        self.history.note(controls);
        self.timers.step(scene);
    }

    fn save(&self) -> ObserveState {
        ObserveState { actions: self.history.values().to_vec(), timers: self.timers.values() }
    }

    fn restore(&mut self, state: &ObserveState) {
        self.history.set_values(&state.actions);
        self.timers.set_values(&state.timers);
    }

    fn write(&self, scene: &Scene, out: &mut [f32]) {
        let ball = ball_body(&scene.ball);
        let cars: ArrayVec<Body, MAX_CARS> =
            scene.cars.iter().enumerate().map(|(i, car)| car_body(car, self.timers.car(i))).collect();
        for (agent, out) in out.chunks_exact_mut(self.floats()).enumerate().take(cars.len()) {
            self.write_agent(scene, &ball, &cars, agent, out);
        }
    }
}
