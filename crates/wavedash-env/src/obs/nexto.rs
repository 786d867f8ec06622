//! Nexto's observation (`lucy-skg.md`, section 2.5).
//!
//! Rows: query, players, padding, ball, pads. The query is absolute. Key rows have the agent's position,
//! but not its velocity, subtracted, and are then turned about z so that its nose points to +y.

use arrayvec::ArrayVec;
use wavedash_core::Controls;
use wavedash_core::units::MAX_CARS;

use super::history::History;
use super::necto_rows::{self, CLOCK, COLUMNS, FLAGS, ball_body, car_body};
use super::row_writer::RowWriter;
use super::rows::{self, Body, Kind, bit, side};
use super::{Entities, ObsBuilder, players};
use crate::memory;
use crate::scene::Scene;

/// Floats of the position, which is made relative.
const POSITION: usize = 3;
/// Floats of the five vectors.
const VECTORS: usize = 15;

/// One match's builder.
pub(super) struct Nexto {
    shape: [usize; 2],
    players: usize,
    pads: usize,
    as_published: bool,
    history: History,
}

impl Nexto {
    pub(super) fn new(players: usize, pads: usize, as_published: bool) -> Self {
        Self { shape: [2 + players + pads, COLUMNS], players, pads, as_published, history: History::new(1) }
    }

    fn write_agent(&self, scene: &Scene, ball: &Body, cars: &[Body], agent: usize, out: &mut [f32]) {
        let team = scene.cars[agent].team;
        let forward = scene.cars[agent].frame.forward * side(team);
        let heading = Heading::of(forward.x, forward.y);
        let past = self.history.of(agent);
        let mut rows = RowWriter::begin(out, (COLUMNS, FLAGS), team, &cars[agent], past, POSITION);
        for car in players::order(scene, agent, self.as_published) {
            let kind = Kind::of(car, scene.cars[car].team, agent, team);
            heading.turn(&mut rows.key(kind, &cars[car])[..VECTORS]);
        }
        for _ in cars.len()..self.players {
            heading.turn(&mut rows.padding()[..POSITION]);
        }
        heading.turn(&mut rows.key(Kind::Ball, ball)[..VECTORS]);
        for i in 0..self.pads {
            let pad = &scene.pads[players::pad(i, self.pads, team, self.as_published)];
            let key = rows.pad(rows::pad(pad));
            heading.turn(&mut key[..POSITION]);
            key[CLOCK] = bit(pad.is_active);
        }
    }
}

/// Sine and cosine of the angle from +y to where the nose points, clockwise seen from above.
struct Heading {
    sin: f32,
    cos: f32,
}

impl Heading {
    /// Straight up or down counts as +y.
    fn of(x: f32, y: f32) -> Self {
        let length = (x * x + y * y).sqrt();
        if length == 0.0 { Self { sin: 0.0, cos: 1.0 } } else { Self { sin: x / length, cos: y / length } }
    }

    /// Turns vectors, three floats each, so that the heading becomes +y.
    fn turn(&self, vectors: &mut [f32]) {
        for v in vectors.chunks_exact_mut(3) {
            let (x, y) = (v[0], v[1]);
            v[0] = x * self.cos - y * self.sin;
            v[1] = x * self.sin + y * self.cos;
        }
    }
}

impl ObsBuilder for Nexto {
    fn shape(&self) -> &[usize] {
        &self.shape
    }

    fn columns(&self) -> Vec<String> {
        necto_rows::columns("bit", &[("player", self.players), ("ball", 1), ("pad", self.pads)])
    }

    fn entities(&self) -> Option<Entities> {
        Some(necto_rows::entities(self.shape[0]))
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
        let cars: ArrayVec<Body, MAX_CARS> =
            scene.cars.iter().map(|car| car_body(car, bit(car.is_demolished))).collect();
        for (agent, out) in out.chunks_exact_mut(self.floats()).enumerate().take(cars.len()) {
            self.write_agent(scene, &ball, &cars, agent, out);
        }
    }
}
