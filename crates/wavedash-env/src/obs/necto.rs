//! The observation of the first Necto (`lucy-skg.md`, section 2.4).
//!
//! Rows: query, ball, players, padding, pads. Position and velocity of all key rows have the agent's
//! subtracted. The arena's pads are used where they are; one of the original's small pads lies 2 uu off.

use arrayvec::ArrayVec;
use wavedash_core::Controls;
use wavedash_core::units::MAX_CARS;

use super::builtin::NectoConfig;
use super::history::History;
use super::necto_rows::{self, CLOCK, COLUMNS, FLAGS, ball_body, car_body};
use super::row_writer::RowWriter;
use super::rows::{self, Body, Kind, RELATIVE};
use super::timers::Timers;
use super::{Entities, ObsBuilder, players};
use crate::memory;
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
        let past = self.history.of(agent);
        let mut rows = RowWriter::begin(out, (COLUMNS, FLAGS), team, &cars[agent], past, RELATIVE);
        rows.key(Kind::Ball, ball);
        for car in players::order(scene, agent, self.as_published) {
            rows.key(Kind::of(car, scene.cars[car].team, agent, team), &cars[car]);
        }
        for _ in cars.len()..self.players {
            rows.padding();
        }
        for i in 0..self.pads {
            let pad = players::pad(i, self.pads, team, self.as_published);
            rows.pad(rows::pad(&scene.pads[pad]))[CLOCK] = self.timers.pad(pad);
        }
    }
}

impl ObsBuilder for Necto {
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

    fn save(&self) -> Vec<u8> {
        memory::save(&(self.history.values(), self.timers.values()))
    }

    fn restore(&mut self, saved: &[u8]) {
        if let Some((actions, timers)) = memory::read::<(Vec<f32>, Vec<f64>)>(saved) {
            self.history.set_values(&actions);
            self.timers.set_values(&timers);
        }
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
