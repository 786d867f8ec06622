//! Lucy-SKG's observations (`lucy-skg.md`, sections 2.1 and 2.2).
//!
//! Rows: query, ball, players, and pads in the second version. Columns: flags, position, velocity, angular
//! velocity, forward, up, boost, on ground, flip left, demolished; past actions (query only); padding.
//! The query is the agent's own row with absolute position and velocity; all key rows have the agent's
//! subtracted, padding included, so that padded rows hold minus the agent's.

use arrayvec::ArrayVec;
use wavedash_core::Controls;
use wavedash_core::units::MAX_CARS;

use super::builtin::LucyConfig;
use super::history::{History, INPUTS};
use super::row_writer::RowWriter;
use super::rows::{self, BODY, Body, Kind, LENGTH, RELATIVE, SPIN, bit, body};
use super::{Entities, ObsBuilder, names, players};
use crate::memory;
use crate::scene::{Ball, Car, Scene};

/// One match's builder; `flags` is 4 without and 5 with pads.
pub(super) struct Lucy {
    shape: [usize; 2],
    flags: usize,
    stack: usize,
    players: usize,
    pads: usize,
    as_published: bool,
    history: History,
}

impl Lucy {
    pub(super) fn v1(config: &LucyConfig) -> Self {
        Self::new(config, 4, 0)
    }

    pub(super) fn v2(config: &LucyConfig, pads: usize) -> Self {
        Self::new(config, 5, pads)
    }

    fn new(config: &LucyConfig, flags: usize, pads: usize) -> Self {
        let &LucyConfig { stack, players, as_published } = config;
        let shape = [2 + players + pads, flags + BODY + stack * INPUTS + 1];
        Self { shape, flags, stack, players, pads, as_published, history: History::new(stack) }
    }

    fn write_agent(&self, scene: &Scene, ball: &Body, cars: &[Body], agent: usize, out: &mut [f32]) {
        let team = scene.cars[agent].team;
        let layout = (self.shape[1], self.flags);
        let mut rows = RowWriter::begin(out, layout, team, &cars[agent], self.history.of(agent), RELATIVE);
        rows.key(Kind::Ball, ball);
        for car in players::order(scene, agent, self.as_published) {
            rows.key(Kind::of(car, scene.cars[car].team, agent, team), &cars[car]);
        }
        for _ in cars.len()..self.players {
            rows.padding();
        }
        for i in 0..self.pads {
            let pad = &scene.pads[players::pad(i, self.pads, team, self.as_published)];
            // Whether it can be taken is in the column of demolition.
            rows.pad(rows::pad(pad))[18] = bit(pad.is_active);
        }
    }
}

fn ball_body(ball: &Ball) -> Body {
    let zero = wavedash_core::Vec3::zeros();
    body([ball.pos * (1.0 / LENGTH), ball.vel * (1.0 / LENGTH), ball.ang_vel * (1.0 / SPIN), zero, zero], [0.0; 4])
}

fn car_body(car: &Car) -> Body {
    let numbers = [car.boost, bit(car.on_ground), bit(car.can_flip), bit(car.is_demolished)];
    let (pos, vel, spin) = (car.pos * (1.0 / LENGTH), car.vel * (1.0 / LENGTH), car.ang_vel * (1.0 / SPIN));
    body([pos, vel, spin, car.frame.forward, car.frame.up], numbers)
}

impl ObsBuilder for Lucy {
    fn shape(&self) -> &[usize] {
        &self.shape
    }

    fn columns(&self) -> Vec<String> {
        let mut columns: Vec<String> = ["is_self", "is_mate", "is_opponent", "is_ball", "is_pad"][..self.flags]
            .iter()
            .map(|name| (*name).to_owned())
            .collect();
        columns.extend(["pos", "vel", "ang_vel", "forward", "up"].into_iter().flat_map(names::vector));
        columns.extend(["boost", "on_ground", "can_flip", "is_demolished"].map(str::to_owned));
        columns.extend(names::actions(self.stack));
        columns.push("is_padding".to_owned());
        names::table(&names::rows(&[("ball", 1), ("player", self.players), ("pad", self.pads)]), &columns)
    }

    fn entities(&self) -> Option<Entities> {
        let [rows, columns] = self.shape;
        Some(Entities { keys: rows - 1, columns, query_features: columns - 1, key_features: self.flags + BODY })
    }

    fn reset(&mut self, _scene: &Scene) {
        self.history.clear();
    }

    fn note(&mut self, controls: &[Controls], _scene: &Scene) {
        self.history.note(controls);
    }

    fn save(&self) -> Vec<u8> {
        memory::save(&self.history.values())
    }

    fn restore(&mut self, saved: &[u8]) {
        if let Some(actions) = memory::read::<Vec<f32>>(saved) {
            self.history.set_values(&actions);
        }
    }

    fn write(&self, scene: &Scene, out: &mut [f32]) {
        let ball = ball_body(&scene.ball);
        let cars: ArrayVec<Body, MAX_CARS> = scene.cars.iter().map(car_body).collect();
        for (agent, out) in out.chunks_exact_mut(self.floats()).enumerate().take(cars.len()) {
            self.write_agent(scene, &ball, &cars, agent, out);
        }
    }
}
